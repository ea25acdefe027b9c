import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { Field } from './field.ts';
import { fl, flCodec } from './fl.ts';
import { fp, fpCodec } from './fp.ts';
import { FR_ROOT_OF_UNITY, fr, frCodec } from './fr.ts';
import { hashToFl, hashToFr } from './hashToScalar.ts';

type Element = { int: string; le: string; montgomery_le: string };
type Hash = { input_hex: string; le: string };
type Vectors = {
  r_bls: string;
  r_jubjub: string;
  p_fp: string;
  bls_scalar: Element[];
  jubjub_scalar: Element[];
  fp: { be: string; montgomery_le: string }[];
  rejected_bls_scalar_le: string[];
  rejected_jubjub_scalar_le: string[];
  from_bytes_wide: { bytes64: string; bls_le: string; jubjub_le: string }[];
  bls_hash_to_scalar: Hash[];
  jubjub_hash_to_scalar: Hash[];
};
const vectors = loadVectors<Vectors>('crypto/fields');
const hexOf = (field: Field, value: bigint): string => toHex(field.encode(value));

describe('01 §3 fields', () => {
  test('01 §3 moduli and the root of unity', () => {
    expect(fr.modulus).toBe(BigInt(vectors.r_bls));
    expect(fl.modulus).toBe(BigInt(vectors.r_jubjub));
    expect(fp.modulus).toBe(BigInt(vectors.p_fp));
    expect(fr.pow(7n, (fr.modulus - 1n) >> 32n)).toBe(FR_ROOT_OF_UNITY);
    expect(fr.pow(FR_ROOT_OF_UNITY, 1n << 31n)).toBe(fr.modulus - 1n);
  });

  test.each([
    ...vectors.bls_scalar.map((vector) => ({ field: fr, ...vector })),
    ...vectors.jubjub_scalar.map((vector) => ({ field: fl, ...vector })),
  ])('01 §3 $field.name $int', ({ field, int, le, montgomery_le: limbs }) => {
    expect(hexOf(field, BigInt(int))).toBe(le);
    expect(field.decode(fromHex(le))).toBe(BigInt(int));
    expect(toHex(field.toMontgomery(BigInt(int)))).toBe(limbs);
    expect(field.fromMontgomery(fromHex(limbs))).toBe(BigInt(int));
  });

  test.each(vectors.fp)('01 §3.1 Fp $be', ({ be, montgomery_le: limbs }) => {
    const value = fp.decode(fromHex(be));
    expect(hexOf(fp, value)).toBe(be);
    expect(toHex(fp.toMontgomery(value))).toBe(limbs);
    expect(fp.fromMontgomery(fromHex(limbs))).toBe(value);
  });

  test.each(vectors.rejected_bls_scalar_le)('01 §3 Fr refuses %s', (hex) => {
    expect(() => decode(frCodec, fromHex(hex))).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test.each(vectors.rejected_jubjub_scalar_le)('01 §3 Fl refuses %s', (hex) => {
    expect(() => decode(flCodec, fromHex(hex))).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test.each(vectors.from_bytes_wide)('01 §3 wide bytes', ({ bytes64, bls_le: bls, jubjub_le: jubjub }) => {
    expect(hexOf(fr, fr.fromBytesWide(fromHex(bytes64)))).toBe(bls);
    expect(hexOf(fl, fl.fromBytesWide(fromHex(bytes64)))).toBe(jubjub);
    expect(() => fr.fromBytesWide(fromHex(bytes64).subarray(1))).toThrowCode('CODEC_TOO_SHORT');
  });

  test.each(vectors.bls_hash_to_scalar)('01 §3 hash to Fr of "$input_hex"', ({ input_hex: input, le }) => {
    expect(hexOf(fr, hashToFr(fromHex(input)))).toBe(le);
  });

  test.each(vectors.jubjub_hash_to_scalar)('01 §3 hash to Fl of "$input_hex"', ({ input_hex: input, le }) => {
    expect(hexOf(fl, hashToFl(fromHex(input)))).toBe(le);
  });

  test.each([
    { field: fr, codec: frCodec },
    { field: fl, codec: flCodec },
    { field: fp, codec: fpCodec },
  ])('01 §3 $field.name: edges of the codec', ({ field, codec }) => {
    const largest = field.modulus - 1n;
    expect(decode(codec, encode(codec, largest))).toBe(largest);
    expect(() => encode(codec, field.modulus)).toThrowCode('CRYPTO_NOT_REDUCED');
    expect(() => encode(codec, -1n)).toThrowCode('CRYPTO_NOT_REDUCED');
    expect(() => decode(codec, new Uint8Array(field.size - 1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(codec, new Uint8Array(field.size + 1))).toThrowCode('CODEC_TRAILING');
    expect(() => decode(codec, new Uint8Array(field.size).fill(0xff))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => field.decode(new Uint8Array(field.size + 1))).toThrowCode('CODEC_TRAILING');
    expect(() => field.inv(0n)).toThrowCode('CRYPTO_NO_INVERSE');
    expect(() => field.random(() => new Uint8Array(63))).toThrowCode('CRYPTO_BAD_RANDOM');
  });

  test('01 §3.1 limbs that are not reduced stand for L·R⁻¹', () => {
    const limbs = new Uint8Array(32).fill(0xff);
    expect(fr.fromMontgomery(limbs)).toBe(fr.mul(fr.reduce((1n << 256n) - 1n), fr.inv(fr.reduce(1n << 256n))));
  });
});
