import { concatBytes, fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { describe, expect, test } from 'vitest';
import { fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { encodeJubJub } from '../jubjub/encoding.ts';
import { randomCurvePoint } from '../jubjub/random.ts';
import { expandSeed, StdRng, stdRngFromU64 } from './stdRng.ts';

type Vectors = {
  seed_from_u64: { u64: string; seed_hex: string }[];
  chacha12_zero_seed_first_64: string;
  chacha20_zero_seed_first_64: string;
  stdrng: {
    u64: string;
    jubjub_scalar_random_le?: string;
    bls_scalar_random_le?: string;
    jubjub_extended_point_random_compressed?: string;
  }[];
  fill_bytes_discards_partial_words: { u64: number; fill5: string; then_fill4: string };
};
const vectors = loadVectors<Vectors>('crypto/rng');

describe('01 §2 randomness', () => {
  test.each(vectors.seed_from_u64)('01 §2 seed of $u64', ({ u64, seed_hex: seed }) => {
    expect(toHex(expandSeed(BigInt(u64)))).toBe(seed);
  });

  test('01 §2 ChaCha12 stream of the zero seed', () => {
    const expected = vectors.chacha12_zero_seed_first_64;
    expect(toHex(new StdRng(new Uint8Array(32)).randomBytes(64))).toBe(expected);
    const words = new StdRng(new Uint8Array(32));
    expect(words.nextU32()).toBe(new DataView(fromHex(expected).buffer).getUint32(0, true));
    expect(words.nextU64()).toBe(new DataView(fromHex(expected).buffer).getBigUint64(4, true));
  });

  test('01 §2 the stream is that of ChaCha20 with 12 rounds instead of 20', () => {
    const zeros = new Uint8Array(64);
    const stream = chacha20(new Uint8Array(32), new Uint8Array(12), zeros);
    expect(toHex(stream)).toBe(vectors.chacha20_zero_seed_first_64);
  });

  test.each(vectors.stdrng)('01 §2 draws of seed $u64', (vector) => {
    const rng = stdRngFromU64(BigInt(vector.u64));
    if (vector.jubjub_scalar_random_le) {
      expect(toHex(fl.encode(fl.random(rng.randomBytes)))).toBe(vector.jubjub_scalar_random_le);
    }
    if (vector.bls_scalar_random_le) {
      expect(toHex(fr.encode(fr.random(rng.randomBytes)))).toBe(vector.bls_scalar_random_le);
    }
    if (vector.jubjub_extended_point_random_compressed) {
      expect(toHex(encodeJubJub(randomCurvePoint(rng)))).toBe(vector.jubjub_extended_point_random_compressed);
    }
  });

  test('01 §16 item 11: a partial word is thrown away', () => {
    const { u64, fill5, then_fill4: next } = vectors.fill_bytes_discards_partial_words;
    const rng = stdRngFromU64(BigInt(u64));
    expect(toHex(rng.randomBytes(5))).toBe(fill5);
    expect(toHex(rng.randomBytes(4))).toBe(next);
  });

  test('01 §2 long draws equal many short ones', () => {
    const long = stdRngFromU64(7n).randomBytes(1000);
    const short = stdRngFromU64(7n);
    const parts = Array.from({ length: 250 }, () => short.randomBytes(4));
    expect(toHex(concatBytes(...parts))).toBe(toHex(long));
  });

  test('01 §2 refuses other seeds', () => {
    expect(() => new StdRng(new Uint8Array(31))).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => expandSeed(-1n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => expandSeed(1n << 64n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});
