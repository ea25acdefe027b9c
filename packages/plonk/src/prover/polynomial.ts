import { type Fr, fr } from '@eventide/crypto/fields/fr';
import type { Column } from '@eventide/kernels';

/** low(X) + X^n·tail(X): n coefficients in kernel memory, the few above them as numbers. */
export type Polynomial = { readonly low: Column; readonly tail: readonly Fr[] };

/** Value of a tail at a point. */
export function evaluateTail(tail: readonly Fr[], point: Fr): Fr {
  return tail.reduceRight((sum, coefficient) => fr.add(fr.mul(sum, point), coefficient), 0n);
}

/** Σ factors[i]·tails[i]. */
export function combineTails(tails: readonly (readonly Fr[])[], factors: readonly Fr[]): Fr[] {
  const length = Math.max(0, ...tails.map((tail) => tail.length));
  return Array.from({ length }, (_, i) =>
    tails.reduce((sum, tail, k) => fr.add(sum, fr.mul(factors[k] as Fr, tail[i] ?? 0n)), 0n),
  );
}

/** Quotient of a tail by X − point and what it carries into the coefficients below. */
export function divideTail(tail: readonly Fr[], point: Fr): { quotient: Fr[]; carry: Fr } {
  let carry: Fr = 0n;
  const quotient: Fr[] = [];
  for (let i = tail.length - 1; i >= 0; i--) {
    quotient.unshift(carry);
    carry = fr.add(tail[i] as Fr, fr.mul(point, carry));
  }
  return { quotient: quotient.slice(0, -1), carry };
}
