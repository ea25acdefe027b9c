import { type Fr, fr } from '@eventide/crypto/fields/fr';
import {
  type MerkleOpening,
  NOTE_TREE_ARITY,
  NOTE_TREE_HEIGHT,
  openingPosition,
  verifyOpening,
} from '@eventide/crypto/merkle/opening';
import { poseidonMerkle4Many } from '@eventide/crypto/poseidon/hash';
import { WalletError } from '../../errors.ts';

/**
 * The right edge of the note tree: how many leaves there are, and per level (0 the leaves) the complete nodes of the group that is
 * still open, at most three. All that is needed to go on; about 1.6 kB. Spec: 03 §3.5
 */
export type TreeEdge = { readonly size: number; readonly open: readonly (readonly Fr[])[] };

/**
 * The complete siblings on the way of one leaf to the root: per level four children, null where a subtree is not complete yet.
 * A complete node never changes.
 */
export type LeafPath = (Fr | null)[][];

/** A leaf whose path is to be kept. */
export type WatchedLeaf = { readonly pos: number; readonly path: LeafPath };

const EMPTY: Fr = 0n;

/** The edge of a tree without leaves. */
export function emptyEdge(): TreeEdge {
  return { size: 0, open: levels(() => []) };
}

/** A path of which nothing is known. */
export function emptyPath(): LeafPath {
  return levels(() => children(() => null));
}

/**
 * The tree with `leaves` added at its right. Fills in what becomes complete on the ways of `watched`, whose leaves are at or after the
 * open group of the edge, or were watched before. Cost: a third of a permutation per leaf.
 * Spec: 03 §3.5
 */
export function appendLeaves(edge: TreeEdge, leaves: readonly Fr[], watched: readonly WatchedLeaf[]): TreeEdge {
  const open: (readonly Fr[])[] = [];
  let nodes: readonly Fr[] = leaves;
  let span = 1;
  for (let level = 0; level < NOTE_TREE_HEIGHT; level++, span *= NOTE_TREE_ARITY) {
    const before = edge.open[level] as readonly Fr[];
    const row = before.length === 0 ? nodes : [...before, ...nodes];
    const base = Math.floor(edge.size / span) - before.length;
    for (const { pos, path } of watched)
      recordRow(path[level] as (Fr | null)[], Math.floor(pos / (span * NOTE_TREE_ARITY)), base, row);
    const whole = row.length - (row.length % NOTE_TREE_ARITY);
    open.push(row.slice(whole));
    const groups: (readonly Fr[])[] = [];
    for (let at = 0; at < whole; at += NOTE_TREE_ARITY) groups.push(row.slice(at, at + NOTE_TREE_ARITY));
    nodes = groups.length === 0 ? [] : poseidonMerkle4Many(groups);
  }
  return { size: edge.size + leaves.length, open };
}

/** The root of the tree with this edge. Spec: 03 §3.5 */
export function edgeRoot(edge: TreeEdge): Fr {
  return partialNodes(edge)[NOTE_TREE_HEIGHT] ?? EMPTY;
}

/**
 * The opening of a watched leaf in the tree with this edge.
 * @throws WalletError WALLET_SYNC_NEEDED if a sibling is missing
 * Spec: 03 §3.5
 */
export function openingOf(edge: TreeEdge, { pos, path }: WatchedLeaf): MerkleOpening {
  const partial = partialNodes(edge);
  const branch: Fr[][] = [];
  const positions: number[] = [];
  let span = 1;
  for (let level = 0; level < NOTE_TREE_HEIGHT; level++, span *= NOTE_TREE_ARITY) {
    const first = Math.floor(pos / (span * NOTE_TREE_ARITY)) * NOTE_TREE_ARITY;
    branch.unshift(
      children((i) => {
        const start = (first + i) * span;
        if (start >= edge.size) return EMPTY;
        if (start + span > edge.size) return partial[level] as Fr;
        const known = path[level]?.[i];
        if (known === null || known === undefined)
          throw new WalletError('WALLET_SYNC_NEEDED', { rule: 'the path of a note is incomplete' });
        return known;
      }),
    );
    positions.unshift(Math.floor(pos / span) % NOTE_TREE_ARITY);
  }
  return { root: partial[NOTE_TREE_HEIGHT] ?? EMPTY, branch, positions };
}

/** What remains known of a path when the tree shrinks to `size` leaves. */
export function truncatePath({ pos, path }: WatchedLeaf, size: number): LeafPath {
  let span = 1;
  return path.map((row) => {
    const first = Math.floor(pos / (span * NOTE_TREE_ARITY)) * NOTE_TREE_ARITY;
    const kept = row.map((node, i) => ((first + i + 1) * span <= size ? node : null));
    span *= NOTE_TREE_ARITY;
    return kept;
  });
}

/**
 * The edge of the tree of the first `size` leaves, out of the opening of leaf `size − 1` in a later tree: the nodes left of a way
 * are complete in both. null if the opening does not lead from that leaf to its root. Spec: 13 §4
 */
export function edgeFromOpening(size: number, opening: MerkleOpening): TreeEdge | null {
  const leaf = opening.branch.at(-1)?.[opening.positions.at(-1) as number];
  if (leaf === undefined || openingPosition(opening) !== BigInt(size - 1) || !verifyOpening(opening, leaf)) return null;
  let span = 1;
  const open = levels((level) => {
    const complete = Math.floor(size / span) % NOTE_TREE_ARITY;
    span *= NOTE_TREE_ARITY;
    return (opening.branch[NOTE_TREE_HEIGHT - 1 - level] as readonly Fr[]).slice(0, complete);
  });
  return { size, open };
}

/** 8 + 17 · (1 + 32 · n) bytes as text: size, then the open nodes of each level, in hex by the caller's choice. */
export function encodeEdge({ size, open }: TreeEdge): {
  readonly size: number;
  readonly open: readonly (readonly string[])[];
} {
  return { size, open: open.map((row) => row.map((node) => node.toString(16))) };
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function decodeEdge(stored: ReturnType<typeof encodeEdge>): TreeEdge {
  const open = stored.open.map((row) => row.map(decodeNode));
  if (open.length !== NOTE_TREE_HEIGHT || open.some((row) => row.length >= NOTE_TREE_ARITY)) {
    throw new WalletError('WALLET_STORE_CORRUPT', { at: 'tree edge' });
  }
  return { size: stored.size, open };
}

export function encodePath(path: LeafPath): string[][] {
  return path.map((row) => row.map((node) => (node === null ? '' : node.toString(16))));
}

/** @throws WalletError WALLET_STORE_CORRUPT */
export function decodePath(stored: readonly (readonly string[])[]): LeafPath {
  return stored.map((row) => row.map((node) => (node === '' ? null : decodeNode(node))));
}

/** Per level the one node that is begun and not complete, undefined where there is none; last the root. */
function partialNodes({ open }: TreeEdge): (Fr | undefined)[] {
  const partial: (Fr | undefined)[] = [undefined];
  for (let level = 0; level < NOTE_TREE_HEIGHT; level++) {
    const begun = [...(open[level] as readonly Fr[])];
    const below = partial[level];
    if (below !== undefined) begun.push(below);
    if (begun.length === 0) {
      partial.push(undefined);
      continue;
    }
    while (begun.length < NOTE_TREE_ARITY) begun.push(EMPTY);
    partial.push(poseidonMerkle4Many([begun])[0]);
  }
  return partial;
}

function recordRow(kept: (Fr | null)[], group: number, base: number, row: readonly Fr[]): void {
  for (let i = 0; i < NOTE_TREE_ARITY; i++) {
    const node = row[group * NOTE_TREE_ARITY + i - base];
    if (node !== undefined) kept[i] = node;
  }
}

function decodeNode(text: string): Fr {
  const value = /^[0-9a-f]{1,64}$/.test(text) ? BigInt(`0x${text}`) : -1n;
  if (!fr.isCanonical(value)) throw new WalletError('WALLET_STORE_CORRUPT', { at: 'tree node' });
  return value;
}

function levels<T>(make: (level: number) => T): T[] {
  return Array.from({ length: NOTE_TREE_HEIGHT }, (_, level) => make(level));
}

function children<T>(make: (i: number) => T): T[] {
  return Array.from({ length: NOTE_TREE_ARITY }, (_, i) => make(i));
}
