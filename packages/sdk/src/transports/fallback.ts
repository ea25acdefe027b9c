import type { RuesUri } from '@eventide/rues';
import { NetworkError } from '../errors.ts';
import { asObject, parseExact } from '../json.ts';
import type { EventListener, NodeEvents, Transport, TransportRequest, TransportResponse } from './transport.ts';

/** Statuses of a gateway whose node is away. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Several nodes of one network: a request goes to the one that answered last, and on to the next when it does not answer. Events
 * come from the first that has any, and move on with a gap when it goes offline. Nodes of another chain than the first are passed over.
 * Spec: 13 §4
 * @throws RangeError without a transport
 */
export function fallback(transports: readonly Transport[]): Transport {
  if (transports.length === 0) throw new RangeError('fallback takes at least one transport');
  let preferred = 0;
  const chains = createChainGuard();
  const request = async (it: TransportRequest): Promise<TransportResponse> => {
    let failure: unknown;
    for (let tried = 0; tried < transports.length; tried++) {
      const index = (preferred + tried) % transports.length;
      try {
        const transport = transports[index] as Transport;
        await chains.check(transport, it.signal);
        const response = await transport.request(it);
        if (!AWAY.has(response.status) || tried === transports.length - 1) {
          preferred = index;
          return response;
        }
        await response.bytes();
      } catch (error) {
        if (!(error instanceof NetworkError)) throw error;
        failure = error;
      }
    }
    throw failure;
  };
  const sources = transports.flatMap(({ events }) => (events === null ? [] : [events]));
  return {
    url: transports.map(({ url }) => url).join(', '),
    request,
    events: sources.length === 0 ? null : movingEvents(sources),
    close() {
      for (const transport of transports) transport.close();
    },
  };
}

/** Lets requests to nodes of one chain pass: that of the first that answered. */
function createChainGuard(): { check(transport: Transport, signal: AbortSignal | undefined): Promise<void> } {
  const known = new Set<Transport>();
  let chain: string | null = null;
  return {
    async check(transport, signal) {
      if (known.has(transport)) return;
      const response = await transport.request({ path: '/on/node/info', signal });
      const text = await response.text();
      // Who is away says so to the request itself.
      if (response.status !== 200) return;
      const info = asObject(parseExact(text), 'node/info');
      const genesis = info.eventide === undefined ? null : asObject(info.eventide, 'eventide').genesis_hash;
      const found = `${String(info.chain_id)} ${String(genesis ?? '')}`;
      chain ??= found;
      if (chain !== found)
        throw new NetworkError('NETWORK_WRONG_CHAIN', { url: transport.url, expected: chain, found });
      known.add(transport);
    },
  };
}

/** Subscriptions that move to the next source when theirs goes offline. */
function movingEvents(sources: readonly NodeEvents[]): NodeEvents {
  const [first] = sources as readonly [NodeEvents];
  const follow = async (
    uri: RuesUri,
    listener: EventListener,
    from: number,
    signal: AbortSignal | undefined,
  ): Promise<() => void> => {
    let failure: unknown;
    for (let tried = 0; tried < sources.length; tried++) {
      const index = (from + tried) % sources.length;
      const source = sources[index] as NodeEvents;
      try {
        let leave = await source.subscribe(uri, listener, signal);
        let moved = false;
        const stopState = source.onState((state) => {
          if (state !== 'offline' || moved || sources.length === 1) return;
          moved = true;
          const before = leave;
          follow(uri, listener, index + 1, signal)
            .then((after) => {
              before();
              leave = after;
              listener.onGap?.();
            })
            // Nobody else answers: this source keeps trying by itself.
            .catch(() => {
              moved = false;
            });
        });
        return () => {
          moved = true;
          stopState();
          leave();
        };
      } catch (error) {
        signal?.throwIfAborted();
        failure = error;
      }
    }
    throw failure;
  };
  return { subscribe: (uri, listener, signal) => follow(uri, listener, 0, signal), onState: (it) => first.onState(it) };
}
