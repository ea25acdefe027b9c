import { describe, expect, test } from 'vitest';
import type { Session } from './session.ts';
import { assemble } from './testing/assemble.ts';
import { deployAll, failureOf, idOf, OWNER, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { hostileContract, times } from './testing/hostileContract.ts';
import type { WorkPrices } from './workMeter.ts';

const prices: WorkPrices = {
  bulkBytes: 32,
  hostCall: 400,
  call: 6_000,
  event: 2_000,
  savedPage: 3_000,
  freshPage: 60_000,
  freePages: 16,
};
const contract = hostileContract(idOf(2));

async function open(workPrices: WorkPrices | undefined): Promise<Session> {
  const vm = await openTestVm();
  const session = vm.openSession(undefined, { workPrices });
  deployAll(session, [contract, contract]);
  return session;
}

const spent = (session: Session, method: string, count: number): number =>
  Number(receiptOf(session.call(idOf(1), method, times(count), PLENTY)).gasSpent);

describe('14 §11 work that operators do not tell of', () => {
  // Gas of one more repetition with prices, less what it costs without.
  test.each([
    ['fill', 10, 65_536 / 32],
    ['copy', 10, 65_536 / 32],
    ['tables', 10, 5_000 * 32],
    ['ids', 10, 400],
    ['callers', 10, 400],
    ['owners', 10, 400],
    ['events', 10, 2_000],
    ['calls', 10, 6_000],
    ['dirtyCalls', 10, 6_000 + 100 * 3_000],
    ['pages', 100, 3_000 + 60_000],
  ] as const)('%s pays for each repetition', async (method, count, price) => {
    const [free, priced] = await Promise.all([open(undefined), open(prices)]);
    const more = (session: Session): number => spent(session, method, 2 * count) - spent(session, method, count);
    const each = (more(priced) - more(free)) / count;
    expect(each).toBeGreaterThanOrEqual(price);
    expect(each).toBeLessThanOrEqual(price + 3_000);
  });

  test('the first pages of a top-level call are fresh for nothing', async () => {
    const [free, priced] = await Promise.all([open(undefined), open(prices)]);
    const pages = (session: Session, count: number): number => spent(session, 'pages', count);
    // Page 0 holds the argument.
    expect(pages(priced, 15) - pages(free, 15)).toBe(16 * 3_000);
    expect(pages(priced, 16) - pages(free, 16)).toBe(17 * 3_000 + 60_000);
  });

  test.each(['fill', 'copy', 'tables', 'ids', 'events', 'calls', 'dirtyCalls', 'pages'])(
    '%s without end stops at its limit',
    async (method) => {
      const session = await open(prices);
      const result = session.call(idOf(1), method, times(2_000_000), 3_000_000n);
      expect(failureOf(result).kind).toBe('outOfGas');
      session.close();
    },
  );

  test('what a frame owes for pages is taken when it ends', async () => {
    const session = await open(prices);
    const { gasSpent } = receiptOf(session.call(idOf(1), 'pages', times(20), PLENTY));
    expect(session.call(idOf(1), 'pages', times(20), gasSpent + 1n).ok).toBe(true);
    expect(failureOf(session.call(idOf(1), 'pages', times(20), gasSpent - 1n)).kind).toBe('outOfGas');
    expect(failureOf(session.call(idOf(1), 'fill', times(10), gasSpent / 100n)).kind).toBe('outOfGas');
    session.close();
  });

  test('pages of a new contract count, and bulk operators of its `init`', async () => {
    const bytecode = assemble({
      memories: [100],
      argumentBuffer: 0,
      data: Array.from({ length: 40 }, (_, i) => ({ offset: (i + 1) * 65_536, bytes: [1] })),
      functions: { init: { code: 'i32.const 0 i32.const 1 i32.const 65536 memory.fill i32.const 0' } },
    });
    const session = await open(prices);
    const deployment = { id: idOf(9), bytecode, owner: OWNER };
    const short = session.deploy({ ...deployment, gasLimit: 40n * 3_000n + 23n * 60_000n });
    expect(failureOf(short).kind).toBe('outOfGas');
    const result = session.deploy({ ...deployment, gasLimit: PLENTY });
    if (!result.ok) throw new Error(result.failure.kind);
    expect(Number(result.gasSpent)).toBeGreaterThanOrEqual(40 * 3_000 + 24 * 60_000 + 2_048);
    session.close();
  });
});
