/** Fractional bits of square roots of the first primes; the initial state of SHA-512 and BLAKE2b. */
export const SHA512_STATE: readonly bigint[] = firstPrimes(8).map((prime) => fractionalRoot(prime, 2n));
/** The same of cube roots; the words of the rounds. */
export const sha512Words: readonly bigint[] = firstPrimes(80).map((prime) => fractionalRoot(prime, 3n));

/** 64 bits behind the point of prime^(1/degree). */
function fractionalRoot(prime: bigint, degree: bigint): bigint {
  const target = prime << (64n * degree);
  let root = 1n << 68n;
  for (;;) {
    const next = ((degree - 1n) * root + target / root ** (degree - 1n)) / degree;
    if (next >= root) return BigInt.asUintN(64, root);
    root = next;
  }
}

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate);
  }
  return primes;
}

/**
 * SHA-512 of at most 111 bytes (one block), for the constants of the Hades permutation. Words are pairs of 32-bit halves in
 * Int32Arrays: 340 digests are derived at first use, and bigint would take a tenth of a second for them.
 */
export function sha512Short(message: Uint8Array): Uint8Array {
  if (message.length > 111) throw new RangeError('one block only');
  const block = new Uint8Array(128);
  block.set(message);
  block[message.length] = 0x80;
  new DataView(block.buffer).setUint32(124, message.length * 8);
  const view = new DataView(block.buffer);
  const high = new Int32Array(80);
  const low = new Int32Array(80);
  for (let t = 0; t < 16; t++) {
    high[t] = view.getInt32(8 * t);
    low[t] = view.getInt32(8 * t + 4);
  }
  for (let t = 16; t < 80; t++) {
    const [a, b] = [t - 15, t - 2];
    const s0 = xor3(rotate(high, low, a, 1), rotate(high, low, a, 8), shift(high, low, a, 7));
    const s1 = xor3(rotate(high, low, b, 19), rotate(high, low, b, 61), shift(high, low, b, 6));
    sum(high, low, t, [
      [high[t - 16] as number, low[t - 16] as number],
      s0,
      [high[t - 7] as number, low[t - 7] as number],
      s1,
    ]);
  }
  const [stateHigh, stateLow] = [halves(SHA512_STATE, 32n), halves(SHA512_STATE, 0n)];
  const [h, l] = [stateHigh.slice(), stateLow.slice()];
  const word = (i: number): Pair => [h[i] as number, l[i] as number];
  for (let t = 0; t < 80; t++) {
    const s1 = xor3(rotate(h, l, 4, 14), rotate(h, l, 4, 18), rotate(h, l, 4, 41));
    const [e, f, g] = [word(4), word(5), word(6)];
    const choice: Pair = [(e[0] & f[0]) ^ (~e[0] & g[0]), (e[1] & f[1]) ^ (~e[1] & g[1])];
    const round: Pair = [keyHigh[t] as number, keyLow[t] as number];
    const t1 = total([word(7), s1, choice, round, [high[t] as number, low[t] as number]]);
    const s0 = xor3(rotate(h, l, 0, 28), rotate(h, l, 0, 34), rotate(h, l, 0, 39));
    const [a, b, c] = [word(0), word(1), word(2)];
    const majority: Pair = [
      (a[0] & b[0]) ^ (a[0] & c[0]) ^ (b[0] & c[0]),
      (a[1] & b[1]) ^ (a[1] & c[1]) ^ (b[1] & c[1]),
    ];
    const t2 = total([s0, majority]);
    const d = word(3);
    h.copyWithin(1, 0, 7);
    l.copyWithin(1, 0, 7);
    sum(h, l, 4, [d, t1]);
    sum(h, l, 0, [t1, t2]);
  }
  const out = new DataView(new ArrayBuffer(64));
  for (let i = 0; i < 8; i++) {
    const [a, b] = total([word(i), [stateHigh[i] as number, stateLow[i] as number]]);
    out.setInt32(8 * i, a);
    out.setInt32(8 * i + 4, b);
  }
  return new Uint8Array(out.buffer);
}

type Pair = readonly [high: number, low: number];

function halves(words: readonly bigint[], from: bigint): Int32Array {
  return Int32Array.from(words, (word) => Number(BigInt.asIntN(32, word >> from)));
}
const keyHigh = halves(sha512Words, 32n);
const keyLow = halves(sha512Words, 0n);

const xor3 = (a: Pair, b: Pair, c: Pair): Pair => [a[0] ^ b[0] ^ c[0], a[1] ^ b[1] ^ c[1]];

function rotate(high: Int32Array, low: Int32Array, i: number, by: number): Pair {
  const [a, b] = by < 32 ? [high[i] as number, low[i] as number] : [low[i] as number, high[i] as number];
  const n = by & 31;
  return [(a >>> n) | (b << (32 - n)), (b >>> n) | (a << (32 - n))];
}

const shift = (high: Int32Array, low: Int32Array, i: number, by: number): Pair => [
  (high[i] as number) >>> by,
  ((low[i] as number) >>> by) | ((high[i] as number) << (32 - by)),
];

function total(words: readonly Pair[]): Pair {
  let [high, low] = [0, 0];
  for (const [a, b] of words) {
    high += a;
    low += b >>> 0;
  }
  return [(high + Math.floor(low / 2 ** 32)) | 0, low | 0];
}

function sum(high: Int32Array, low: Int32Array, i: number, words: readonly Pair[]): void {
  [high[i], low[i]] = total(words) as [number, number];
}
