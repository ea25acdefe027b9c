import { existsSync } from 'node:fs';
import { equalBytes, toHex } from '@eventide/base';
import { openLmdbStore } from '@eventide/store/lmdb';
import { createVm } from '@eventide/vm/vm';
import { NodeError } from '../errors.ts';
import { LedgerStore, type StoredBlock } from '../ledgerStore/ledgerStore.ts';

/** What a node's folder holds, as far as it fits together. */
export type FolderFacts = {
  /** Hash of the first block, hex. */
  readonly genesis: string;
  /** Highest block whose state is there. */
  readonly height: bigint;
  readonly hash: string;
  /** State root of it, hex. */
  readonly root: string;
  /** Highest final block. */
  readonly final: bigint;
  /** Blocks above it that a start will execute again, because their state is not there. */
  readonly unstated: number;
  /** Blocks that were looked at. */
  readonly blocks: number;
};

/**
 * Opens a folder that no node runs on, hashes every page of its state and follows its blocks back to the first one that is kept.
 * @throws NodeError NODE_BACKUP for what is missing or does not follow; VmError VM_STATE_CORRUPT for a page that is not what the root
 * says; FaultError
 * Spec: 13 §8, 06 §20
 */
export async function inspectFolder(path: string): Promise<FolderFacts> {
  for (const part of ['ledger', 'state'])
    if (!existsSync(`${path}/${part}/data.mdb`)) throw bad(path, `no ${part} in it`);
  const state = openLmdbStore({ path: `${path}/state` });
  const store = openLmdbStore({ path: `${path}/ledger` });
  try {
    const vm = await createVm({ store: state, hostQueries: () => undefined, verifyPages: true });
    const roots = new Set([vm.mainRoot, ...vm.commitRoots].map(toHex));
    return await follow(path, new LedgerStore(store), roots);
  } finally {
    await store.close();
    await state.close();
  }
}

async function follow(path: string, ledger: LedgerStore, roots: ReadonlySet<string>): Promise<FolderFacts> {
  const genesis = await ledger.at(0n);
  let at = await ledger.tip();
  if (genesis === undefined || at === undefined) throw bad(path, 'no blocks in it');
  let top: StoredBlock | undefined;
  let final: bigint | undefined;
  let unstated = 0;
  let blocks = 0;
  while (at !== undefined) {
    const { header } = at.block;
    blocks++;
    if (top === undefined) {
      if (roots.has(toHex(header.stateHash))) top = at;
      else if (at.label.kind === 'Final') throw bad(path, `the state of final block ${header.height} is missing`);
      else unstated++;
    }
    if (at.label.kind === 'Final') final ??= header.height;
    if (header.height === 0n) break;
    const parent: StoredBlock | undefined = await ledger.at(header.height - 1n);
    if (parent !== undefined && !equalBytes(parent.block.header.hash, header.prevBlockHash))
      throw bad(path, `block ${header.height} does not follow the one below it`);
    // Below are blocks that were pruned.
    at = parent;
  }
  if (top === undefined) throw bad(path, 'no state of any block');
  const { header } = top.block;
  return {
    genesis: toHex(genesis.block.header.hash),
    height: header.height,
    hash: toHex(header.hash),
    root: toHex(header.stateHash),
    final: final ?? 0n,
    unstated,
    blocks,
  };
}

function bad(path: string, reason: string): NodeError {
  return new NodeError('NODE_BACKUP', { path, reason });
}
