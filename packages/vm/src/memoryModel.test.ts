import { fromHex } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { failureOf, receiptOf } from './testing/engine.ts';
import { A, call, contract, giveI32, NONE, readU32, sessionWith } from './testing/hostSession.ts';

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
