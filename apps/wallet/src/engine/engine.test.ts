import { describe, expect, test } from 'vitest';
import { failedAt, noAttempts, waitUntil } from './attempts.ts';
import { checkWords, completeWord } from './words.ts';

const alice = `${'alpha '.repeat(11)}able`;

describe('13 §5.1 words', () => {
  test('the published words of local networks are known as such', () => {
    expect(checkWords(alice)).toEqual({ kind: 'ok', published: true });
    expect(checkWords(`  ${alice.toUpperCase().replaceAll(' ', '\n')} `)).toEqual({ kind: 'ok', published: true });
  });

  test('an unknown word is named with its place and likely words', () => {
    expect(checkWords(alice.replace('able', 'abel'))).toEqual({
      kind: 'unknown',
      index: 11,
      word: 'abel',
      near: ['able', 'label'],
    });
  });

  test('too few words and a wrong checksum are told apart', () => {
    expect(checkWords('alpha alpha')).toEqual({ kind: 'count', words: 2 });
    expect(checkWords(alice.replace('able', 'about'))).toEqual({ kind: 'checksum' });
    expect(checkWords('')).toEqual({ kind: 'count', words: 0 });
  });

  test('completion offers at most six words and nothing for nothing', () => {
    expect(completeWord('abs')).toEqual(['absent', 'absorb', 'abstract', 'absurd']);
    expect(completeWord('')).toEqual([]);
    expect(completeWord('a').length).toBe(6);
  });
});

describe('13 §5.1 back-off after five wrong passwords', () => {
  test('five are free, then the wait doubles up to an hour', () => {
    let attempts = noAttempts;
    const waits: number[] = [];
    for (let i = 0; i < 16; i++) {
      attempts = failedAt(attempts, 1_000);
      waits.push(Math.max(0, waitUntil(attempts) - 1_000));
    }
    expect(waits.slice(0, 7)).toEqual([0, 0, 0, 0, 10_000, 20_000, 40_000]);
    expect(waits.at(-1)).toBe(3_600_000);
    expect(waitUntil(noAttempts)).toBe(0);
  });
});
