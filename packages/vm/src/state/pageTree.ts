import { type Insertion, insertLeaves, leavesOf, type TreeNode, type TreeShape, ZERO_HASH } from './sparseTree.ts';

/** A page as committed; `version` numbers the commit that wrote it. */
export type PageLeaf = { readonly bytes: Uint8Array; readonly version: bigint };
export type PageNode = TreeNode<PageLeaf>;

/** One leaf per page that was ever written. Spec: 04 §8.1 */
export type PageTree = { readonly shape: TreeShape; readonly root: PageNode | undefined };

const narrow: TreeShape = { arity: 4, height: 8 };
const wide: TreeShape = { arity: 4, height: 13 };

export function emptyPageTree(isWide: boolean): PageTree {
  return { shape: isWide ? wide : narrow, root: undefined };
}

/** The tree with these pages (sorted by index) put in. */
export function withPages(tree: PageTree, pages: readonly Insertion<PageLeaf>[]): PageTree {
  return { shape: tree.shape, root: insertLeaves(tree.root, tree.shape, pages) };
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
