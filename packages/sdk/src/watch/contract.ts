import { toHex } from '@eventide/base';
import type { Label } from '@eventide/ledger';
import { getBlock, getEvents, getHeight, getTx } from '../chain/actions.ts';
import type { BlockRef } from '../chain/types.ts';
import type { Client } from '../client.ts';
import { lookAgain } from './lookAgain.ts';

/** An event of a contract with its place on the chain. */
export type PlacedEvent = {
  readonly topic: string;
  readonly data: Uint8Array;
  /** Transaction id, or block hash for events of the block itself. */
  readonly origin: string;
  /** null if the node does not know the origin any more. */
  readonly block: (BlockRef & { readonly label: Label }) | null;
};

export type WatchContractParams = {
  /** 32 bytes. */
  readonly contract: Uint8Array;
  /** As the contract writes it; lower case, or a node never matches it. */
  readonly topic: string;
  readonly onEvent: (event: PlacedEvent) => void;
  /** Events may be missing: the connection broke, and the node keeps no archive to fill the gap from. */
  readonly onGap?: (() => void) | undefined;
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Most events that wait for their block to be looked up; older ones are dropped, which is told as a gap. */
const MAX_WAITING = 10_000;

/**
 * Events of one topic of a contract as blocks bring them. Gaps are filled from the node's archive if it has one. On a transport
 * without events everything comes from the archive. Returns how to stop. Spec: 08 §2.5
 */
export function watchContract(client: Client, params: WatchContractParams): () => void {
  const { contract, topic, onEvent, onGap, onError, signal } = params;
  const id = toHex(contract);
  const waiting: { readonly data: Uint8Array; readonly origin: string }[] = [];
  /** Events told of each origin of the newest block told. */
  let newest: bigint | null = null;
  const told = new Map<string, number>();
  let live = client.transport.events !== null;

  const tell = (event: PlacedEvent): void => {
    const { block, origin } = event;
    if (block !== null && (newest === null || block.height > newest)) {
      newest = block.height;
      told.clear();
    }
    told.set(origin, (told.get(origin) ?? 0) + 1);
    onEvent(event);
  };
  const placeOf = async (origin: string): Promise<PlacedEvent['block']> => {
    const tx = await getTx(client, origin, { signal });
    const block = await getBlock(client, tx?.block?.hash ?? origin, { signal });
    return block === null ? null : { height: block.height, hash: block.hash, label: block.label };
  };
  const catchUp = async (): Promise<void> => {
    const tip = await getHeight(client, { signal });
    if (newest === null) {
      newest = tip;
      return;
    }
    const before = new Map(told);
    for (let height = newest; height <= tip; height++) {
      const events = (await getEvents(client, height, { signal })).filter(
        (it) => it.contract === id && it.topic === topic,
      );
      if (events.length === 0) continue;
      const block = await getBlock(client, height, { signal });
      for (const event of events) {
        const skip = before.get(event.origin) ?? 0;
        if (skip > 0) before.set(event.origin, skip - 1);
        else tell({ topic, data: event.data, origin: event.origin, block });
      }
    }
    newest = tip;
  };
  return lookAgain(client, {
    uris: [{ component: 'contracts', entity: id, topic: topic.toLowerCase() }],
    onFrame(frame) {
      if (frame.uri.topic !== topic) return;
      waiting.push({ data: frame.data, origin: frame.origin ?? '' });
      if (waiting.length <= MAX_WAITING) return;
      waiting.shift();
      onGap?.();
    },
    async look() {
      const hadFrames = waiting.length > 0;
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        tell({ topic, data: next.data, origin: next.origin, block: await placeOf(next.origin) });
      }
      if (hadFrames && live) return;
      try {
        await catchUp();
        live = client.transport.events !== null;
      } catch (error) {
        if (live) onGap?.();
        throw error;
      }
    },
    onError,
    signal,
  });
}
