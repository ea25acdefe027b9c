import { createContractSession } from '@eventide/contract-sdk/session/contractSession';
import { expect } from 'vitest';

const ID = '0f'.repeat(32);
const u64 = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array([value]).buffer);

/** What every counter must do, whatever language it is written in. */
export async function expectCounter(wasm: Uint8Array): Promise<void> {
  const session = await createContractSession();
  session.deploy(ID, wasm);
  expect(session.call(ID, 'increment', u64(40n)).data).toEqual(u64(40n));
  await session.commit();
  const second = session.call(ID, 'increment', u64(2n));
  expect(second.data).toEqual(u64(42n));
  expect(second.events).toEqual([{ source: ID, topic: 'incremented', data: u64(42n) }]);
  expect(session.tryCall(ID, 'increment', u64(0n))).toMatchObject({
    refusal: { text: 'COUNTER_BY_ZERO: nothing to add' },
  });
  expect(session.tryCall(ID, 'increment', new Uint8Array(3))).toHaveProperty('refusal');
  expect(session.tryCall(ID, 'increment', u64(2n ** 64n - 1n))).toHaveProperty('refusal');
  expect(session.call(ID, 'value').data).toEqual(u64(42n));
  await session.close();
}
