import { utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import type { SessionOptions } from './session.ts';
import { assemble } from './testing/assemble.ts';
import { deployAll, failureOf, idOf, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import type { WorkPrices } from './workMeter.ts';

const A = 65_536;
const giveI32 = `local.set 1 i32.const ${A} local.get 1 i32.store i32.const 4`;
const contract = assemble({
  argumentBuffer: A,
  memories: [3],
  imports: ['hd', 'emit', 'feed', 'panic'],
  globals: [{ type: 'i32', value: 5 }],
  data: [{ offset: 0, bytes: [...utf8('height')] }],
  functions: {
    bump: {
      locals: 'i32',
      code: `global.get 0 i32.const 1 i32.add global.set 0
             i32.const 131072 i32.const 131072 i32.load i32.const 1 i32.add i32.store
             i32.const 0 i32.const 6 i32.const 0 call 1
             i32.const 131072 i32.load ${giveI32}`,
    },
    global: { locals: 'i32', code: `global.get 0 ${giveI32}` },
    height: { code: 'i32.const 0 i32.const 6 call 0' },
    feedIt: { code: 'i32.const 3 call 2 i32.const 0' },
    sink: { code: 'global.get 0 i32.const 1 i32.add global.set 0 i32.const 0 call $sink' },
  },
});
const prices: WorkPrices = {
  bulkBytes: 32,
  hostCall: 400,
  call: 0,
  event: 2_000,
  savedPage: 3_000,
  freshPage: 0,
  freePages: 0,
};

/** The same calls, by sessions that follow one another on one engine and by engines that know nothing. */
async function bothWays(sessions: readonly SessionOptions[], calls: readonly string[]): Promise<unknown[][]> {
  const shared = await openTestVm();
  const ways: unknown[][] = [[], []];
  const first = shared.openSession(undefined);
  deployAll(first, [contract]);
  const root = await first.commit();
  for (const [way, results] of ways.entries()) {
    for (const options of sessions) {
      const vm = way === 0 ? shared : await openTestVm();
      if (way === 1) {
        const fresh = vm.openSession(undefined);
        deployAll(fresh, [contract]);
        await fresh.commit();
      }
      const session = vm.openSession(root, options);
      for (const fn of calls) results.push(session.call(idOf(1), fn, new Uint8Array(1), 50_000n));
      results.push(session.root());
      session.close();
    }
  }
  return ways;
}

describe('04 §5.5 code that an earlier session left', () => {
  const at = (height: number): SessionOptions => ({ meta: new Map([['height', Uint8Array.of(height)]]) });

  test('serves later sessions as new code would, whatever they differ in', async () => {
    const sessions = [
      at(7),
      { ...at(8), feeds: true },
      { ...at(9), workPrices: prices },
      { workPrices: prices },
      at(10),
    ];
    const [shared, fresh] = await bothWays(sessions, ['bump', 'global', 'height', 'feedIt', 'sink', 'global', 'bump']);
    expect(shared).toEqual(fresh);
  });

  test('tells the session that runs it, and no other', async () => {
    const vm = await openTestVm();
    const first = vm.openSession(undefined);
    deployAll(first, [contract]);
    expect(receiptOf(first.call(idOf(1), 'bump', new Uint8Array(), PLENTY)).events).toHaveLength(1);
    const root = await first.commit();
    const second = vm.openSession(root, at(3));
    const receipt = receiptOf(second.call(idOf(1), 'bump', new Uint8Array(), PLENTY));
    expect(receipt.events).toHaveLength(1);
    expect(receipt.data[0]).toBe(2);
    expect(receiptOf(second.call(idOf(1), 'height', new Uint8Array(), PLENTY)).data).toEqual(Uint8Array.of(3));
    // Two at a time on one state: the second has code and memory of its own.
    const beside = vm.openSession(root, at(4));
    expect(receiptOf(beside.call(idOf(1), 'height', new Uint8Array(), PLENTY)).data).toEqual(Uint8Array.of(4));
    expect(receiptOf(beside.call(idOf(1), 'bump', new Uint8Array(), PLENTY)).data[0]).toBe(2);
    expect(receiptOf(second.call(idOf(1), 'bump', new Uint8Array(), PLENTY)).data[0]).toBe(3);
    second.close();
    const third = vm.openSession(root);
    expect(receiptOf(third.call(idOf(1), 'bump', new Uint8Array(), PLENTY)).data[0]).toBe(2);
    expect(failureOf(third.call(idOf(1), 'feedIt', new Uint8Array(), PLENTY)).kind).toBe('unknown');
    third.close();
    beside.close();
  });
});
