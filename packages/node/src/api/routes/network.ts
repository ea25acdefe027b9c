import type { Clock } from '@eventide/base';
import type { JsonValue } from '@eventide/ledger';
import { RefusedRequest } from '../errors.ts';
import type { PeersDoor } from '../nodeDoor.ts';
import { jsonAnswer } from '../rues/exchange.ts';
import type { RuesRoute } from '../rues/router.ts';

/** Where a peer is. */
export type PeerLocation = {
  readonly lat: number;
  readonly lon: number;
  readonly city: string;
  readonly country: string;
  readonly countryCode: string;
};

/** Finds places of addresses (`ip:port`); those it does not know are left out. */
export type PeerLocator = (peers: readonly string[], signal: AbortSignal) => Promise<readonly PeerLocation[]>;

const LOCATIONS_KEPT_MS = 60_000;
const MOST_PEERS = 1_024;
const COUNT = /^\+?[0-9]{1,20}$/;

/** Peers, and their places if the operator set up somebody to ask. Spec: 08 §3 */
export function networkRoutes(peers: PeersDoor, locate: PeerLocator | undefined, clock: Clock): RuesRoute[] {
  let known: { readonly atMs: number; readonly places: Promise<JsonValue> } | undefined;
  const places = async (signal: AbortSignal): Promise<JsonValue> =>
    locate === undefined ? [] : (await locate(await peers.table(), signal)).map((place) => ({ ...place }));
  return [
    {
      component: 'network',
      topic: 'peers',
      handle: async ({ body }) => {
        const count = body.text.trim();
        if (!COUNT.test(count)) throw new RefusedRequest('invalidInput', 'invalid amount');
        return jsonAnswer(await peers.alive(Math.min(Number(count), MOST_PEERS)));
      },
    },
    {
      component: 'network',
      topic: 'peers_location',
      handle: async () => {
        // Asked for all who come in this minute, so not ended with one of them.
        const fresh = known !== undefined && clock.nowMs() - known.atMs < LOCATIONS_KEPT_MS;
        if (!fresh) known = { atMs: clock.nowMs(), places: places(AbortSignal.timeout(LOCATIONS_KEPT_MS)) };
        return jsonAnswer(await (known as { places: Promise<JsonValue> }).places);
      },
    },
  ];
}
