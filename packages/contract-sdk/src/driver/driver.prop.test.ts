import { fileURLToPath } from 'node:url';
import {
  argumentFromJson,
  argumentToJson,
  type DataDriver,
  type DescribedAbi,
  encodeCall,
  loadDriver,
  parseContractAbi,
} from '@eventide/abi';
import { utf8 } from '@eventide/base';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDriver } from './buildDriver.ts';

const field = (name: string, type: string, offset: number) => ({ name, type, offset });
const method = (name: string, argument: string) => ({
  name,
  params: [{ name: 'value', type: argument }],
  argument,
  returns: 'void',
  view: false,
  root: false,
});

/** Every kind of type, inside each other. */
const file = {
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
      fields: [field('a', 'i64', 0), field('b', 'i16', 8)],
    },
    Plan: {
      kind: 'enum',
      size: 12,
      align: 4,
      refs: true,
      variants: [field('Free', 'void', 1), field('Paid', 'Text', 4), field('Many', 'Vec<Text>', 4)],
    },
    Order: {
      kind: 'struct',
      size: 64,
      align: 8,
      refs: true,
      // declared in another order than they lie
      fields: [
        field('plan', 'Plan', 8),
        field('amount', 'u64', 0),
        field('items', 'Vec<Label>', 20),
        field('pair', 'Pair', 32),
        field('gift', 'Option<bool>', 48),
        field('small', 'i8', 50),
        field('raw', 'Vec<u8>', 52),
        field('count', 'u16', 60),
      ],
    },
  },
  methods: [method('buy', 'Order'), method('all', 'Vec<Order>'), method('maybe', 'Option<Text>')],
  events: [],
  errors: [],
  queries: [],
  state: [],
};

let driver: DataDriver;
let abi: DescribedAbi;
beforeAll(async () => {
  abi = parseContractAbi(file);
  const cacheFolder = fileURLToPath(new URL('../../../../.cache/contracts', import.meta.url));
  driver = await loadDriver(await buildDriver(abi.file, { cacheFolder }));
});

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.string({ maxLength: 9 }));
const order = fc.record(
  {
    plan: fc.oneof(
      fc.constant({ kind: 'Free' }),
      fc.record({ kind: fc.constant('Paid'), value: text }),
      fc.record({ kind: fc.constant('Many'), value: fc.array(text, { maxLength: 4 }) }),
    ),
    amount: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    items: fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 5 }),
    pair: fc.record({
      a: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      b: fc.integer({ min: -32_768, max: 32_767 }),
    }),
    gift: fc.option(fc.boolean()),
    small: fc.integer({ min: -128, max: 127 }),
    raw: fc.uint8Array({ maxLength: 40 }),
    count: fc.integer({ min: 0, max: 65_535 }),
  },
  { noNullPrototype: true },
);
const value = fc.oneof(
  fc.tuple(fc.constant('buy'), order),
  fc.tuple(fc.constant('all'), fc.array(order, { maxLength: 3 })),
  fc.tuple(fc.constant('maybe'), fc.option(text)),
);
const plain = (read: () => unknown): string => {
  try {
    return JSON.stringify(read());
  } catch (error) {
    return (error as { details?: { rule?: string } }).details?.rule === 'no trap' ? 'trap' : 'refused';
  }
};

const isJson = (sent: string): boolean => {
  try {
    JSON.parse(sent);
    return true;
  } catch {
    return false;
  }
};

describe('08 §9 a driver and the host codec agree', () => {
  it('05 §9 values: same bytes, same JSON, however the JSON is written', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), ([fn, input], space) => {
        const bytes = encodeCall(abi, fn, input);
        const json = argumentToJson(abi, fn, bytes);
        expect(driver.encodeInput(fn, JSON.stringify(json, null, space))).toEqual(bytes);
        const escaped = JSON.stringify(json).replace(
          /[^ -~]/g,
          (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
        );
        expect(driver.encodeInput(fn, escaped)).toEqual(bytes);
        expect(driver.decodeInput(fn, bytes)).toEqual(json);
      }),
      { numRuns: 200 },
    );
  });

  it('05 §3.1 damaged bytes: told alike or refused by both, never a trap', () => {
    fc.assert(
      fc.property(value, fc.nat(), fc.integer({ min: 0, max: 255 }), ([fn, input], at, byte) => {
        const bytes = encodeCall(abi, fn, input).slice();
        bytes[at % bytes.length] = byte;
        expect(plain(() => driver.decodeInput(fn, bytes))).toBe(plain(() => argumentToJson(abi, fn, bytes)));
      }),
      { numRuns: 400 },
    );
  });

  it('08 §9 damaged JSON: the same bytes or refused by both, never a trap', () => {
    fc.assert(
      fc.property(
        value,
        fc.nat(),
        fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '0', '-', 'x', ''),
        ([fn, input], at, by) => {
          const json = JSON.stringify(argumentToJson(abi, fn, encodeCall(abi, fn, input)));
          const damaged = json.slice(0, at % json.length) + by + json.slice((at % json.length) + 1);
          // as it arrives: half a pair of surrogates is no text
          const sent = new TextDecoder().decode(utf8(damaged));
          const ours = plain(() => [...driver.encodeInput(fn, sent)]);
          expect(ours).not.toBe('trap');
          // the driver reads on where JSON's grammar is stricter than needed to tell what is meant
          if (isJson(sent)) expect(ours).toBe(plain(() => [...argumentFromJson(abi, fn, JSON.parse(sent))]));
        },
      ),
      { numRuns: 400 },
    );
  });
});
