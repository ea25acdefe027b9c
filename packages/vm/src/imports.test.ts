import { utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { deployAll, failureOf, idOf, OWNER, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';
import { A, call, contract, giveI32, NONE, readU32, sessionWith, textBytes } from './testing/hostSession.ts';

describe('04 §4 host functions', () => {
  const host = contract({
    imports: ['hq', 'hd', 'emit', 'feed', 'caller', 'callstack', 'limit', 'spent', 'owner', 'self_id', 'panic'],
    data: [
      { offset: 0, bytes: textBytes('doublenonedearoff') },
      { offset: 32, bytes: textBytes('heightabsent') },
      { offset: 64, bytes: [...idOf(1), ...idOf(9)] },
      { offset: 128, bytes: [0xff, 0xfe] },
    ],
    functions: {
      double: { code: 'i32.const 0 i32.const 6 local.get 0 call 0' },
      none: { code: 'i32.const 6 i32.const 4 local.get 0 call 0' },
      dear: { code: 'i32.const 10 i32.const 4 local.get 0 call 0' },
      off: { code: 'i32.const 14 i32.const 3 local.get 0 call 0' },
      height: { code: 'i32.const 32 i32.const 6 call 1' },
      absent: { code: 'i32.const 38 i32.const 6 call 1' },
      emitAll: { code: 'i32.const 0 i32.const 6 local.get 0 call 2 i32.const 0' },
      emitBadTopic: { code: 'i32.const 128 i32.const 2 i32.const 0 call 2 i32.const 0' },
      feedAll: { code: 'local.get 0 call 3 i32.const 0' },
      caller: { locals: 'i32', code: `call 4 ${giveI32}` },
      callstack: { locals: 'i32', code: `call 5 ${giveI32}` },
      limit: { code: `i32.const ${A} call 6 i64.store i32.const 8` },
      spent: { code: `i32.const ${A} call 7 i64.store i32.const 8` },
      ownSelf: { code: 'i32.const 0 call 8 drop i32.const 3' },
      ownOne: { code: 'i32.const 64 call 8 drop i32.const 3' },
      ownNine: { locals: 'i32', code: `i32.const 96 call 8 ${giveI32}` },
      self: { code: 'call 9 i32.const 32' },
      panic: { code: 'local.get 0 call 10 unreachable' },
      badPointer: { code: 'i32.const -1 i32.const 2 i32.const 0 call 0' },
      lastPointer: { code: 'i32.const -2 i32.const 2 call 1' },
      hugeName: { code: 'i32.const 0 i32.const -1 i32.const 0 call 0' },
      hugeArgument: { code: 'i32.const 0 i32.const 6 i32.const 65537 call 0' },
      negativeArgument: { code: 'i32.const 0 i32.const 6 i32.const -1 call 0' },
      ownerPointer: { code: 'i32.const -31 call 8' },
      echo: { code: 'local.get 0' },
      longer: { code: 'i32.const 65537' },
      negative: { code: 'i32.const -1' },
    },
  });

  test('hq: name, argument and result', async () => {
    const session = await sessionWith([host]);
    expect(receiptOf(call(session, 'double', Uint8Array.of(1, 2, 3))).data).toEqual(Uint8Array.of(2, 4, 6));
  });

  test.each(['none', 'off'])('hq: a query that is not registered or not active traps: %s', async (fn) => {
    const session = await sessionWith([host]);
    expect(failureOf(call(session, fn)).kind).toBe('unknown');
  });

  test('hq: a priced query takes its price, or everything', async () => {
    const session = await sessionWith([host]);
    const free = receiptOf(call(session, 'double')).gasSpent;
    expect(receiptOf(call(session, 'dear')).gasSpent).toBe(free + 1000n);
    expect(failureOf(call(session, 'dear', NONE, 900n)).kind).toBe('outOfGas');
  });

  test('hd: value, or nothing', async () => {
    const session = await sessionWith([host]);
    expect(receiptOf(call(session, 'height')).data).toEqual(Uint8Array.of(9, 8));
    expect(receiptOf(call(session, 'absent')).data).toEqual(NONE);
  });

  test('emit: 4 gas per byte of topic and data', async () => {
    const session = await sessionWith([host]);
    const one = receiptOf(call(session, 'emitAll', Uint8Array.of(5)));
    const two = receiptOf(call(session, 'emitAll', Uint8Array.of(5, 6)));
    expect(one.events).toEqual([{ source: idOf(1), topic: 'double', data: Uint8Array.of(5) }]);
    expect(two.gasSpent - one.gasSpent).toBe(4n);
  });

  test('emit: a topic that is not UTF-8 traps after the charge', async () => {
    const session = await sessionWith([host]);
    expect(failureOf(call(session, 'emitBadTopic')).kind).toBe('unknown');
    expect(failureOf(call(session, 'emitBadTopic', NONE, 10n)).kind).toBe('outOfGas');
  });

  test('feed: collected, or a trap without feeder', async () => {
    const fed = await sessionWith([host]);
    expect(receiptOf(call(fed, 'feedAll', Uint8Array.of(1))).feeds).toEqual([Uint8Array.of(1)]);
    const unfed = await sessionWith([host], false);
    expect(failureOf(call(unfed, 'feedAll', Uint8Array.of(1))).kind).toBe('unknown');
  });

  test('feed: handed out as it comes, and ended by who takes it', async () => {
    const vm = await openTestVm();
    const taken: Uint8Array[] = [];
    const session = vm.openSession(undefined, {
      onFeed(data) {
        if (taken.length === 1) throw new Error('enough');
        taken.push(data);
      },
    });
    deployAll(session, [host]);
    expect(receiptOf(call(session, 'feedAll', Uint8Array.of(1))).feeds).toEqual([]);
    expect(() => call(session, 'feedAll', Uint8Array.of(2))).toThrow('enough');
    expect(taken).toEqual([Uint8Array.of(1)]);
  });

  test('caller, callstack: none at the top', async () => {
    const session = await sessionWith([host]);
    expect(readU32(receiptOf(call(session, 'caller')).data)).toBe(0);
    expect(readU32(receiptOf(call(session, 'callstack')).data)).toBe(0);
  });

  test('limit and spent of the frame', async () => {
    const session = await sessionWith([host]);
    const limit = receiptOf(call(session, 'limit', NONE, 12_345n));
    expect(new DataView(limit.data.buffer).getBigUint64(0, true)).toBe(12_345n);
    const spent = receiptOf(call(session, 'spent', NONE, 12_345n));
    expect(new DataView(spent.data.buffer).getBigUint64(0, true)).toBe(3n);
    const endless = receiptOf(call(session, 'limit', NONE, 2n ** 64n - 1n));
    expect(new DataView(endless.data.buffer).getBigUint64(0, true)).toBe(2n ** 64n - 1n);
    expect(endless.gasSpent).toBe(limit.gasSpent);
  });

  test('owner: of itself by 0, of another, of none', async () => {
    const session = await sessionWith([host]);
    expect(receiptOf(call(session, 'ownSelf')).data).toEqual(OWNER);
    expect(receiptOf(call(session, 'ownOne')).data).toEqual(OWNER);
    expect(readU32(receiptOf(call(session, 'ownNine')).data)).toBe(0);
  });

  test('self_id', async () => {
    expect(receiptOf(call(await sessionWith([host]), 'self')).data).toEqual(idOf(1));
  });

  test('panic: message, or Unknown if it is not UTF-8', async () => {
    const session = await sessionWith([host]);
    expect(failureOf(call(session, 'panic', utf8('no way')))).toEqual({ kind: 'panic', message: 'no way' });
    expect(failureOf(call(session, 'panic', Uint8Array.of(0xc3)))).toMatchObject({ kind: 'unknown' });
  });

  test.each(['badPointer', 'hugeName', 'hugeArgument', 'negativeArgument', 'ownerPointer'])(
    '04 §3.4 hostile pointers trap: %s',
    async (fn) => {
      expect(failureOf(call(await sessionWith([host]), fn)).kind).toBe('unknown');
    },
  );

  test('04 §3.4 the end of the address space can be read', async () => {
    expect(receiptOf(call(await sessionWith([host]), 'lastPointer')).data).toEqual(NONE);
  });

  test('the argument comes back', async () => {
    const argument = new Uint8Array(65_536).fill(3);
    expect(receiptOf(call(await sessionWith([host]), 'echo', argument)).data).toEqual(argument);
  });

  test('an argument above 64 KiB is refused before anything runs', async () => {
    const session = await sessionWith([host]);
    expect(() => call(session, 'echo', new Uint8Array(65_537))).toThrowCode('VM_ARGUMENT_TOO_LONG');
    expect(receiptOf(call(session, 'echo')).data).toEqual(NONE);
  });

  test.each(['longer', 'negative'])('04 §4.4 a top-level result of wrong length is a host abort: %s', async (fn) => {
    expect(failureOf(call(await sessionWith([host]), fn)).kind).toBe('hostAbort');
  });

  test('04 §5.2 init, unknown functions, unknown contracts, no gas', async () => {
    const session = await sessionWith([host]);
    expect(failureOf(call(session, 'init')).kind).toBe('unknown');
    expect(failureOf(call(session, 'memory')).kind).toBe('unknown');
    expect(failureOf(call(session, 'echo', NONE, PLENTY, 5)).kind).toBe('doesNotExist');
    expect(failureOf(call(session, 'echo', NONE, 0n)).kind).toBe('outOfGas');
    expect(failureOf(call(session, 'echo', NONE, 1n)).kind).toBe('outOfGas');
    expect(receiptOf(call(session, 'echo', NONE, 2n)).gasSpent).toBe(2n);
  });
});
