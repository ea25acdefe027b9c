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

/** The smallest domain of at least `rows` elements. @throws PlonkError PLONK_BAD_SIZE from 2^32 on */
export function domainFor(rows: number): Domain {
  const log2 = rows <= 1 ? 0 : Math.ceil(Math.log2(rows));
  if (!Number.isSafeInteger(rows) || rows < 0 || log2 >= TWO_ADICITY) throw new PlonkError('PLONK_BAD_SIZE', { rows });
  return { log2, size: 2 ** log2, omega: rootOfUnity(log2), sizeInverse: fr.inv(2n ** BigInt(log2)) };
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

/** The polynomial that is 1 at ω^0 and 0 elsewhere on the domain, at x ≠ 1. */
export function firstLagrange(domain: Domain, x: Fr): Fr {
  return fr.mul(fr.mul(vanishing(domain, x), domain.sizeInverse), fr.inv(fr.sub(x, 1n)));
}

/** Value at x of the polynomial that takes `values[i]` at ω^rows[i] and 0 elsewhere on the domain. Spec: 02 §1 */
export function publicInputPolynomial(domain: Domain, rows: readonly number[], values: readonly Fr[], x: Fr): Fr {
  const back = fr.inv(domain.omega);
  const distances = rows.map((row) => fr.sub(fr.mul(fr.pow(back, BigInt(row)), x), 1n));
  const sum = invertMany(distances).reduce((total, inverse, i) => fr.add(total, fr.mul(values[i] as Fr, inverse)), 0n);
  return fr.mul(fr.mul(sum, vanishing(domain, x)), domain.sizeInverse);
}
