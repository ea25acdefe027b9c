import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keccak256, sha3_256 } from './sha3.ts';

const message = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i + 7 * i) >> 3);
const theirs = (bytes: Uint8Array): string => createHash('sha3-256').update(bytes).digest('hex');
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('01 §13 SHA3-256', () => {
  test('digests of all lengths around a block, and of many blocks, equal those of OpenSSL', () => {
    const lengths = [...Array(300).keys(), 135 + 136 * 63, 136 * 64, 136 * 64 + 1, 136 * 130, 20_000];
    for (const length of lengths) {
      const bytes = message.subarray(0, length);
      expect(hex(sha3_256(bytes))).toBe(theirs(bytes));
      expect(hex(sha3_256(message.subarray(3, 3 + length)))).toBe(theirs(message.subarray(3, 3 + length)));
    }
  });

  test('the padding before FIPS 202', () => {
    expect(hex(keccak256(new Uint8Array()))).toBe('c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
    const abc = new TextEncoder().encode('abc');
    expect(hex(keccak256(abc))).toBe('4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45');
  });

  test('digests are their caller’s own', () => {
    const first = sha3_256(message);
    const copy = first.slice();
    sha3_256(new Uint8Array());
    expect(first).toEqual(copy);
  });
});
