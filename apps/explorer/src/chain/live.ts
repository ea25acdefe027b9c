import {
  type BlockInfo,
  type BlockRef,
  type Client,
  getBlocks,
  getTip,
  watchBlocks,
  watchFinality,
} from '@eventide/sdk';
import { signal } from '@preact/signals';
import { nodeState } from './connection.ts';

/** A block of the list; one that left the chain stays and says so. */
export type LiveBlock = BlockInfo & { readonly reverted?: boolean | undefined };

/** Newest first. */
export const liveBlocks = signal<readonly LiveBlock[]>([]);
export const finalHeight = signal<bigint | null>(null);
/** True once the first blocks are there. */
export const liveReady = signal(false);

const KEPT = 120;
const FIRST = 60n;

/** Loads the newest blocks and follows the chain. Returns how to stop. */
export function followChain(client: Client): () => void {
  const controller = new AbortController();
  const { signal: stop } = controller;
  liveBlocks.value = [];
  finalHeight.value = null;
  liveReady.value = false;
  void start(client, stop);
  return () => controller.abort();
}

async function start(client: Client, stop: AbortSignal): Promise<void> {
  let next: bigint | undefined;
  try {
    const tip = await getTip(client, { signal: stop });
    finalHeight.value = tip.final.height;
    const from = tip.height >= FIRST ? tip.height - FIRST + 1n : 0n;
    liveBlocks.value = (await getBlocks(client, { from, to: tip.height }, { signal: stop })).reverse();
    next = tip.height + 1n;
  } catch {
    if (stop.aborted) return;
    nodeState.value = 'offline';
  }
  liveReady.value = true;
  watchBlocks(client, {
    from: next,
    signal: stop,
    onBlock: (block) => {
      liveBlocks.value = [block, ...liveBlocks.value].slice(0, KEPT);
    },
    onReverted: ({ hash }) => {
      liveBlocks.value = liveBlocks.value.map((block) => (block.hash === hash ? { ...block, reverted: true } : block));
    },
  });
  watchFinality(client, { signal: stop, onFinal: (block) => settle(block) });
}

/** What is at or below the newest final block is final. */
function settle({ height }: BlockRef): void {
  finalHeight.value = height;
  liveBlocks.value = liveBlocks.value.map((block) =>
    block.height <= height && block.label.kind !== 'Final' && block.reverted !== true
      ? { ...block, label: { kind: 'Final', distance: block.label.distance } }
      : block,
  );
}
