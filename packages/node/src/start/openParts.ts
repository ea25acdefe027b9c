import { type Clock, equalBytes, FaultError, threadModule, toHex } from '@eventide/base';
import type { Engine } from '@eventide/execution';
import { type Block, genesisHeader, type Hash } from '@eventide/ledger';
import { createHeldStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { createMemoryStore } from '@eventide/store/memory';
import { NodeError } from '../errors.ts';
import type { ExecutorCalls } from '../executor/calls.ts';
import { createExecutorHost } from '../executor/executorHost.ts';
import { LedgerStore, type LedgerStoreOptions } from '../ledgerStore/ledgerStore.ts';
import type { ReaderCalls } from '../reader/calls.ts';
import { readerHandlers } from '../reader/readerHost.ts';
import { createReaderThread } from '../reader/readerThread.ts';
import { sequence } from '../worker/sequence.ts';
import { startThread } from '../worker/thread.ts';
import type { Caller } from '../worker/wire.ts';
import type { NodeGenesis, NodeOptions } from './nodeOptions.ts';

/** What keeps and executes, opened, with the first block of its chain. */
export type OpenedParts = {
  readonly ledger: LedgerStore;
  readonly executor: Caller<ExecutorCalls>;
  readonly reader: Caller<ReaderCalls>;
  /** The reader lives in another thread. */
  readonly threaded: boolean;
  readonly genesis: Block;
  /** Resolves with the fault of a thread that died. */
  readonly failed: Promise<FaultError>;
  close(): Promise<void>;
};

/** Contracts need far more than the default of a thread. */
const STACK_MB = 64;

/**
 * Opens ledger and state and makes the genesis of a new chain.
 * @throws NodeError NODE_OTHER_GENESIS; ExecutionError, VmError VM_STATE_CORRUPT, FaultError
 */
export async function openParts(options: NodeOptions, clock: Clock): Promise<OpenedParts> {
  if (options.storage.kind === 'disk' && options.impersonated !== undefined)
    throw new NodeError('NODE_CONFIG', { option: 'impersonated', rule: 'a node alone, in memory' });
  const parts =
    options.storage.kind === 'disk' ? onDisk(options, options.storage.path, clock) : inMemory(options, clock);
  try {
    const first = await parts.ledger.at(0n);
    const begin = first === undefined;
    const { genesis, generationMs, keptStates } = options;
    const { network, text, code, stateRoot } = genesis;
    const root = await parts.executor.call('open', {
      genesis: { network, text, code, stateRoot },
      begin,
      generationMs,
      keptStates,
    });
    if (!parts.threaded) await parts.reader.call('open', { network });
    return {
      ...parts,
      genesis: first === undefined ? genesisBlock(genesis, root) : checkGenesis(genesis, first.block),
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

type Parts = Omit<OpenedParts, 'genesis'>;

function onDisk(options: NodeOptions, path: string, clock: Clock): Parts {
  const store = openLmdbStore({ path: `${path}/ledger` });
  const executor = startThread<ExecutorCalls>({
    url: threadModule('../executor/executorMain', import.meta.url),
    workerData: `${path}/state`,
    stackSizeMb: STACK_MB,
    heapMb: options.executorHeapMb,
  });
  const reader = createReaderThread(`${path}/state`, options.genesis.network, options.reader, clock);
  return {
    ledger: new LedgerStore(store, ledgerOptions(options)),
    executor,
    reader,
    threaded: true,
    failed: executor.failed,
    async close() {
      await reader.close();
      // A thread that died has nothing to close.
      await executor.call('close', null).catch(() => undefined);
      await executor.close();
      await store.close();
    },
  };
}

function inMemory(options: NodeOptions, clock: Clock): Parts {
  const { storage } = options;
  const given = storage.kind === 'memory' ? storage : undefined;
  const ledger = given?.ledger ?? createMemoryStore();
  const state = given?.state ?? createMemoryStore();
  const host = createExecutorHost(createHeldStore(state), clock, options.impersonated, given?.pages);
  const executor = sequence(host.handlers);
  const engine = async (): Promise<Engine> => host.engine();
  return {
    ledger: new LedgerStore(ledger, ledgerOptions(options)),
    executor,
    reader: sequence(readerHandlers(engine, async () => {})),
    threaded: false,
    failed: new Promise(() => {}),
    async close() {
      await executor.call('close', null);
      if (given?.ledger === undefined) await ledger.close();
      if (given?.state === undefined) await state.close();
    },
  };
}

function ledgerOptions({ prune, blobBlocks }: NodeOptions): LedgerStoreOptions {
  if (prune === 'archive') return { blobBlocks };
  return { blobBlocks, keepBlocks: prune === 'final' ? 0n : BigInt(prune) };
}

function genesisBlock({ network, commitment }: NodeGenesis, root: Hash | undefined): Block {
  if (root === undefined) throw new FaultError('FAULT_INTERNAL', { what: 'no first state' });
  return { header: genesisHeader(network.genesisTimestampSec, root, commitment), txs: [], faults: [] };
}

/** @throws NodeError NODE_OTHER_GENESIS */
function checkGenesis({ network, commitment, stateRoot }: NodeGenesis, stored: Block): Block {
  const expected = genesisHeader(network.genesisTimestampSec, stateRoot ?? stored.header.stateHash, commitment);
  if (!equalBytes(expected.hash, stored.header.hash)) {
    throw new NodeError('NODE_OTHER_GENESIS', { stored: toHex(stored.header.hash), expected: toHex(expected.hash) });
  }
  return stored;
}
