import { toHex } from '@eventide/base';
import { describe, expect, test } from 'vitest';
import { keccakF1600 } from './keccak.ts';
import { keccakF } from './plain/keccak.ts';

const wordsOf = (lanes: readonly bigint[]): Uint32Array =>
  Uint32Array.from(lanes.flatMap((lane) => [Number(lane & 0xffff_ffffn), Number(lane >> 32n)]));

describe('01 §13 Keccak-f[1600]', () => {
  test('the published permutation of zeros', () => {
    const state = new Uint32Array(50);
    keccakF1600(state);
    expect(toHex(new Uint8Array(state.buffer, 0, 32))).toBe(
      'e7dde140798f25f18a47c033f9ccd584eea95aa61e2698d54d49806f304715bd',
    );
    keccakF1600(state);
    expect(toHex(new Uint8Array(state.buffer, 0, 8))).toBe('3ccb6ef94d955c2d');
  });

  test('WebAssembly and bigint agree on any state', () => {
    let lanes = Array.from({ length: 25 }, (_, i) => BigInt.asUintN(64, 0x9e37_79b9_7f4a_7c15n * BigInt(i + 1)));
    const state = wordsOf(lanes);
    for (let i = 0; i < 100; i++) {
      keccakF1600(state);
      lanes = keccakF(lanes);
      expect(state).toEqual(wordsOf(lanes));
    }
  });

  test('other lengths are refused', () => {
    expect(() => keccakF1600(new Uint32Array(49))).toThrowCode('KERNEL_BAD_LENGTH');
  });
});
