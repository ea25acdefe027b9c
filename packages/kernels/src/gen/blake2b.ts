import { type Code, get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import { SCHEDULE } from '../plain/blake2b.ts';
import { SHA512_STATE } from '../plain/sha512.ts';
import type { Assembly } from './assembly.ts';

const COLUMNS_AND_DIAGONALS: readonly (readonly [number, number, number, number])[] = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];
const INPUT_BYTES = 32;

/** `blake2b_32(from, to, count)`: BLAKE2b-512 of consecutive messages of 32 bytes, 64 bytes each. Spec: 01 §4.5 */
export function blake2bArea({ module }: Assembly): void {
  module.fn('blake2b_32', [I32, I32, I32], (f) => {
    const [from, to, count] = [0, 1, 2];
    const word = Array.from({ length: INPUT_BYTES / 8 }, () => f.i64());
    const v = f.i64s(16);
    const start = SHA512_STATE.map((x, i) => (i === 0 ? x ^ 0x0101_0040n : x));
    f.repeat(count, () => {
      word.forEach((local, i) => {
        f.emit(set(local, i64.load(get(from), 8 * i)));
      });
      v.forEach((local, i) => {
        let value = i < 8 ? (start[i] as bigint) : (SHA512_STATE[i - 8] as bigint);
        if (i === 12) value ^= BigInt(INPUT_BYTES);
        if (i === 14) value = ~value;
        f.emit(set(local, i64c(value)));
      });
      const mixed = (x: Code, message: number | undefined): Code => {
        const local = message === undefined ? undefined : word[message];
        return local === undefined ? x : i64.add(x, get(local));
      };
      for (let round = 0; round < 12; round++) {
        const order = SCHEDULE[round % 10] as readonly number[];
        COLUMNS_AND_DIAGONALS.forEach((quad, step) => {
          const [a, b, c, d] = quad.map((i) => v[i] as number) as [number, number, number, number];
          for (const [half, first, second] of [
            [0, 32n, 24n],
            [1, 16n, 63n],
          ] as const) {
            f.emit(
              set(a, mixed(i64.add(get(a), get(b)), order[2 * step + half])),
              set(d, i64.rotr(i64.xor(get(d), get(a)), i64c(first))),
              set(c, i64.add(get(c), get(d))),
              set(b, i64.rotr(i64.xor(get(b), get(c)), i64c(second))),
            );
          }
        });
      }
      start.forEach((x, i) => {
        const digest = i64.xor(i64c(x), i64.xor(get(v[i] as number), get(v[i + 8] as number)));
        f.emit(i64.store(get(to), digest, 8 * i));
      });
      f.emit(set(from, i32.add(get(from), i32c(INPUT_BYTES))), set(to, i32.add(get(to), i32c(64))));
    });
  });
}
