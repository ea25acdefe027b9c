import { SHA512_STATE } from './sha512.ts';

/** BLAKE2b-512 of at most 128 bytes without a key, in bigint. Spec: 01 §4.5 */
export function blake2bShort(message: Uint8Array): Uint8Array {
  if (message.length > 128) throw new RangeError('one block only');
  const block = new DataView(new ArrayBuffer(128));
  new Uint8Array(block.buffer).set(message);
  const m = Array.from({ length: 16 }, (_, i) => block.getBigUint64(8 * i, true));
  const h = SHA512_STATE.map((x, i) => (i === 0 ? x ^ 0x0101_0040n : x));
  const v = [...h, ...SHA512_STATE];
  v[12] = (v[12] as bigint) ^ BigInt(message.length);
  v[14] = BigInt.asUintN(64, ~(v[14] as bigint));
  let order = Array.from({ length: 16 }, (_, i) => i);
  for (let round = 0; round < 12; round++) {
    if (round === 10) order = Array.from({ length: 16 }, (_, i) => i);
    for (let step = 0; step < 8; step++) {
      const turn = step < 4 ? 0 : 1;
      const quad = [0, 1, 2, 3].map((row) => 4 * row + ((step + turn * row) & 3)) as [number, number, number, number];
      mix(v, quad, m[order[2 * step] as number] as bigint, m[order[2 * step + 1] as number] as bigint);
    }
    order = order.map((_, i) => order[SIGMA[i] as number] as number);
  }
  const out = new DataView(new ArrayBuffer(64));
  h.forEach((x, i) => {
    out.setBigUint64(8 * i, x ^ (v[i] as bigint) ^ (v[i + 8] as bigint), true);
  });
  return new Uint8Array(out.buffer);
}

/** The permutation whose powers order the message words of the rounds. */
const SIGMA = [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3];

function mix(v: bigint[], [a, b, c, d]: readonly [number, number, number, number], x: bigint, y: bigint): void {
  const at = (i: number): bigint => v[i] as bigint;
  for (const [word, first, second] of [
    [x, 32n, 24n],
    [y, 16n, 63n],
  ] as const) {
    v[a] = BigInt.asUintN(64, at(a) + at(b) + word);
    v[d] = rotate(at(d) ^ at(a), first);
    v[c] = BigInt.asUintN(64, at(c) + at(d));
    v[b] = rotate(at(b) ^ at(c), second);
  }
}

const rotate = (x: bigint, by: bigint): bigint => BigInt.asUintN(64, (x >> by) | (x << (64n - by)));
