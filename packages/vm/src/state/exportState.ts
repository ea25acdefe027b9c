import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { PAGE_BYTES } from '../limits.ts';
import { type CommitState, type ContractState, emptyState } from './commit.ts';
import { contractKey } from './contractTree.ts';
import { pagesOf } from './pageTree.ts';
import { freshLeaves } from './sparseTree.ts';

/**
 * Writes a state in the reference's directory layout: what it changed on top of `base`, or the whole of it. The archived trees, which
 * nobody has to read, are left out. Spec: 04 §8.6
 */
export async function exportStateDirectory(folder: string, state: CommitState, base?: CommitState): Promise<void> {
  const main = join(folder, 'main');
  const commit = toHex(state.root);
  await mkdir(join(main, 'leaf'), { recursive: true });
  for (const [name, contract] of changedOn(state, base ?? emptyState)) {
    const before = base?.contract(name)?.tree.root;
    const bytecode = join(main, 'bytecode', name);
    const memory = join(main, 'memory', name, commit);
    const leaf = join(main, 'leaf', name, commit);
    for (const path of [join(main, 'bytecode'), memory, leaf]) await mkdir(path, { recursive: true });
    await writeFile(bytecode, contract.bytecode);
    const tail = new DataView(new ArrayBuffer(8));
    tail.setInt32(0, -32 - contract.owner.length, true);
    tail.setUint32(4, contract.owner.length, true);
    await writeFile(`${bytecode}.m`, [contract.owner, contract.id, new Uint8Array(tail.buffer)]);
    const element = new DataView(new ArrayBuffer(64));
    element.setUint8(0, 1);
    element.setBigUint64(8, BigInt(state.place(contractKey(contract.id))?.position ?? 0), true);
    element.setUint32(24, contract.pages * PAGE_BYTES, true);
    await writeFile(join(leaf, 'element'), new Uint8Array(element.buffer));
    const pages = before ? freshLeaves(before, contract.tree.root, contract.tree.shape) : pagesOf(contract.tree);
    for (const page of pages) await writeFile(join(memory, String(page.index)), page.leaf.bytes);
  }
  await mkdir(join(main, commit), { recursive: true });
  const info = new Uint8Array(44);
  if (base) {
    info[8] = 1;
    info.set(base.root, 9);
  }
  await writeFile(join(main, commit, 'base'), info);
}

/** Contracts that are not those of the base. */
function changedOn(state: CommitState, base: CommitState): [string, ContractState][] {
  return [...state.contracts()].filter(([name, contract]) => base.contract(name) !== contract);
}
