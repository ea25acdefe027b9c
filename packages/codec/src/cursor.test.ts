import { describe, expect, test } from 'vitest';
import { type Codec, decode, encode } from './codec.ts';
import { bytesCodec, listCodec, optionCodec } from './combinators.ts';
import { CodecError } from './errors.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const written = (write: (w: Writer) => void): number[] => {
  const w = new Writer();
  write(w);
  return [...w.finish()];
};
const u16Codec = { write: (w: Writer, value: number) => w.u16(value), read: (r: Reader) => r.u16() };

describe('01 §1 Reader', () => {
  test('integers in both byte orders', () => {
    const r = new Reader(Uint8Array.from({ length: 29 }, (_, i) => i + 1));
    expect(r.u8()).toBe(0x01);
    expect(r.u16()).toBe(0x0302);
    expect(r.u32()).toBe(0x0706_0504);
    expect(r.u64()).toBe(0x0f0e_0d0c_0b0a_0908n);
    expect(r.u16Be()).toBe(0x1011);
    expect(r.u32Be()).toBe(0x1213_1415);
    expect(r.u64Be()).toBe(0x1617_1819_1a1b_1c1dn);
    expect([r.offset, r.remaining]).toEqual([29, 0]);
    r.end();
  });

  test('reads views of larger buffers from their start', () => {
    const r = new Reader(bytes(9, 9, 1, 0, 9).subarray(2, 4));
    expect(r.u16()).toBe(1);
    expect(() => r.u8()).toThrowCode('CODEC_TOO_SHORT');
  });

  test.each<[string, number, (r: Reader) => unknown]>([
    ['u8', 0, (r) => r.u8()],
    ['u16', 1, (r) => r.u16()],
    ['u32', 3, (r) => r.u32()],
    ['u64', 7, (r) => r.u64()],
    ['u16Be', 1, (r) => r.u16Be()],
    ['u32Be', 3, (r) => r.u32Be()],
    ['u64Be', 7, (r) => r.u64Be()],
    ['bool', 0, (r) => r.bool()],
    ['bytes', 4, (r) => r.bytes(5)],
    ['view', 4, (r) => r.view(5)],
    ['text', 4, (r) => r.text(5)],
    ['negative size', 4, (r) => r.bytes(-1)],
  ])('%s refuses %i bytes and stays where it was', (_, size, read) => {
    const r = new Reader(new Uint8Array(size));
    expect(() => read(r)).toThrowCode('CODEC_TOO_SHORT');
    expect(r.offset).toBe(0);
  });

  test('bool is 0 or 1', () => {
    expect(new Reader(bytes(1)).bool()).toBe(true);
    expect(() => new Reader(bytes(2)).bool()).toThrowCode('CODEC_BAD_TAG');
    expect(() => new Reader(bytes(255)).bool()).toThrowCode('CODEC_BAD_TAG');
  });

  test('bytes copies, view does not', () => {
    const input = bytes(1, 2, 3, 4);
    const r = new Reader(input);
    const copy = r.bytes(2);
    const view = r.view(2);
    input.fill(9);
    expect([...copy, ...view]).toEqual([1, 2, 9, 9]);
  });

  test('bytes of a Buffer are copies too', () => {
    const input = Buffer.from([1, 2, 3, 4]);
    const copy = new Reader(input).bytes(4);
    expect(copy).not.toBeInstanceOf(Buffer);
    copy[0] = 9;
    expect(input[0]).toBe(1);
  });

  test('a length is checked against its bound before the input', () => {
    expect(() => new Reader(bytes(3, 0, 0, 0, 1, 1, 1)).bytes32(2)).toThrowCode('CODEC_TOO_LONG');
    expect(() => new Reader(new Uint8Array(8).fill(255)).bytes64(2 ** 32)).toThrowCode('CODEC_TOO_LONG');
    expect(() => new Reader(bytes(3, 0, 0, 0, 1, 1)).bytes32(3)).toThrowCode('CODEC_TOO_SHORT');
    expect(new Reader(bytes(2, 0, 0, 0, 7, 8)).bytes32(2)).toEqual(bytes(7, 8));
    expect(new Reader(bytes(2, 0, 0, 0, 0, 0, 0, 0, 7, 8)).bytes64(2)).toEqual(bytes(7, 8));
  });

  test('a count is checked against the size of its elements', () => {
    expect(new Reader(bytes(1, 0, 0, 0, 7, 8)).length32(9, 2)).toBe(1);
    expect(() => new Reader(bytes(2, 0, 0, 0, 7, 8)).length32(9, 2)).toThrowCode('CODEC_TOO_SHORT');
  });

  test('text is UTF-8, a byte order mark stays', () => {
    expect(new Reader(bytes(0xc3, 0xbc)).text(2)).toBe('ü');
    expect(new Reader(bytes(0xef, 0xbb, 0xbf)).text(3)).toBe('\ufeff');
    for (const bad of [bytes(0xff), bytes(0xc3), bytes(0xc0, 0x80), bytes(0xed, 0xa0, 0x80)]) {
      expect(() => new Reader(bad).text(bad.length)).toThrowCode('CODEC_BAD_TEXT');
    }
  });

  test('rest and end', () => {
    const r = new Reader(bytes(1, 2, 3));
    r.u8();
    expect(() => r.end()).toThrowCode('CODEC_TRAILING');
    expect(r.rest()).toEqual(bytes(2, 3));
    r.end();
  });
});

describe('01 §1 Writer', () => {
  test('integers in both byte orders', () => {
    expect(written((w) => w.u8(255))).toEqual([255]);
    expect(written((w) => w.u16(0x0102))).toEqual([2, 1]);
    expect(written((w) => w.u16Be(0x0102))).toEqual([1, 2]);
    expect(written((w) => w.u32(0x0102_0304))).toEqual([4, 3, 2, 1]);
    expect(written((w) => w.u32Be(0x0102_0304))).toEqual([1, 2, 3, 4]);
    expect(written((w) => w.u64(1n))).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(written((w) => w.u64Be(1n))).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(written((w) => w.bool(true))).toEqual([1]);
  });

  test.each<[string, (w: Writer) => void]>([
    ['u8 256', (w) => w.u8(256)],
    ['u8 −1', (w) => w.u8(-1)],
    ['u16 65536', (w) => w.u16(65_536)],
    ['u32 2^32', (w) => w.u32(2 ** 32)],
    ['u32 0.5', (w) => w.u32(0.5)],
    ['u16Be NaN', (w) => w.u16Be(Number.NaN)],
    ['u32Be Infinity', (w) => w.u32Be(Number.POSITIVE_INFINITY)],
    ['u64 2^64', (w) => w.u64(2n ** 64n)],
    ['u64Be −1', (w) => w.u64Be(-1n)],
    ['bytes of another size', (w) => w.bytes(bytes(1), 2)],
  ])('refuses %s and writes nothing', (_, write) => {
    const w = new Writer();
    expect(() => write(w)).toThrowCode('CODEC_RANGE');
    expect(w.length).toBe(0);
  });

  test('grows past its first capacity and hands out copies', () => {
    const w = new Writer();
    w.zeros(255);
    w.u64(0x0102_0304_0506_0708n);
    w.bytes(new Uint8Array(5000).fill(3));
    const first = w.finish();
    w.text('ü');
    expect(first).toHaveLength(5263);
    expect([...first.subarray(254, 264)]).toEqual([0, 8, 7, 6, 5, 4, 3, 2, 1, 3]);
    expect([...w.finish().subarray(-2)]).toEqual([0xc3, 0xbc]);
    expect(w.finish().buffer.byteLength).toBe(5265);
  });

  test('a buffer that serves the next value shows nothing of the last one, nor of one that was refused', () => {
    const zeros: Codec<number> = { write: (w, count) => w.zeros(count), read: () => 0 };
    const nested: Codec<number> = {
      write(w, value) {
        w.u8(value);
        if (value > 0) w.bytes(encode(nested, value - 1));
        if (value === 9) throw new CodecError('CODEC_RANGE');
      },
      read: () => 0,
    };
    expect(encode(nested, 3)).toEqual(Uint8Array.of(3, 2, 1, 0));
    expect(() => encode(nested, 9)).toThrowCode('CODEC_RANGE');
    for (const count of [40, 300, 70_000, 12]) {
      expect(encode(nested, 8)).toEqual(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1, 0));
      expect(encode(zeros, count)).toEqual(new Uint8Array(count));
    }
  });

  test('lengths precede their bytes', () => {
    expect(written((w) => w.bytes32(bytes(7)))).toEqual([1, 0, 0, 0, 7]);
    expect(written((w) => w.bytes64(bytes(7)))).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 7]);
  });
});

describe('01 §1 codecs', () => {
  test('decode takes exactly the bytes of one value', () => {
    expect(decode(u16Codec, encode(u16Codec, 513))).toBe(513);
    expect(() => decode(u16Codec, bytes(1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(u16Codec, bytes(1, 2, 3))).toThrowCode('CODEC_TRAILING');
  });

  test('option', () => {
    const codec = optionCodec(u16Codec);
    expect(encode(codec, null)).toEqual(bytes(0));
    expect(encode(codec, 513)).toEqual(bytes(1, 1, 2));
    expect(decode(codec, bytes(0))).toBe(null);
    expect(decode(codec, bytes(1, 1, 2))).toBe(513);
    expect(() => decode(codec, bytes(2, 1, 2))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(codec, bytes(0, 0))).toThrowCode('CODEC_TRAILING');
  });

  test('list', () => {
    const codec = listCodec(u16Codec, 2, 2);
    expect(encode(codec, [1, 2])).toEqual(bytes(2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0));
    expect(decode(codec, encode(codec, [1, 2]))).toEqual([1, 2]);
    expect(() => encode(codec, [1, 2, 3])).toThrowCode('CODEC_RANGE');
    expect(() => decode(codec, bytes(3, 0, 0, 0, 0, 0, 0, 0))).toThrowCode('CODEC_TOO_LONG');
    expect(() => decode(codec, bytes(2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2))).toThrowCode('CODEC_TOO_SHORT');
  });

  test('bytes of a fixed size', () => {
    expect(decode(bytesCodec(2), bytes(1, 2))).toEqual(bytes(1, 2));
    expect(() => encode(bytesCodec(2), bytes(1))).toThrowCode('CODEC_RANGE');
  });
});
