import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argumentFromJson, argumentToJson, decodeEvent, decodeReturn, outputToJson } from '../contract.ts';
import { encodeCall } from './encodeCall.ts';
import { parseContractAbi } from './parseContractAbi.ts';

const field = (name: string, type: string, offset: number) => ({ name, type, offset });
const method = (name: string, argument: string, returns = 'void') => ({
  name,
  params: argument === 'void' ? [] : [{ name: 'value', type: argument }],
  argument,
  returns,
  view: false,
  root: false,
});

/** A file with every kind of type. */
const file = () => ({
  contract: 'Shop',
  sha256: '00'.repeat(32),
  sdk: '1',
  types: {
    Label: { kind: 'bytes', size: 4, align: 1 },
    Pair: {
      kind: 'struct',
      size: 16,
      align: 8,
      refs: false,
      tuple: true,
      fields: [field('a', 'u64', 0), field('b', 'i16', 8)],
    },
    Plan: {
      kind: 'enum',
      size: 12,
      align: 4,
      refs: true,
      variants: [field('Free', 'void', 1), field('Paid', 'Text', 4)],
    },
    Order: {
      kind: 'struct',
      size: 56,
      align: 8,
      refs: true,
      fields: [
        field('amount', 'u64', 0),
        field('plan', 'Plan', 8),
        field('items', 'Vec<Label>', 20),
        field('pair', 'Pair', 32),
        field('gift', 'Option<bool>', 48),
        field('count', 'u8', 50),
      ],
    },
    Sold: { kind: 'struct', size: 8, align: 8, refs: false, fields: [field('amount', 'u64', 0)] },
  },
  methods: [
    method('buy', 'Order', 'Order'),
    method('note', 'Vec<u8>'),
    method('signed', 'i64', 'i64'),
    method('count', 'void', 'u32'),
  ],
  events: [{ topic: 'sold', type: 'Sold' }],
  errors: ['SHOP_CLOSED'],
  queries: [],
  state: [field('total', 'OrderedMap<Id,u64>', 1072)].map((cell) => ({ ...cell, size: 16 })),
});

const order = {
  amount: 5n,
  plan: { kind: 'Paid', value: 'gold members' },
  items: [Uint8Array.of(1, 2, 3, 4)],
  pair: { a: 1n, b: -2 },
  gift: null,
  count: 9,
};
const orderJson = {
  amount: '5',
  plan: { Paid: 'gold members' },
  items: ['01020304'],
  pair: ['1', -2],
  gift: null,
  count: 9,
};

describe('12 §6 an ABI file gives calls, results and events their values and their JSON', () => {
  const abi = parseContractAbi(JSON.stringify(file()));

  test('values and JSON forms make the same bytes and come back', () => {
    const bytes = encodeCall(abi, 'buy', order);
    expect(encodeCall(abi, 'buy', orderJson)).toEqual(bytes);
    expect(encodeCall(abi, 'buy', { ...orderJson, amount: 5, pair: { a: 1, b: '-2' }, gift: undefined })).toEqual(
      bytes,
    );
    expect(decodeReturn(abi, 'buy', bytes)).toEqual(order);
    expect(outputToJson(abi, 'buy', bytes)).toEqual(orderJson);
    expect(encodeCall(abi, 'count')).toHaveLength(0);
    expect(decodeEvent(abi, 'sold', Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0))).toEqual({ amount: 7n });
    expect(abi.file.errors).toEqual(['SHOP_CLOSED']);
  });

  test.each([
    ['buy', { ...order, amount: -1 }, 'buy.amount'],
    ['buy', { ...order, amount: 2n ** 64n }, 'buy.amount'],
    ['buy', { ...order, amount: 1.5 }, 'buy.amount'],
    ['buy', { ...order, amount: '0x1' }, 'buy.amount'],
    ['buy', { ...order, plan: 'Gold' }, 'buy.plan'],
    ['buy', { ...order, plan: { Paid: 3 } }, 'buy.plan.Paid'],
    ['buy', { ...order, plan: { Free: 3 } }, 'buy.plan.Free'],
    ['buy', { ...order, plan: {} }, 'buy.plan'],
    ['buy', { ...order, items: [Uint8Array.of(1)] }, 'buy.items[0]'],
    ['buy', { ...order, items: ['01020304', 'xyz'] }, 'buy.items[1]'],
    ['buy', { ...order, items: {} }, 'buy.items'],
    ['buy', { ...order, pair: [1] }, 'buy.pair'],
    ['buy', { ...order, pair: [1, 40_000] }, 'buy.pair.b'],
    ['buy', { ...order, gift: 1 }, 'buy.gift'],
    ['buy', { ...order, extra: 1 }, 'buy.extra'],
    ['buy', { plan: 'Free' }, 'buy.amount'],
    ['buy', null, 'buy'],
    ['note', 'abc', 'note'],
    ['note', 7, 'note'],
    ['count', 7, 'count'],
  ])('%# %s is refused at the place of the mistake', (fn, value, at) => {
    expect(() => encodeCall(abi, fn, value)).toThrow(
      expect.objectContaining({ code: 'ABI_BAD_JSON', details: expect.objectContaining({ at }) }),
    );
  });

  test('names it does not have', () => {
    expect(() => encodeCall(abi, 'toString')).toThrowCode('ABI_UNKNOWN_NAME');
    expect(() => decodeEvent(abi, 'constructor', new Uint8Array())).toThrowCode('ABI_UNKNOWN_NAME');
  });

  test('any order survives bytes and JSON', () => {
    const orders = fc.record(
      {
        amount: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        plan: fc.oneof(fc.constant({ kind: 'Free' }), fc.record({ kind: fc.constant('Paid'), value: fc.string() })),
        items: fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 5 }),
        pair: fc.record({
          a: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
          b: fc.integer({ min: -32_768, max: 32_767 }),
        }),
        gift: fc.option(fc.boolean()),
        count: fc.integer({ min: 0, max: 255 }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(orders, (value) => {
        const bytes = encodeCall(abi, 'buy', value);
        expect(decodeReturn(abi, 'buy', bytes)).toEqual(value);
        const json = argumentToJson(abi, 'buy', bytes);
        expect(argumentFromJson(abi, 'buy', JSON.parse(JSON.stringify(json)))).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });
});

describe('12 §6 what is no ABI file', () => {
  type File = ReturnType<typeof file>;
  const types = (made: Record<string, unknown>) => (f: File) => ({ ...f, types: { ...f.types, ...made } });
  test.each<[string, (f: File) => unknown]>([
    ['nothing', () => null],
    ['no JSON', () => '{'],
    ['a list', () => []],
    ['another version', (f) => ({ ...f, sdk: '2' })],
    ['a hash that is none', (f) => ({ ...f, sha256: 'ab' })],
    ['a method in capitals', (f) => ({ ...f, methods: [method('Buy', 'u64')] })],
    ['a method twice', (f) => ({ ...f, methods: [method('buy', 'u64'), method('buy', 'u64')] })],
    ['an unknown type', (f) => ({ ...f, methods: [method('buy', 'Missing')] })],
    ['a name of every object', (f) => ({ ...f, methods: [method('buy', 'constructor')] })],
    ['an expression left open', (f) => ({ ...f, methods: [method('buy', 'Vec<u8')] })],
    ['a list of nothing', (f) => ({ ...f, methods: [method('buy', 'Vec<void>')] })],
    ['too many methods', (f) => ({ ...f, methods: Array.from({ length: 2000 }, (_, i) => method(`m${i}`, 'u64')) })],
    [
      'a size that is not the fields’',
      types({ Sold: { kind: 'struct', size: 16, align: 8, refs: false, fields: [field('amount', 'u64', 0)] } }),
    ],
    [
      'fields on each other',
      types({
        Sold: { kind: 'struct', size: 8, align: 8, refs: false, fields: [field('a', 'u64', 0), field('b', 'u8', 4)] },
      }),
    ],
    [
      'a type inside itself',
      types({ Loop: { kind: 'struct', size: 8, align: 4, refs: true, fields: [field('next', 'Vec<Loop>', 0)] } }),
    ],
    [
      'two types inside each other',
      types({
        A: { kind: 'struct', size: 8, align: 4, refs: true, fields: [field('b', 'Vec<B>', 0)] },
        B: { kind: 'struct', size: 8, align: 4, refs: true, fields: [field('a', 'Vec<A>', 0)] },
      }),
    ],
    [
      'a list of empty structs',
      types({
        Nil: { kind: 'struct', size: 0, align: 1, refs: false, fields: [] },
        Many: { kind: 'struct', size: 8, align: 4, refs: true, fields: [field('nils', 'Vec<Nil>', 0)] },
      }),
    ],
    ['a builtin declared anew', types({ Id: { kind: 'bytes', size: 4, align: 1 } })],
    ['an enum of nothing', types({ Never: { kind: 'enum', size: 1, align: 1, refs: false, variants: [] } })],
    ['a size beyond a call', types({ Big: { kind: 'bytes', size: 70_000, align: 1 } })],
    ['a kind that is none', types({ Odd: { kind: 'union', size: 4, align: 1 } })],
  ])('%s', (_, change) => {
    expect(() => parseContractAbi(change(file()))).toThrowCode('ABI_BAD_FILE');
  });

  test('a text beyond the bound', () => {
    expect(() => parseContractAbi(' '.repeat(1_048_577))).toThrowCode('ABI_BAD_FILE');
  });
});
