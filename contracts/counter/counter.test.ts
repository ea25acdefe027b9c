import { encodeCall } from '@eventide/contract-sdk/client/connect';
import { createContractSession } from '@eventide/contract-sdk/session/contractSession';
import { describe, expect, it } from 'vitest';
import { buildReference } from '../reference.fixture.ts';

const ID = '0c'.repeat(32);

async function openCounter(lines?: string[]) {
  const built = await buildReference('counter', lines !== undefined);
  const session = await createContractSession({ onLog: (line) => void lines?.push(line) });
  session.deploy(ID, built, encodeCall(built.abi, 'init', 5n));
  const argument = (method: string, value: unknown): Uint8Array => encodeCall(built.abi, method, value);
  return { built, session, argument };
}

const u64 = (value: bigint): Uint8Array => new Uint8Array(new BigUint64Array([value]).buffer);

describe('12 §1.5 counter', () => {
  it('12 §1.5 counts, tells, feeds, logs', async () => {
    const lines: string[] = [];
    const { session, argument } = await openCounter(lines);
    const receipt = session.call(ID, 'increment', argument('increment', 37n));
    expect(receipt.data).toEqual(u64(42n));
    expect(receipt.events).toEqual([
      { source: ID, topic: 'incremented', data: Uint8Array.of(...u64(37n), ...u64(42n)) },
    ]);
    expect(session.call(ID, 'upcoming', argument('upcoming', 3)).feeds).toEqual([42n, 43n, 44n].map(u64));
    expect(lines).toEqual([expect.stringMatching(/^contract\.ts:\d+:\d+ counting 5$/)]);
    await session.close();
  });

  it('12 §4.4 refusals name their text and source line; state stays', async () => {
    const { session, argument } = await openCounter();
    expect(() => session.call(ID, 'increment', argument('increment', 0n))).toThrow(
      /^COUNTER_BY_ZERO: nothing to add\n {4}at contract\.ts:\d+:\d+$/,
    );
    expect(session.tryCall(ID, 'increment', argument('increment', 2n ** 64n - 1n))).toMatchObject({
      refusal: { text: 'OVERFLOW' },
    });
    expect(session.tryCall(ID, 'increment', new Uint8Array(3))).toMatchObject({ refusal: { text: 'ABI_ARGUMENT' } });
    expect(session.tryCall(ID, 'init', u64(1n))).toMatchObject({ refusal: { kind: 'unknown' } });
    expect(session.tryCall(ID, 'increment', argument('increment', 1n), 50n)).toMatchObject({
      refusal: { kind: 'outOfGas' },
    });
    expect(session.call(ID, 'value').data).toEqual(u64(5n));
    await session.close();
  });

  it('12 §1.5 gas and pages stay in budget', async () => {
    const { session, argument } = await openCounter();
    await session.commit();
    const { gas } = session.call(ID, 'increment', argument('increment', 1n));
    await session.commit();
    expect(gas).toBeLessThanOrEqual(400n);
    expect(session.pagesWritten(ID).size).toBe(1);
    await session.close();
  });
});
