import { blake3 } from './blake3.ts';

/** A node exists only on a path to an inserted leaf. Trees share what did not change. */
export type TreeNode<Leaf> = {
  readonly hash: Uint8Array;
  readonly children?: readonly (TreeNode<Leaf> | undefined)[] | undefined;
  readonly leaf?: Leaf | undefined;
  /** Where children are not held: the same as `children`, asked for on the way to a leaf. */
  readonly open?: ((index: number) => readonly (TreeNode<Leaf> | undefined)[]) | undefined;
};

export type TreeShape = { readonly arity: number; readonly height: number };
export type Insertion<Leaf> = { readonly index: number; readonly hash: Uint8Array; readonly leaf: Leaf };

export const HASH_BYTES = 32;

/** What stands for a missing child, at every level. Spec: 04 §8.1 */
export const ZERO_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

/** The tree with these leaves put in; `insertions` are sorted by index, without duplicates. Every node is hashed once. */
export function insertLeaves<Leaf>(
  root: TreeNode<Leaf> | undefined,
  { arity, height }: TreeShape,
  insertions: readonly Insertion<Leaf>[],
): TreeNode<Leaf> | undefined {
  return insertBelow(root, arity, height, 0, insertions, 0, insertions.length);
}

function insertBelow<Leaf>(
  node: TreeNode<Leaf> | undefined,
  arity: number,
  height: number,
  first: number,
  list: readonly Insertion<Leaf>[],
  from: number,
  to: number,
): TreeNode<Leaf> | undefined {
  if (from === to) return node;
  if (height === 0) {
    const { hash, leaf } = list[from] as Insertion<Leaf>;
    return { hash, leaf };
  }
  const span = arity ** (height - 1);
  const children: (TreeNode<Leaf> | undefined)[] = [];
  const input = new Uint8Array(arity * HASH_BYTES);
  let at = from;
  for (let i = 0; i < arity; i++) {
    const start = first + i * span;
    let end = at;
    while (end < to && (list[end] as Insertion<Leaf>).index < start + span) end++;
    const child = insertBelow(node?.children?.[i], arity, height - 1, start, list, at, end);
    at = end;
    children.push(child);
    if (child) input.set(child.hash, i * HASH_BYTES);
  }
  return { hash: blake3(input), children };
}

/** The leaf at an index. */
export function leafAt<Leaf>(
  root: TreeNode<Leaf> | undefined,
  { arity, height }: TreeShape,
  index: number,
): Leaf | undefined {
  let node = root;
  for (let level = height - 1; level >= 0 && node !== undefined; level--) {
    const children = node.open?.(index) ?? node.children;
    node = children?.[Math.floor(index / arity ** level) % arity];
  }
  return node?.leaf;
}

/** All leaves in order of their indices. */
export function* leavesOf<Leaf>(
  node: TreeNode<Leaf> | undefined,
  shape: TreeShape,
  first = 0,
): Generator<{ readonly index: number; readonly hash: Uint8Array; readonly leaf: Leaf }> {
  if (!node) return;
  if (shape.height === 0) {
    yield { index: first, hash: node.hash, leaf: node.leaf as Leaf };
    return;
  }
  const below = { arity: shape.arity, height: shape.height - 1 };
  const span = shape.arity ** below.height;
  for (let i = 0; i < shape.arity; i++) yield* leavesOf(node.children?.[i], below, first + i * span);
}

/** Leaves put in since `before`, even with equal content; parts that both trees share are not visited. */
export function* freshLeaves<Leaf>(
  before: TreeNode<Leaf> | undefined,
  after: TreeNode<Leaf> | undefined,
  shape: TreeShape,
  first = 0,
): Generator<FreshLeaf<Leaf>> {
  if (before === after || !after) return;
  if (shape.height === 0) {
    yield { index: first, hash: after.hash, leaf: after.leaf as Leaf, before };
    return;
  }
  const below = { arity: shape.arity, height: shape.height - 1 };
  const span = shape.arity ** below.height;
  for (let i = 0; i < shape.arity; i++) {
    yield* freshLeaves(before?.children?.[i], after.children?.[i], below, first + i * span);
  }
}

export type FreshLeaf<Leaf> = {
  readonly index: number;
  readonly hash: Uint8Array;
  readonly leaf: Leaf;
  /** What stood there before. */
  readonly before: TreeNode<Leaf> | undefined;
};
