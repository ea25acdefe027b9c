import { toHex } from '@eventide/base';
import { alice, DUSK, keyBytes, moonlight } from '@eventide/execution/world.fixture';
import { loadVectors } from '@eventide/testkit';
import { encodeTx, formatTxId, STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ask, listen } from './client.fixture.ts';
import { parseExactJson } from './json.ts';
import { type FixtureNode, openFixtureNode } from './nodeDoor.fixture.ts';
import { defaultApiOptions } from './options.ts';
import { type Api, startApi } from './startApi.ts';

type Recorded = { readonly case: string; readonly status: number; readonly body: string };

const { errors } = loadVectors<{ errors: readonly Recorded[] }>('api/rues-frames');
const recorded = (name: string): Recorded => errors.find((entry) => entry.case === name) as Recorded;
const transfer = toHex(TRANSFER_CONTRACT);
const stake = toHex(STAKE_CONTRACT);

let node: FixtureNode;
let api: Api;
beforeAll(async () => {
  node = await openFixtureNode();
  api = await startApi(node.door, { port: 0 });
}, 60_000);
afterAll(async () => {
  await api.close();
  node.close();
});

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const json = (bytes: Uint8Array): Record<string, unknown> => parseExactJson(text(bytes)) as Record<string, unknown>;
/** An event that happened nowhere, to know when all before it have come. */
const mark = (id: number): void => node.emit({ kind: 'removed', id: new Uint8Array(32).fill(id) });

describe('08 §2.2 sessions', () => {
  test('on any path of the event system, the id comes first, as text', async () => {
    for (const path of ['/on', '/on/anything', '/once']) {
      const listener = await listen(api.url, path);
      expect(listener.id).toMatch(/^[0-9a-f]{32}$/);
      listener.socket.close();
      await listener.closed;
    }
    await vi.waitUntil(() => api.sessions === 0);
  });

  test('elsewhere there are none', async () => {
    await expect(new Promise((_, reject) => void listenFailing('/graphql', reject))).rejects.toThrow('500');
  });

  test('what clients say is passed over; too much of it ends the socket', async () => {
    const listener = await listen(api.url);
    listener.socket.send('');
    listener.socket.send('x'.repeat(65_536));
    await listener.subscribe('/on/transactions/removed');
    mark(1);
    expect((await listener.next()).uri.topic).toBe('removed');
    listener.socket.send('x'.repeat(65_537));
    expect((await listener.closed).code).toBe(1009);
  });

  test('no more sockets than allowed', async () => {
    const small = await startApi(node.door, { port: 0, limits: { ...defaultApiOptions.limits, sessions: 1 } });
    const listener = await listen(small.url);
    await expect(new Promise((_, reject) => void listenFailing('/on', reject, small.url))).rejects.toThrow('503');
    listener.socket.close();
    await listener.closed;
    await small.close();
  });
});

describe('08 §2.3 subscriptions', () => {
  test('checks in their order: version, session, path, session known, method', async () => {
    const listener = await listen(api.url);
    const session = { 'rusk-session-id': listener.id };
    const get = (path: string, headers: Record<string, string>, method = 'GET') =>
      ask(api.url, path, { method, headers });
    expect((await get('/on/blocks', { 'rusk-version': '>=2' })).status).toBe(400);
    expect((await get('/on/blocks', {})).status).toBe(424);
    expect((await get('/on/blocks', { 'rusk-session-id': 'xyz' })).status).toBe(424);
    expect((await get('/on/blocks', { 'rusk-session-id': '00'.repeat(16) })).status).toBe(404);
    expect((await get('/on/blocks/accepted', { 'rusk-session-id': '00'.repeat(16) }, 'PUT')).status).toBe(424);
    const { status, body } = recorded('other method');
    expect(await get('/on/blocks/accepted', session, 'PUT')).toMatchObject({ status, text: body });
    expect(await get('/on/blocks/accepted', { 'rusk-session-id': listener.id.toUpperCase() })).toMatchObject({
      status: 200,
      text: '',
    });
    listener.socket.close();
    await listener.closed;
    await vi.waitUntil(() => api.sessions === 0);
    expect((await get('/on/blocks/accepted', session)).status).toBe(424);
  });

  test('twice is once; unsubscribed is over; what was not there cannot go', async () => {
    const listener = await listen(api.url);
    for (let i = 0; i < 2; i++) expect((await listener.subscribe('/on/transactions/removed')).status).toBe(200);
    mark(1);
    mark(2);
    expect((await listener.next()).uri.entity).toBe('01'.repeat(32));
    expect((await listener.next()).uri.entity).toBe('02'.repeat(32));
    const gone = await listener.unsubscribe('/on/transactions/removed');
    expect([gone.status, gone.text, gone.headers['rusk-version']]).toEqual([200, '', '1.6.0']);
    const { status, body } = recorded('unsubscribe unknown');
    expect(await listener.unsubscribe('/on/transactions/removed')).toMatchObject({ status, text: body });
    await listener.subscribe(`/on/transactions:${'04'.repeat(32)}/removed`);
    mark(3);
    mark(4);
    expect((await listener.next()).uri.entity).toBe('04'.repeat(32));
    listener.socket.close();
  });

  test('one event, several subscriptions: delivered once', async () => {
    const listener = await listen(api.url);
    await listener.subscribe('/on/transactions/removed');
    await listener.subscribe(`/on/TRANSACTIONS:${'01'.repeat(32)}/Removed`);
    mark(1);
    mark(2);
    await listener.next();
    expect((await listener.next()).uri.entity).toBe('02'.repeat(32));
    listener.socket.close();
  });

  test('a session has a bounded number of them', async () => {
    const limits = { ...defaultApiOptions.limits, subscriptionsPerSession: 2 };
    const small = await startApi(node.door, { port: 0, limits });
    const listener = await listen(small.url);
    for (const status of [200, 200, 429])
      expect((await listener.subscribe(`/on/blocks:${status}${Math.random()}/x`)).status).toBe(status);
    listener.socket.close();
    await small.close();
  });
});

describe('08 §2.5 events', () => {
  test('a payment’s life, and its block’s, in order', async () => {
    const listener = await listen(api.url);
    const tx = moonlight({ nonce: 1n, value: DUSK, data: { kind: 'memo', memo: Uint8Array.of(1, 2) } });
    const id = formatTxId(tx);
    for (const path of [
      '/on/transactions/included',
      `/on/transactions:${id}/Executed`,
      '/on/transactions/removed',
      '/on/blocks/accepted',
      '/on/blocks/statechange',
      '/on/blocks/reverted',
      `/on/contracts:${transfer}/moonlight`,
      `/on/contracts:${stake}/reward`,
    ]) {
      expect((await listener.subscribe(path)).status).toBe(200);
    }
    await ask(api.url, '/on/transactions/propagate', {
      body: encodeTx(tx),
      headers: { 'content-type': 'application/octet-stream' },
    });
    const block = await node.mineMempool();
    await node.finalize(1n);
    await node.revert();

    const included = await listener.next();
    expect(included).toMatchObject({ uri: { component: 'transactions', entity: id, topic: 'included' }, json: true });
    expect(json(included.data)).toMatchObject({ type: 'moonlight', nonce: 1, value: 1_000_000_000, memo: '0102' });
    const moved = await listener.next();
    expect(moved).toMatchObject({
      uri: { component: 'contracts', entity: transfer, topic: 'moonlight' },
      origin: id,
      json: false,
    });
    const hash = toHex(block.header.hash);
    expect(await listener.next()).toMatchObject({ uri: { entity: stake, topic: 'reward' }, origin: hash });
    const executed = await listener.next();
    expect(executed.uri).toEqual({ component: 'transactions', entity: id, topic: 'executed' });
    expect(json(executed.data)).toMatchObject({ block_height: 1, err: null, inner: { type: 'moonlight' } });
    const accepted = await listener.next();
    expect(accepted.uri).toEqual({ component: 'blocks', entity: hash, topic: 'accepted' });
    expect(json(accepted.data)).toMatchObject({ transactions: [id], header: { height: 1, hash } });
    const keys = Object.keys(json(accepted.data).header as object);
    expect(keys).toEqual(keys.toSorted());
    expect(await listener.next()).toMatchObject({
      uri: { entity: id, topic: 'removed' },
      data: new Uint8Array(),
      json: false,
    });
    const state = await listener.next();
    expect([state.uri.topic, text(state.data)]).toEqual(['statechange', '{"atHeight":1,"state":"finalized"}']);
    const reverted = await listener.next();
    expect([reverted.uri.entity, text(reverted.data)]).toEqual([hash, '{"atHeight":1}']);
    listener.socket.close();
  });

  test('labels below Confirmed are not told; integers are exact', async () => {
    const listener = await listen(api.url);
    await listener.subscribe('/on/blocks/statechange');
    const hash = new Uint8Array(32);
    for (const kind of ['Accepted', 'Attested', 'Confirmed'] as const) {
      node.emit({ kind: 'labelled', height: 1n, hash, label: { kind, distance: 1n }, atHeight: 2n ** 64n - 1n });
    }
    expect(text((await listener.next()).data)).toBe('{"atHeight":18446744073709551615,"state":"confirmed"}');
    listener.socket.close();
  });

  test('a topic in capitals is sent as it is, and cannot be subscribed to', async () => {
    const listener = await listen(api.url);
    await listener.subscribe(`/on/contracts:${transfer}/Paid`);
    await listener.subscribe(`/on/contracts:${transfer}/paid`);
    const block = await node.mine();
    const event = (topic: string) => ({
      event: { source: TRANSFER_CONTRACT, topic, data: keyBytes(alice) },
      origin: block.header.hash,
    });
    const label = { kind: 'Attested', distance: 1n } as const;
    node.emit({ kind: 'accepted', block, label, spent: [], events: [event('Paid'), event('paid')] });
    expect((await listener.next()).uri.topic).toBe('paid');
    listener.socket.close();
  });
});

describe('08 §2.2 ends of sessions', () => {
  test('a subscriber that lags is sent away with 1001, others are not held up', async () => {
    const slow = await startApi(node.door, { port: 0, wsEventCapacity: 8 });
    const [lagging, keeping] = await Promise.all([listen(slow.url), listen(slow.url)]);
    const path = '/on/contracts:aa/big';
    await lagging.subscribe(path);
    await keeping.subscribe('/on/transactions/removed');
    // It does not read: what is sent to it stays with the server once the kernel's buffers are full.
    lagging.socket.pause();
    const block = await node.mine();
    const data = new Uint8Array(4_000_000);
    const event = { event: { source: Uint8Array.of(0xaa), topic: 'big', data }, origin: block.header.hash };
    for (let i = 0; i < 32 && slow.sessions === 2; i++) {
      node.emit({ kind: 'accepted', block, label: { kind: 'Attested', distance: 1n }, spent: [], events: [event] });
      mark(i);
      await keeping.next();
    }
    expect(slow.sessions).toBe(1);
    lagging.socket.resume();
    expect(await lagging.closed).toEqual({ code: 1001, reason: 'Shutting down' });
    keeping.socket.close();
    await slow.close();
  });

  test('at the end everybody is told', async () => {
    const short = await startApi(node.door, { port: 0 });
    const listener = await listen(short.url);
    await short.close();
    expect(await listener.closed).toEqual({ code: 1001, reason: 'Shutting down' });
  });

  test('a silent peer is dropped after two pings', async () => {
    const limits = { ...defaultApiOptions.limits, pingMs: 20 };
    const impatient = await startApi(node.door, { port: 0, limits });
    const [silent, alive] = await Promise.all([listen(impatient.url), listen(impatient.url)]);
    // Neither pongs nor anything else leaves a paused socket.
    silent.socket.pause();
    await vi.waitUntil(() => impatient.sessions === 1);
    expect(alive.socket.readyState).toBe(1);
    silent.socket.terminate();
    await impatient.close();
  });
});

async function listenFailing(path: string, failed: (error: Error) => void, base = api.url): Promise<void> {
  const { WebSocket } = await import('ws');
  new WebSocket(`${base.replace('http', 'ws')}${path}`).on('error', failed);
}
