import { isEventideError } from '@eventide/base';
import type { NetworkEntry } from '@eventide/kit';
import type { Prover } from '@eventide/prover';
import {
  type ChainFacts,
  type Client,
  createClient,
  getBlock,
  getNodeInfo,
  getTip,
  rues,
  type Scanner,
  watchBlocks,
} from '@eventide/sdk';
import type { NodeView } from './protocol.ts';

export type NodeLinkParams = {
  readonly entry: NetworkEntry;
  /** The chain the wallet's records are of; null before the first sync. */
  readonly bound: { readonly chainId: number; readonly genesisHash: string } | null;
  readonly prover: Prover;
  readonly scanner: Scanner;
  readonly onNode: (change: Partial<NodeView>) => void;
  readonly onFacts: (facts: ChainFacts) => void;
  /** The chain moved: look again. */
  readonly onChain: () => void;
};

/** The way to a node that is kept up by itself. */
export type NodeLink = { readonly client: () => Client | null; close(): void };

const RETRY_MS = 3_000;
const LOOK_MS = 10_000;
/** A tip this old means that the node does not follow the chain any more. */
const BEHIND_SEC = 120;

/** Connects, tells how the node is, and tries again while it does not answer. */
export function openNodeLink(params: NodeLinkParams): NodeLink {
  const controller = new AbortController();
  const { signal } = controller;
  let client: Client | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const transport = rues(params.entry.node);

  const connect = async (): Promise<void> => {
    try {
      const chainId = Number((await getNodeInfo(createClient({ transport }), { signal })).chain_id ?? 0);
      const next = createClient({
        transport,
        network: params.bound ?? { chainId },
        prover: params.prover,
        scanner: params.scanner,
      });
      params.onFacts(await next.chain(signal));
      client = next;
      transport.events?.onState((state) => {
        if (signal.aborted || state === 'connecting') return;
        params.onNode(state === 'offline' ? { state, sinceMs: Date.now() } : { state, sinceMs: null });
        if (state === 'online') params.onChain();
      });
      watchBlocks(next, {
        signal,
        onBlock: ({ height }) => {
          params.onNode({ state: 'online', height, sinceMs: null });
          params.onChain();
        },
        onReverted: () => params.onChain(),
      });
      await look();
    } catch (error) {
      if (signal.aborted) return;
      params.onNode({ state: stateOf(error), sinceMs: Date.now() });
      timer = setTimeout(() => void connect(), RETRY_MS);
    }
  };

  const look = async (): Promise<void> => {
    clearTimeout(timer);
    if (client === null || signal.aborted) return;
    try {
      const tip = await getTip(client, { signal });
      const block = await getBlock(client, tip.hash, { signal });
      const lagSec = block === null ? null : Math.max(0, Math.floor(Date.now() / 1_000) - Number(block.timestampSec));
      // Local networks may make blocks only when something waits: an old tip says nothing there.
      const local = (await client.chain(signal)).srs === 'local-1' || tip.height === 0n;
      const state = !local && lagSec !== null && lagSec > BEHIND_SEC ? 'behind' : 'online';
      params.onNode({ state, height: tip.height, final: tip.final.height, lagSec, sinceMs: null });
    } catch (error) {
      if (signal.aborted) return;
      params.onNode({ state: stateOf(error), sinceMs: Date.now() });
    }
    timer = setTimeout(() => void look(), LOOK_MS);
  };

  void connect();
  return {
    client: () => client,
    close() {
      controller.abort();
      clearTimeout(timer);
      transport.close();
    },
  };
}

/** How a node is that answers with this error. */
export function stateOf(error: unknown): NodeView['state'] {
  if (isEventideError(error, 'NETWORK_WRONG_CHAIN')) return 'wrongChain';
  if (isEventideError(error, 'NETWORK_BAD_ANSWER')) return 'lying';
  if (isEventideError(error, 'NETWORK_STALE')) return 'behind';
  return 'offline';
}
