import { describe, expect, test } from 'vitest';
import { assemble } from './testing/assemble.ts';
import { deployAll, idOf, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { intermediary, invoke, reader, reentrantSource } from './testing/reentrantContracts.ts';

async function written(method: string): Promise<number[]> {
  const vm = await openTestVm();
  const first = vm.openSession(undefined);
  deployAll(first, [reader, intermediary]);
  const before = await first.commit();
  const session = vm.openSession(before);
  receiptOf(session.call(idOf(1), method, new Uint8Array(), PLENTY));
  const after = await session.commit();
  const [diff] = vm.diff(before, after).contracts.filter(({ id }) => id[0] === 1);
  return (diff?.pages ?? []).map(({ index }) => index);
}

describe('04 §8.4, case 1: reads after a re-entrant revert', () => {
  test.each([
    ['a page read before and after it counts as written', 'again', [5]],
    ['read before only, it does not', 'once', []],
    ['nor read after only', 'later', []],
    ['nor if the undone frame read it too', 'readInside', []],
    ['nor if the undone frame wrote it', 'writtenInside', []],
    ['nor if the inner frame succeeded', 'finished', []],
    ['nor if the reading lies before the newest snapshot', 'newSnapshot', []],
    ['but after the newest snapshot it does', 'sinceSnapshot', [5]],
    ['a second revert counts for itself', 'twice', [5]],
    ['a copy reads too', 'copied', [5, 6]],
    ['over another contract', 'overOther', [5]],
    ['but not where only the other contract failed', 'otherAlone', []],
  ])('%s', async (_, method, pages) => {
    // Page 1 holds the argument buffer: what the host writes there is no part of the question.
    expect((await written(method)).filter((index) => index !== 1)).toEqual(pages);
  });

  test('results, gas and events are those of one run', async () => {
    const vm = await openTestVm();
    const emitting = assemble({
      ...reentrantSource({ f: 'unreachable', plain: '' }),
      imports: ['c', 'emit'],
      functions: {
        f: { code: 'unreachable' },
        once: { code: `i32.const 128 i32.const 1 i32.const 0 call 1 ${invoke(1, 'f')} i32.const 0` },
      },
    });
    const session = vm.openSession(undefined);
    deployAll(session, [emitting]);
    const runs = [0, 1].map(() => receiptOf(session.call(idOf(1), 'once', new Uint8Array(), PLENTY)));
    expect(runs[0]?.events).toHaveLength(1);
    expect(runs[1]).toEqual(runs[0]);
    // A session that collects feeds does not begin again; it spends the same.
    const feeding = vm.openSession(undefined, { feeds: true });
    deployAll(feeding, [emitting]);
    expect(receiptOf(feeding.call(idOf(1), 'once', new Uint8Array(), PLENTY)).gasSpent).toBe(runs[0]?.gasSpent);
  });
});
