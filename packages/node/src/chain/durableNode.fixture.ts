import { fromHex, systemClock, toHex, utf8 } from '@eventide/base';
import { type Block, genesisHeader } from '@eventide/ledger';
import { createHeldStore, createMemoryStore, type HeldStore } from '@eventide/store';
import { openLmdbStore } from '@eventide/store/lmdb';
import { asExecutor, SimulatedExecutor, StateWorld } from '@eventide/testkit/simulation/simulatedExecutor';
import { createTransparentSignatures } from '@eventide/testkit/simulation/transparentSignatures';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { Chain } from './chain.ts';
import type { ChainContext, ChainStart } from './chainContext.ts';
import { createChainService } from './chainService.ts';
import { openChain } from './openChain.ts';
import type { Executor } from './ports.ts';

/** A node alone in its network, on disk: ledger and state in two databases, blocks as fast as it can. */
export type DurableNode = {
  readonly ledger: LedgerStore;
  readonly executor: Executor;
  readonly start: ChainStart;
  readonly context: ChainContext;
  close(): Promise<void>;
};

const key = new Uint8Array(96).fill(0x51);
const signatures = createTransparentSignatures();

/** In memory without `path`; an observer only follows. */
export async function openDurableNode(path: string | undefined, observer = false): Promise<DurableNode> {
  const world = new StateWorld([{ key, stake: 10_000_000_000_000n, eligibleSince: 0n }]);
  const states = createHeldStore(path === undefined ? createMemoryStore() : openLmdbStore({ path: `${path}/state` }));
  const store = path === undefined ? createMemoryStore() : openLmdbStore({ path: `${path}/ledger` });
  const executor = await openExecutor(world, states);
  const ledger = new LedgerStore(store);
  const genesis: Block = { header: genesisHeader(1_000n, world.genesisRoot), txs: [], faults: [] };
  const rules = { strict: true, gasLimit: 3_000_000_000n, minBlockTimeSec: 0, emergencyKey: null };
  const context: ChainContext = {
    own: observer ? undefined : signatures.signer(key),
    signatures,
    rulesAt: () => rules,
    bounds: { minMs: 1_000, maxMs: 5_000, increaseMs: 1_000 },
  };
  return {
    ledger,
    executor,
    context,
    start: await openChain(ledger, executor, genesis, signatures),
    async close() {
      await store.close();
      await states.close();
    },
  };
}

/** Runs until the signal, telling each accepted and each final block; `given` are handed in at the beginning. */
export async function runDurableNode(
  node: DurableNode,
  tell: (line: string) => void,
  signal: AbortSignal,
  given: readonly Block[] = [],
): Promise<void> {
  const { ledger, executor, context, start } = node;
  const silent = (): void => {};
  const network = { broadcast: silent, relay: silent, send: silent, ask: silent, askBlocks: silent, report: silent };
  const chain = new Chain(context, start, systemClock.nowMs());
  const service = createChainService(chain, {
    clock: systemClock,
    executor,
    ledger,
    network,
    transactions: () => [],
    onEvent(event) {
      if (event.kind === 'accepted') tell(`tip ${event.header.height} ${toHex(event.header.hash)}`);
      if (event.kind === 'labelled' && event.label.kind === 'Final') tell(`final ${event.height} ${toHex(event.hash)}`);
    },
  });
  for (const payload of given) service.receive({ topic: 'Block', payload }, 'peer');
  await service.run(signal);
}

/** States are on disk before `commit` resolves, as those of a VM are. */
async function openExecutor(world: StateWorld, states: HeldStore): Promise<Executor> {
  const commits = new Set([toHex(world.genesisRoot)]);
  for await (const [root, text] of states.range()) {
    world.load(root, new TextDecoder().decode(text));
    commits.add(toHex(root));
  }
  const executor = asExecutor(new SimulatedExecutor(world, commits));
  return {
    ...executor,
    async commit(request, later = false) {
      const result = await executor.commit(request);
      states.hold = later;
      if ('root' in result) await states.put(result.root, utf8(world.save(fromHex(toHex(result.root)))));
      return result;
    },
    async flush() {
      states.hold = false;
      await states.flush();
    },
  };
}
