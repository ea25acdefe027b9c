import { describe, expect, test } from 'vitest';
import { deployAll, idOf, openTestVm, receiptOf } from './testing/engine.ts';
import { call, contract, textBytes } from './testing/hostSession.ts';

describe('13 §3.4 what a session tells of its calls', () => {
  test('frames as brackets, events between them, gas and reason of each', async () => {
    const inner = contract({
      imports: ['emit', 'panic'],
      functions: {
        tell: { code: `i32.const 0 i32.const 2 i32.const 0 call 0 i32.const 0` },
        fail: { code: 'i32.const 0 call 1 unreachable' },
      },
      data: [{ offset: 0, bytes: textBytes('hi') }],
    });
    const outer = contract({
      imports: ['c'],
      data: [
        { offset: 0, bytes: textBytes('tellfail') },
        { offset: 64, bytes: [...idOf(2), ...idOf(9)] },
      ],
      functions: {
        run: {
          code: [
            'i32.const 64 i32.const 0 i32.const 4 i32.const 0 i64.const 0 call 0 drop',
            'i32.const 64 i32.const 4 i32.const 4 i32.const 0 i64.const 5000 call 0 drop',
            'i32.const 96 i32.const 0 i32.const 4 i32.const 0 i64.const 0 call 0 drop',
            'i32.const 0',
          ].join(' '),
        },
      },
    });
    const told: string[] = [];
    const spent: bigint[] = [];
    const vm = await openTestVm();
    const session = vm.openSession(undefined, {
      onCall: {
        enter: ({ contract: id, fn }) => void told.push(`${id[0]}.${fn}`),
        leave: (result) => {
          told.push(result.ok ? 'ok' : result.failure.kind);
          spent.push(result.spent);
        },
        event: ({ topic }) => void told.push(`event ${topic}`),
        again: () => void told.push('again'),
      },
    });
    deployAll(session, [outer, inner]);
    const { gasSpent } = receiptOf(call(session, 'run'));
    expect(told).toEqual(['1.run', '2.tell', 'event hi', 'ok', '2.fail', 'panic', '9.tell', 'doesNotExist', 'ok']);
    expect(spent.at(-1)).toBe(gasSpent);
    expect(spent[1]).toBeLessThan(5000n);
    expect(spent[2]).toBe(0n);
  });
});
