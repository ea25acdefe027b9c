import { fromHex, toHex, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fr } from '../fields/fr.ts';
import { sha3_256 } from '../hash.ts';
import { decodeOpeningArchive, encodeOpeningArchive } from './archive.ts';
import { NOTE_TREE_CAPACITY, NoteTree } from './noteTree.ts';
import { merkleOpeningCodec, OPENING_SIZE, openingPosition, verifyOpening } from './opening.ts';
import { sha3MerkleRoot } from './sha3Tree.ts';

type Case = {
  leaves: { pos: string; hash_le: string }[];
  root_le: string;
  opening_pos: string;
  positions: number[];
  opening_var_bytes: string;
  opening_rkyv: string;
};
type Vectors = {
  poseidon_tree: { height: number; arity: number; empty_root_le: string; cases: Case[] };
  sha3_block_merkle: { cases: { leaves: string[]; root: string }[] };
};
const { poseidon_tree: vectors, sha3_block_merkle: sha3 } = loadVectors<Vectors>('crypto/merkle');
const hex = (value: bigint): string => toHex(fr.encode(value));

function treeOf(leaves: Case['leaves']): NoteTree {
  const tree = new NoteTree();
  for (const leaf of leaves) tree.insert(BigInt(leaf.pos), fr.decode(fromHex(leaf.hash_le)));
  return tree;
}

describe('01 §7.2 tree of notes', () => {
  test('01 §16 item 15: the empty root is 0', () => {
    expect(hex(new NoteTree().root)).toBe(vectors.empty_root_le);
  });

  test.each(vectors.cases)('01 §7.3 root $root_le and its opening', (vector) => {
    const tree = treeOf(vector.leaves);
    expect(hex(tree.root)).toBe(vector.root_le);
    expect(tree.size).toBe(vector.leaves.length);
    const position = BigInt(vector.opening_pos);
    const opening = tree.opening(position);
    expect(opening.positions).toEqual(vector.positions);
    expect(openingPosition(opening)).toBe(position);
    expect(toHex(encode(merkleOpeningCodec, opening))).toBe(vector.opening_var_bytes);
    expect(decode(merkleOpeningCodec, fromHex(vector.opening_var_bytes))).toEqual(opening);
    expect(toHex(encodeOpeningArchive(opening))).toBe(vector.opening_rkyv);
    expect(decodeOpeningArchive(fromHex(vector.opening_rkyv))).toEqual(opening);
    const leaf = tree.leaf(position) as bigint;
    expect(verifyOpening(opening, leaf)).toBe(true);
    expect(verifyOpening(opening, fr.add(leaf, 1n))).toBe(false);
    expect(verifyOpening({ ...opening, root: fr.add(opening.root, 1n) }, leaf)).toBe(false);
    expect(verifyOpening({ ...opening, positions: opening.positions.with(16, 3) }, leaf)).toBe(false);
  });

  test('01 §7.1 removal of the last descendant restores the empty tree, overwriting replaces', () => {
    const tree = treeOf([{ pos: '5', hash_le: hex(7n) }]);
    const root = tree.root;
    tree.insert(1n << 30n, 9n);
    expect(tree.root).not.toBe(root);
    expect(tree.remove(1n << 30n)).toBe(true);
    expect(tree.remove(1n << 30n)).toBe(false);
    expect(tree.root).toBe(root);
    tree.insert(5n, 8n);
    expect(tree.root).toBe(treeOf([{ pos: '5', hash_le: hex(8n) }]).root);
    tree.remove(5n);
    expect(tree.root).toBe(0n);
  });

  test('01 §7.1 the order of insertion does not matter', () => {
    const leaves = ['0', '3', '4', '63', '4095'].map((pos) => ({ pos, hash_le: hex(BigInt(pos) + 1n) }));
    expect(treeOf(leaves.toReversed()).root).toBe(treeOf(leaves).root);
  });

  test('01 §7 refuses positions outside the tree and openings of absent leaves', () => {
    const tree = new NoteTree();
    expect(() => tree.insert(NOTE_TREE_CAPACITY, 1n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => tree.insert(-1n, 1n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => tree.opening(0n)).toThrowCode('CRYPTO_NO_LEAF');
  });

  test('01 §7.3 refuses lengths, unreduced scalars and positions above 3', () => {
    const bytes = fromHex((vectors.cases[0] as Case).opening_var_bytes);
    expect(bytes.length).toBe(OPENING_SIZE);
    expect(() => decode(merkleOpeningCodec, bytes.subarray(0, OPENING_SIZE - 1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(merkleOpeningCodec, new Uint8Array(OPENING_SIZE + 1))).toThrowCode('CODEC_TRAILING');
    expect(() => decode(merkleOpeningCodec, bytes.slice().fill(0xff, 32, 64))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => decode(merkleOpeningCodec, bytes.with(OPENING_SIZE - 4, 4))).toThrowCode('CODEC_INVALID');
    const opening = decode(merkleOpeningCodec, bytes);
    expect(() => encode(merkleOpeningCodec, { ...opening, branch: opening.branch.slice(1) })).toThrowCode(
      'CODEC_RANGE',
    );
    const wide = { ...opening, positions: opening.positions.with(0, 4) };
    expect(() => encode(merkleOpeningCodec, wide)).toThrowCode('CODEC_RANGE');
  });

  test('01 §7.3 archives: refuses lengths, positions and padding', () => {
    const bytes = fromHex((vectors.cases[0] as Case).opening_rkyv);
    expect(() => decodeOpeningArchive(bytes.subarray(1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeOpeningArchive(new Uint8Array(2281))).toThrowCode('CODEC_TRAILING');
    expect(() => decodeOpeningArchive(bytes.with(2208, 4))).toThrowCode('CODEC_INVALID');
    expect(() => decodeOpeningArchive(bytes.with(2279, 1))).toThrowCode('CODEC_NOT_CANONICAL');
  });
});

describe('01 §7.2 block trees', () => {
  test.each(sha3.cases)('01 §7.2 root of $leaves', ({ leaves, root }) => {
    expect(toHex(sha3MerkleRoot(leaves.map((leaf) => sha3_256(utf8(leaf)))))).toBe(root);
  });

  test('01 §7.2 a zero leaf is as good as missing', () => {
    const leaf = sha3_256(utf8('x'));
    expect(sha3MerkleRoot([leaf, new Uint8Array(32)])).toEqual(sha3MerkleRoot([leaf]));
    expect(sha3MerkleRoot([new Uint8Array(32), leaf])).not.toEqual(sha3MerkleRoot([leaf]));
  });

  test('01 §7.2 refuses leaves of other sizes and too many', () => {
    expect(() => sha3MerkleRoot([new Uint8Array(31)])).toThrowCode('CRYPTO_BAD_ARGUMENT');
    const leaf = new Uint8Array(32);
    expect(() => sha3MerkleRoot(new Array(32_769).fill(leaf))).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});
