import type { Label } from '@eventide/ledger';
import type { EventFrame } from '@eventide/rues';
import { getBlock, getBlocks, getTip } from '../chain/actions.ts';
import type { BlockInfo, BlockRef } from '../chain/types.ts';
import type { Client } from '../client.ts';
import { lookAgain } from './lookAgain.ts';

export type WatchBlocksParams = {
  /** Every block of the chain once, ascending; after a reorganisation the new ones follow. */
  readonly onBlock: (block: BlockInfo) => void;
  /** Blocks that left the chain, newest first. */
  readonly onReverted?: ((block: BlockRef) => void) | undefined;
  /** A block that was told became more settled; only with events. */
  readonly onSettled?: ((block: { readonly hash: string; readonly label: Label['kind'] }) => void) | undefined;
  readonly onError?: ((error: unknown) => void) | undefined;
  /** First height told; default the block after the tip. */
  readonly from?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Blocks remembered to find where a reorganisation began. */
const REMEMBERED = 512;

/**
 * Follows the chain without gaps: what was missed while the node was away is fetched. Returns how to stop. Spec: 13 §4, 08 §2.5
 */
export function watchBlocks(client: Client, params: WatchBlocksParams): () => void {
  const { onBlock, onReverted, onSettled, onError, from, signal } = params;
  const told: BlockRef[] = [];
  let next: bigint | null = from ?? null;

  const dropReverted = async (): Promise<void> => {
    for (let last = told.at(-1); last !== undefined; last = told.at(-1)) {
      const now = await getBlock(client, last.height, { signal });
      if (now?.hash === last.hash) return;
      told.pop();
      next = last.height;
      onReverted?.(last);
    }
  };
  return lookAgain(client, {
    uris: ['accepted', 'reverted', ...(onSettled ? ['statechange'] : [])].map((topic) => ({
      component: 'blocks',
      topic,
    })),
    async look() {
      const tip = await getTip(client, { signal });
      next ??= tip.height + 1n;
      const last = told.at(-1);
      if (last !== undefined && (tip.height < last.height || (tip.height === last.height && tip.hash !== last.hash))) {
        await dropReverted();
      }
      while (next <= tip.height) {
        const batch = await getBlocks(client, { from: next, to: minimum(tip.height, next + 49n) }, { signal });
        if (batch.length === 0) return;
        for (const block of batch) {
          if (signal?.aborted) return;
          const before = told.at(-1);
          if (before !== undefined && block.prevHash !== before.hash) {
            await dropReverted();
            break;
          }
          told.push({ height: block.height, hash: block.hash });
          if (told.length > REMEMBERED) told.shift();
          next = block.height + 1n;
          onBlock(block);
        }
      }
    },
    onFrame(frame) {
      if (frame.uri.component === 'blocks' && frame.uri.topic === 'statechange') settled(frame, onSettled);
    },
    onError,
    signal,
  });
}

export type WatchFinalityParams = {
  /** The newest final block, at each change. */
  readonly onFinal: (block: BlockRef) => void;
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Tells the newest final block now and whenever it moves. Spec: 06 §16, 08 §2.5 */
export function watchFinality(client: Client, { onFinal, onError, signal }: WatchFinalityParams): () => void {
  let before = '';
  return lookAgain(client, {
    uris: [
      { component: 'blocks', topic: 'accepted' },
      { component: 'blocks', topic: 'statechange' },
    ],
    async look() {
      const { final } = await getTip(client, { signal });
      if (final.hash === before) return;
      before = final.hash;
      onFinal(final);
    },
    onError,
    signal,
  });
}

function settled({ uri, data }: EventFrame, onSettled: WatchBlocksParams['onSettled']): void {
  const kinds = { confirmed: 'Confirmed', finalized: 'Final' } as const;
  const { state } = JSON.parse(new TextDecoder().decode(data)) as { state: keyof typeof kinds };
  if (uri.entity === undefined || kinds[state] === undefined) return;
  onSettled?.({ hash: uri.entity, label: kinds[state] });
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
