/** Order of the scalar field and base field of JubJub. Spec: 01 §3 */
export const FR_MODULUS = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
/** Base field of BLS12-381. Spec: 01 §3 */
export const FP_MODULUS =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
/** Order of the prime subgroup of JubJub. Spec: 01 §3 */
export const JUBJUB_ORDER = 0x0e7db4ea6533afa906673b0101343b00a6682093ccc81082d0970e5ed6f72cb7n;

/** Least non-negative residue. */
export function mod(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

/** value^exponent mod modulus, exponent ≥ 0. */
export function powMod(value: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = mod(value, modulus);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Inverse modulo `modulus` (Euclid); 0 has the inverse 0. `value` must otherwise be coprime to the modulus. */
export function invMod(value: bigint, modulus: bigint): bigint {
  let [r0, r1, s0, s1] = [modulus, mod(value, modulus), 0n, 1n];
  if (r1 === 0n) return 0n;
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  return mod(s0, modulus);
}

/** `x` as `count` signed digits of `width` bits, the last one taking the rest. */
export function signedDigits(x: bigint, count: number, width: number): number[] {
  const step = BigInt(width);
  const digits: number[] = [];
  let rest = x;
  for (let i = 0; i < count - 1; i++) {
    const digit = BigInt.asIntN(width, rest);
    digits.push(Number(digit));
    rest = (rest - digit) >> step;
  }
  digits.push(Number(rest));
  return digits;
}

/** The residue of smallest magnitude. */
export function balanced(x: bigint, modulus: bigint): bigint {
  const least = mod(x, modulus);
  return least > modulus / 2n ? least - modulus : least;
}
