import type { SyncAction } from '../sync/decide.ts';
import { type ChainEffect, FLOOD_PEERS } from './effects.ts';
import type { Window } from './window.ts';

type Outward = Extract<SyncAction, { kind: 'sendOurs' } | { kind: 'request' } | { kind: 'askBlocks' }>;

/** What of a decision concerns others only, as an effect; undefined if there is nothing to say. Spec: 06 §17 */
export function syncEffect(action: Outward, window: Window): ChainEffect | undefined {
  switch (action.kind) {
    case 'sendOurs': {
      const ours = window.at(action.height)?.block;
      return ours && { kind: 'send', peer: action.peer, message: { topic: 'Block', payload: ours } };
    }
    case 'request': {
      const items = action.heights.map((height) => ({ kind: 'BlockFromHeight', height }) as const);
      return items.length === 0 ? undefined : { kind: 'ask', items, peer: action.peer, count: 2, hops: 1 };
    }
    case 'askBlocks': {
      const locator = window.header(action.height)?.hash;
      return locator && { kind: 'askBlocks', locator, count: FLOOD_PEERS };
    }
  }
}
