import { concatBytes } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type Kernels, loadKernels } from '@eventide/kernels';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fl } from './fields/fl.ts';
import { fr } from './fields/fr.ts';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY, type JubJubPoint } from './jubjub/constants.ts';
import { decodeJubJubMany, decodeJubJubRaw, encodeJubJub, rootFor } from './jubjub/encoding.ts';
import { fromAffine, multiplyExtended, toAffine } from './jubjub/extended.ts';
import { isTorsionFreeJubJub, mulJubJub, sumOfProductsJubJub } from './jubjub/point.ts';
import { randomCurvePoint } from './jubjub/random.ts';
import {
  ownsAddress,
  ownsAddressMany,
  phoenixPublicKey,
  phoenixViewKey,
  stealthAddress,
  stealthAddressCodec,
} from './keys/phoenix.ts';
import { hadesPermutation } from './poseidon/hades.ts';
import { poseidonDigest, poseidonMerkle4Many } from './poseidon/hash.ts';
import { stdRngFromU64 } from './rng/stdRng.ts';

/** What the doors computed before they stood on kernels: plain bigint. */
const plainMul = (scalar: bigint, point: JubJubPoint): JubJubPoint =>
  toAffine(multiplyExtended(scalar, fromAffine(point)));
const curvePoint = fc.bigInt({ min: 0n, max: 1n << 60n }).map((seed) => randomCurvePoint(stdRngFromU64(seed)));
const scalar = fc.bigInt({ min: 0n, max: (1n << 256n) - 1n });
const element = fc.bigInt({ min: 0n, max: fr.modulus - 1n });
const runs = { numRuns: 12 };
const edges = [0n, 1n, 2n, 8n, fl.modulus - 1n, fl.modulus, fl.modulus + 1n, 8n * fl.modulus, (1n << 256n) - 1n];

describe('01 §5 kernels and bigint agree on Hades', () => {
  test('01 §5 any state', () => {
    const kernels: Kernels = loadKernels();
    fc.assert(
      fc.property(fc.array(element, { minLength: 5, maxLength: 5 }), (state) => {
        expect(kernels.poseidon.permute(state)).toEqual(hadesPermutation(state));
      }),
      runs,
    );
  });

  test('01 §7.2 nodes together and one by one', () => {
    const node = fc.array(element, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), (nodes) => {
        expect(poseidonMerkle4Many(nodes)).toEqual(nodes.map((children) => poseidonDigest('merkle4', children)));
      }),
      runs,
    );
    expect(() => poseidonMerkle4Many([[1n, 2n, 3n]])).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonMerkle4Many([[1n, 2n, 3n, fr.modulus]])).toThrowCode('CRYPTO_NOT_REDUCED');
  });
});

describe('01 §4 kernels and bigint agree on JubJub', () => {
  test('01 §4.5 multiplication on the full curve', () => {
    fc.assert(
      fc.property(scalar, curvePoint, (k, point) => {
        expect(mulJubJub(k, point)).toEqual(plainMul(k, point));
      }),
      runs,
    );
  });

  test('01 §4.5 edges of the scalar, generators and identity', () => {
    for (const k of edges) {
      for (const point of [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY, { ...JUBJUB_GENERATOR }]) {
        expect(mulJubJub(k, point)).toEqual(plainMul(k, point));
      }
    }
    for (const k of [-1n, 1n << 256n]) {
      expect(() => mulJubJub(k, JUBJUB_GENERATOR)).toThrowCode('CRYPTO_NOT_REDUCED');
    }
    expect(() => mulJubJub(1n, { u: fr.modulus, v: 1n })).toThrowCode('CRYPTO_NOT_REDUCED');
    expect(sumOfProductsJubJub([], [])).toEqual(JUBJUB_IDENTITY);
  });

  test('01 §4.3 subgroup and decoding', () => {
    fc.assert(
      fc.property(curvePoint, element, (point, v) => {
        const torsionFree = plainMul(fl.modulus, point).v === 1n && plainMul(fl.modulus, point).u === 0n;
        expect(isTorsionFreeJubJub(point)).toBe(torsionFree);
        expect(decodeJubJubRaw(encodeJubJub(point))).toEqual(point);
        const bytes = fr.encode(v);
        if (rootFor(v) === null) expect(() => decodeJubJubRaw(bytes)).toThrowCode('CODEC_BAD_POINT');
        else expect(decodeJubJubRaw(bytes).u & 1n).toBe(0n);
        const eight = plainMul(8n, point);
        const many = concatBytes(encodeJubJub(point), encodeJubJub(eight), new Uint8Array(32).fill(0xff));
        expect(decodeJubJubMany(many)).toEqual([torsionFree ? point : null, eight, null]);
      }),
      runs,
    );
    expect(() => decodeJubJubMany(new Uint8Array(33))).toThrowCode('CODEC_INVALID');
  });

  test('03 §2 ownership of many addresses', () => {
    const mine = { a: 5n, b: 7n };
    const addresses = [1n, 2n, 3n, 4n, 5n].map((r) =>
      stealthAddress(phoenixPublicKey(r % 2n === 0n ? mine : { a: r, b: r }), r),
    );
    const view = phoenixViewKey(mine);
    const bytes = concatBytes(...addresses.map((address) => encode(stealthAddressCodec, address)), new Uint8Array(64));
    expect(ownsAddressMany(view, bytes)).toEqual([...addresses.map((address) => ownsAddress(view, address)), false]);
    expect(() => ownsAddressMany(view, new Uint8Array(63))).toThrowCode('CODEC_INVALID');
  });
});
