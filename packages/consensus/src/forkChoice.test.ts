import { describe, expect, test } from 'vitest';
import { chooseFork } from './forkChoice.ts';

const hash = (n: number): Uint8Array => new Uint8Array(32).fill(n);
/** Heights 5 (final) to 8; block h has hash h and iteration 2. */
const own = {
  lastFinal: 5n,
  at: (height: bigint) => (height >= 5n && height <= 8n ? { hash: hash(Number(height)), iteration: 2 } : undefined),
};
const rival = (height: bigint, iteration: number, parent = Number(height) - 1) => ({
  height,
  hash: hash(100),
  prevBlockHash: hash(parent),
  iteration,
});

describe('06 §17 fork choice', () => {
  test('the lower iteration wins at equal height and parent, below the tip too', () => {
    expect(chooseFork(rival(8n, 1), own)).toBe('replace');
    expect(chooseFork(rival(6n, 0), own)).toBe('replace');
  });
  test('the higher iteration loses and its sender is told', () => {
    expect(chooseFork(rival(7n, 3), own)).toBe('inferior');
  });
  test('equal iterations change nothing', () => {
    expect(chooseFork(rival(7n, 2), own)).toBe('tie');
  });
  test('our own block is known', () => {
    expect(chooseFork({ height: 7n, hash: hash(7), prevBlockHash: hash(6), iteration: 2 }, own)).toBe('known');
  });
  test('nothing replaces a final block', () => {
    expect(chooseFork(rival(5n, 0), own)).toBe('settled');
    expect(chooseFork(rival(3n, 0), own)).toBe('settled');
  });
  test('a block on another parent is foreign, and so is one above the tip', () => {
    expect(chooseFork(rival(7n, 0, 66), own)).toBe('foreign');
    expect(chooseFork(rival(9n, 0), own)).toBe('foreign');
  });
});
