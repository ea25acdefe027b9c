import { concatBytes } from '@eventide/base';
import { CodecError, Reader } from '@eventide/codec';
import { type Fr, fr } from '../fields/fr.ts';
import { type MerkleOpening, NOTE_TREE_ARITY, NOTE_TREE_HEIGHT } from './opening.ts';

/** Bytes of an archived opening of the tree of notes: branches, root, positions, padding. Spec: 01 §7.3 */
export const OPENING_ARCHIVE_SIZE = 2280;

/** The order of fields differs from the plain form; scalars are Montgomery limbs. Spec: 01 §7.3 */
export function encodeOpeningArchive({ root, branch, positions }: MerkleOpening): Uint8Array {
  const tail = new Uint8Array(NOTE_TREE_HEIGHT * 4 + 4);
  const view = new DataView(tail.buffer);
  positions.forEach((position, i) => {
    view.setUint32(4 * i, position, true);
  });
  return concatBytes(...branch.flat().map(fr.toMontgomery), fr.toMontgomery(root), tail);
}

/**
 * Positions above 3 and padding that is not zero are refused. Spec: 01 §7.3
 * @throws CodecError CODEC_TOO_SHORT, CODEC_TRAILING, CODEC_INVALID, CODEC_NOT_CANONICAL
 */
export function decodeOpeningArchive(bytes: Uint8Array): MerkleOpening {
  const r = new Reader(bytes);
  if (bytes.length < OPENING_ARCHIVE_SIZE) {
    throw new CodecError('CODEC_TOO_SHORT', { need: OPENING_ARCHIVE_SIZE, have: bytes.length });
  }
  const scalar = (): Fr => fr.fromMontgomery(r.view(fr.size));
  const branch = Array.from({ length: NOTE_TREE_HEIGHT }, () => Array.from({ length: NOTE_TREE_ARITY }, scalar));
  const root = scalar();
  const positions = Array.from({ length: NOTE_TREE_HEIGHT }, () => {
    const position = r.u32();
    if (position >= NOTE_TREE_ARITY) throw new CodecError('CODEC_INVALID', { rule: 'position', position });
    return position;
  });
  if (r.u32() !== 0) throw new CodecError('CODEC_NOT_CANONICAL', { rule: 'padding' });
  r.end();
  return { root, branch, positions };
}
