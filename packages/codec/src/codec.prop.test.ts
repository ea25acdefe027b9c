import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode, encode } from './codec.ts';
import { listCodec } from './combinators.ts';
import { Reader } from './reader.ts';
import { type ArchiveType, decodeCanonicalArchive, encodeArchive } from './rkyv/archive.ts';
import { byteVec, text, vec } from './rkyv/pointer.ts';
import { bool, fixedBytes, u8, u16, u32, u64 } from './rkyv/primitives.ts';
import { array, struct, tuple } from './rkyv/product.ts';
import { enumOf, option, variant } from './rkyv/sum.ts';
import { Writer } from './writer.ts';

const ops = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('u8' as const), value: fc.integer({ min: 0, max: 0xff }) }),
    fc.record({ kind: fc.constantFrom('u16' as const, 'u16Be' as const), value: fc.integer({ min: 0, max: 0xffff }) }),
    fc.record({ kind: fc.constantFrom('u32' as const, 'u32Be' as const), value: fc.nat({ max: 0xffff_ffff }) }),
  ),
  { maxLength: 200 },
);

/** An archived type together with an arbitrary of its values. */
type Sample = { readonly type: ArchiveType<unknown>; readonly values: fc.Arbitrary<unknown> };

const leaf: fc.Arbitrary<Sample> = fc.constantFrom<Sample>(
  { type: u8, values: fc.nat({ max: 0xff }) },
  { type: u16, values: fc.nat({ max: 0xffff }) },
  { type: u32, values: fc.nat({ max: 0xffff_ffff }) },
  { type: u64, values: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
  { type: bool, values: fc.boolean() },
  { type: fixedBytes(5), values: fc.uint8Array({ minLength: 5, maxLength: 5 }) },
  { type: byteVec(), values: fc.uint8Array({ maxLength: 20 }) },
  { type: text(), values: fc.string({ unit: 'grapheme', maxLength: 12 }) },
);
const { tree } = fc.letrec<{ tree: Sample }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    tie('tree').map(({ type, values }) => ({ type: option(type), values: fc.option(values) })),
    tie('tree').map(({ type, values }) => ({ type: vec(type), values: fc.array(values, { maxLength: 4 }) })),
    tie('tree').map(({ type, values }) => ({ type: array(type, 2), values: fc.tuple(values, values) })),
    fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => ({
      type: struct('S', { a: a.type, b: b.type, c: c.type }),
      values: fc.record({ a: a.values, b: b.values, c: c.values }, { noNullPrototype: true }),
    })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
      type: tuple(a.type, b.type),
      values: fc.tuple(a.values, b.values),
    })),
    fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => ({
      type: enumOf('E', { A: variant(0, a.type), B: variant(2, b.type), C: variant(1) }),
      values: fc.oneof(
        fc.record({ kind: fc.constant('A'), value: a.values }, { noNullPrototype: true }),
        fc.record({ kind: fc.constant('B'), value: b.values }, { noNullPrototype: true }),
        fc.constant({ kind: 'C' }),
      ),
    })),
  ),
}));

describe('01 §1 cursors', () => {
  test('what is written is read, to the last byte', () => {
    fc.assert(
      fc.property(ops, (list) => {
        const w = new Writer();
        for (const { kind, value } of list) w[kind](value);
        const r = new Reader(w.finish());
        for (const { kind, value } of list) expect(r[kind]()).toBe(value);
        r.end();
      }),
    );
  });

  test('u64 in both byte orders', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        const w = new Writer();
        w.u64(value);
        w.u64Be(value);
        const r = new Reader(w.finish());
        return r.u64() === value && r.u64Be() === value;
      }),
    );
  });

  test('lists: a proper prefix is never a value', () => {
    const codec = listCodec({ write: (w: Writer, v: number) => w.u8(v), read: (r: Reader) => r.u8() }, 50, 1);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 255 }), { maxLength: 50 }), fc.nat(), (values, cut) => {
        const bytes = encode(codec, values);
        expect(decode(codec, bytes)).toEqual(values);
        expect(() => decode(codec, bytes.subarray(0, cut % bytes.length))).toThrowCode('CODEC_TOO_SHORT');
      }),
    );
  });
});

describe('05 §3.1 archives', () => {
  test('every value of every type survives, canonically', () => {
    fc.assert(
      fc.property(
        tree.chain(({ type, values }) => fc.tuple(fc.constant(type), values)),
        ([type, value]) => {
          const bytes = encodeArchive(type, value);
          expect(decodeCanonicalArchive(type, bytes)).toEqual(value);
          expect(bytes.length).toBeGreaterThanOrEqual(type.layout.size);
        },
      ),
      { numRuns: 400 },
    );
  });
});
