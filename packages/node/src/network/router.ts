import { createLru, isEventideError, type Lru } from '@eventide/base';
import { decodeMessage, type Message, type Topic } from '@eventide/ledger';
import type { Peer } from '../chain/effects.ts';

/** Messages a peer may send at once, and how many more each second. */
export type PeerBudget = { readonly burst: number; readonly perSecond: number };

export type RouterOptions = {
  readonly strict: boolean;
  readonly budget: PeerBudget;
  /** Peers whose budgets are remembered; the one heard longest ago starts anew. */
  readonly maxPeers: number;
};

/** A committee of 64 votes twice per iteration, and every peer may relay all of it. */
export const defaultRouterOptions: RouterOptions = {
  strict: true,
  budget: { burst: 4_000, perSecond: 1_000 },
  maxPeers: 4_096,
};

export type Routed =
  | { readonly ok: true; readonly message: Message; readonly topic: Topic }
  | { readonly ok: false; readonly reason: 'malformed' | 'flood'; readonly detail?: string };

type Tokens = { left: number; atMs: number };

/** Turns bytes from the network into messages: malformed ones and floods end here, with a reason. Spec: 06 §6.1, §18 */
export class Router {
  readonly #options: RouterOptions;
  readonly #peers: Lru<Peer, Tokens>;

  constructor(options: RouterOptions = defaultRouterOptions) {
    this.#options = options;
    this.#peers = createLru({ maxEntries: options.maxPeers });
  }

  route(bytes: Uint8Array, peer: Peer, nowMs: number): Routed {
    if (!this.#spend(peer, nowMs)) return { ok: false, reason: 'flood' };
    try {
      const message = decodeMessage(bytes, this.#options);
      return { ok: true, message, topic: message.topic };
    } catch (error) {
      if (isEventideError(error)) return { ok: false, reason: 'malformed', detail: error.code };
      throw error;
    }
  }

  #spend(peer: Peer, nowMs: number): boolean {
    const { burst, perSecond } = this.#options.budget;
    const tokens = this.#peers.get(peer) ?? { left: burst, atMs: nowMs };
    const earned = (Math.max(0, nowMs - tokens.atMs) * perSecond) / 1_000;
    tokens.left = Math.min(burst, tokens.left + earned);
    tokens.atMs = nowMs;
    this.#peers.set(peer, tokens);
    if (tokens.left < 1) return false;
    tokens.left -= 1;
    return true;
  }
}
