import { concatBytes, fromHex, intToBytesLe, toHex } from '@eventide/base';
import { Reader } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { blake2b256, blake2b512 } from '../hash.ts';
import { JUBJUB_D, JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY } from './constants.ts';
import { decodeJubJub, decodeJubJubRaw, encodeJubJub, readJubJubPoints } from './encoding.ts';
import { hashToJubJub, mapToJubJub, unmapFromJubJub } from './hashToPoint.ts';
import { addJubJub, areValidJubJub, dhke, isOnJubJub, isTorsionFreeJubJub, isValidJubJub, mulJubJub } from './point.ts';

type PointVector = { u: string; v: string; compressed: string };
type Vectors = {
  d: string;
  subgroup_order: string;
  cofactor: number;
  generator: PointVector;
  generator_nums: PointVector;
  identity: PointVector;
  nums_derivation: { counter: number; input_prefix: string; take_first: number };
  eight_torsion: PointVector[];
  multiples_of_generator: (PointVector & { k: string })[];
  decode_ok_canonical_identity: string;
  decode_rejected: Record<string, string>;
  hash_to_point: (PointVector & { input_hex: string; counter: number })[];
  map_to_point: (PointVector & { u64: string; iterations: number })[];
  dhke: { a_le: string; b_le: string; shared: PointVector };
};
const vectors = loadVectors<Vectors>('crypto/jubjub');
const pointOf = ({ u, v }: PointVector) => ({ u: BigInt(u), v: BigInt(v) });
const rejected = (name: string): Uint8Array => fromHex(vectors.decode_rejected[name] as string);

describe('01 §4 JubJub', () => {
  test('01 §4.1 curve constants', () => {
    expect(JUBJUB_D).toBe(BigInt(vectors.d));
    expect(fl.modulus).toBe(BigInt(vectors.subgroup_order));
    expect(fr.sqrt(JUBJUB_D)).toBeNull();
  });

  test('01 §4.2 generators', () => {
    expect(JUBJUB_GENERATOR).toEqual(pointOf(vectors.generator));
    expect(JUBJUB_GENERATOR_NUMS).toEqual(pointOf(vectors.generator_nums));
    expect(JUBJUB_IDENTITY).toEqual(pointOf(vectors.identity));
    expect(isValidJubJub(JUBJUB_GENERATOR) && isValidJubJub(JUBJUB_GENERATOR_NUMS)).toBe(true);
  });

  test("01 §4.2 G' is the 18th candidate of its derivation, and none before serves", () => {
    const { counter, input_prefix: prefix, take_first: size } = vectors.nums_derivation;
    const input = new Uint8Array(40);
    input.set(fromHex(prefix));
    for (let c = 0; c <= counter; c++) {
      input[32] = c;
      const candidate = blake2b512(input).subarray(0, size);
      if (c === counter) expect(decodeJubJub(candidate)).toEqual(JUBJUB_GENERATOR_NUMS);
      else expect(() => decodeJubJub(candidate)).toThrow();
    }
  });

  test.each(vectors.multiples_of_generator)('01 §4.5 $k · G', ({ k, ...point }) => {
    expect(mulJubJub(BigInt(k), JUBJUB_GENERATOR)).toEqual(pointOf(point));
    expect(toHex(encodeJubJub(pointOf(point)))).toBe(point.compressed);
    expect(decodeJubJub(fromHex(point.compressed))).toEqual(pointOf(point));
  });

  test.each(vectors.eight_torsion)('01 §4.3 torsion point $compressed: raw decoder only', (vector) => {
    const point = pointOf(vector);
    expect(isOnJubJub(point)).toBe(true);
    expect(decodeJubJubRaw(fromHex(vector.compressed))).toEqual(point);
    if (point.u === 0n && point.v === 1n) expect(decodeJubJub(fromHex(vector.compressed))).toEqual(JUBJUB_IDENTITY);
    else expect(() => decodeJubJub(fromHex(vector.compressed))).toThrowCode('CODEC_BAD_POINT');
    const mixed = addJubJub(point, JUBJUB_GENERATOR);
    expect(isTorsionFreeJubJub(mixed)).toBe(point.v === 1n);
    expect(mulJubJub(8n, point)).toEqual(JUBJUB_IDENTITY);
  });

  test('01 §4.3 both decoders take the identity and refuse it with the sign bit', () => {
    const identity = fromHex(vectors.decode_ok_canonical_identity);
    const signed = rejected('noncanonical_identity_sign_bit');
    for (const decoder of [decodeJubJub, decodeJubJubRaw]) {
      expect(decoder(identity)).toEqual(JUBJUB_IDENTITY);
      expect(() => decoder(signed)).toThrowCode('CODEC_NOT_CANONICAL');
      expect(() => decoder(rejected('v_equals_modulus'))).toThrowCode('CODEC_NOT_CANONICAL');
      expect(() => decoder(identity.subarray(0, 31))).toThrowCode('CODEC_TOO_SHORT');
      expect(() => decoder(new Uint8Array(33))).toThrowCode('CODEC_TRAILING');
      expect(() => decoder(new Uint8Array(32).fill(2, 0, 1))).toThrowCode('CODEC_BAD_POINT');
    }
    expect(isValidJubJub(JUBJUB_IDENTITY)).toBe(false);
  });

  test.each(['order_two_point_0_minus1', 'full_order_generator'])('01 §4.3 %s: raw yes, checked no', (name) => {
    expect(isOnJubJub(decodeJubJubRaw(rejected(name)))).toBe(true);
    expect(() => decodeJubJub(rejected(name))).toThrowCode('CODEC_BAD_POINT');
  });

  test('01 §4.3 the sign bit on (0, −1) is refused', () => {
    const bytes = rejected('order_two_point_0_minus1');
    bytes[31] = (bytes[31] as number) | 0x80;
    expect(() => decodeJubJubRaw(bytes)).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test.each(vectors.hash_to_point)(
    '01 §4.5 hash to point of "$input_hex"',
    ({ input_hex: input, counter, ...point }) => {
      expect(hashToJubJub(fromHex(input))).toEqual(pointOf(point));
      const candidate = blake2b256(concatBytes(fromHex(input), intToBytesLe(BigInt(counter), 8)));
      expect(decodeJubJub(candidate)).toEqual(pointOf(point));
    },
  );

  test.each(vectors.map_to_point)('01 §4.5 map $u64 to a point and back', ({ u64, iterations, ...point }) => {
    expect(mapToJubJub(BigInt(u64))).toEqual(pointOf(point));
    expect(pointOf(point).v >> 64n).toBe(BigInt(iterations));
    expect(unmapFromJubJub(pointOf(point))).toBe(BigInt(u64));
  });

  test('01 §4.5 map refuses what is no u64', () => {
    expect(() => mapToJubJub(-1n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => mapToJubJub(1n << 64n)).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });

  test('01 §4.3 what was decoded before is known again among new and wrong ones', () => {
    const points = Array.from({ length: 5 }, (_, i) => mulJubJub(BigInt(1_000 + i), JUBJUB_GENERATOR));
    const encodings = points.map(encodeJubJub);
    const known = decodeJubJub(encodings[3] as Uint8Array);
    const read = readJubJubPoints(new Reader(concatBytes(...encodings, ...encodings)), 10);
    expect(read).toEqual([...points, ...points]);
    expect(read[3]).toBe(known);
    const torsion = encodeJubJub(pointOf(vectors.eight_torsion[0] as PointVector));
    for (let times = 0; times < 2; times++) {
      expect(() => readJubJubPoints(new Reader(concatBytes(encodings[0] as Uint8Array, torsion)), 2)).toThrowCode(
        'CODEC_BAD_POINT',
      );
    }
  });

  test('01 §4.4 points that passed the check are remembered and frozen; equal ones are checked anew', () => {
    const decoded = decodeJubJub(encodeJubJub(JUBJUB_GENERATOR_NUMS));
    expect(Object.isFrozen(decoded)).toBe(true);
    expect(areValidJubJub([decoded, { ...decoded }])).toBe(true);
    const torsion = pointOf(vectors.eight_torsion[0] as PointVector);
    expect(areValidJubJub([decoded, torsion])).toBe(false);
    expect(areValidJubJub([decoded, JUBJUB_IDENTITY])).toBe(false);
    expect(areValidJubJub([decoded, { ...decoded, v: 5n }])).toBe(false);
    expect(areValidJubJub([])).toBe(true);
  });

  test('01 §4.3 many points in one reading', () => {
    const [a, b] = [JUBJUB_GENERATOR, JUBJUB_IDENTITY];
    const bytes = concatBytes(encodeJubJub(a), encodeJubJub(b));
    expect(readJubJubPoints(new Reader(bytes), 2)).toEqual([a, b]);
    expect(() => readJubJubPoints(new Reader(bytes), 3)).toThrowCode('CODEC_TOO_SHORT');
    const off = concatBytes(encodeJubJub(a), rejected('full_order_generator'));
    expect(() => readJubJubPoints(new Reader(off), 2)).toThrowCode('CODEC_BAD_POINT');
    const large = concatBytes(encodeJubJub(a), rejected('v_equals_modulus'));
    expect(() => readJubJubPoints(new Reader(large), 2)).toThrowCode('CODEC_NOT_CANONICAL');
  });

  test('01 §4.5 dhke from both sides', () => {
    const a = fl.decode(fromHex(vectors.dhke.a_le));
    const b = fl.decode(fromHex(vectors.dhke.b_le));
    const shared = pointOf(vectors.dhke.shared);
    expect(dhke(a, mulJubJub(b, JUBJUB_GENERATOR))).toEqual(shared);
    expect(dhke(b, mulJubJub(a, JUBJUB_GENERATOR))).toEqual(shared);
  });
});
