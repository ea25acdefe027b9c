import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blake3 } from './blake3.ts';
import { contractKey, stateRoot, withRoots } from './contractTree.ts';
import { contractRoot, emptyPageTree, pagesOf, withPages } from './pageTree.ts';
import { freshLeaves, type Insertion, ZERO_HASH } from './sparseTree.ts';

type Vectors = {
  readonly page_hash: Record<string, string>;
  readonly contract_root: { width: number; pages: Record<string, string>; root: string }[];
  readonly key: { id: string; key: number }[];
  readonly state_root: { contracts: { position: number; contract_root: string }[]; root: string }[];
};
const vectors = loadVectors<Vectors>('vm/state-hash');
const leaf = { bytes: new Uint8Array(), version: 1n };

describe('04 §8.1 pages', () => {
  test('page hashes', () => {
    const page = new Uint8Array(65_536);
    expect(toHex(blake3(page))).toBe(vectors.page_hash.zero_page);
    page[0] = 1;
    expect(toHex(blake3(page))).toBe(vectors.page_hash.first_byte_01);
  });

  test.each(vectors.contract_root)('root of a $width-bit contract', ({ width, pages, root }) => {
    const insertions = Object.entries(pages).map(([index, name]) => ({
      index: Number(index),
      hash: fromHex(vectors.page_hash[name] as string),
      leaf,
    }));
    expect(toHex(contractRoot(withPages(emptyPageTree(width === 64), insertions)))).toBe(root);
  });
});

describe('04 §8.2 contracts', () => {
  test.each(vectors.key)('key of $id', ({ id, key }) => {
    expect(contractKey(fromHex(id))).toBe(key);
  });

  test.each(vectors.state_root)('state root $root', ({ contracts, root }) => {
    const roots = contracts.map((c) => ({ position: c.position, root: fromHex(c.contract_root) }));
    expect(toHex(stateRoot(withRoots(undefined, roots)))).toBe(root);
  });

  test('of two roots for one place the last counts', () => {
    const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const both = withRoots(undefined, [
      { position: 1, root: a },
      { position: 1, root: b },
    ]);
    expect(stateRoot(both)).toEqual(stateRoot(withRoots(undefined, [{ position: 1, root: b }])));
  });
});

/** Straight from the definition: hash of the children's hashes, zeros for what is missing. */
function naiveRoot(leaves: ReadonlyMap<number, Uint8Array>, arity: number, height: number, first = 0): Uint8Array {
  const last = first + arity ** height;
  if (![...leaves.keys()].some((index) => index >= first && index < last)) return ZERO_HASH;
  if (height === 0) return leaves.get(first) as Uint8Array;
  const input = new Uint8Array(32 * arity);
  for (let i = 0; i < arity; i++)
    input.set(naiveRoot(leaves, arity, height - 1, first + i * arity ** (height - 1)), 32 * i);
  return blake3(input);
}

test('04 §8.1 any history of insertions gives the naive root, and fresh leaves are those put in', () => {
  const batch = fc.uniqueArray(fc.tuple(fc.nat(65_535), fc.nat(255)), { selector: ([index]) => index, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 5 }), (batches) => {
      let tree = emptyPageTree(false);
      const all = new Map<number, Uint8Array>();
      for (const pages of batches) {
        const insertions: Insertion<typeof leaf>[] = pages
          .map(([index, byte]) => ({ index, hash: new Uint8Array(32).fill(byte), leaf }))
          .sort((a, b) => a.index - b.index);
        for (const { index, hash } of insertions) all.set(index, hash);
        const before = tree;
        tree = withPages(tree, insertions);
        expect([...freshLeaves(before.root, tree.root, tree.shape)].map((f) => f.index)).toEqual(
          insertions.map((i) => i.index),
        );
      }
      expect(contractRoot(tree)).toEqual(naiveRoot(all, 4, 8));
      expect([...pagesOf(tree)].map(({ index, hash }) => [index, hash])).toEqual([...all].sort(([a], [b]) => a - b));
    }),
    { numRuns: 40 },
  );
});
