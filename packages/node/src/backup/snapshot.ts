import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes, fromHex, isEventideError, toHex } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import { type Block, blockCodec, type Hash, type Header, headerHash } from '@eventide/ledger';
import type { KeyValueStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { decodeKnownTx, type SpentTx, spentTxCodec, txId } from '@eventide/tx';
import { exportStateDirectory, importNextState, importStateDirectory } from '@eventide/vm';
import { createVm } from '@eventide/vm/vm';
import { NodeError } from '../errors.ts';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { lockFolder } from '../run/folderLock.ts';

/** What a snapshot holds, or what was brought in. */
export type SnapshotFacts = {
  /** Root of the state, hex. */
  readonly root: string;
  /** Of the block with that state; undefined for a state alone. */
  readonly height: bigint | undefined;
  readonly hash: string | undefined;
  readonly genesis: string | undefined;
};

const ABOUT = 'snapshot.json';
const BLOCKS = 'blocks.bin';
const FORMAT = 1;
/** Genesis, the final block and the one below it, whose stakes drew its committees. */
const MOST_BLOCKS = 3;
const MOST_SPENT = 65_536;

type Kept = { readonly block: Block; readonly spent: readonly SpentTx[] };

const keptCodec: Codec<readonly Kept[]> = {
  write(w, kept) {
    w.u32(kept.length);
    for (const { block, spent } of kept) {
      w.bytes32(encode(blockCodec, block));
      w.u32(spent.length);
      for (const tx of spent) w.bytes32(encode(spentTxCodec, tx));
    }
  },
  read(r) {
    const kept: Kept[] = [];
    for (let left = r.length32(MOST_BLOCKS); left > 0; left--) {
      const block = decode(blockCodec, r.bytes32(MOST_BYTES));
      const spent: SpentTx[] = [];
      for (let txs = r.length32(MOST_SPENT); txs > 0; txs--) spent.push(decode(spentTxCodec, r.bytes32(MOST_BYTES)));
      kept.push({ block, spent });
    }
    return kept;
  },
};
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Writes the newest final state of a node with what another node needs to go on from it, in the directory layout of the reference.
 * @throws NodeError NODE_BACKUP for a folder without chain, or whose node is at work on these states
 * Spec: 04 §8.6, 13 §2.2
 */
export async function exportSnapshot(from: string, to: string): Promise<SnapshotFacts> {
  for (const part of ['ledger', 'state'])
    if (!existsSync(join(from, part, 'data.mdb'))) throw bad(from, `no ${part} in it`);
  if (existsSync(to) && (await readdir(to)).length > 0) throw bad(to, 'the folder is not empty');
  const ledgerStore = openLmdbStore({ path: join(from, 'ledger') });
  const stateStore = openLmdbStore({ path: join(from, 'state') });
  const made = `${to}.part`;
  await rm(made, { recursive: true, force: true });
  try {
    const vm = await createVm({ store: stateStore, hostQueries: () => undefined, verifyPages: true });
    const blocks = await settledBlocks(from, new LedgerStore(ledgerStore));
    const { header } = (blocks.at(-1) as Kept).block;
    const below = (blocks.at(-2) ?? (blocks[0] as Kept)).block.header;
    const lower = vm.state(below.stateHash);
    await mkdir(made, { recursive: true });
    await exportStateDirectory(made, lower);
    if (!equalBytes(below.stateHash, header.stateHash))
      await exportStateDirectory(made, vm.state(header.stateHash), lower);
    await writeFile(join(made, BLOCKS), encode(keptCodec, blocks));
    const facts = {
      root: toHex(header.stateHash),
      height: header.height,
      hash: toHex(header.hash),
      genesis: toHex((blocks[0] as Kept).block.header.hash),
    };
    const about = { format: FORMAT, ...facts, height: String(header.height), below: toHex(below.stateHash) };
    await writeFile(join(made, ABOUT), `${JSON.stringify(about, null, 2)}\n`);
    await rm(to, { recursive: true, force: true });
    await rename(made, to);
    return facts;
  } catch (cause) {
    if (isEventideError(cause, 'VM_COMMIT_UNKNOWN'))
      throw new NodeError(
        'NODE_BACKUP',
        { path: from, reason: 'the state of the final block is not there' },
        { cause },
      );
    throw cause;
  } finally {
    await rm(made, { recursive: true, force: true });
    await ledgerStore.close();
    await stateStore.close();
  }
}

/** A snapshot of ours, to be looked into or gone on from by others than nodes. */
export type OpenedSnapshot = {
  readonly genesis: Header;
  /** The final block whose state it holds. */
  readonly block: Header;
  /** Brings its state into an empty store, as a commit; every root is computed from the pages. @throws VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT */
  bringState(store: KeyValueStore): Promise<void>;
};

/**
 * Opens a snapshot folder; undefined for a state directory of the reference, which has no blocks.
 * @throws NodeError NODE_BACKUP
 * Spec: 04 §8.6, 13 §3.2
 */
export async function openSnapshot(from: string): Promise<OpenedSnapshot | undefined> {
  if (!existsSync(join(from, 'main'))) throw bad(from, 'no state in it');
  if (!existsSync(join(from, ABOUT))) return undefined;
  const blocks = await readOurs(from);
  return {
    genesis: (blocks[0] as Kept).block.header,
    block: (blocks.at(-1) as Kept).block.header,
    bringState: (store) => fillState(store, from, blocks, undefined),
  };
}

/**
 * Brings a snapshot in where no chain is yet; every root is computed from the pages. Of ours a node goes on from its block; of a state
 * directory of the reference only the state comes, under a root that has to be named, to be looked into.
 * @throws NodeError NODE_BACKUP, NODE_FOLDER_BUSY; VmError VM_SNAPSHOT_MALFORMED, VM_SNAPSHOT_ROOT
 * Spec: 04 §8.6, 13 §2.2
 */
export async function importSnapshot(from: string, to: string, root: Hash | undefined): Promise<SnapshotFacts> {
  for (const part of ['ledger', 'state']) if (existsSync(join(to, part))) throw bad(to, 'a chain is there already');
  const blocks = existsSync(join(from, ABOUT)) ? await readOurs(from) : [];
  const top = blocks.at(-1)?.block.header;
  if (top === undefined && root === undefined) throw bad(from, 'no snapshot of ours: the root has to be named');
  if (top !== undefined && root !== undefined && !equalBytes(root, top.stateHash))
    throw bad(from, 'it holds another state');
  const lock = await lockFolder(to);
  const made = join(to, 'snapshot.part');
  try {
    await rm(made, { recursive: true, force: true });
    await bringState(from, join(made, 'state'), blocks, root);
    if (blocks.length > 0) await bringBlocks(join(made, 'ledger'), blocks);
    for (const part of await readdir(made)) await rename(join(made, part), join(to, part));
    return {
      root: toHex(top?.stateHash ?? (root as Hash)),
      height: top?.height,
      hash: top && toHex(top.hash),
      genesis: blocks[0] && toHex(blocks[0].block.header.hash),
    };
  } finally {
    await rm(made, { recursive: true, force: true });
    await lock.release();
  }
}

async function bringState(from: string, path: string, blocks: readonly Kept[], root: Hash | undefined): Promise<void> {
  const store = openLmdbStore({ path });
  try {
    await fillState(store, from, blocks, root);
  } finally {
    await store.close();
  }
}

async function fillState(
  store: KeyValueStore,
  from: string,
  blocks: readonly Kept[],
  root: Hash | undefined,
): Promise<void> {
  const roots = blocks.slice(-2).map(({ block }) => block.header.stateHash);
  const [first, second] = roots.length === 0 ? [root as Hash] : roots;
  await importStateDirectory(store, from, first as Hash);
  if (second !== undefined && !equalBytes(second, first as Hash)) await importNextState(store, from, second);
}

async function bringBlocks(path: string, blocks: readonly Kept[]): Promise<void> {
  const store = openLmdbStore({ path });
  try {
    const ledger = new LedgerStore(store);
    const label = { kind: 'Final', distance: 0n } as const;
    for (const { block, spent } of blocks) await ledger.apply({ block, label, labels: [], removed: [] }, spent);
  } finally {
    await store.close();
  }
}

/** Genesis, and the newest final block with its parent. */
async function settledBlocks(path: string, ledger: LedgerStore): Promise<readonly Kept[]> {
  let at = await ledger.tip();
  while (at !== undefined && at.label.kind !== 'Final') at = await ledger.at(at.block.header.height - 1n);
  if (at === undefined) throw bad(path, 'no final block in it');
  const { height } = at.block.header;
  const heights = [...new Set([0n, height > 0n ? height - 1n : 0n, height])];
  const kept: Kept[] = [];
  for (const each of heights) {
    const found = await ledger.at(each);
    if (found === undefined) throw bad(path, `block ${each} is missing`);
    const spent: SpentTx[] = [];
    for (const { protocolBytes } of found.block.txs) {
      const tx = await ledger.spent(txId(decodeKnownTx(protocolBytes, { strict: false })));
      if (tx !== undefined) spent.push(tx);
    }
    kept.push({ block: found.block, spent });
  }
  return kept;
}

/** @throws NodeError NODE_BACKUP for blocks that are not what they say, or do not follow each other */
async function readOurs(folder: string): Promise<readonly Kept[]> {
  let about: { readonly format?: unknown; readonly hash?: unknown };
  try {
    about = JSON.parse(await readFile(join(folder, ABOUT), 'utf8'));
  } catch {
    throw bad(folder, `${ABOUT} is not JSON`);
  }
  if (about.format !== FORMAT) throw bad(folder, `format ${String(about.format)}, this version reads ${FORMAT}`);
  let blocks: readonly Kept[];
  try {
    blocks = decode(keptCodec, new Uint8Array(await readFile(join(folder, BLOCKS))));
  } catch (cause) {
    throw new NodeError('NODE_BACKUP', { path: folder, reason: `${BLOCKS} cannot be read` }, { cause });
  }
  const headers = blocks.map(({ block }) => block.header);
  const [genesis] = headers;
  const [below, top] = [headers.at(-2), headers.at(-1)];
  if (genesis === undefined || top === undefined || genesis.height !== 0n) throw bad(folder, 'no genesis in it');
  if (headers.some((header) => !equalBytes(headerHash(header), header.hash)))
    throw bad(folder, 'a header is not its hash');
  if (below !== undefined && !equalBytes(top.prevBlockHash, below.hash)) throw bad(folder, 'its blocks do not follow');
  if (
    typeof about.hash !== 'string' ||
    !/^[0-9a-f]{64}$/.test(about.hash) ||
    !equalBytes(fromHex(about.hash), top.hash)
  )
    throw bad(folder, 'it holds another block than it says');
  return blocks;
}

function bad(path: string, reason: string): NodeError {
  return new NodeError('NODE_BACKUP', { path, reason });
}
