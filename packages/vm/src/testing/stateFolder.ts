import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import type { CommitState } from '../state/commit.ts';
import { contractKey } from '../state/contractTree.ts';
import { pagesOf } from '../state/pageTree.ts';
import { freshLeaves } from '../state/sparseTree.ts';

/** Writes what a commit changed in the reference's layout; the archived trees, which nobody reads, are left out. */
export async function writeStateFolder(folder: string, state: CommitState, base?: CommitState): Promise<void> {
  const main = join(folder, 'main');
  const commit = toHex(state.root);
  for (const [name, contract] of state.delta.contracts) {
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
    element.setUint32(24, contract.pages * 65_536, true);
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
