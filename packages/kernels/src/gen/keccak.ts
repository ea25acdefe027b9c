import { get, I32, i32, i32c, i64, i64c, set } from '../emit/code.ts';
import type { Mod } from '../emit/module.ts';
import { KECCAK_ROTATIONS, KECCAK_ROUND_CONSTANTS } from '../plain/keccak.ts';

/** `keccak_f(state)`: Keccak-f[1600] in place on 25 lanes of 64 bits. Spec: 01 §13, 02 §7.1 */
export function emitKeccak(module: Mod): void {
  const constants = module.words(KECCAK_ROUND_CONSTANTS);
  module.fn('keccak_f', [I32], (f) => {
    const lanes = f.i64s(25);
    const moved = f.i64s(25);
    const parity = f.i64s(5);
    const [left, round, mix] = [f.i32(), f.i32(), f.i64()];
    const lane = (x: number, y: number): number => lanes[(x % 5) + 5 * (y % 5)] as number;
    lanes.forEach((local, i) => {
      f.emit(set(local, i64.load(get(0), 8 * i)));
    });
    f.emit(set(left, i32c(KECCAK_ROUND_CONSTANTS.length)), set(round, i32c(constants)));
    f.repeat(left, () => {
      parity.forEach((local, x) => {
        const column = [0, 1, 2, 3, 4].map((y) => get(lane(x, y)));
        f.emit(
          set(
            local,
            column.reduce((sum, each) => i64.xor(sum, each)),
          ),
        );
      });
      for (let x = 0; x < 5; x++) {
        const [before, after] = [parity[(x + 4) % 5] as number, parity[(x + 1) % 5] as number];
        f.emit(set(mix, i64.xor(get(before), i64.rotr(get(after), i64c(63n)))));
        for (let y = 0; y < 5; y++) {
          const rotation = BigInt((64 - (KECCAK_ROTATIONS[x + 5 * y] as number)) % 64);
          const mixed = i64.xor(get(lane(x, y)), get(mix));
          f.emit(
            set(
              moved[y + 5 * ((2 * x + 3 * y) % 5)] as number,
              rotation === 0n ? mixed : i64.rotr(mixed, i64c(rotation)),
            ),
          );
        }
      }
      for (let y = 0; y < 5; y++) {
        for (let x = 0; x < 5; x++) {
          const at = (k: number): number => moved[((x + k) % 5) + 5 * y] as number;
          const masked = i64.and(i64.xor(get(at(1)), i64c(-1n)), get(at(2)));
          f.emit(set(lane(x, y), i64.xor(get(at(0)), masked)));
        }
      }
      f.emit(set(lane(0, 0), i64.xor(get(lane(0, 0)), i64.load(get(round)))), set(round, i32.add(get(round), i32c(8))));
    });
    lanes.forEach((local, i) => {
      f.emit(i64.store(get(0), get(local), 8 * i));
    });
  });
}
