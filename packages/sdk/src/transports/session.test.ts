import { createServer, type Server } from 'node:http';
import { createSimulatedClock } from '@eventide/base';
import { type EventFrame, encodeFrame } from '@eventide/rues';
import { afterEach, describe, expect, test } from 'vitest';
import { fallback } from './fallback.ts';
import { http } from './http.ts';
import { createEvents, type SocketHandlers } from './session.ts';
import type { NodeEvents, TransportRequest, TransportResponse } from './transport.ts';

/** The node's side of sessions: sockets by hand, subscriptions by session. */
class Rig {
  readonly sockets: SocketHandlers[] = [];
  readonly subscriptions: { readonly session: string; readonly path: string; readonly method: string }[] = [];
  readonly clock = createSimulatedClock();
  closed = 0;
  status = 200;

  readonly events = createEvents({
    clock: this.clock,
    open: (handlers) => {
      this.sockets.push(handlers);
      handlers.onText(String(this.sockets.length).padStart(32, '0'));
      return {
        send: () => {},
        close: () => {
          this.closed++;
          handlers.onClose();
        },
      };
    },
    request: async ({ path, method = 'POST', headers = {} }: TransportRequest): Promise<TransportResponse> => {
      this.subscriptions.push({ session: headers['rusk-session-id'] ?? '', path, method });
      const status = this.status;
      const bytes = async (): Promise<Uint8Array> => new Uint8Array();
      return { status, header: () => null, bytes, text: async () => '', chunks: async function* () {} };
    },
  });

  emit(topic: string, data: number): void {
    const uri = { component: 'blocks', entity: 'ab', topic };
    this.sockets.at(-1)?.onBytes(encodeFrame({ uri, data: Uint8Array.of(data) }));
  }
}

function collect(
  events: NodeEvents,
  topic: string,
): { readonly seen: number[]; readonly gaps: number[]; ready: Promise<() => void> } {
  const seen: number[] = [];
  const gaps: number[] = [];
  const ready = events.subscribe(
    { component: 'blocks', topic },
    { onEvent: ({ data }: EventFrame) => seen.push(data[0] as number), onGap: () => gaps.push(seen.length) },
  );
  return { seen, gaps, ready };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('08 §2.2 a session of events', () => {
  test('one socket and one subscription serve several listeners; the last one to leave ends both', async () => {
    const rig = new Rig();
    const first = collect(rig.events, 'accepted');
    const other = collect(rig.events, 'accepted');
    const leave = [await first.ready, await other.ready];
    rig.emit('accepted', 1);
    rig.emit('reverted', 2);
    await settle();
    expect([first.seen, other.seen]).toEqual([[1], [1]]);
    leave[0]?.();
    rig.emit('accepted', 3);
    await settle();
    expect([first.seen, other.seen]).toEqual([[1], [1, 3]]);
    leave[1]?.();
    await settle();
    expect(rig.sockets).toHaveLength(1);
    expect(rig.closed).toBe(1);
  });

  test('a broken socket is opened again, everything is subscribed again, and a gap is told', async () => {
    const rig = new Rig();
    const states: string[] = [];
    rig.events.onState((state) => states.push(state));
    const it = collect(rig.events, 'accepted');
    const other = collect(rig.events, 'reverted');
    await Promise.all([it.ready, other.ready]);
    rig.emit('accepted', 1);
    rig.sockets[0]?.onClose();
    await settle();
    expect(states.at(-1)).toBe('offline');
    await rig.clock.advance(300);
    rig.emit('accepted', 2);
    await settle();
    expect(states.at(-1)).toBe('online');
    expect(it.seen).toEqual([1, 2]);
    expect([it.gaps, other.gaps]).toEqual([[1], [0]]);
    const again = rig.subscriptions.filter(({ session }) => session.endsWith('2')).map(({ path }) => path);
    expect(again).toEqual(['/on/blocks/accepted', '/on/blocks/reverted']);
  });

  test('a refused subscription is an error, and leaves nothing behind', async () => {
    const rig = new Rig();
    rig.status = 404;
    await expect(collect(rig.events, 'accepted').ready).rejects.toThrowCode('NETWORK_REFUSED');
    await settle();
    expect(rig.closed).toBe(1);
    rig.status = 200;
    const it = collect(rig.events, 'accepted');
    await it.ready;
    rig.emit('accepted', 4);
    await settle();
    expect(it.seen).toEqual([4]);
  });
});

describe('13 §4 transports', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const serve = (status: number, text: string): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer((_, response) => {
        response.statusCode = status;
        response.end(text);
      });
      servers.push(server);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
      });
    });

  test('fallback takes the next node when one is away, and stays with it', async () => {
    const [away, here] = [await serve(503, 'away'), await serve(200, '{"chain_id":224}')];
    const transport = fallback([http('http://127.0.0.1:1'), http(away), http(here)]);
    for (let i = 0; i < 2; i++) expect(await (await transport.request({ path: '/on' })).text()).toContain('224');
    await expect(fallback([http(away)]).request({ path: '/on' })).resolves.toMatchObject({ status: 503 });
  });

  test('fallback passes over a node of another chain', async () => {
    const [own, other] = [await serve(200, '{"chain_id":224}'), await serve(200, '{"chain_id":225}')];
    let isAway = false;
    const first = http(own, {
      fetch: (request) => (isAway ? Promise.reject(new TypeError('away')) : fetch(request)),
    });
    const transport = fallback([first, http(other)]);
    await transport.request({ path: '/on' });
    isAway = true;
    await expect(transport.request({ path: '/on' })).rejects.toThrowCode('NETWORK_WRONG_CHAIN');
    isAway = false;
    expect((await transport.request({ path: '/on' })).status).toBe(200);
  });

  test('nobody there, an answer that is too long, a request that is ended', async () => {
    await expect(http('http://127.0.0.1:1').request({ path: '/on' })).rejects.toThrowCode('NETWORK_UNREACHABLE');
    const url = await serve(200, 'x'.repeat(1_000));
    const long = await http(url).request({ path: '/on' });
    await expect(long.bytes(999)).rejects.toThrowCode('NETWORK_BAD_ANSWER');
    const reason = new Error('enough');
    await expect(http(url).request({ path: '/on', signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
