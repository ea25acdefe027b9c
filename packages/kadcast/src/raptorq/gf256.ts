/** GF(256) with x^8 + x^4 + x^3 + x^2 + 1, generator α = 2. Addition is XOR. Spec: 07 §8.6 */

const POLYNOMIAL = 0x11d;

/** α^i for i in 0..509, doubled so that sums of two logarithms need no reduction. */
export const EXP: Uint8Array = new Uint8Array(510);
/** Logarithm to base α; the entry of zero is unused. */
export const LOG: Uint8Array = new Uint8Array(256);

for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  EXP[i + 255] = x;
  LOG[x] = i;
  x <<= 1;
  if (x & 0x100) x ^= POLYNOMIAL;
}

/** a·b. */
export function mul(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : (EXP[(LOG[a] as number) + (LOG[b] as number)] as number);
}

/** 1/a, for a ≠ 0. */
export function inverse(a: number): number {
  return EXP[255 - (LOG[a] as number)] as number;
}

/** α^i for any i ≥ 0. Pitfall: i exceeds 254 in large blocks. */
export function power(i: number): number {
  return EXP[i % 255] as number;
}

/** Products with β of all low nibbles, then of all high nibbles, for every β: 256 × 32 bytes, the tables of a byte shuffle. */
export function nibbleTables(): Uint8Array {
  const tables = new Uint8Array(256 * 32);
  for (let beta = 0; beta < 256; beta++) {
    for (let x = 0; x < 16; x++) {
      tables[beta * 32 + x] = mul(beta, x);
      tables[beta * 32 + 16 + x] = mul(beta, x << 4);
    }
  }
  return tables;
}
