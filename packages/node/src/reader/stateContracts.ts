import { concatBytes, intToBytesLe, toHex } from '@eventide/base';
import { contractKey } from '@eventide/vm/state/contractTree';
import { contractRoot } from '@eventide/vm/state/pageTree';
import type { Vm } from '@eventide/vm/vm';

/** Bytes and contracts of one answer; a contract whose owner is longer than that comes alone. */
const MOST_BYTES = 1024 * 1024;
const MOST_CONTRACTS = 256;

/**
 * Contracts of a state in order of their ids, from the one of this number on: total u32, then for each its id, position u32, root of its
 * pages, length of its memory in pages u32, height of its page tree u8, length of its code u32, length of its owner u32, owner. With all
 * positions and roots the state root can be computed again.
 * @throws VmError VM_COMMIT_UNKNOWN
 * Spec: 14 §9, 04 §8.2
 */
export function stateContracts(vm: Vm, root: Uint8Array, from: number): Uint8Array {
  const state = vm.state(root);
  const all = state.contracts();
  const ids = [...all.keys()].sort().slice(from, from + MOST_CONTRACTS);
  const parts = [u32(all.size)];
  let bytes = 0;
  for (const key of ids) {
    const contract = all.get(key);
    if (contract === undefined) continue;
    const { id, owner, bytecode, pages, tree } = contract;
    const entry = concatBytes(
      id,
      u32(state.place(contractKey(id))?.position ?? 0),
      contractRoot(tree),
      u32(pages),
      Uint8Array.of(tree.shape.height),
      u32(bytecode.length),
      u32(owner.length),
      owner,
    );
    bytes += entry.length;
    if (bytes > MOST_BYTES && parts.length > 1) break;
    parts.push(entry);
  }
  return concatBytes(...parts);
}

/** Code of a contract as it was deployed; undefined for an unknown one. @throws VmError VM_COMMIT_UNKNOWN. Spec: 14 §9 */
export function contractCode(vm: Vm, root: Uint8Array, contract: Uint8Array): Uint8Array | undefined {
  return vm.state(root).contract(toHex(contract))?.bytecode;
}

function u32(value: number): Uint8Array {
  return intToBytesLe(BigInt(value), 4);
}
