import { fileURLToPath } from 'node:url';
import { describeContract } from '@eventide/abi';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { Client } from '../client.ts';
import { syncWallet } from '../wallet/sync/syncWallet.ts';
import type { Profile } from '../wallet/wallet.ts';
import { waitForTx } from '../watch/waitForTx.ts';
import { ALICE, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { decodeEvent, encodeCall } from './abi.ts';
import { deployContract, streamContract } from './deploy.ts';
import { type Contract, type ContractEvent, getContract } from './getContract.ts';
import type { ContractOf } from './types.ts';

/** As `contract build` writes them for the counter. Spec: 12 §6 */
type CounterEvent = { readonly topic: 'incremented'; readonly data: { readonly by: bigint; readonly value: bigint } };
type Sent<T> = { readonly value: T; readonly gas: bigint; readonly events: readonly CounterEvent[] };
type CounterClient = {
  readonly value: () => bigint;
  readonly increment: (by: bigint) => Sent<bigint>;
  readonly upcoming: (length: number) => readonly bigint[];
};
type Counter = ContractOf<CounterClient, CounterEvent>;

const entry = fileURLToPath(new URL('../../../../contracts/counter/assembly/contract.ts', import.meta.url));
const { wasm, abi: file } = await buildCached(entry);
const abi = describeContract(file as never);

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

let world: World;
let client: Client;
let from: Profile;
let counter: Contract<Counter>;

beforeAll(async () => {
  world = await startWorld(await worldGenesis(), { production: { kind: 'instant' } });
  client = world.client();
  const wallet = await openTestWallet(ALICE);
  await syncWallet(client, { wallet });
  from = wallet.profile(0);
  const deployed = await deployContract(client, { from, bytecode: wasm, abi, args: { start: 40n } });
  expect(await waitForTx(client, deployed.id)).toMatchObject({ state: 'final', error: undefined });
  counter = getContract<Counter>({ client, id: deployed.contract, abi: file });
}, 180_000);
afterAll(() => world.close());

describe('13 §4 contracts', () => {
  test('are read, and called publicly, with the types of their generated client', async () => {
    expect(await counter.read.value()).toBe(40n);
    expectTypeOf(counter.read.value).returns.resolves.toEqualTypeOf<bigint>();
    const { id } = await counter.write.increment(1n, { from });
    expect(await waitForTx(client, id)).toMatchObject({ state: 'final', error: undefined });
    expect(await counter.read.value()).toBe(41n);
    expect(await counter.read.increment({ by: 2n })).toBe(43n);
    expect(await counter.read.value()).toBe(41n);
  });

  test('are called from notes; their events are told with block and label', async () => {
    const { promise, resolve } = Promise.withResolvers<ContractEvent<CounterEvent['data']>>();
    const stop = counter.events.incremented.watch(resolve);
    const { id } = await counter.write.increment(3n, { from, privacy: 'shielded' });
    expect(await waitForTx(client, id)).toMatchObject({ state: 'final', error: undefined });
    const event = await promise;
    stop();
    expect(event).toMatchObject({ topic: 'incremented', args: { by: 3n, value: 44n }, origin: id });
    expect(event.block?.label.kind).toBe('Final');
  });

  test('feed values one by one', async () => {
    const fed = await collect(streamContract(client, { id: counter.id, abi, fn: 'upcoming', args: 3 }));
    expect(fed).toEqual([44n, 45n, 46n]);
    await expect(collect(streamContract(client, { id: counter.id, abi, fn: 'value' }))).rejects.toThrowCode(
      'CONTRACT_NO_ABI',
    );
  });

  test('a refusal costs nothing: it shows before anything is sent, and when reading', async () => {
    const refused = counter.write.increment(0n, { from });
    await expect(refused).rejects.toThrowCode('CONTRACT_CALL_FAILED');
    await expect(refused).rejects.toMatchObject({ details: { message: expect.stringContaining('COUNTER_BY_ZERO') } });
    await expect(counter.read.increment(0n)).rejects.toThrowCode('CONTRACT_CALL_FAILED');
  });

  test('wrong names and arguments are refused with their place', () => {
    expect(() => encodeCall(abi, 'decrement', 1n)).toThrowCode('CONTRACT_NO_ABI');
    expect(() => encodeCall(abi, 'increment', 'many')).toThrowCode('CONTRACT_BAD_ARGS');
    expect(() => encodeCall(abi, 'increment', -1n)).toThrowCode('CONTRACT_BAD_ARGS');
    expect(() => decodeEvent(abi, 'lost', new Uint8Array())).toThrowCode('CONTRACT_NO_ABI');
    expect(() => getContract({ client, id: '12', abi })).toThrowCode('CONTRACT_BAD_ARGS');
    expect(counter.call.increment(5n, { deposit: 2n })).toMatchObject({
      fnName: 'increment',
      deposit: 2n,
      privacy: 'public',
    });
  });
});
