import { fromHex, utf8 } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import type { Session } from './session.ts';
import { assemble, type ModuleSource } from './testing/assemble.ts';
import { deployAll, failureOf, idOf, OWNER, openTestVm, PLENTY, receiptOf } from './testing/engine.ts';

const NONE = new Uint8Array();
const bytes = (text: string): number[] => [...utf8(text)];
/** Argument buffer at page 1; text and ids below it. */
const A = 65_536;

type Host = Pick<ModuleSource, 'imports' | 'functions' | 'data'> & Partial<ModuleSource>;
const contract = (source: Host): Uint8Array => assemble({ argumentBuffer: A, memories: [3], ...source });

async function sessionWith(modules: readonly Uint8Array[], feeds = true): Promise<Session> {
  const vm = await openTestVm();
  const meta = new Map([['height', Uint8Array.of(9, 8)]]);
  const session = vm.openSession(undefined, { meta, feeds, excludedQueries: new Set(['off']) });
  deployAll(session, modules);
  return session;
}

const call = (session: Session, fn: string, argument: Uint8Array = NONE, limit = PLENTY, id = 1) =>
  session.call(idOf(id), fn, argument, limit);
const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const readU32 = (data: Uint8Array, at = 0): number => new DataView(data.buffer, data.byteOffset).getUint32(at, true);

/** Returns the i32 on the stack as four bytes of result. */
const giveI32 = `local.set 1 i32.const ${A} local.get 1 i32.store i32.const 4`;

describe('04 §4 host functions', () => {
  const host = contract({
    imports: ['hq', 'hd', 'emit', 'feed', 'caller', 'callstack', 'limit', 'spent', 'owner', 'self_id', 'panic'],
    data: [
      { offset: 0, bytes: bytes('doublenonedearoff') },
      { offset: 32, bytes: bytes('heightabsent') },
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

/** Calls contract 2 (id at 0), function text at 32; argument as it is; gas from the global. Returns code, then 28 bytes. */
const caller = contract({
  imports: ['c', 'spent'],
  data: [
    { offset: 0, bytes: [...idOf(2), ...idOf(9), ...idOf(1)] },
    { offset: 96, bytes: bytes('okpanictrapburninitwriteagain') },
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
  data: [{ offset: 0, bytes: bytes('oh no!event') }],
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
      data: [{ offset: 0, bytes: [...idOf(1), ...bytes('down')] }],
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
        data: [{ offset: 0, bytes: [...idOf(to), ...bytes(to === 3 ? 'stack' : 'next')] }],
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
    data: [{ offset: 0, bytes: [...idOf(1), ...bytes('failnestabc')] }],
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

describe('04 §5 sessions', () => {
  const counter = contract({
    imports: ['c', 'emit', 'panic'],
    globals: [{ type: 'i32', value: 5 }],
    data: [{ offset: 0, bytes: [...idOf(1), ...bytes('bumpfail')] }],
    functions: {
      init: { code: 'i32.const 131072 i32.const 40 i32.store i32.const 32 i32.const 4 i32.const 0 call 1 i32.const 0' },
      bump: {
        locals: 'i32',
        code: `i32.const 131072 i32.const 131072 i32.load i32.const 1 i32.add i32.store
               global.get 0 i32.const 1 i32.add global.set 0 i32.const 131072 i32.load ${giveI32}`,
      },
      global: { locals: 'i32', code: `global.get 0 ${giveI32}` },
      fail: { code: 'i32.const 0 call $bump drop unreachable' },
      inner: {
        locals: 'i32',
        code: `i32.const 0 i32.const 36 i32.const 4 i32.const 0 i64.const 9000 call 0 drop
               global.get 0 ${giveI32}`,
      },
    },
  });

  test('init runs at deployment only; its events come with the next receipt', async () => {
    const session = await sessionWith([counter]);
    const receipt = receiptOf(call(session, 'bump'));
    expect(readU32(receipt.data)).toBe(41);
    expect(receipt.events.map((event) => event.topic)).toEqual(['bump']);
  });

  test('globals begin anew in every top-level call', async () => {
    const session = await sessionWith([counter]);
    call(session, 'bump');
    expect(readU32(receiptOf(call(session, 'global')).data)).toBe(5);
  });

  test('tables, dropped segments and the length that code sees begin anew in every top-level call', async () => {
    const module = contract({
      types: ['i32 -> i32'],
      table: ['one', 'two'],
      data: [{ bytes: [7, 8, 9, 10] }],
      functions: {
        one: { code: 'i32.const 1' },
        two: { code: 'i32.const 2' },
        swap: { code: 'i32.const 0 ref.func $two table.set 0 i32.const 0 i32.const 0 call_indirect 0' },
        first: { code: 'i32.const 0 i32.const 0 call_indirect 0' },
        drop: { code: 'data.drop 0 i32.const 4' },
        copy: { code: `i32.const ${A} i32.const 0 i32.const 4 memory.init 0 i32.const 4` },
        grow: { locals: 'i32', code: `i32.const 2 memory.grow drop memory.size ${giveI32}` },
        size: { locals: 'i32', code: `memory.size ${giveI32}` },
      },
    });
    const session = await sessionWith([module]);
    expect(receiptOf(call(session, 'swap')).data).toHaveLength(2);
    expect(receiptOf(call(session, 'first')).data).toHaveLength(1);
    receiptOf(call(session, 'drop'));
    expect(receiptOf(call(session, 'copy')).data).toEqual(Uint8Array.of(7, 8, 9, 10));
    expect(readU32(receiptOf(call(session, 'grow')).data)).toBe(5);
    expect(readU32(receiptOf(call(session, 'size')).data)).toBe(5);
  });

  test('after a trap deep in its stack an instance begins anew too', async () => {
    const module = contract({
      globals: [{ type: 'i32', value: 5 }],
      functions: {
        sink: { code: 'global.get 0 i32.const 1 i32.add global.set 0 i32.const 0 call $sink' },
        depth: { locals: 'i32', code: `global.get 0 ${giveI32}` },
        fall: { code: 'local.get 0 i32.eqz if i32 i32.const 4 else local.get 0 i32.const 1 i32.sub call $fall end' },
      },
    });
    const session = await sessionWith([module]);
    for (let i = 0; i < 30; i++) {
      expect(failureOf(call(session, 'sink', NONE, 10_000n)).kind).toBe('outOfGas');
      expect(readU32(receiptOf(call(session, 'depth')).data)).toBe(5);
      expect(receiptOf(call(session, 'fall', new Uint8Array(1000))).data).toHaveLength(4);
    }
  });

  test('globals are not restored when an inner call fails, memory is', async () => {
    const session = await sessionWith([counter]);
    expect(readU32(receiptOf(call(session, 'inner')).data)).toBe(6);
    expect(readU32(receiptOf(call(session, 'bump')).data)).toBe(41);
  });

  test('04 §5.7 deployment: known id, failing init, unacceptable module', async () => {
    const session = await sessionWith([counter]);
    const deploy = (id: number, bytecode: Uint8Array, initArgument = NONE) =>
      session.deploy({ id: idOf(id), bytecode, initArgument, owner: OWNER, gasLimit: 100_000n });
    expect(() => deploy(1, counter)).toThrowCode('VM_CONTRACT_EXISTS');
    expect(() => session.deploy({ id: NONE, bytecode: counter, owner: OWNER, gasLimit: 1n })).toThrowCode(
      'VM_CONTRACT_ID',
    );
    const trapping = contract({ functions: { init: { code: 'unreachable' } } });
    expect(failureOf(deploy(2, trapping)).kind).toBe('unknown');
    const endless = contract({ functions: { init: { code: 'loop 0x40 br 0 end unreachable' } } });
    expect(failureOf(deploy(2, endless)).kind).toBe('outOfGas');
    const long = contract({ functions: { init: { code: 'i32.const -1' } } });
    expect(failureOf(deploy(2, long)).kind).toBe('hostAbort');
    expect(failureOf(deploy(2, NONE)).kind).toBe('unknown');
    const outside = contract({ functions: { f: { code: 'local.get 0' } }, data: [{ offset: 3 * 65_536, bytes: [1] }] });
    expect(failureOf(deploy(2, outside)).kind).toBe('unknown');
    const table = contract({ table: ['f'], functions: { f: { code: 'local.get 0' } } });
    expect(deploy(2, table).ok).toBe(true);
    expect(failureOf(call(session, 'f', NONE, PLENTY, 3)).kind).toBe('doesNotExist');
  });

  test('04 §5.7 the default id is the hash of the bytecode', async () => {
    const session = (await openTestVm()).openSession(undefined);
    const result = session.deploy({ bytecode: counter, owner: OWNER, gasLimit: PLENTY });
    expect(result.ok && result.id.length).toBe(32);
  });

  test('a closed session refuses everything', async () => {
    const session = await sessionWith([counter]);
    session.close();
    expect(() => call(session, 'bump')).toThrowCode('VM_SESSION_CLOSED');
    expect(() => session.root()).toThrowCode('VM_SESSION_CLOSED');
    await expect(session.commit()).rejects.toThrowCode('VM_SESSION_CLOSED');
  });
});

describe('04 §3 memory', () => {
  const memory = contract({
    maximum: 3,
    data: [{ bytes: [1, 2, 3] }],
    functions: {
      grow: { locals: 'i32', code: `local.get 0 memory.grow drop memory.size ${giveI32}` },
      tooFar: { locals: 'i32', code: `i32.const 65536 memory.grow ${giveI32}` },
      above: { locals: 'i32', code: `i32.const 6553600 i32.const 77 i32.store i32.const 6553600 i32.load ${giveI32}` },
      edge: { code: 'i32.const -4 i32.const 1 i32.store i32.const 0' },
      beyond: { code: 'i32.const -3 i32.const 1 i32.store i32.const 0' },
      offset: { code: 'i32.const 4 i32.load 4294967292 drop i32.const 0' },
      fillBeyond: { code: 'i32.const 196608 i32.const 0 i32.const 1 memory.fill i32.const 0' },
      fillNothingBeyond: { code: 'i32.const 196609 i32.const 0 i32.const 0 memory.fill i32.const 0' },
      fillEnd: { code: 'i32.const 196608 i32.const 0 i32.const 0 memory.fill i32.const 0' },
      copyBeyond: { code: 'i32.const 0 i32.const 196600 i32.const 9 memory.copy i32.const 0' },
      init: { code: 'local.get 0' },
      initData: { code: `i32.const ${A} i32.const 0 i32.const 3 memory.init 0 i32.const 3` },
      initTooMuch: { code: `i32.const ${A} i32.const 1 i32.const 3 memory.init 0 i32.const 3` },
      initDropped: { code: `data.drop 0 i32.const ${A} i32.const 0 i32.const 1 memory.init 0 i32.const 1` },
    },
  });

  test('the declared maximum is ignored; 4 GiB is the limit', async () => {
    const session = await sessionWith([memory]);
    expect(readU32(receiptOf(call(session, 'grow')).data)).toBe(3);
    const run = contract({
      maximum: 3,
      functions: { grow: { locals: 'i32', code: `i32.const 1000 memory.grow drop memory.size ${giveI32}` } },
    });
    const grown = await sessionWith([run]);
    expect(readU32(receiptOf(call(grown, 'grow')).data)).toBe(1003);
    expect(readU32(receiptOf(call(session, 'tooFar')).data)).toBe(0xffff_ffff);
  });

  test('loads and stores reach 4 GiB, whatever the size', async () => {
    const session = await sessionWith([memory]);
    expect(readU32(receiptOf(call(session, 'above')).data)).toBe(77);
    expect(call(session, 'edge').ok).toBe(true);
    expect(failureOf(call(session, 'beyond')).kind).toBe('unknown');
    expect(failureOf(call(session, 'offset')).kind).toBe('unknown');
  });

  test.each(['fillBeyond', 'fillNothingBeyond', 'copyBeyond', 'initTooMuch', 'initDropped'])(
    'bulk operators are checked against the size: %s',
    async (fn) => {
      expect(failureOf(call(await sessionWith([memory]), fn)).kind).toBe('unknown');
    },
  );

  test('bulk operators within the size', async () => {
    const session = await sessionWith([memory]);
    expect(call(session, 'fillEnd').ok).toBe(true);
    expect(receiptOf(call(session, 'initData')).data).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('04 §9.2 a 64-bit contract: addresses of 2^32 and more trap, sizes are 64 bits wide', async () => {
    const wide = contract({
      wide: true,
      imports: ['hd'],
      functions: {
        store: { code: `i64.const ${A} i32.const 5 i32.store i32.const 4` },
        far: { code: 'i64.const 4294967296 i32.const 5 i32.store i32.const 4' },
        farLoad: { code: 'i64.const 4294967296 i32.load drop i32.const 4' },
        farOffset: { code: 'i64.const 0 i32.load 4294967296 drop i32.const 4' },
        size: {
          code: `i64.const ${A} i64.const 65536 memory.grow i64.store i64.const ${A + 8} memory.size i64.store i32.const 16`,
        },
        fill: { code: `i64.const ${A} i32.const 7 i64.const 4 memory.fill i32.const 4` },
        fillFar: { code: 'i64.const -1 i32.const 7 i64.const 4 memory.fill i32.const 4' },
        name: { code: 'i64.const 4294967295 i32.const 2 call 0' },
        nameFar: { code: 'i64.const 4398046511103 i32.const 2 call 0' },
      },
    });
    const session = await sessionWith([wide]);
    expect(readU32(receiptOf(call(session, 'store')).data)).toBe(5);
    expect(receiptOf(call(session, 'fill')).data).toEqual(Uint8Array.of(7, 7, 7, 7));
    for (const fn of ['far', 'farLoad', 'farOffset', 'fillFar', 'nameFar'])
      expect(failureOf(call(session, fn)).kind).toBe('unknown');
    expect(receiptOf(call(session, 'name')).data).toEqual(NONE);
    const size = receiptOf(call(session, 'size')).data;
    expect(size).toEqual(fromHex('0300000000000000' + '0300010000000000'));
  });
});

describe('13 §3.4 what a session tells of its calls', () => {
  test('frames as brackets, events between them, gas and reason of each', async () => {
    const inner = contract({
      imports: ['emit', 'panic'],
      functions: {
        tell: { code: `i32.const 0 i32.const 2 i32.const 0 call 0 i32.const 0` },
        fail: { code: 'i32.const 0 call 1 unreachable' },
      },
      data: [{ offset: 0, bytes: bytes('hi') }],
    });
    const outer = contract({
      imports: ['c'],
      data: [
        { offset: 0, bytes: bytes('tellfail') },
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
