import { concatBytes, intToBytesLe, toHex } from '@eventide/base';
import { contractKey } from '@eventide/vm/state/contractTree';
import { emptyPageTree } from '@eventide/vm/state/pageTree';
import type { TreeNode } from '@eventide/vm/state/sparseTree';
import type { Vm } from '@eventide/vm/vm';

const ZERO = new Uint8Array(32);
const CONTRACT_LEVELS = 32;

/**
 * A page of a contract's memory with its path to the state root: present u8, the page, height u8, 3 siblings a level (lowest first, in
 * child order), position u32, 32 siblings. A contract or page that is not there proves its absence. Spec: 14 §9, 04 §8
 * @throws VmError VM_COMMIT_UNKNOWN
 */
export function statePage(vm: Vm, root: Uint8Array, contract: Uint8Array, page: bigint): Uint8Array | undefined {
  const state = vm.state(root);
  const { shape, root: tree } = state.contract(toHex(contract))?.tree ?? emptyPageTree(false);
  const index = Number(page);
  if (index >= shape.arity ** shape.height) return undefined;
  const { leaf, siblings } = pathTo(tree, shape.arity, shape.height, index);
  const position = state.place(contractKey(contract))?.position ?? 0;
  const above = pathTo(state.tree, 2, CONTRACT_LEVELS, position);
  return concatBytes(
    ...(leaf?.leaf === undefined ? [Uint8Array.of(0)] : [Uint8Array.of(1), leaf.leaf.bytes]),
    Uint8Array.of(shape.height),
    ...siblings,
    intToBytesLe(BigInt(position), 4),
    ...above.siblings,
  );
}

/** The leaf at an index and what stands beside its path, lowest level first. */
function pathTo<Leaf>(
  root: TreeNode<Leaf> | undefined,
  arity: number,
  height: number,
  index: number,
): { readonly leaf: TreeNode<Leaf> | undefined; readonly siblings: readonly Uint8Array[] } {
  const levels: Uint8Array[][] = [];
  let node = root;
  for (let level = height - 1; level >= 0; level--) {
    const turn = Math.floor(index / arity ** level) % arity;
    const children = Array.from({ length: arity }, (_, i) => node?.children?.[i]);
    levels.unshift(children.filter((_, i) => i !== turn).map((child) => child?.hash ?? ZERO));
    node = children[turn];
  }
  return { leaf: node, siblings: levels.flat() };
}
