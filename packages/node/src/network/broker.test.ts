import { createSimulatedClock } from '@eventide/base';
import type { Address } from '@eventide/kadcast';
import { genesisHeader, type InventoryItem, type Message, type ResourceRequest } from '@eventide/ledger';
import { createMemoryStore } from '@eventide/store/memory';
import { toNodeTx } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { Broker, defaultBrokerOptions } from './broker.ts';

const asker: Address = { host: '10.0.0.9', port: 9000 };
const requester = { ip: Uint8Array.of(10, 0, 0, 9), port: 9000 };
const FOREVER = 0xffff_ffff_ffff_ffffn;
const hashOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const nonce = new Uint8Array(8);

type Sent = { readonly message: Message; readonly to: Address };

/** A broker on a chain of `blocks` blocks above genesis, and what it did. */
async function world(blocks: number, options: Partial<typeof defaultBrokerOptions> = {}, size = 1_000) {
  const ledger = new LedgerStore(createMemoryStore());
  for (let height = 0; height <= blocks; height++) {
    const header = { ...genesisHeader(0n, hashOf(0)), height: BigInt(height), hash: hashOf(height + 1) };
    const block = { header, txs: [], faults: [] };
    await ledger.apply({ block, label: { kind: 'Final', distance: 0n }, labels: [], removed: [] }, []);
  }
  const sent: Sent[] = [];
  const asked: InventoryItem[][] = [];
  const forwarded: ResourceRequest[] = [];
  const faults: unknown[] = [];
  const clock = createSimulatedClock(1_000_000);
  const waiting = { id: hashOf(200), envelope: toNodeTx(Uint8Array.of(1)) };
  const broker = new Broker(
    {
      ledger,
      mempool: { get: (id) => (id[0] === 200 ? waiting : undefined), ids: () => [waiting.id] },
      send: (message, to) => {
        sent.push({ message, to });
        return size;
      },
      forward: (request) => forwarded.push(request),
      ask: (items) => asked.push([...items]),
      clock,
      onFault: (error) => faults.push(error),
    },
    { ...defaultBrokerOptions, ...options },
  );
  const request = (items: readonly InventoryItem[], more: Partial<ResourceRequest> = {}, maxEntries = 0): boolean =>
    broker.receive(
      {
        topic: 'GetResource',
        payload: { inventory: { items, maxEntries }, requester, ttlSec: FOREVER, hops: 1, ...more },
      },
      asker,
    );
  /** Requests are answered one after the other: an empty one ends after all before it. */
  const settled = async (): Promise<void> => {
    await clock.advance(0);
    await clock.advance(0);
  };
  return { broker, ledger, sent, asked, forwarded, faults, clock, request, settled };
}

const heights = (from: number, to: number): InventoryItem[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ kind: 'BlockFromHeight', height: BigInt(from + i) }));

describe('06 §18 broker', () => {
  test('successors of a known block, hundred at most; silence for unknown ones and the tip', async () => {
    const { broker, sent, settled } = await world(130);
    const ask = (locator: Uint8Array) => broker.receive({ topic: 'GetBlocks', payload: { locator, nonce } }, asker);
    for (const locator of [hashOf(1), hashOf(131), hashOf(250)]) ask(locator);
    await settled();
    expect(sent).toHaveLength(1);
    const { topic, payload } = (sent[0] as Sent).message as Extract<Message, { topic: 'Inv' }>;
    expect([topic, payload.items.length, payload.items[0]]).toEqual([
      'Inv',
      100,
      { kind: 'BlockFromHash', hash: hashOf(2) },
    ]);
  });

  test('resources go to the address named in the request, each as its own message', async () => {
    const { sent, request, settled } = await world(3);
    request([
      { kind: 'BlockFromHeight', height: 2n },
      { kind: 'BlockFromHash', hash: hashOf(3) },
      { kind: 'CandidateFromHash', hash: hashOf(4) },
      { kind: 'MempoolTx', hash: hashOf(200) },
      { kind: 'BlockFromHeight', height: 99n },
    ]);
    await settled();
    expect(sent.map(({ message }) => message.topic)).toEqual(['Block', 'Block', 'Block', 'Tx']);
    expect(sent.every(({ to }) => to.host === '10.0.0.9' && to.port === 9000)).toBe(true);
  });

  test('no more than the asker or the node allows, and nothing after its time', async () => {
    const { sent, request, settled } = await world(120);
    request(heights(1, 120));
    request(heights(1, 120), {}, 7);
    request(heights(1, 5), { ttlSec: 999n });
    await settled();
    expect(sent).toHaveLength(107);
  });

  test('what is not here is passed on, one hop less, until none is left', async () => {
    const { forwarded, request, settled } = await world(1);
    request(heights(50, 50), { hops: 16 });
    request(heights(50, 50), { hops: 1 });
    request(heights(1, 1), { hops: 16 });
    await settled();
    expect(forwarded.map(({ hops }) => hops)).toEqual([15]);
  });

  test('an address gets its share and no more; the share grows again', async () => {
    const { sent, request, settled, clock } = await world(100, { burstBytes: 10_000, bytesPerSecond: 5_000 });
    request(heights(1, 100));
    await settled();
    expect(sent).toHaveLength(10);
    await clock.advance(1_000);
    request(heights(1, 100));
    await settled();
    expect(sent).toHaveLength(15);
  });

  test('waiting transactions: ids on demand, and a request for those we lack', async () => {
    const { broker, sent, asked, settled } = await world(1);
    broker.receive({ topic: 'GetMempool', payload: { nonce } }, asker);
    const items = [200, 201, 202].map((n) => ({ kind: 'MempoolTx', hash: hashOf(n) }) as const);
    broker.receive({ topic: 'Inv', payload: { items: [...items, ...heights(9, 9)], maxEntries: 0 } }, asker);
    broker.receive({ topic: 'Inv', payload: { items: [...items], maxEntries: 1 } }, asker);
    await settled();
    expect(sent[0]?.message).toEqual({ topic: 'Inv', payload: { items: [items[0]], maxEntries: 0 } });
    expect(asked).toEqual([[items[1], items[2]], [items[1]]]);
  });

  test('refuses requests beyond its queue; a broken ledger is a fault and not silence', async () => {
    const { broker, ledger, faults, settled } = await world(1, { maxQueued: 2 });
    ledger.successors = () => Promise.reject(new Error('disk'));
    const ask = () => broker.receive({ topic: 'GetBlocks', payload: { locator: hashOf(1), nonce } }, asker);
    expect([ask(), ask(), ask()]).toEqual([true, true, false]);
    await settled();
    expect(faults.map(String)).toEqual(['Error: disk', 'Error: disk']);
    expect(ask()).toBe(true);
  });
});
