import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { type ArchiveType, decodeArchive, decodeCanonicalArchive, encodeArchive } from './archive.ts';
import { mapped } from './mapped.ts';
import { byteVec, text, vec } from './pointer.ts';
import { bool, fixedBytes, i8, i16, i32, i64, u8, u16, u32, u64, unit, words } from './primitives.ts';
import { array, struct, tuple } from './product.ts';
import { enumOf, option, variant } from './sum.ts';

const hexOf = <T>(type: ArchiveType<T>, value: T): string => toHex(encodeArchive(type, value));
const read = <T>(type: ArchiveType<T>, hex: string): T => decodeArchive(type, fromHex(hex));

describe('05 §3.1 integers, bool, unit', () => {
  test.each<[ArchiveType<number>, number, string]>([
    [u8, 255, 'ff'],
    [u16, 0x1234, '3412'],
    [u32, 0x1234_5678, '78563412'],
    [i8, -1, 'ff'],
    [i16, -2, 'feff'],
    [i32, -0x8000_0000, '00000080'],
  ])('$name', (type, value, hex) => {
    expect(hexOf(type, value)).toBe(hex);
    expect(read(type, hex)).toBe(value);
  });

  test('64-bit integers are bigint', () => {
    expect(hexOf(u64, 2n ** 64n - 1n)).toBe('ffffffffffffffff');
    expect(read(i64, 'ffffffffffffffff')).toBe(-1n);
    expect(hexOf(i64, -(2n ** 63n))).toBe('0000000000000080');
  });

  test.each<[ArchiveType<number>, number]>([
    [u8, 256],
    [u8, -1],
    [u16, 0.5],
    [u32, 2 ** 32],
    [i8, 128],
    [i16, -32_769],
    [i32, Number.NaN],
  ])('$name refuses %s', (type, value) => {
    expect(() => encodeArchive(type, value)).toThrowCode('CODEC_RANGE');
  });

  test('64-bit integers refuse what does not fit', () => {
    expect(() => encodeArchive(u64, 2n ** 64n)).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(u64, -1n)).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(i64, 2n ** 63n)).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(u64, 1 as unknown as bigint)).toThrowCode('CODEC_RANGE');
  });

  test('bool is 0 or 1, unit is nothing', () => {
    expect(hexOf(bool, true)).toBe('01');
    expect(read(bool, '00')).toBe(false);
    expect(() => read(bool, '02')).toThrowCode('CODEC_BAD_TAG');
    expect(hexOf(unit, null)).toBe('');
    expect(read(unit, '')).toBe(null);
  });

  test('raw bytes keep their length', () => {
    expect(hexOf(fixedBytes(3), new Uint8Array([1, 2, 3]))).toBe('010203');
    expect(words(4).layout).toEqual({ size: 32, align: 8, niche: null });
    expect(() => encodeArchive(fixedBytes(3), new Uint8Array(4))).toThrowCode('CODEC_RANGE');
    expect(() => read(fixedBytes(3), '0102')).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('05 §3.1 Vec and String', () => {
  test.each([
    ['', '0000000000000000'],
    ['abcdefg', '6162636465666707'],
    ['abcdefgh', '616263646566676808000000f8ffffff'],
    ['ünïcödé', 'c3bc6ec3af63c3b664c3a9' + '00' + '0b000000f4ffffff'],
  ])('text %j', (value, hex) => {
    expect(hexOf(text(), value)).toBe(hex);
    expect(read(text(), hex)).toBe(value);
  });

  test.each([
    ['not UTF-8, inline', 'ff00000000000001', 'CODEC_BAD_TEXT'],
    ['not UTF-8, out of line', 'ff6263646566676808000000f8ffffff', 'CODEC_BAD_TEXT'],
    ['inline length 8', '6162636465666708', 'CODEC_INVALID'],
    ['inline length 127', '616263646566677f', 'CODEC_INVALID'],
    ['before the archive', '616263646566676808000000f7ffffff', 'CODEC_BAD_POINTER'],
    ['into itself', '616263646566676809000000f8ffffff', 'CODEC_BAD_POINTER'],
    ['length 2^32 − 1', '6162636465666768fffffffff8ffffff', 'CODEC_BAD_POINTER'],
  ])('text refuses: %s', (_, hex, code) => {
    expect(() => read(text(), hex)).toThrowCode(code);
  });

  test('text refuses more than its bound and lone surrogates', () => {
    expect(() => read(text(7), '616263646566676808000000f8ffffff')).toThrowCode('CODEC_TOO_LONG');
    expect(() => encodeArchive(text(2), 'abc')).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(text(), '\ud800')).toThrowCode('CODEC_RANGE');
  });

  test('bytes, and the empty Vec pointing at the writer position', () => {
    expect(hexOf(byteVec(), new Uint8Array([1, 2, 3]))).toBe('01020300fcffffff03000000');
    expect(hexOf(byteVec(), new Uint8Array())).toBe('0000000000000000');
    expect(read(byteVec(), '0000000000000000')).toEqual(new Uint8Array());
    expect(hexOf(vec(u16), [1, 2, 3])).toBe('0100020003000000f8ffffff03000000');
  });

  test('strings inside a Vec: what the elements own comes first', () => {
    const names = ['first name', 'short', 'second name'];
    const hex = hexOf(vec(text()), names);
    expect(toHex(fromHex(hex).subarray(0, 21))).toBe(toHex(new TextEncoder().encode('first namesecond name')));
    expect(read(vec(text()), hex)).toEqual(names);
  });

  test.each([
    ['at the root itself with content', '0000000001000000', 'CODEC_BAD_POINTER'],
    ['behind the root', '0000000008000000' + '00000000', 'CODEC_BAD_POINTER'],
    ['an empty Vec behind its position', '0100000000000000', 'CODEC_BAD_POINTER'],
    ['an empty Vec before the archive', 'ffffffff00000000', 'CODEC_BAD_POINTER'],
    ['a count beyond the data', '01020300fcffffff05000000', 'CODEC_BAD_POINTER'],
    ['a count of 2^32 − 1', '01020300fcffffffffffffff', 'CODEC_BAD_POINTER'],
  ])('Vec refuses a pointer: %s', (_, hex, code) => {
    expect(() => read(byteVec(), hex)).toThrowCode(code);
  });

  test('Vec refuses misaligned elements, too many, and elements without size', () => {
    expect(() => read(vec(u16), '0001000200000000f5ffffff01000000')).toThrowCode('CODEC_BAD_POINTER');
    expect(() => read(byteVec(2), '01020300fcffffff03000000')).toThrowCode('CODEC_TOO_LONG');
    expect(() => encodeArchive(byteVec(2), new Uint8Array(3))).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(vec(u8, 2), [1, 2, 3])).toThrowCode('CODEC_RANGE');
    expect(() => vec(unit)).toThrowCode('CODEC_INVALID');
  });

  test('elements are checked', () => {
    expect(() => read(vec(bool), '01020000fcffffff02000000')).toThrowCode('CODEC_BAD_TAG');
  });
});

describe('03 §17.1 order of out-of-line data', () => {
  const pair = struct('Pair', { a: byteVec(), b: byteVec() });
  const twin = tuple(byteVec(), byteVec());
  const one = new Uint8Array([1]);
  const two = new Uint8Array([2]);

  test('struct: declared order; tuple: last element first', () => {
    expect(hexOf(pair, { a: one, b: two })).toBe('01020000' + 'fcffffff01000000' + 'f5ffffff01000000');
    expect(hexOf(twin, [one, two])).toBe('02010000' + 'fdffffff01000000' + 'f4ffffff01000000');
  });

  test('refuses the other order, shared bytes and overlaps', () => {
    expect(() => read(pair, '02010000' + 'fdffffff01000000' + 'f4ffffff01000000')).toThrowCode('CODEC_BAD_POINTER');
    expect(() => read(pair, '01020000' + 'fcffffff01000000' + 'f4ffffff01000000')).toThrowCode('CODEC_BAD_POINTER');
    expect(() => read(pair, '01020000' + 'fcffffff02000000' + 'f5ffffff01000000')).toThrowCode('CODEC_BAD_POINTER');
  });

  test('gaps and unclaimed bytes are accepted, but not canonical', () => {
    const loose = '0102ffee' + 'fcffffff01000000' + 'f5ffffff01000000';
    expect(read(pair, loose)).toEqual({ a: one, b: two });
    expect(() => decodeCanonicalArchive(pair, fromHex(loose))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => decodeCanonicalArchive(u8, fromHex('0001'))).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test('the root is aligned within the archive', () => {
    expect(() => read(u64, '00' + '0000000000000000')).toThrowCode('CODEC_BAD_POINTER');
    expect(read(u64, '0000000000000000' + '0100000000000000')).toBe(1n);
  });
});

describe('05 §3.1 enum and Option', () => {
  const shape = enumOf('Shape', { Point: variant(1), Circle: variant(0, u32), Name: variant(2, text()) });

  test.each([
    [{ kind: 'Point' as const }, '010000000000000000000000'],
    [{ kind: 'Circle' as const, value: 7 }, '000000000700000000000000'],
    [{ kind: 'Name' as const, value: 'abc' }, '020000006162630000000003'],
  ])('%j', (value, hex) => {
    expect(hexOf(shape, value)).toBe(hex);
    expect(read(shape, hex)).toEqual(value);
  });

  test('refuses unknown tags and kinds', () => {
    expect(() => read(shape, '030000000000000000000000')).toThrowCode('CODEC_BAD_TAG');
    expect(() => encodeArchive(shape, { kind: 'Square' } as never)).toThrowCode('CODEC_RANGE');
  });

  test('refuses to be built with holes or doubles among the tags', () => {
    expect(() => enumOf('Bad', { A: variant(0), B: variant(2) })).toThrowCode('CODEC_INVALID');
    expect(() => enumOf('Bad', { A: variant(0), B: variant(0) })).toThrowCode('CODEC_INVALID');
  });

  test('Option: None is zero, Some is aligned', () => {
    expect(hexOf(option(u64), null)).toBe('00'.repeat(16));
    expect(hexOf(option(u64), 5n)).toBe('01000000000000000500000000000000');
    expect(hexOf(option(fixedBytes(2)), new Uint8Array([8, 9]))).toBe('010809');
    expect(() => read(option(u64), '02000000000000000500000000000000')).toThrowCode('CODEC_BAD_TAG');
    expect(() => read(option(bool), '0102')).toThrowCode('CODEC_BAD_TAG');
  });

  test('the payload of an inactive variant is not looked at', () => {
    expect(read(option(bool), '0002')).toBe(null);
    expect(read(shape, '01000000ffffffffffffffff')).toEqual({ kind: 'Point' });
  });
});

describe('01 §15 placement', () => {
  test('measured offsets are taken and checked', () => {
    const type = struct('S', { a: u8, b: u64 }, { a: 8, b: 0 });
    expect(type.layout.size).toBe(16);
    expect(hexOf(type, { a: 1, b: 2n })).toBe('02000000000000000100000000000000');
    expect(() => struct('S', { a: u8, b: u64 }, { a: 0, b: 4 })).toThrowCode('CODEC_INVALID');
    expect(() => struct('S', { a: u64, b: u64 }, { a: 0, b: 0 })).toThrowCode('CODEC_INVALID');
    expect(() => struct('S', { a: u64, b: u64 }, { a: 0 } as never)).toThrowCode('CODEC_INVALID');
  });

  test('fields without size vanish', () => {
    expect(struct('S', { a: unit, b: u8, c: unit }).layout.size).toBe(1);
  });

  test('arrays and mapped types', () => {
    const hexText = mapped(fixedBytes(2), toHex, (value: string) => fromHex(value, 2));
    expect(hexOf(array(hexText, 2), ['0102', '0304'])).toBe('01020304');
    expect(read(array(hexText, 2), '01020304')).toEqual(['0102', '0304']);
    expect(() => encodeArchive(array(u8, 2), [1])).toThrowCode('CODEC_RANGE');
    expect(() => encodeArchive(array(text(), 2), ['x'])).toThrowCode('CODEC_RANGE');
    expect(hexOf(array(text(), 1), ['abcdefgh'])).toBe('616263646566676808000000f8ffffff');
  });
});

describe('14 §5 arguments of the new host queries', () => {
  type Case = { readonly argument_hex: string; readonly result_hex: string };
  const { jubjub_decode, poseidon_merkle, verify_phoenix_auth } = loadVectors<{
    jubjub_decode: readonly Case[];
    poseidon_merkle: readonly Case[];
    verify_phoenix_auth: { readonly inputs: number; readonly argument_hex: string; readonly root_offset: number };
  }>('network/eventide');

  test('jubjub_decode: Vec<u8>', () => {
    for (const { argument_hex } of jubjub_decode) {
      expect(hexOf(byteVec(), decodeCanonicalArchive(byteVec(), fromHex(argument_hex)))).toBe(argument_hex);
    }
  });

  test('poseidon_merkle: four scalars', () => {
    for (const { argument_hex } of poseidon_merkle) {
      expect(decodeCanonicalArchive(array(words(4), 4), fromHex(argument_hex))).toHaveLength(4);
    }
  });

  test('verify_phoenix_auth: root behind auth and outputs', () => {
    const type = struct('PhoenixAuth', { payload_hash: words(4), auth: byteVec(), outputs: byteVec(), inputs: u8 });
    expect([type.layout.size, type.offsets]).toEqual([56, { payload_hash: 0, auth: 32, outputs: 40, inputs: 48 }]);
    const bytes = fromHex(verify_phoenix_auth.argument_hex);
    const value = decodeCanonicalArchive(type, bytes);
    expect(value.inputs).toBe(verify_phoenix_auth.inputs);
    expect(value.outputs).toHaveLength(320);
    expect(bytes.length - type.layout.size).toBe(verify_phoenix_auth.root_offset);
  });
});
