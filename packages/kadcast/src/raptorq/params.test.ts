import { createHash } from 'node:crypto';
import { toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { tuple } from './matrix.ts';
import { blockParams, decodeOti, deriveOti, encodeOti, sourceBlock, subSymbolSizes } from './params.ts';
import { V0, V1, V2, V3 } from './randomTables.ts';
import { SYSTEMATIC_TABLE } from './systematicTable.ts';

type Encoding = { len: number; mtu: number; oti: string; F: number; T: number; Z: number; N: number; Al: number };
type Vectors = {
  encodings: Encoding[];
  params: Record<string, number>[];
  tuples: { K: number; X: number; tuple_d_a_b_d1_a1_b1: number[] }[];
};
const vectors = loadVectors<Vectors>('kadcast/raptorq');
const limits = { maxTransferLength: 2_097_152, maxSymbolSize: 8192 };

function digest(numbers: ArrayLike<number>): string {
  const bytes = new Uint8Array(numbers.length * 4);
  const view = new DataView(bytes.buffer);
  Array.from(numbers).forEach((n, i) => {
    view.setUint32(4 * i, n);
  });
  return createHash('sha256').update(bytes).digest('hex');
}

describe('07 §8.2 tables', () => {
  test.each([
    ['table 2', SYSTEMATIC_TABLE, '9d3657cf3255cf51f9a93b762a37fbe740598e3b14259acc5641abedcd0da7d6'],
    ['V0', V0, 'e93a1c8858a6f72dc5a207137b5c912bc0a6ab3dee2e7d99147417f94be9b94d'],
    ['V1', V1, 'fc7849e2f98e30ab5019c78e0846ef6e691498d97d53c7ca054806cdd46d9e42'],
    ['V2', V2, '2ffd0991ee9e71c8afcfc17b8d3b286f5deb51dcae034d72a1e87e66f9184f2c'],
    ['V3', V3, '17a4e6ab6f886fe263338a727feb39d7caa54ba3db3ed0cc0c742c605ba795b0'],
  ])('%s', (_, table, expected) => expect(digest(table)).toBe(expected));
});

describe('07 §8.2 block parameters', () => {
  test.each(vectors.params)('K = $K', (expected) => {
    const { U, ...known } = expected;
    const params = blockParams(known.K as number);
    expect(params).toMatchObject(known);
    expect(params.P - params.H).toBe(U);
  });

  test.each([0, -1, 1.5, 56_404, Number.NaN])('refuses %d symbols', (symbols) => {
    expect(() => blockParams(symbols)).toThrowCode('KADCAST_OTI');
  });
});

describe('07 §8.3 tuples', () => {
  test.each(vectors.tuples)('K = $K, X = $X', ({ K, X, tuple_d_a_b_d1_a1_b1 }) => {
    const { d, a, b, d1, a1, b1 } = tuple(blockParams(K), X);
    expect([d, a, b, d1, a1, b1]).toEqual(tuple_d_a_b_d1_a1_b1);
  });
});

describe('07 §8.1 transmission information', () => {
  test.each(vectors.encodings)('derived for $len bytes, mtu $mtu', ({ len, mtu, oti, F, T, Z, N, Al }) => {
    const derived = deriveOti(len, mtu);
    expect(toHex(encodeOti(derived))).toBe(oti);
    expect(derived).toEqual({ transferLength: F, symbolSize: T, sourceBlocks: Z, subBlocks: N, alignment: Al });
  });

  test('reads what it writes', () => {
    const oti = deriveOti(2_000_000, 1300);
    expect(decodeOti(encodeOti(oti), 0, limits)).toEqual(oti);
  });

  const valid = { transferLength: 100_000, symbolSize: 1296, sourceBlocks: 2, subBlocks: 3, alignment: 8 };

  test('accepts several blocks and sub-blocks; the reserved byte means nothing', () => {
    const bytes = encodeOti(valid);
    bytes[5] = 0xff;
    expect(decodeOti(bytes, 0, limits)).toEqual(valid);
  });

  test.each([
    ['no source block', { sourceBlocks: 0 }],
    ['no sub-block', { subBlocks: 0 }],
    ['more sub-blocks than symbols can be cut into', { subBlocks: 163 }],
    ['no symbol size', { symbolSize: 0 }],
    ['a symbol size that is not a multiple of 8', { symbolSize: 1300 }],
    ['a symbol larger than a datagram may be', { symbolSize: 8200 }],
    ['another alignment', { alignment: 4 }],
    ['alignment 0', { alignment: 0 }],
    ['an empty payload', { transferLength: 0 }],
    ['the limit itself', { transferLength: 2_097_152 }],
    ['the largest length the field holds', { transferLength: 2 ** 40 - 1 }],
    ['more blocks than symbols', { transferLength: 1296, sourceBlocks: 2 }],
    ['too many symbols in a block', { transferLength: 2_000_000, symbolSize: 8, subBlocks: 1, sourceBlocks: 4 }],
  ])('refuses %s', (_, change) => {
    expect(() => decodeOti(encodeOti({ ...valid, ...change }), 0, limits)).toThrowCode('KADCAST_OTI');
  });

  test('refuses 11 bytes', () => {
    expect(() => decodeOti(new Uint8Array(11), 0, limits)).toThrowCode('KADCAST_SHORT');
  });

  test('blocks and sub-blocks partition the object', () => {
    const oti = { transferLength: 10_000, symbolSize: 80, sourceBlocks: 4, subBlocks: 3, alignment: 8 };
    const blocks = [0, 1, 2, 3].map((number) => sourceBlock(oti, number));
    expect(blocks.map((block) => block.symbols)).toEqual([32, 31, 31, 31]);
    expect(blocks.map((block) => block.offset / 80)).toEqual([0, 32, 63, 94]);
    expect(subSymbolSizes(oti)).toEqual([32, 24, 24]);
  });
});
