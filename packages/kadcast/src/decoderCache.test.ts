import { describe, expect, test } from 'vitest';
import { defaultEncoderOptions, encodeDatagrams } from './chunk.ts';
import { DecoderCache, type DecoderOptions, defaultDecoderOptions } from './decoderCache.ts';
import { BROADCAST_PREFIX_BYTES, type Header } from './packet.ts';
import { vectorStream } from './vectorStream.ts';

const header: Header = { id: new Uint8Array(16), nonce: new Uint8Array(4), port: 1, networkId: 1 };

/** Frames of a payload: source symbols, then repair symbols. */
function frames(payload: Uint8Array): Uint8Array[] {
  const { bytes, count, stride } = encodeDatagrams(payload, header, defaultEncoderOptions).packets;
  return Array.from({ length: count }, (_, i) => bytes.slice(i * stride + BROADCAST_PREFIX_BYTES, (i + 1) * stride));
}

const makeCache = (options: Partial<DecoderOptions> = {}): DecoderCache =>
  new DecoderCache({ ...defaultDecoderOptions, ...options });
const payload = vectorStream(5000);
const pieces = frames(payload);
/** Another payload per number. */
const other = (number: number): Uint8Array => Uint8Array.of(number >> 8, number, ...payload.subarray(2));

describe('07 §6.3 decoder cache', () => {
  test('delivers once, with the greatest height seen', () => {
    const cache = makeCache();
    expect(cache.push(pieces[0]!, 3, 'a', 0).kind).toBe('stored');
    expect(cache.push(pieces[0]!, 9, 'b', 0).kind).toBe('stored');
    expect(cache.push(pieces[1]!, 5, 'a', 0).kind).toBe('stored');
    expect(cache.push(pieces[2]!, 5, 'a', 0).kind).toBe('stored');
    expect(cache.push(pieces[7]!, 5, 'b', 0)).toMatchObject({ kind: 'message', payload, height: 9 });
    for (const piece of pieces) expect(cache.push(piece, 127, 'c', 0).kind).toBe('duplicate');
    expect([cache.openMessages, cache.storedBytes, cache.delivered]).toEqual([0, 0, 1]);
  });

  test('replay is noticed for a minute, then forgotten', () => {
    const cache = makeCache();
    for (const piece of pieces.slice(0, 4)) cache.push(piece, 1, 'a', 0);
    expect(cache.push(pieces[0]!, 1, 'a', 59_999).kind).toBe('duplicate');
    expect(cache.push(pieces[0]!, 1, 'a', 90_000).kind).toBe('stored');
  });

  test('what stays incomplete is dropped after a minute', () => {
    const cache = makeCache();
    cache.push(pieces[0]!, 1, 'a', 0);
    expect(cache.storedBytes).toBe(4 * 1296 + 1024);
    cache.push(frames(other(1))[0]!, 1, 'a', 61_000);
    expect([cache.openMessages, cache.storedBytes]).toEqual([1, 4 * 1296 + 1024]);
  });

  test('own messages count as delivered', () => {
    const cache = makeCache();
    cache.markDelivered(pieces[0]!.subarray(0, 32), 0);
    expect(cache.push(pieces[0]!, 1, 'a', 0).kind).toBe('duplicate');
  });

  test('a wrong symbol spoils one attempt, not the message', () => {
    const cache = makeCache();
    const wrong = pieces[1]!.slice();
    wrong[100] = (wrong[100] as number) ^ 1;
    cache.push(pieces[0]!, 1, 'honest', 0);
    cache.push(wrong, 1, 'liar', 0);
    cache.push(pieces[2]!, 1, 'honest', 0);
    expect(cache.push(pieces[3]!, 1, 'honest', 0).kind).toBe('corrupt');
    for (const piece of frames(payload).slice(0, 3)) {
      expect(cache.push(wrong, 1, 'liar', 0).kind).toBe('stored');
      expect(cache.push(piece, 1, 'honest', 0).kind).toBe('stored');
    }
    expect(cache.push(pieces[3]!, 1, 'honest', 0)).toMatchObject({ kind: 'message', payload });
  });

  test('a chunk of a block that does not exist opens nothing', () => {
    const cache = makeCache();
    const piece = pieces[0]!.slice();
    piece[44] = 1;
    expect(cache.push(piece, 1, 'a', 0).kind).toBe('stored');
    expect([cache.openMessages, cache.storedBytes]).toEqual([0, 0]);
  });
});

describe('07 §6.3 bounds', () => {
  test('ways to cut one message', () => {
    const cache = makeCache();
    const kinds = Array.from({ length: 6 }, (_, i) => {
      const piece = pieces[0]!.slice();
      new DataView(piece.buffer).setUint32(33, 5000 + i);
      return cache.push(piece, 1, 'a', 0).kind;
    });
    expect(kinds).toEqual(['stored', 'stored', 'stored', 'stored', 'quota', 'quota']);
  });

  test('bytes per sender; others are not affected', () => {
    const cache = makeCache({ maxStoredBytesPerSource: 21_000 });
    const kinds = Array.from({ length: 6 }, (_, i) => cache.push(frames(other(i))[0]!, 1, 'a', 0).kind);
    expect(kinds).toEqual(['stored', 'stored', 'stored', 'stored', 'quota', 'quota']);
    expect(cache.push(frames(other(9))[0]!, 1, 'b', 0).kind).toBe('stored');
  });

  test('bytes in all: the oldest go', () => {
    const cache = makeCache({ maxStoredBytes: 25_000 });
    for (let i = 0; i < 20; i++) {
      cache.push(frames(other(i))[0]!, 1, `source ${i}`, 0);
      expect(cache.storedBytes).toBeLessThanOrEqual(25_000);
    }
    expect(cache.openMessages).toBe(4);
  });

  test('messages open and delivered', () => {
    const cache = makeCache({ maxOpenMessages: 3, maxDelivered: 2 });
    for (let i = 0; i < 10; i++) cache.push(frames(other(i))[0]!, 1, 'a', 0);
    expect(cache.openMessages).toBe(3);
    for (let i = 0; i < 5; i++) for (const piece of frames(Uint8Array.of(i))) cache.push(piece, 1, 'a', 0);
    expect(cache.delivered).toBe(2);
  });

  test.each([
    ['a frame of 48 bytes', (f: Uint8Array) => f.subarray(0, 48), 'KADCAST_SHORT'],
    ['a short symbol', (f: Uint8Array) => f.subarray(0, 700), 'KADCAST_SYMBOL'],
    ['a long symbol', (f: Uint8Array) => Uint8Array.of(...f, 0), 'KADCAST_SYMBOL'],
    ['no sub-block', (f: Uint8Array) => f.fill(0, 41, 43), 'KADCAST_OTI'],
    ['no source block', (f: Uint8Array) => f.fill(0, 40, 41), 'KADCAST_OTI'],
    ['a petabyte', (f: Uint8Array) => f.fill(0xff, 32, 37), 'KADCAST_OTI'],
    ['no alignment', (f: Uint8Array) => f.fill(0, 43, 44), 'KADCAST_OTI'],
  ])('refuses %s and keeps nothing', (_, spoil, code) => {
    const cache = makeCache();
    expect(() => cache.push(spoil(pieces[0]!.slice()), 1, 'a', 0)).toThrowCode(code);
    expect([cache.openMessages, cache.storedBytes]).toEqual([0, 0]);
  });
});
