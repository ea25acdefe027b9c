import { utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { deployAll, failureOf, idOf, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { A, call, contract, giveI32, NONE, readU32, sessionWith, textBytes, u32 } from './testing/hostSession.ts';

/** Calls contract 2 (id at 0), function text at 32; argument as it is; gas from the global. Returns code, then 28 bytes. */
const caller = contract({
  imports: ['c', 'spent'],
  data: [
    { offset: 0, bytes: [...idOf(2), ...idOf(9), ...idOf(1)] },
    { offset: 96, bytes: textBytes('okpanictrapburninitwriteagain') },
    { offset: 160, bytes: [0xff] },
  ],
  functions: {
    ok: { code: 'i32.const 0 i32.const 96 i32.const 2 local.get 0 i64.const 0 call 0 call $keep' },
    panic: { code: 'i32.const 0 i32.const 98 i32.const 5 local.get 0 i64.const 5000 call 0 call $keep' },
    trap: { code: 'i32.const 0 i32.const 103 i32.const 4 local.get 0 i64.const 5000 call 0 call $keep' },
    burn: { code: 'i32.const 0 i32.const 107 i32.const 4 local.get 0 i64.const 5000 call 0 call $keep' },
    init2: { code: 'i32.const 0 i32.const 111 i32.const 4 local.get 0 i64.const 5000 call 0 call $keep' },
    missing: { code: 'i32.const 32 i32.const 96 i32.const 2 local.get 0 i64.const 5000 call 0 call $keep' },
    badName: { code: 'i32.const 0 i32.const 160 i32.const 1 local.get 0 i64.const 5000 call 0 call $keep' },
    badId: { code: 'i32.const -8 i32.const 96 i32.const 2 local.get 0 i64.const 5000 call 0 call $keep' },
    badArgument: { code: 'i32.const 0 i32.const 96 i32.const 2 i32.const 65537 i64.const 5000 call 0 call $keep' },
    unknownExport: { code: 'i32.const 0 i32.const 97 i32.const 2 local.get 0 i64.const 5000 call 0 call $keep' },
    keep: {
      exported: false,
      code: `i32.const ${A + 32} local.get 0 i32.store
             i32.const ${A + 40} call 1 i64.store i32.const 48`,
    },
  },
});

const callee = contract({
  imports: ['panic', 'emit', 'caller', 'callstack'],
  data: [{ offset: 0, bytes: textBytes('oh no!event') }],
  globals: [{ type: 'i32', value: 0 }],
  functions: {
    ok: { code: 'i32.const 6 i32.const 5 i32.const 1 call 1 local.get 0' },
    panic: {
      code: `i32.const 131072 i32.const 1 i32.store
             i32.const 6 i32.const 5 i32.const 1 call 1
             i32.const ${A} i32.const 0 i32.const 6 memory.copy i32.const 6 call 0 unreachable`,
    },
    trap: { code: 'i32.const 131072 i32.const 1 i32.store unreachable' },
    burn: { code: 'loop 0x40 br 0 end unreachable' },
    read: { locals: 'i32', code: `i32.const 131072 i32.load ${giveI32}` },
    who: { code: 'call 2 drop i32.const 32' },
    stack: { locals: 'i32', code: 'call 3 local.set 1 local.get 1 i32.const 5 i32.shl' },
  },
});

describe('04 §4.2 inter-contract calls', () => {
  const code = (data: Uint8Array): number => readU32(data, 32) | 0;
  const spentBy = (data: Uint8Array): bigint => new DataView(data.buffer, data.byteOffset).getBigUint64(40, true);

  test('success: result in the buffer, gas charged', async () => {
    const session = await sessionWith([caller, callee]);
    const { data, events } = receiptOf(call(session, 'ok', Uint8Array.of(1, 2, 3)));
    expect(code(data)).toBe(3);
    expect(data.subarray(0, 3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(events).toEqual([{ source: idOf(2), topic: 'event', data: Uint8Array.of(1) }]);
  });

  test('panic: −1, length and message in the buffer, the whole limit lost, memory restored, events kept', async () => {
    const session = await sessionWith([caller, callee]);
    const { data, events } = receiptOf(call(session, 'panic'));
    expect(code(data)).toBe(-1);
    expect(readU32(data)).toBe(6);
    expect(data.subarray(4, 10)).toEqual(utf8('oh no!'));
    expect(spentBy(data)).toBeGreaterThan(5000n);
    expect(events.map((event) => event.topic)).toEqual(['event']);
    expect(readU32(receiptOf(call(session, 'read', NONE, PLENTY, 2)).data)).toBe(0);
  });

  test.each([
    ['trap', -2_147_483_648, true],
    ['burn', -2, true],
    ['init2', -2_147_483_648, true],
    ['unknownExport', -2_147_483_648, true],
    ['missing', -3, false],
    ['badName', -2_147_483_648, false],
    ['badId', -2_147_483_648, false],
    ['badArgument', -2_147_483_648, false],
  ])('%s: code %i, limit lost: %s, buffer untouched', async (fn, expected, lost) => {
    const session = await sessionWith([caller, callee]);
    const { data } = receiptOf(call(session, fn, Uint8Array.of(9, 9)));
    expect(code(data)).toBe(expected);
    expect(spentBy(data) > 5000n).toBe(lost);
    expect(data.subarray(0, 2)).toEqual(Uint8Array.of(9, 9));
  });

  test('a failing top-level call restores everything and keeps its events for the next receipt', async () => {
    const session = await sessionWith([callee]);
    const before = session.root();
    expect(failureOf(call(session, 'panic'))).toEqual({ kind: 'panic', message: 'oh no!' });
    expect(session.root()).toEqual(before);
    expect(session.pendingEvents).toBe(1);
    expect(receiptOf(call(session, 'ok')).events.length).toBe(2);
    expect(session.pendingEvents).toBe(0);
  });

  test('04 §7.6 events of a discarded transaction can be dropped', async () => {
    const session = await sessionWith([callee]);
    call(session, 'panic');
    session.truncateEvents(0);
    expect(receiptOf(call(session, 'ok')).events.length).toBe(1);
  });

  test('depth: 48 frames, the 49th is refused without gas', async () => {
    const recursive = contract({
      imports: ['c'],
      data: [{ offset: 0, bytes: [...idOf(1), ...textBytes('down')] }],
      functions: {
        down: {
          locals: 'i32',
          code: `i32.const ${A} i32.const ${A} i32.load i32.const 1 i32.add i32.store
                 i32.const 0 i32.const 32 i32.const 4 i32.const 4 i64.const 0 call 0 drop i32.const 4`,
        },
      },
    });
    const session = await sessionWith([recursive]);
    expect(readU32(receiptOf(call(session, 'down', u32(0), 10n ** 12n)).data)).toBe(48);
  });

  test('caller and callstack: nearest first, the running contract left out', async () => {
    const forward = (to: number): Uint8Array =>
      contract({
        imports: ['c'],
        data: [{ offset: 0, bytes: [...idOf(to), ...textBytes(to === 3 ? 'stack' : 'next')] }],
        functions: {
          next: {
            code: `i32.const 0 i32.const 32 i32.const ${to === 3 ? 5 : 4} i32.const 0 i64.const 0 call 0`,
          },
        },
      });
    const session = await sessionWith([forward(2), forward(3), callee]);
    const { data } = receiptOf(call(session, 'next'));
    expect(data).toEqual(Uint8Array.of(...idOf(2), ...idOf(1)));
  });
});

describe('04 §5.6, 14 §2 row 7 events of failed frames', () => {
  const emitter = contract({
    imports: ['c', 'emit'],
    data: [{ offset: 0, bytes: [...idOf(1), ...textBytes('failnestabc')] }],
    functions: {
      outer: {
        code: `i32.const 40 i32.const 1 i32.const 0 call 1
        i32.const 0 i32.const 32 i32.const 4 i32.const 0 i64.const 0 call 0 drop
        i32.const 42 i32.const 1 i32.const 0 call 1 i32.const 0`,
      },
      fail: {
        code: `i32.const 41 i32.const 1 i32.const 0 call 1
        i32.const 0 i32.const 36 i32.const 4 i32.const 0 i64.const 0 call 0 drop unreachable`,
      },
      nest: { code: 'i32.const 41 i32.const 1 i32.const 0 call 1 i32.const 0' },
    },
  });
  const topics = async (eventsRevert: boolean): Promise<string[]> => {
    const session = (await openTestVm()).openSession(undefined, { eventsRevert });
    deployAll(session, [emitter]);
    expect(failureOf(call(session, 'fail')).kind).toBe('unknown');
    return receiptOf(call(session, 'outer')).events.map(({ topic }) => topic);
  };

  test('stay, those of a failed top-level call in the next receipt', async () => {
    expect(await topics(false)).toEqual(['b', 'b', 'a', 'b', 'b', 'c']);
  });

  test('go with the frame, those of frames inside it that had succeeded too', async () => {
    expect(await topics(true)).toEqual(['a', 'c']);
  });
});
