import { SHA512_STATE } from './sha512.ts';

/** Message word of each step and round of BLAKE2b. */
export const SCHEDULE: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

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
  for (let round = 0; round < 12; round++) {
    const order = SCHEDULE[round % 10] as readonly number[];
    for (let step = 0; step < 8; step++) {
      const turn = step < 4 ? 0 : 1;
      const quad = [0, 1, 2, 3].map((row) => 4 * row + ((step + turn * row) & 3)) as [number, number, number, number];
      mix(v, quad, m[order[2 * step] as number] as bigint, m[order[2 * step + 1] as number] as bigint);
    }
  }
  const out = new DataView(new ArrayBuffer(64));
  h.forEach((x, i) => {
    out.setBigUint64(8 * i, x ^ (v[i] as bigint) ^ (v[i + 8] as bigint), true);
  });
  return new Uint8Array(out.buffer);
}

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
