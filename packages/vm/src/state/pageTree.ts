import {
  type Insertion,
  insertLeaves,
  leafAt,
  leavesOf,
  type TreeNode,
  type TreeShape,
  ZERO_HASH,
} from './sparseTree.ts';

/** A page as committed; `version` numbers the commit that wrote it. */
export type PageLeaf = { readonly bytes: Uint8Array; readonly version: bigint };
export type PageNode = TreeNode<PageLeaf>;

/** One leaf per page that was ever written. Spec: 04 §8.1 */
export type PageTree = {
  readonly shape: TreeShape;
  readonly root: PageNode | undefined;
  /** Parts of it are elsewhere until they are looked at. */
  readonly remote?: true | undefined;
};

const narrow: TreeShape = { arity: 4, height: 8 };
const wide: TreeShape = { arity: 4, height: 13 };

export function emptyPageTree(isWide: boolean): PageTree {
  return { shape: isWide ? wide : narrow, root: undefined };
}

/** The tree with these pages (sorted by index) put in. */
export function withPages(tree: PageTree, pages: readonly Insertion<PageLeaf>[]): PageTree {
  return { ...tree, root: insertLeaves(tree.root, tree.shape, pages) };
}

/** Content of a page; undefined if it was never written. */
export function pageAt({ root, shape }: PageTree, index: number): Uint8Array | undefined {
  return index < shape.arity ** shape.height ? leafAt(root, shape, index)?.bytes : undefined;
}

/** Root of the tree; 32 zero bytes if no page was ever written. */
export function contractRoot(tree: PageTree): Uint8Array {
  return tree.root?.hash ?? ZERO_HASH;
}

/** All pages in order. */
export function pagesOf(
  tree: PageTree,
): Iterable<{ readonly index: number; readonly hash: Uint8Array; readonly leaf: PageLeaf }> {
  return leavesOf(tree.root, tree.shape);
}
