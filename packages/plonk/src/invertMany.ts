import { type Fr, fr } from '@eventide/crypto/fields/fr';

/** Inverses with one inversion; 0 stays 0. */
export function invertMany(values: readonly Fr[]): Fr[] {
  const prefixes: Fr[] = [];
  let product = 1n;
  for (const value of values) {
    prefixes.push(product);
    if (value !== 0n) product = fr.mul(product, value);
  }
  let inverse = fr.inv(product);
  const out = new Array<Fr>(values.length);
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i] as Fr;
    if (value === 0n) out[i] = 0n;
    else {
      out[i] = fr.mul(inverse, prefixes[i] as Fr);
      inverse = fr.mul(inverse, value);
    }
  }
  return out;
}
