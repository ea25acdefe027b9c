import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, createQueue, type Log, type Queue, silentLog } from '@eventide/base';
import type { Block, Hash, InventoryItem, Message } from '@eventide/ledger';
import type { NodeTx } from '@eventide/tx';
import type { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { type BlockWriter, createBlockWriter } from './blockWriter.ts';
import type { Chain } from './chain.ts';
import type { ChainEffect, ChainEvent, Peer } from './effects.ts';
import { createFinalizer } from './finalizer.ts';
import type { Built, Executed, Executor, LedgerChange } from './ports.ts';

/** Events of the network that wait at most; the newest is dropped. Spec: 06 §18 */
const MAX_INBOX = 10_000;

/** Events taken up together. */
const MAX_BATCH = 64;

/** The way out of the node. Nothing of it blocks or fails: what cannot be sent is lost, as on any network. */
export type ChainNetwork = {
  readonly broadcast: (message: Message) => void;
  readonly relay: (message: Message) => void;
  readonly send: (peer: Peer, message: Message) => void;
  /** GetResource to one peer, or to `count` random ones. */
  readonly ask: (items: readonly InventoryItem[], peer: Peer | undefined, count: number, hops: number) => void;
  readonly askBlocks: (locator: Hash, count: number) => void;
  /** A peer that sent what no honest peer sends. */
  readonly report: (peer: Peer, reason: string) => void;
};

export type ChainServicePorts = {
  readonly clock: Clock;
  readonly executor: Executor;
  readonly ledger: LedgerStore;
  readonly network: ChainNetwork;
  /** Transactions for a candidate, best first. */
  readonly transactions: () => Iterable<NodeTx>;
  readonly onEvent: (event: ChainEvent) => void;
  /** A block is in state and ledger; the chain's own events of it follow. */
  readonly onApplied?: ((change: LedgerChange, executed: Executed) => void) | undefined;
  /** Transactions that no block can hold. */
  readonly onDiscarded?: ((discarded: Built['discarded']) => void) | undefined;
  readonly log?: Log | undefined;
};

export type ChainService = {
  /** Hands in a message; false if the inbox is full and it was dropped. */
  receive(message: Message, peer: Peer | undefined): boolean;
  /** Lets the next round begin, where rounds wait for it. */
  permit(): void;
  /** Stops taking up anything until it is called with false; what comes meanwhile waits as long as there is room. */
  pause(paused: boolean): void;
  /** Runs until the signal ends it; rejects with the FaultError that stopped it. */
  run(signal: AbortSignal): Promise<void>;
};

type Inbound = { readonly message: Message; readonly peer: Peer | undefined } | 'tick' | 'permit';

/** Connects the chain to store, executor, network and clock. Effects are done in order; the state is committed before the ledger. */
export function createChainService(chain: Chain, ports: ChainServicePorts): ChainService {
  const { clock, log = silentLog } = ports;
  const finalizer = createFinalizer(ports.executor);
  const inbox: Queue<Inbound> = createQueue({ capacity: MAX_INBOX, drop: 'newest' });
  let cancelTimer: (() => void) | undefined;
  let resume: PromiseWithResolvers<void> | undefined;
  const writer = createBlockWriter(chain, ports, finalizer);
  const perform = async (first: readonly ChainEffect[], more = false): Promise<void> => {
    writer.more = more;
    const queue = [...first];
    for (let effect = queue.shift(); effect !== undefined; effect = queue.shift()) {
      if (effect.kind === 'timer') {
        cancelTimer?.();
        cancelTimer = clock.setTimer(effect.atMs - clock.nowMs(), () => inbox.push('tick'));
      } else queue.push(...(await performOne(chain, ports, writer, effect)));
    }
  };
  const arrived: Block[] = [];
  /** Blocks that come together shall be seen together, and before their turn: others verify them while one is executed. */
  const foresee = (block: Block): void => {
    if (arrived.push(block) === 1) setImmediate(() => chain.foresee(arrived.splice(0)));
  };
  return {
    receive(message, peer) {
      const taken = inbox.push({ message, peer });
      if (taken && message.topic === 'Block') foresee(message.payload);
      return taken;
    },
    permit: () => void inbox.push('permit'),
    pause(paused) {
      if (paused) resume ??= Promise.withResolvers();
      else {
        resume?.resolve();
        resume = undefined;
      }
    },
    async run(signal) {
      try {
        await perform(chain.start(clock.nowMs()));
        signal.addEventListener('abort', () => resume?.resolve(), { once: true });
        while (!signal.aborted) {
          const first = await inbox.take(signal);
          // Let those come that come together.
          if (blockOf(first).length > 0) await nextTurn();
          const batch = [first, ...drain(inbox)];
          await resume?.promise;
          const blocks = batch.map((next) => blockOf(next).length > 0);
          for (const [i, next] of batch.entries()) {
            if (signal.aborted) break;
            for (const { header } of blockOf(next)) await chain.foreseen(header.height);
            await perform(effectsOf(chain, next, clock.nowMs()), blocks.includes(true, i + 1));
          }
          await writer.flush();
        }
      } catch (error) {
        if (!signal.aborted) {
          log.error('chain stopped', { reason: String(error) });
          throw error;
        }
      } finally {
        cancelTimer?.();
        await finalizer.idle();
        await writer.flush();
      }
    },
  };
}

/** What waits besides, as far as it is worth looking at together. */
function drain(inbox: Queue<Inbound>): Inbound[] {
  const batch: Inbound[] = [];
  for (let next = inbox.poll(); next !== undefined; next = batch.length < MAX_BATCH ? inbox.poll() : undefined)
    batch.push(next);
  return batch;
}

function blockOf(next: Inbound): Block[] {
  return typeof next !== 'string' && next.message.topic === 'Block' ? [next.message.payload] : [];
}

function effectsOf(chain: Chain, next: Inbound, nowMs: number): readonly ChainEffect[] {
  if (next === 'tick') return chain.tick(nowMs);
  return next === 'permit' ? chain.permit(nowMs) : chain.receive(next.message, next.peer, nowMs);
}

async function performOne(
  chain: Chain,
  ports: ChainServicePorts,
  writer: BlockWriter,
  effect: Exclude<ChainEffect, { kind: 'timer' }>,
): Promise<readonly ChainEffect[]> {
  const { clock, executor, ledger, network, onEvent } = ports;
  switch (effect.kind) {
    case 'broadcast':
    case 'relay':
      network[effect.kind](effect.message);
      break;
    case 'send':
      network.send(effect.peer, effect.message);
      break;
    case 'ask':
      network.ask(effect.items, effect.peer, effect.count, effect.hops);
      break;
    case 'askBlocks':
      network.askBlocks(effect.locator, effect.count);
      break;
    case 'report':
      network.report(effect.peer, effect.reason);
      break;
    case 'judge':
      if (!chain.wants(effect.job)) break;
      return chain.judged(effect.job, await executor.verify(effect.request), clock.nowMs());
    case 'build': {
      if (!chain.wants(effect.job)) break;
      // A restart must not make a second candidate of this iteration.
      await writer.flush();
      await ledger.flush();
      const built = await executor.build(effect.request, ports.transactions());
      if (built.discarded.length > 0) ports.onDiscarded?.(built.discarded);
      return chain.built(effect.job, built, clock.nowMs());
    }
    case 'apply':
      return writer.apply(effect.job, effect.application);
    case 'storeCandidate':
      await ledger.storeCandidate(effect.block);
      break;
    case 'storeValidationResult':
      await ledger.storeResult(effect.header, effect.result);
      break;
    case 'storeIteration':
      await ledger.storeBegun({ prevHash: effect.prevHash, iteration: effect.iteration });
      break;
    case 'storeDurations':
      await ledger.storeDurations(effect.step, effect.durationsMs);
      break;
    case 'event':
      onEvent(effect.event);
  }
  return [];
}
