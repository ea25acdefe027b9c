type RootConstants = {
  /** modulus − 1 = oddPart · 2^twoAdicity. */
  readonly twoAdicity: number;
  /** (oddPart − 1) / 2. */
  readonly halfOdd: bigint;
  /** generator^oddPart, a primitive 2^twoAdicity-th root of unity. */
  readonly rootOfUnity: bigint;
};

const constants = new Map<bigint, RootConstants>();

/** A square root of `a` by Tonelli and Shanks with the root of unity `generator^oddPart`, or null. Spec: 01 §3, §4.3 */
export function squareRoot(a: bigint, modulus: bigint, generator: bigint): bigint | null {
  if (a === 0n) return 0n;
  const { twoAdicity, halfOdd, rootOfUnity } = constantsOf(modulus, generator);
  const power = raise(a, halfOdd, modulus);
  let root = (a * power) % modulus;
  let rest = (root * power) % modulus; // a^oddPart; the root is right once this is 1
  let twist = rootOfUnity;
  let order = twoAdicity; // `twist` has order 2^order
  while (rest !== 1n) {
    let exponent = 0; // rest has order 2^exponent
    for (let probe = rest; probe !== 1n; probe = (probe * probe) % modulus) {
      exponent++;
      if (exponent === order) return null;
    }
    for (let i = exponent + 1; i < order; i++) twist = (twist * twist) % modulus;
    root = (root * twist) % modulus;
    twist = (twist * twist) % modulus;
    rest = (rest * twist) % modulus;
    order = exponent;
  }
  return root;
}

function constantsOf(modulus: bigint, generator: bigint): RootConstants {
  const known = constants.get(modulus);
  if (known) return known;
  let twoAdicity = 0;
  let oddPart = modulus - 1n;
  while ((oddPart & 1n) === 0n) {
    oddPart >>= 1n;
    twoAdicity++;
  }
  const made = { twoAdicity, halfOdd: (oddPart - 1n) / 2n, rootOfUnity: raise(generator, oddPart, modulus) };
  constants.set(modulus, made);
  return made;
}

/** Fixed windows of four bits: the exponents here are long and dense. */
function raise(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const table = [1n, base];
  for (let i = 2; i < 16; i++) table.push(((table[i - 1] as bigint) * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    result = (result * result) % modulus;
    const value = Number.parseInt(digit, 16);
    if (value !== 0) result = (result * (table[value] as bigint)) % modulus;
  }
  return result;
}
