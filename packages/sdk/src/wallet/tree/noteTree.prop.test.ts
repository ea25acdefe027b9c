import { type Fr, NoteTree } from '@eventide/crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendLeaves,
  decodeEdge,
  decodePath,
  edgeFromOpening,
  edgeRoot,
  emptyEdge,
  emptyPath,
  encodeEdge,
  encodePath,
  openingOf,
  type TreeEdge,
  truncatePath,
} from './noteTree.ts';

const leaf = fc.bigInt({ min: 1n, max: (1n << 250n) - 1n });
/** Batches of leaves as pages bring them. */
const batches = fc.array(fc.array(leaf, { maxLength: 90 }), { minLength: 1, maxLength: 6 });

/** The whole tree, the model. */
function modelOf(leaves: readonly Fr[]): NoteTree {
  const tree = new NoteTree();
  leaves.forEach((it, i) => {
    tree.insert(BigInt(i), it);
  });
  return tree;
}

type Watched = { readonly pos: number; path: (Fr | null)[][] };

function grow(edge: TreeEdge, leaves: readonly Fr[], watched: Watched[], own: (pos: number) => boolean): TreeEdge {
  for (let i = 0; i < leaves.length; i++) {
    if (own(edge.size + i)) watched.push({ pos: edge.size + i, path: emptyPath() });
  }
  return appendLeaves(edge, leaves, watched);
}

describe('03 §3.5 the wallet’s own note tree', () => {
  test('has the root and the openings of the whole tree, whatever the pages', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 9 }), (pages, every) => {
        let edge = emptyEdge();
        const watched: Watched[] = [];
        for (const page of pages) {
          edge = grow(edge, page, watched, (pos) => pos % every === 0);
          const model = modelOf(pages.flat().slice(0, edge.size));
          expect(edgeRoot(edge)).toBe(model.root);
          for (const it of watched) expect(openingOf(edge, it)).toEqual(model.opening(BigInt(it.pos)));
        }
      }),
      { numRuns: 8 },
    );
  });

  test('goes back to any earlier edge and on with other leaves', () => {
    fc.assert(
      fc.property(batches, batches, fc.nat(), (first, second, cut) => {
        const edges = [emptyEdge()];
        let watched: Watched[] = [];
        for (const page of first) edges.push(grow(edges.at(-1) as TreeEdge, page, watched, (pos) => pos % 5 === 0));
        const back = edges[cut % edges.length] as TreeEdge;
        watched = watched
          .filter(({ pos }) => pos < back.size)
          .map((it) => ({ pos: it.pos, path: truncatePath(it, back.size) }));
        let edge = back;
        for (const page of second) edge = grow(edge, page, watched, (pos) => pos % 7 === 0);
        const model = modelOf([...first.flat().slice(0, back.size), ...second.flat()]);
        expect(edgeRoot(edge)).toBe(model.root);
        for (const it of watched) expect(openingOf(edge, it)).toEqual(model.opening(BigInt(it.pos)));
      }),
      { numRuns: 15 },
    );
  });

  test('begins at any position with the opening of the leaf before, taken from a later tree', () => {
    fc.assert(
      fc.property(fc.array(leaf, { minLength: 2, maxLength: 150 }), fc.nat(), (leaves, at) => {
        const size = 1 + (at % (leaves.length - 1));
        const model = modelOf(leaves);
        const edge = edgeFromOpening(size, model.opening(BigInt(size - 1)));
        expect(edge).not.toBeNull();
        const watched: Watched[] = [];
        const grown = grow(edge as TreeEdge, leaves.slice(size), watched, (pos) => pos % 3 === 0);
        expect(edgeRoot(grown)).toBe(model.root);
        for (const it of watched) expect(openingOf(grown, it)).toEqual(model.opening(BigInt(it.pos)));
        expect(edgeFromOpening(size + 1, model.opening(BigInt(size - 1)))).toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  test('is stored and read back; damaged text is refused', () => {
    const edge = appendLeaves(emptyEdge(), [1n, 2n, 3n, 4n, 5n, 6n], []);
    expect(decodeEdge(JSON.parse(JSON.stringify(encodeEdge(edge))))).toEqual(edge);
    const path = emptyPath();
    (path[3] as (Fr | null)[])[2] = 77n;
    expect(decodePath(encodePath(path))).toEqual(path);
    expect(() => decodePath([['zz']])).toThrowCode('WALLET_STORE_CORRUPT');
    expect(() => decodeEdge({ size: 1, open: [['1', '2', '3', '4']] })).toThrowCode('WALLET_STORE_CORRUPT');
  });

  test('refuses the opening of a leaf whose siblings were not kept', () => {
    const watched = [{ pos: 0, path: emptyPath() }];
    const edge = appendLeaves(emptyEdge(), [1n, 2n, 3n, 4n, 5n], []);
    expect(() => openingOf(edge, watched[0] as Watched)).toThrowCode('WALLET_SYNC_NEEDED');
  });
});
