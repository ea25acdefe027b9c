import { startApi } from '@eventide/node/api/startApi';
import { buildMoonlight, encodeTx } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  getBlock,
  getBlocks,
  getEvents,
  getGasPrice,
  getMempool,
  getNodeInfo,
  getProvisioners,
  getTip,
  getTransactions,
  getTx,
} from '../chain/actions.ts';
import type { BlockInfo, BlockRef } from '../chain/types.ts';
import { createClient } from '../client.ts';
import { preverify, propagate, simulate } from '../send/propagate.ts';
import { fallback } from '../transports/fallback.ts';
import { rues } from '../transports/rues.ts';
import { prepareSendPublic, sendPublic } from '../wallet/send/actions.ts';
import { ALICE, BOB, DUSK, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { watchBlocks, watchFinality } from './blocks.ts';
import { assertSucceeded, type TxStatus, waitForTx, watchTx } from './waitForTx.ts';

let genesis: Awaited<ReturnType<typeof worldGenesis>>;
const worlds: World[] = [];
beforeAll(async () => {
  genesis = await worldGenesis();
}, 180_000);
afterAll(async () => {
  for (const world of worlds) await world.close();
});

async function open(options: Parameters<typeof startWorld>[1] = {}): Promise<World> {
  const world = await startWorld(genesis, options);
  worlds.push(world);
  return world;
}

/** Collects until it has so many. */
function collector<T>(): { readonly items: T[]; add(item: T): void; count(n: number): Promise<void> } {
  const items: T[] = [];
  let wake = (): void => {};
  return {
    items,
    add(item) {
      items.push(item);
      wake();
    },
    async count(n) {
      while (items.length < n) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

describe('13 §4 reading a chain', () => {
  test('blocks, transactions, mempool, prices, stakes', async () => {
    const world = await open();
    const client = world.client();
    const from = (await openTestWallet(ALICE)).profile(0);
    const to = (await openTestWallet(BOB)).profile(0).account;
    const sent = await sendPublic(client, { from, to, value: DUSK, memo: 'hi', gas: { price: 3n } });
    expect((await getMempool(client)).map(({ id }) => id)).toEqual([sent.id]);
    expect(await getTx(client, sent.id)).toMatchObject({ kind: 'moonlight', block: null, gasPrice: 3n });
    expect(await getGasPrice(client)).toEqual({ average: 3n, max: 3n, median: 3n, min: 3n });
    await world.mine(2);
    const tx = await getTx(client, sent.id);
    expect(tx).toMatchObject({ block: { height: 1n }, error: null, isDeploy: false, call: null });
    expect(new TextDecoder().decode(tx?.memo ?? new Uint8Array())).toBe('hi');
    expect(tx?.raw).toEqual(sent.bytes);
    const tip = await getTip(client);
    expect(tip).toMatchObject({ height: 2n, final: { height: 2n } });
    const blocks = await getBlocks(client, { from: 0n, to: 9n });
    expect(blocks.map(({ height }) => height)).toEqual([0n, 1n, 2n]);
    expect(blocks[1]?.transactions.map(({ id }) => id)).toEqual([sent.id]);
    expect(await getBlock(client, 'final')).toEqual(await getBlock(client, tip.hash));
    expect(await getBlock(client, 77n)).toBeNull();
    expect(await getTransactions(client, { last: 5 })).toHaveLength(1);
    expect((await getProvisioners(client))[0]).toMatchObject({ amount: 1_000_000n * DUSK, eligibility: 0n });
    expect(await getNodeInfo(client)).toMatchObject({ version: '1.6.0', chain_id: 224 });
    await expect(getEvents(client, 1n)).rejects.toThrowCode('NETWORK_REFUSED');
    await expect(getTx(client, 'short')).rejects.toThrowCode('NETWORK_REFUSED');
  });

  test('a node of another chain is refused before anything else', async () => {
    const world = await open();
    const transport = rues(world.url);
    for (const network of ['mainnet', { chainId: 225 }, { chainId: 224, genesisHash: '00'.repeat(32) }] as const) {
      await expect(createClient({ transport, network }).chain()).rejects.toThrowCode('NETWORK_WRONG_CHAIN');
    }
    const facts = await createClient({ transport }).chain();
    expect(facts).toMatchObject({
      chainId: 224,
      protocol: 'eventide',
      circuitSet: 'sound-1',
      proofs: 'mock',
      strict: true,
    });
    const { genesisHash } = facts;
    expect(await createClient({ transport, network: { chainId: 224, genesisHash } }).chain()).toEqual(facts);
  });

  test('a refused transaction comes with the node’s reason; sending twice is no error', async () => {
    const world = await open();
    const client = world.client();
    const from = (await openTestWallet(ALICE)).profile(0);
    const { bytes, id } = await prepareSendPublic(client, { from, to: from.account, value: 1n });
    await preverify(client, bytes);
    expect(await simulate(client, bytes)).toMatchObject({ error: null });
    expect(await propagate(client, bytes)).toBe(id);
    expect(await propagate(client, bytes)).toBe(id);
    const broken = bytes.slice();
    broken[broken.length - 1] = (broken.at(-1) as number) ^ 1;
    await expect(propagate(client, broken)).rejects.toThrow();
    const low = await prepareSendPublic(client, { from, to: from.account, value: 1n, gas: { limit: 10n, price: 1n } });
    await expect(propagate(client, low.bytes)).rejects.toMatchObject({
      code: 'NETWORK_REFUSED',
      details: { reason: 'gas limit lower than minimum 75000' },
    });
  });
});

describe('13 §4 watching a chain', () => {
  test('every block once and in order, also those made while the node could not be reached', async () => {
    const world = await open();
    const port = Number(new URL(world.url).port);
    const client = world.client();
    const blocks = collector<BlockInfo>();
    const finals = collector<BlockRef>();
    const stops = [
      watchBlocks(client, { from: 1n, onBlock: (block) => blocks.add(block) }),
      watchFinality(client, { onFinal: (block) => finals.add(block) }),
    ];
    await world.mine(2);
    await blocks.count(2);
    const online = collector<string>();
    stops.push(client.transport.events?.onState((state) => online.add(state)) ?? (() => {}));
    await world.closeApi();
    await world.mine(3);
    const api = await startApi(world.node.door, { port });
    await blocks.count(5);
    await world.mine(1);
    await blocks.count(6);
    expect(blocks.items.map(({ height }) => height)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    await finals.count(2);
    expect(online.items).toContain('offline');
    for (const stop of stops) stop();
    client.close();
    await api.close();
  }, 60_000);

  test('a transaction survives a reorganisation: it is final where the chain went', async () => {
    const [first, second] = [await open({ finality: 'protocol' }), await open({ finality: 'protocol' })];
    const client = createClient({ transport: fallback([rues(first.url), rues(second.url)]) });
    const from = (await openTestWallet(ALICE)).profile(0);
    const other = (await openTestWallet(BOB)).profile(0);
    const reverted = collector<BlockRef>();
    const blocks = collector<BlockInfo>();
    watchBlocks(client, {
      from: 1n,
      onBlock: (block) => blocks.add(block),
      onReverted: (block) => reverted.add(block),
    });
    const { id, bytes } = await sendPublic(client, { from, to: other.account, value: DUSK });
    const stages = collector<TxStatus>();
    watchTx(client, { id, onStatus: (status) => stages.add(status) });
    const final = waitForTx(client, id);
    await first.mine(1);
    await blocks.count(1);
    expect(await waitForTx(client, id, { until: 'executed' })).toMatchObject({
      state: 'executed',
      block: { height: 1n },
    });
    // The other node has another history of the same genesis.
    await sendPublic(second.client(), { from: other, to: from.account, value: 3n });
    await second.mine(2);
    await first.close();
    await reverted.count(1);
    await propagate(second.client(), bytes);
    await second.mine(1);
    await second.mine(2);
    const status = await final;
    expect(status).toMatchObject({ state: 'final', block: { height: 3n } });
    expect(reverted.items).toMatchObject([{ height: 1n }]);
    await blocks.count(6);
    expect(blocks.items.map(({ height }) => height)).toEqual([1n, 1n, 2n, 3n, 4n, 5n]);
    client.close();
  }, 60_000);

  test('a replaced transaction is told from a forgotten one; a failed call from one that did what it should', async () => {
    const world = await open();
    const client = world.client();
    const wallet = await openTestWallet(ALICE);
    const from = wallet.profile(0);
    const first = await sendPublic(client, { from, to: from.account, value: 1n });
    const waiting = waitForTx(client, first.id, { tx: first.bytes });
    const replaced = expect(waiting).rejects.toThrowCode('TX_REPLACED');
    const dearer = buildMoonlight({
      chainId: 224,
      from: wallet.secretsOf(0).bls,
      value: 2n,
      gas: { gasLimit: 10_000_000n, gasPrice: 5n },
      nonce: 1n,
    });
    await waitForTx(client, first.id, { until: 'included' });
    await propagate(client, encodeTx(dearer));
    await world.mine(1);
    await replaced;
    const status: TxStatus = { id: 'ab', state: 'final' };
    expect(assertSucceeded(status)).toBe(status);
    const failed = (error: string) => () => assertSucceeded({ ...status, error });
    expect(failed('Panic: COUNTER_BY_ZERO: nothing to add')).toThrow(
      expect.objectContaining({
        code: 'TX_FAILED',
        details: expect.objectContaining({ class: 'Panic', message: 'COUNTER_BY_ZERO: nothing to add' }),
      }),
    );
    expect(failed('OutOfGas')).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ class: 'OutOfGas' }) }),
    );
  });

  test('waiting ends with the last state seen', async () => {
    const world = await open();
    const unknown = waitForTx(world.client(), 'ab'.repeat(32), { timeoutMs: 50 });
    await expect(unknown).rejects.toMatchObject({ code: 'NETWORK_TIMEOUT', details: { state: 'unknown' } });
    const abort = new AbortController();
    const ended = waitForTx(world.client(), 'ab'.repeat(32), { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
  });
});
