import { fromHex } from '@eventide/base';
import { FR_ROOT_OF_UNITY, fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_D } from '@eventide/crypto/jubjub/constants';
import { poseidonTag } from '@eventide/crypto/poseidon/hash';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import {
  COSET_SHIFT,
  type DomainValues,
  domainFor,
  domainValues,
  inverseRootsOf,
  rootOfUnity,
  vanishing,
  WIRE_COSETS,
} from './domain.ts';

const vectors = loadVectors<{
  root_of_unity_2_32: string;
  edwards_d: string;
  k: number[];
  generator: number;
  omegas: { log2: number; omega_le: string }[];
  size_inv: { log2: number; le: string }[];
  coset: { n_log2: number; values_le: string[] }[];
  safe_tags: { domain: string; absorb: number; squeeze: number; tag_le: string }[];
}>('plonk/domain');
const scalar = (hex: string) => fr.decode(fromHex(hex));

describe('02 §1 domains', () => {
  test('02 §1 roots, inverse sizes, constants', () => {
    expect(FR_ROOT_OF_UNITY).toBe(BigInt(vectors.root_of_unity_2_32));
    expect(JUBJUB_D).toBe(BigInt(vectors.edwards_d));
    expect(WIRE_COSETS).toEqual(vectors.k.map(BigInt));
    expect(COSET_SHIFT).toBe(BigInt(vectors.generator));
    for (const { log2, omega_le } of vectors.omegas) expect(rootOfUnity(log2)).toBe(scalar(omega_le));
    for (const { log2, le } of vectors.size_inv) expect(domainFor(2 ** log2).sizeInverse).toBe(scalar(le));
  });

  test.each(vectors.coset)('02 §1 vanishing polynomial on the coset, 2^$n_log2', ({ n_log2, values_le }) => {
    const domain = domainFor(2 ** n_log2);
    const step = rootOfUnity(n_log2 + 3);
    values_le.forEach((value, i) => {
      expect(vanishing(domain, fr.mul(COSET_SHIFT, fr.pow(step, BigInt(i))))).toBe(scalar(value));
    });
  });

  test.each(vectors.safe_tags)('02 §5.2 tag $domain $absorb → $squeeze', ({ domain, absorb, squeeze, tag_le }) => {
    const names = { Other: 'other', Merkle4: 'merkle4', Merkle2: 'merkle2' } as const;
    const name = names[domain as keyof typeof names];
    if (name !== undefined) expect(poseidonTag(name, absorb, squeeze)).toBe(scalar(tag_le));
  });

  test('02 §1 Lagrange and public inputs agree with their values on the domain', () => {
    const domain = domainFor(6);
    expect(domain.size).toBe(8);
    const x = 123_456_789n;
    const query = (rows: number[], publicInputs: bigint[], point: bigint) => ({
      domain,
      inverseRoots: inverseRootsOf(domain, rows),
      publicInputs,
      x: point,
    });
    const at = (...args: Parameters<typeof query>) => domainValues([query(...args)])[0] as DomainValues;
    const one = at([0], [1n], x);
    expect(one.publicInputs).toBe(one.first);
    expect(one.vanishing).toBe(vanishing(domain, x));
    expect(fr.mul(one.first, fr.mul(8n, fr.sub(x, 1n)))).toBe(one.vanishing);
    const all = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(at(all, new Array<bigint>(8).fill(5n), x).publicInputs).toBe(5n);
    // Σ (3 + 2·[row 6])·L_row
    expect(at(all, [3n, 3n, 3n, 3n, 3n, 3n, 5n, 3n], x).publicInputs).toBe(
      fr.add(3n, fr.mul(2n, at([6], [1n], x).publicInputs)),
    );
    const nothing = { vanishing: 0n, first: 0n, publicInputs: 0n };
    expect(at([3], [5n], fr.pow(domain.omega, 3n))).toEqual(nothing);
    // One inversion for all of them, whoever lies on the domain.
    const queries = [
      query([6], [1n], x),
      query([3], [5n], fr.pow(domain.omega, 3n)),
      query(all, [7n, ...new Array<bigint>(7).fill(5n)], x),
    ];
    expect(domainValues(queries)).toEqual(queries.map((each) => domainValues([each])[0]));
    expect(domainValues(queries)[1]).toEqual(nothing);
    expect(domainValues([])).toEqual([]);
  });

  test('02 §1 sizes at the edges', () => {
    expect([0, 1, 2, 3, 8, 9].map((rows) => domainFor(rows).size)).toEqual([1, 1, 2, 4, 8, 16]);
    for (const rows of [-1, 1.5, Number.NaN, 2 ** 31 + 1]) expect(() => domainFor(rows)).toThrowCode('PLONK_BAD_SIZE');
  });
});
