import { type Codec, CodecError } from '@eventide/codec';
import { type Fr, frCodec } from '../fields/fr.ts';
import { poseidonMerkle4Many } from '../poseidon/hash.ts';

/** Levels and children of the tree of notes. Spec: 01 §7.2 */
export const NOTE_TREE_HEIGHT = 17;
export const NOTE_TREE_ARITY = 4;
/** Bytes of an opening of the tree of notes. */
export const OPENING_SIZE: number = (1 + NOTE_TREE_HEIGHT * NOTE_TREE_ARITY) * 32 + NOTE_TREE_HEIGHT * 4;

/** The path of a leaf. `branch[0]` are the root's children, `branch[16]` the leaf and its siblings. Spec: 01 §7.3 */
export type MerkleOpening = {
  readonly root: Fr;
  readonly branch: readonly (readonly Fr[])[];
  /** The child taken at each level, 0…3. */
  readonly positions: readonly number[];
};

/** 2276 bytes: root, branches by row, positions as u32. Positions above 3 are refused. Spec: 01 §7.3 */
export const merkleOpeningCodec: Codec<MerkleOpening> = {
  write(w, opening) {
    if (opening.branch.length !== NOTE_TREE_HEIGHT || opening.positions.length !== NOTE_TREE_HEIGHT) {
      throw new CodecError('CODEC_RANGE', { levels: opening.branch.length, positions: opening.positions.length });
    }
    frCodec.write(w, opening.root);
    for (const row of opening.branch) {
      if (row.length !== NOTE_TREE_ARITY) throw new CodecError('CODEC_RANGE', { children: row.length });
      for (const item of row) frCodec.write(w, item);
    }
    for (const position of opening.positions) {
      if (position >= NOTE_TREE_ARITY) throw new CodecError('CODEC_RANGE', { position });
      w.u32(position);
    }
  },
  read(r) {
    const root = frCodec.read(r);
    const branch = levels(() => children(() => frCodec.read(r)));
    const positions = levels(() => {
      const position = r.u32();
      if (position >= NOTE_TREE_ARITY) throw new CodecError('CODEC_INVALID', { rule: 'position', position });
      return position;
    });
    return { root, branch, positions };
  },
};

/** True if `leaf` lies on the path and every item is the hash of the level below. 17 permutations, made together. Spec: 01 §7.3 */
export function verifyOpening({ root, branch, positions }: MerkleOpening, leaf: Fr): boolean {
  if (branch.length !== NOTE_TREE_HEIGHT || positions.length !== NOTE_TREE_HEIGHT) return false;
  const above = [root, ...branch.slice(0, -1).map((row, level) => row[positions[level] as number])];
  if (branch.at(-1)?.[positions.at(-1) as number] !== leaf) return false;
  return poseidonMerkle4Many(branch).every((digest, level) => digest === above[level]);
}

/** The leaf's index in the tree. */
export function openingPosition(opening: MerkleOpening): bigint {
  return opening.positions.reduce((index, position) => index * BigInt(NOTE_TREE_ARITY) + BigInt(position), 0n);
}

function levels<T>(make: () => T): T[] {
  return Array.from({ length: NOTE_TREE_HEIGHT }, make);
}

function children<T>(make: () => T): T[] {
  return Array.from({ length: NOTE_TREE_ARITY }, make);
}
