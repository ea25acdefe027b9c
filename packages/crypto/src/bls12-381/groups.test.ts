import { fromHex, toHex, utf8 } from '@eventide/base';
import { decode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fp } from '../fields/fp.ts';
import { fr } from '../fields/fr.ts';
import {
  decodeG1,
  decodeG1Uncompressed,
  decodeG2,
  decodeG2Uncompressed,
  encodeG1,
  encodeG1Uncompressed,
  encodeG2,
  encodeG2Uncompressed,
  g1Codec,
  g2Codec,
} from './encoding.ts';
import { addFp2, mulFp2, sqrtFp2 } from './fp2.ts';
import {
  addG1,
  addG2,
  hashToG1,
  isOnG1,
  isOnG2,
  isPairingProductOne,
  isTorsionFreeG1,
  isTorsionFreeG2,
  isValidG1,
  isValidG2,
  mulG1,
  mulG2,
  negateG1,
  negateG2,
} from './group.ts';
import { equalG1, equalG2, type Fp2, G1_GENERATOR, G1_IDENTITY, G2_GENERATOR, G2_IDENTITY } from './points.ts';
import { decodeG1Raw, decodeG2Archive, decodeG2Raw, encodeG1Raw, encodeG2Archive, encodeG2Raw } from './raw.ts';

type Vectors = {
  g1_generator_compressed: string;
  g2_generator_compressed: string;
  g1_generator_uncompressed: string;
  g1_identity_compressed: string;
  g2_identity_compressed: string;
  g1_generator_raw97: string;
  g1_identity_raw97: string;
  g2_generator_raw193: string;
  g2_identity_raw193: string;
  g2_sample: { secret_key_le: string; compressed: string; raw193: string; rkyv200: string };
  hash_to_curve_g1: { dst: string; cases: { msg: string; uncompressed: string }[] };
  h0_v2: { dst: string; cases: { msg_hex: string; compressed: string }[] };
};
const vectors = loadVectors<Vectors>('crypto/groups');

/** A point of the curve outside the subgroup: the first x with a root. */
function offSubgroupG1() {
  for (let x = 0n; ; x++) {
    const y = fp.sqrt(fp.add(fp.mul(fp.square(x), x), 4n));
    const point = { x, y: y ?? 0n, infinity: false };
    if (y !== null && !isTorsionFreeG1(point)) return point;
  }
}

function offSubgroupG2() {
  for (let c0 = 0n; ; c0++) {
    const x: Fp2 = { c0, c1: 1n };
    const y = sqrtFp2(addFp2(mulFp2(mulFp2(x, x), x), { c0: 4n, c1: 4n }));
    if (y === null) continue;
    const point = { x, y, infinity: false };
    if (!isTorsionFreeG2(point)) return point;
  }
}

const flipped = (hex: string, at: number, bits: number): Uint8Array => {
  const bytes = fromHex(hex);
  bytes[at] = (bytes[at] as number) ^ bits;
  return bytes;
};

describe('01 §8.1 compressed and uncompressed points', () => {
  test('01 §8.1 generators and identities', () => {
    expect(toHex(encodeG1(G1_GENERATOR))).toBe(vectors.g1_generator_compressed);
    expect(toHex(encodeG2(G2_GENERATOR))).toBe(vectors.g2_generator_compressed);
    expect(toHex(encodeG1(G1_IDENTITY))).toBe(vectors.g1_identity_compressed);
    expect(toHex(encodeG2(G2_IDENTITY))).toBe(vectors.g2_identity_compressed);
    expect(decodeG1(fromHex(vectors.g1_generator_compressed))).toEqual(G1_GENERATOR);
    expect(decodeG2(fromHex(vectors.g2_generator_compressed))).toEqual(G2_GENERATOR);
    expect(decodeG1(fromHex(vectors.g1_identity_compressed))).toEqual(G1_IDENTITY);
    expect(decodeG2(fromHex(vectors.g2_identity_compressed))).toEqual(G2_IDENTITY);
    expect(toHex(encodeG1Uncompressed(G1_GENERATOR))).toBe(vectors.g1_generator_uncompressed);
    expect(decodeG1Uncompressed(fromHex(vectors.g1_generator_uncompressed))).toEqual(G1_GENERATOR);
  });

  test('01 §8.1 uncompressed round trips, the identities among them', () => {
    for (const point of [G1_IDENTITY, mulG1(99n, G1_GENERATOR)]) {
      expect(decodeG1Uncompressed(encodeG1Uncompressed(point))).toEqual(point);
    }
    for (const point of [G2_IDENTITY, mulG2(99n, G2_GENERATOR)]) {
      expect(decodeG2Uncompressed(encodeG2Uncompressed(point))).toEqual(point);
    }
  });

  test('01 §8.1 the sort flag chooses the root', () => {
    for (const k of [1n, 2n, 3n, 4n, 5n]) {
      const [p, q] = [mulG1(k, G1_GENERATOR), mulG2(k, G2_GENERATOR)];
      for (const point of [p, negateG1(p)]) expect(decodeG1(encodeG1(point))).toEqual(point);
      for (const point of [q, negateG2(q)]) expect(decodeG2(encodeG2(point))).toEqual(point);
    }
  });

  test('01 §8.1 refuses lengths', () => {
    expect(() => decode(g1Codec, new Uint8Array(47))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(g2Codec, new Uint8Array(95))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeG1(new Uint8Array(49))).toThrowCode('CODEC_TRAILING');
    expect(() => decodeG2(new Uint8Array(97))).toThrowCode('CODEC_TRAILING');
    expect(() => decodeG1Uncompressed(new Uint8Array(95))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeG2Uncompressed(new Uint8Array(193))).toThrowCode('CODEC_TRAILING');
  });

  test('01 §8.1 refuses every other combination of flags', () => {
    const { g1_generator_compressed: g1, g2_generator_compressed: g2, g1_identity_compressed: zero } = vectors;
    expect(() => decodeG1(flipped(g1, 0, 0x80))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decodeG2(flipped(g2, 0, 0x80))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decodeG1(flipped(zero, 0, 0x20))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decodeG1(flipped(g1, 0, 0x40))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => decodeG1(flipped(zero, 47, 1))).toThrowCode('CODEC_NOT_CANONICAL');
    expect(() => decodeG1Uncompressed(flipped(vectors.g1_generator_uncompressed, 0, 0x20))).toThrowCode(
      'CODEC_BAD_TAG',
    );
    expect(() => decodeG1Uncompressed(flipped(vectors.g1_generator_uncompressed, 0, 0x80))).toThrowCode(
      'CODEC_BAD_TAG',
    );
    expect(() => decodeG1Uncompressed(flipped(vectors.g1_generator_uncompressed, 0, 0x60))).toThrowCode(
      'CODEC_BAD_TAG',
    );
    expect(() => decodeG1Uncompressed(new Uint8Array(96))).toThrowCode('CODEC_BAD_POINT');
  });

  test('01 §8.1 refuses coordinates that are not reduced', () => {
    const bytes = fp.encode(fp.modulus - 1n);
    bytes[47] = (bytes[47] as number) + 1;
    bytes[0] = (bytes[0] as number) | 0x80;
    expect(() => decodeG1(bytes)).toThrowCode('CODEC_NOT_CANONICAL');
    const wide = new Uint8Array(96).fill(0xff, 48);
    wide[0] = 0x80;
    expect(() => decodeG2(wide)).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test('01 §8.1 refuses points off the curve and off the subgroup', () => {
    const [p, q] = [offSubgroupG1(), offSubgroupG2()];
    expect(isOnG1(p) && isOnG2(q)).toBe(true);
    expect(() => decodeG1(encodeG1(p))).toThrowCode('CODEC_BAD_POINT');
    expect(() => decodeG2(encodeG2(q))).toThrowCode('CODEC_BAD_POINT');
    expect(() => decodeG1Uncompressed(encodeG1Uncompressed(p))).toThrowCode('CODEC_BAD_POINT');
    expect(() => decodeG2Uncompressed(encodeG2Uncompressed(q))).toThrowCode('CODEC_BAD_POINT');
    expect(() => decodeG1Uncompressed(flipped(vectors.g1_generator_uncompressed, 95, 1))).toThrowCode(
      'CODEC_BAD_POINT',
    );
    const offCurve = new Uint8Array(48).fill(1, 47);
    offCurve[0] = 0x80;
    expect(() => decodeG1(offCurve)).toThrowCode('CODEC_BAD_POINT');
    expect(isValidG1(p) || isValidG2(q)).toBe(false);
  });

  test('01 §8.1 decoded points are frozen, and only those very objects are trusted', () => {
    const p = decodeG1(fromHex(vectors.g1_generator_compressed));
    const q = decodeG2(fromHex(vectors.g2_generator_compressed));
    expect([p, q, q.x, q.y].every(Object.isFrozen)).toBe(true);
    expect(isValidG1({ ...p, y: 1n })).toBe(false);
    expect(isValidG2({ ...q, y: q.x })).toBe(false);
  });

  test('01 §16 item 8: the identities decode but are not valid', () => {
    expect(isValidG1(G1_IDENTITY) || isValidG2(G2_IDENTITY)).toBe(false);
    expect(isValidG1(G1_GENERATOR) && isValidG2(G2_GENERATOR)).toBe(true);
  });
});

describe('01 §8.2 hash to curve', () => {
  test.each(vectors.hash_to_curve_g1.cases)('01 §8.2 "$msg"', ({ msg, uncompressed }) => {
    const point = hashToG1(utf8(msg), utf8(vectors.hash_to_curve_g1.dst));
    expect(toHex(encodeG1Uncompressed(point))).toBe(uncompressed);
  });

  test.each(vectors.h0_v2.cases)('01 §9 H0 of "$msg_hex"', ({ msg_hex: msg, compressed }) => {
    expect(toHex(encodeG1(hashToG1(fromHex(msg), utf8(vectors.h0_v2.dst))))).toBe(compressed);
  });
});

describe('01 §8.3 raw and archived points', () => {
  test('01 §8.3 generators and identities', () => {
    expect(toHex(encodeG1Raw(G1_GENERATOR))).toBe(vectors.g1_generator_raw97);
    expect(toHex(encodeG1Raw(G1_IDENTITY))).toBe(vectors.g1_identity_raw97);
    expect(toHex(encodeG2Raw(G2_GENERATOR))).toBe(vectors.g2_generator_raw193);
    expect(toHex(encodeG2Raw(G2_IDENTITY))).toBe(vectors.g2_identity_raw193);
    expect(decodeG1Raw(fromHex(vectors.g1_generator_raw97))).toEqual(G1_GENERATOR);
    expect(decodeG1Raw(fromHex(vectors.g1_identity_raw97))).toEqual(G1_IDENTITY);
    expect(decodeG2Raw(fromHex(vectors.g2_generator_raw193))).toEqual(G2_GENERATOR);
    expect(decodeG2Raw(fromHex(vectors.g2_identity_raw193))).toEqual(G2_IDENTITY);
  });

  test('01 §8.3 a key in all its forms', () => {
    const { secret_key_le: secret, compressed, raw193, rkyv200 } = vectors.g2_sample;
    const key = mulG2(fr.decode(fromHex(secret)), G2_GENERATOR);
    expect(toHex(encodeG2(key))).toBe(compressed);
    expect(toHex(encodeG2Raw(key))).toBe(raw193);
    expect(toHex(encodeG2Archive(key))).toBe(rkyv200);
    expect(decodeG2Archive(fromHex(rkyv200))).toEqual(decodeG2(fromHex(compressed)));
  });

  test('01 §8.3 raw points are not checked by the decoder, but lengths and flags are', () => {
    const off = { ...G1_GENERATOR, y: 5n };
    expect(decodeG1Raw(encodeG1Raw(off))).toEqual(off);
    expect(isValidG1(off)).toBe(false);
    expect(() => decodeG1Raw(new Uint8Array(96))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeG2Raw(new Uint8Array(194))).toThrowCode('CODEC_TRAILING');
    expect(() => decodeG2Raw(new Uint8Array(193).fill(2, 192))).toThrowCode('CODEC_BAD_TAG');
  });

  test('01 §3.1 limbs above the modulus stand for their residue', () => {
    const raw = encodeG1Raw(G1_GENERATOR);
    let carry = 0n;
    for (let i = 0; i < 48; i++) {
      const sum = BigInt(raw[i] as number) + ((fp.modulus >> BigInt(8 * i)) & 0xffn) + carry;
      raw[i] = Number(sum & 0xffn);
      carry = sum >> 8n;
    }
    expect(decodeG1Raw(raw)).toEqual(G1_GENERATOR);
  });
});

describe('01 §8 group laws', () => {
  test('01 §8 sums, inverses and the scalar 0', () => {
    expect(addG1(G1_GENERATOR, negateG1(G1_GENERATOR))).toEqual(G1_IDENTITY);
    expect(addG2(G2_GENERATOR, negateG2(G2_GENERATOR))).toEqual(G2_IDENTITY);
    expect(mulG1(0n, G1_GENERATOR)).toEqual(G1_IDENTITY);
    expect(mulG2(0n, G2_GENERATOR)).toEqual(G2_IDENTITY);
    expect(mulG1(5n, G1_IDENTITY)).toEqual(G1_IDENTITY);
    expect(equalG1(mulG1(fr.modulus - 1n, G1_GENERATOR), negateG1(G1_GENERATOR))).toBe(true);
    expect(equalG2(mulG2(fr.modulus - 1n, G2_GENERATOR), negateG2(G2_GENERATOR))).toBe(true);
    expect(addG1(mulG1(2n, G1_GENERATOR), G1_GENERATOR)).toEqual(mulG1(3n, G1_GENERATOR));
    expect(addG2(mulG2(2n, G2_GENERATOR), G2_GENERATOR)).toEqual(mulG2(3n, G2_GENERATOR));
  });

  test('01 §8 pairings multiply', () => {
    const pair = (a: bigint, b: bigint) => ({ g1: mulG1(a, G1_GENERATOR), g2: mulG2(b, G2_GENERATOR) });
    expect(isPairingProductOne([pair(6n, 35n), pair(fr.modulus - 10n, 21n)])).toBe(true);
    expect(isPairingProductOne([pair(6n, 35n), pair(fr.modulus - 10n, 22n)])).toBe(false);
    expect(isPairingProductOne([{ g1: G1_IDENTITY, g2: G2_GENERATOR }])).toBe(true);
    expect(isPairingProductOne([])).toBe(true);
  });
});
