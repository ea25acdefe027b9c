import { FR_ROOT_OF_UNITY, type Fr, fr } from '@eventide/crypto/fields/fr';
import { PlonkError } from './errors.ts';
import { invertMany } from './invertMany.ts';

/** Shift of the coset on which quotients are computed; also the generator of the multiplicative group. Spec: 02 §1 */
export const COSET_SHIFT: Fr = fr.generator;

/** Cosets that name the four wires in the permutation. Spec: 02 §6 */
export const WIRE_COSETS: readonly Fr[] = [1n, 7n, 13n, 17n];

const TWO_ADICITY = 32;

/** The 2^k-th roots of unity in natural order. Spec: 02 §1 */
export type Domain = {
  readonly log2: number;
  readonly size: number;
  readonly omega: Fr;
  readonly sizeInverse: Fr;
};

const domains = new Map<number, Domain>();

/** The smallest domain of at least `rows` elements. @throws PlonkError PLONK_BAD_SIZE from 2^32 on */
export function domainFor(rows: number): Domain {
  const log2 = rows <= 1 ? 0 : Math.ceil(Math.log2(rows));
  if (!Number.isSafeInteger(rows) || rows < 0 || log2 >= TWO_ADICITY) throw new PlonkError('PLONK_BAD_SIZE', { rows });
  const known = domains.get(log2);
  if (known !== undefined) return known;
  const domain = { log2, size: 2 ** log2, omega: rootOfUnity(log2), sizeInverse: fr.inv(2n ** BigInt(log2)) };
  domains.set(log2, domain);
  return domain;
}

/** A primitive 2^log2-th root of unity. */
export function rootOfUnity(log2: number): Fr {
  return fr.pow(FR_ROOT_OF_UNITY, 1n << BigInt(TWO_ADICITY - log2));
}

/** x^n − 1. */
export function vanishing({ log2 }: Domain, x: Fr): Fr {
  let power = x;
  for (let i = 0; i < log2; i++) power = fr.square(power);
  return fr.sub(power, 1n);
}

/** Three polynomials of a domain at one point. */
export type DomainValues = {
  /** x^n − 1 */
  readonly vanishing: Fr;
  /** The polynomial that is 1 at ω^0 and 0 elsewhere on the domain. */
  readonly first: Fr;
  /** The polynomial that takes the public inputs at their rows and 0 elsewhere on the domain. */
  readonly publicInputs: Fr;
};

/** Which values: `inverseRoots` are those of the public inputs' rows, x is a point outside the domain. */
export type DomainQuery = {
  readonly domain: Domain;
  readonly inverseRoots: readonly Fr[];
  readonly publicInputs: readonly Fr[];
  readonly x: Fr;
};

/** The values of all queries with one inversion. On a domain all of them are 0. Spec: 02 §1 */
export function domainValues(queries: readonly DomainQuery[]): DomainValues[] {
  const inverses = invertMany(
    queries.flatMap(({ inverseRoots, x }) => [
      fr.sub(x, 1n),
      ...inverseRoots.map((root) => fr.sub(fr.mul(root, x), 1n)),
    ]),
  );
  let at = 0;
  return queries.map(({ domain, publicInputs, x }) => {
    const zero = vanishing(domain, x);
    const scale = fr.mul(zero, domain.sizeInverse);
    const first = inverses[at++] as Fr;
    let sum = 0n;
    for (const value of publicInputs) sum += value * (inverses[at++] as Fr);
    return { vanishing: zero, first: fr.mul(scale, first), publicInputs: fr.mul(scale, fr.reduce(sum)) };
  });
}

/** ω^−row for every row. */
export function inverseRootsOf(domain: Domain, rows: readonly number[]): Fr[] {
  const back = fr.inv(domain.omega);
  return rows.map((row) => fr.pow(back, BigInt(row)));
}
