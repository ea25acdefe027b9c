import { bytesToIntLe, concatBytes, fromHex, intToBytesLe, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { EIGHTH_POINT } from './gen/jubjubSubgroup.ts';
import type { Tier } from './kernels.ts';
import { loadKernels, loadKernelsAsync } from './loadKernels.ts';
import { frConcat } from './local/elements.ts';
import { blake2bShort } from './plain/blake2b.ts';
import { hadesConstants } from './plain/hades.ts';
import { addPoints, JUBJUB_GENERATOR, type JubJubPoint, mulPoint } from './plain/jubjub.ts';
import { FR_MODULUS, JUBJUB_ORDER, powMod } from './plain/numbers.ts';
import { hasTier } from './tier.ts';

type Hades = {
  round_constants_effective_le: string[] | string[][];
  mds_effective_le: string[][];
  permutation: unknown;
};
const hades = loadVectors<Hades>('crypto/hades');

const plain = loadKernels('bigint');
const tiers = (['fma', 'simd', 'scalar'] as const satisfies readonly Tier[]).filter(hasTier);
let seed = 11n;
const draw = (modulus: bigint = FR_MODULUS): bigint => {
  seed = powMod(seed * 5n + 1n, 5n, FR_MODULUS);
  return seed % modulus;
};
const edges = [0n, 1n, 2n, FR_MODULUS - 1n, FR_MODULUS - 2n, (FR_MODULUS - 1n) / 2n, 1n << 254n];
const elements = (count: number): Uint8Array => frConcat(Array.from({ length: count }, (_, i) => edges[i] ?? draw()));
const generator: JubJubPoint = [bytesToIntLe(JUBJUB_GENERATOR.subarray(0, 32)), 18n];
/** Points of every kind: identity, torsion of order 2, generator, subgroup and outside it. */
const points = concatBytes(
  frConcat([0n, 1n]),
  frConcat([0n, FR_MODULUS - 1n]),
  JUBJUB_GENERATOR,
  ...Array.from({ length: 4 }, () => frConcat(mulPoint(generator, draw(JUBJUB_ORDER)))),
  ...Array.from({ length: 2 }, () =>
    frConcat(addPoints(mulPoint(generator, draw(JUBJUB_ORDER)), [0n, FR_MODULUS - 1n])),
  ),
);
/** Points of the subgroup, each followed by its sums with the other points of order 1, 2, 4 and 8. */
const cofactors = Array.from({ length: 8 }, (_, k) => mulPoint(EIGHTH_POINT, BigInt(k)));
const cosetBases: JubJubPoint[] = [
  [0n, 1n],
  generator,
  ...Array.from({ length: 20 }, () => mulPoint(generator, draw())),
];
const cosets = concatBytes(
  ...cosetBases.flatMap((base) => cofactors.map((torsion) => frConcat(addPoints(base, torsion)))),
);
const anyPoints = plain.jubjub.decompressMany(elements(80)).points;
const plainFlags = plain.jubjub.inSubgroupMany(anyPoints);
const scalars = [0n, 1n, 8n, JUBJUB_ORDER - 1n, JUBJUB_ORDER, (1n << 256n) - 1n, 0x8888_8888_8888n, draw(), draw()];
const scalarBytes = concatBytes(...scalars.map((scalar) => intToBytesLe(scalar, 32)));

test('01 §5 the constants are the published ones', () => {
  const { rounds, matrix } = hadesConstants();
  const hex = (x: bigint): string => toHex(intToBytesLe(x, 32));
  expect(rounds.flat().map(hex)).toEqual(hades.round_constants_effective_le.flat());
  expect(matrix.flatMap((row) => row.map(hex))).toEqual(hades.mds_effective_le.flat());
});

test('01 §4.1 the torsion point is of order 8', () => {
  expect(new Set(cofactors.map(String)).size).toBe(8);
  expect(mulPoint(EIGHTH_POINT, 8n)).toEqual([0n, 1n]);
  expect(new Set(plainFlags)).toEqual(new Set([0, 1]));
});

test('01 §4.5 BLAKE2b-512 of short messages', () => {
  expect(toHex(blake2bShort(new TextEncoder().encode('abc')))).toBe(
    'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
  );
});

describe.each(tiers)('synchronous kernels, tier %s', (tier) => {
  const kernels = loadKernels(tier);

  test('11 §1.3 one object per tier and thread', async () => {
    expect(loadKernels(tier)).toBe(kernels);
    expect(await loadKernelsAsync(tier)).toBe(kernels);
    expect(kernels.tier).toBe(tier);
  });

  test('01 §3 Fr: product, inverses, square roots', () => {
    for (const a of edges) for (const b of [...edges, draw()]) expect(kernels.fr.mul(a, b)).toBe((a * b) % FR_MODULUS);
    for (const count of [1, 2, 7, 40]) {
      const values = elements(count);
      expect(kernels.fr.invertMany(values)).toEqual(plain.fr.invertMany(values));
      expect(kernels.fr.sqrtMany(values)).toEqual(plain.fr.sqrtMany(values));
    }
    expect(kernels.fr.invertMany(new Uint8Array())).toHaveLength(0);
    const large = elements(3001);
    expect(kernels.fr.invertMany(kernels.fr.invertMany(large))).toEqual(large);
  });

  test('01 §5 permutation, sparse against dense, single and in numbers', () => {
    for (const state of [
      [0n, 0n, 0n, 0n, 0n],
      edges.slice(0, 5),
      edges.slice(2, 7),
      Array.from({ length: 5 }, () => draw()),
    ]) {
      expect(kernels.poseidon.permute(state)).toEqual(plain.poseidon.permute(state));
    }
    for (const count of [0, 1, 2, 3, 9]) {
      const states = elements(5 * count);
      expect(kernels.poseidon.permuteMany(states)).toEqual(plain.poseidon.permuteMany(states));
    }
    const rows = elements(4 * 5);
    expect(kernels.poseidon.compressMany(77n, rows)).toEqual(plain.poseidon.compressMany(77n, rows));
    const many = elements(4 * 2600);
    const all = kernels.poseidon.compressMany(5n, many);
    for (const i of [0, 1023, 1024, 2599]) {
      const one = plain.poseidon.compressMany(5n, many.subarray(128 * i, 128 * (i + 1)));
      expect(all.subarray(32 * i, 32 * (i + 1))).toEqual(one);
    }
  });

  test('01 §4.1 JubJub multiplication, same and own scalars, fixed base', () => {
    expect(kernels.jubjub.mulEach(points, scalarBytes)).toEqual(plain.jubjub.mulEach(points, scalarBytes));
    for (const scalar of scalars)
      expect(kernels.jubjub.mulMany(points, scalar)).toEqual(plain.jubjub.mulMany(points, scalar));
    expect(kernels.jubjub.mul(JUBJUB_GENERATOR, 5n)).toEqual(plain.jubjub.mul(JUBJUB_GENERATOR, 5n));
    for (const at of [2, 7]) {
      const base = points.subarray(64 * at, 64 * (at + 1));
      const table = kernels.jubjub.fixedBase(base);
      expect(kernels.jubjub.fixedBase(base)).toBe(table);
      expect(table.mulMany(scalarBytes)).toEqual(plain.jubjub.fixedBase(base).mulMany(scalarBytes));
    }
  });

  test('01 §4.3 decoding, encoding, subgroup', () => {
    const good = plain.jubjub.compressMany(points);
    expect(kernels.jubjub.compressMany(points)).toEqual(good);
    const bad = concatBytes(
      intToBytesLe(FR_MODULUS, 32),
      new Uint8Array(32).fill(255),
      intToBytesLe(1n | (1n << 255n), 32),
      intToBytesLe((FR_MODULUS - 1n) | (1n << 255n), 32),
      elements(7),
    );
    for (const encodings of [good, bad, concatBytes(good, bad), bad.subarray(0, 32), elements(41)]) {
      expect(kernels.jubjub.decompressMany(encodings)).toEqual(plain.jubjub.decompressMany(encodings));
    }
    expect([...kernels.jubjub.decompressMany(bad).valid.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(kernels.jubjub.inSubgroupMany(points)).toEqual(plain.jubjub.inSubgroupMany(points));
    expect([...kernels.jubjub.inSubgroupMany(points)]).toEqual([1, 0, 1, 1, 1, 1, 1, 0, 0]);
  });

  test('01 §4.3 one coset of eight is the subgroup, for small and large points', () => {
    const flags = kernels.jubjub.inSubgroupMany(cosets);
    expect([...flags]).toEqual(cosetBases.flatMap(() => [1, 0, 0, 0, 0, 0, 0, 0]));
    expect(kernels.jubjub.inSubgroupMany(anyPoints)).toEqual(plainFlags);
    expect(kernels.jubjub.inSubgroupMany(new Uint8Array())).toHaveLength(0);
  });

  test('01 §10.4 own notes are found among foreign and broken ones', () => {
    const a = draw(JUBJUB_ORDER);
    const spend = mulPoint(generator, draw(JUBJUB_ORDER));
    const encode = (point: JubJubPoint): Uint8Array => plain.jubjub.compressMany(frConcat(point));
    const note = (own: boolean): Uint8Array => {
      const r = mulPoint(generator, draw(JUBJUB_ORDER));
      const shared = encode(mulPoint(r, own ? a : a + 1n));
      const key = addPoints(mulPoint(generator, bytesToIntLe(blake2bShort(shared)) % JUBJUB_ORDER), spend);
      return concatBytes(encode(r), encode(key));
    };
    const broken = concatBytes(new Uint8Array(32).fill(255), note(true).subarray(32));
    const notes = concatBytes(note(true), note(false), broken, note(true), note(false), elements(2), note(true));
    const viewKey = { a, b: frConcat(spend) };
    expect([...kernels.jubjub.ownsMany(viewKey, notes)]).toEqual([1, 0, 0, 1, 0, 0, 1]);
    expect(kernels.jubjub.ownsMany(viewKey, notes)).toEqual(plain.jubjub.ownsMany(viewKey, notes));
    expect(kernels.jubjub.ownsMany(viewKey, new Uint8Array())).toHaveLength(0);
  });

  test('malformed operands are refused', () => {
    const torn = new Uint8Array(33);
    const large = intToBytesLe(FR_MODULUS, 32);
    const wide = concatBytes(large, new Uint8Array(32));
    for (const side of [kernels, plain]) {
      expect(() => side.fr.mul(FR_MODULUS, 1n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.fr.mul(-1n, 1n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.fr.invertMany(torn)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.fr.invertMany(large)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.fr.sqrtMany(wide)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.poseidon.permute([1n])).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.poseidon.permute([0n, 0n, 0n, 0n, FR_MODULUS])).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.poseidon.permuteMany(new Uint8Array(32))).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.poseidon.compressMany(0n, torn)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.jubjub.mul(torn, 1n)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.jubjub.mul(wide, 1n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.jubjub.mul(JUBJUB_GENERATOR, 1n << 256n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.jubjub.mul(JUBJUB_GENERATOR, -1n)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.jubjub.mulEach(JUBJUB_GENERATOR, new Uint8Array(64))).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.jubjub.fixedBase(torn)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.jubjub.decompressMany(torn)).toThrowCode('KERNEL_BAD_LENGTH');
      expect(() => side.jubjub.compressMany(wide)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => side.jubjub.ownsMany({ a: 1n, b: torn }, new Uint8Array(64))).toThrowCode('KERNEL_BAD_LENGTH');
    }
  });
});

test('01 §4.2 the generator encodes as published', () => {
  expect(toHex(plain.jubjub.compressMany(JUBJUB_GENERATOR))).toBe(`12${'00'.repeat(31)}`);
  expect(plain.jubjub.decompressMany(fromHex(`12${'00'.repeat(31)}`)).points).toEqual(JUBJUB_GENERATOR);
});
