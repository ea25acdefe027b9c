import { insertLeaves, type TreeNode, type TreeShape, ZERO_HASH } from './sparseTree.ts';

/** Contract roots at their positions. Spec: 04 §8.2 */
export type ContractTree = TreeNode<true> | undefined;

const shape: TreeShape = { arity: 2, height: 32 };

/** Sum of the eight little-endian words of an id, mod 2^32. Contracts of equal key share a place. Spec: 04 §8.2 */
export function contractKey(id: Uint8Array): number {
  const view = new DataView(id.buffer, id.byteOffset, id.byteLength);
  let key = 0;
  for (let i = 0; i < 32; i += 4) key = (key + view.getUint32(i, true)) >>> 0;
  return key;
}

/** The tree with roots put in at positions; of several for one position the last counts. */
export function withRoots(tree: ContractTree, roots: readonly { position: number; root: Uint8Array }[]): ContractTree {
  const last = new Map(roots.map(({ position, root }) => [position, root]));
  const insertions = [...last].sort(([a], [b]) => a - b).map(([index, hash]) => ({ index, hash, leaf: true as const }));
  return insertLeaves(tree, shape, insertions);
}

/** Commit id of a state; 32 zero bytes without contracts. */
export function stateRoot(tree: ContractTree): Uint8Array {
  return tree?.hash ?? ZERO_HASH;
}
