import { FR_MODULUS } from '../plain/numbers.ts';

/** Reproducible inputs: the same seed gives the same bytes in every engine. */
export type Draw = {
  /** An integer in `0 … below − 1`, `below` ≤ 2^32. */
  index(below: number): number;
  bytes(length: number): Uint8Array;
  /** Canonical elements of Fr, 32 bytes each; every eighth is an edge: 0, ±1, ±1/2, and the limits of 64 and 128 bits. */
  elements(count: number): Uint8Array;
};

const EDGES: readonly bigint[] = [
  0n,
  1n,
  FR_MODULUS - 1n,
  (FR_MODULUS - 1n) / 2n,
  (FR_MODULUS + 1n) / 2n,
  (1n << 64n) - 1n,
  1n << 128n,
];
const TOP = 31;
const TOP_BYTE = Number(FR_MODULUS >> 248n);

/** Numbers of the generator xoshiro128**, its state filled from `seed` by repeated mixing. */
export function createDraw(seed: number): Draw {
  const state = new Uint32Array(4);
  for (let i = 0, x = seed >>> 0; i < 4; i++) {
    x = (x + 0x9e37_79b9) >>> 0;
    let z = Math.imul(x ^ (x >>> 16), 0x21f0_aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a_2d97);
    state[i] = z ^ (z >>> 15);
  }
  const turn = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const word = (): number => {
    const [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(turn(Math.imul(b, 5), 7), 9) >>> 0;
    const [c1, d1] = [c ^ a, d ^ b];
    state.set([a ^ d1, b ^ c1, c1 ^ (b << 9), turn(d1, 11)]);
    return result;
  };
  const bytes = (length: number): Uint8Array => {
    const out = new Uint8Array(length);
    for (let i = 0; i < length; i += 4) {
      const x = word();
      for (let k = 0; k < 4 && i + k < length; k++) out[i + k] = x >>> (8 * k);
    }
    return out;
  };
  const element = (): Uint8Array => {
    if (word() % 8 === 0) {
      const edge = EDGES[word() % EDGES.length] as bigint;
      return Uint8Array.from({ length: 32 }, (_, i) => Number((edge >> BigInt(8 * i)) & 255n));
    }
    for (;;) {
      const out = bytes(32);
      out[TOP] = (out[TOP] as number) & 0x7f;
      // Drops the few between the modulus and the next multiple of 2^248 as well.
      if ((out[TOP] as number) < TOP_BYTE) return out;
    }
  };
  return {
    index: (below) => word() % below,
    bytes,
    elements(count) {
      const out = new Uint8Array(32 * count);
      for (let i = 0; i < count; i++) out.set(element(), 32 * i);
      return out;
    },
  };
}
