import { COORDINATE, G1_BYTES, G2_BYTES, readFlags, records, reverseInto } from '../curve/bytes.ts';
import type { PairingKernels } from '../curve/types.ts';
import { LINES } from '../gen/pairing.ts';
import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';

/** Prepared G2 points kept, least recently used first to go. */
const KEPT = 256;
const COEFFICIENTS = 12;
/** Slot k of the tower holds the coefficient of w^POWERS[k]. */
const POWERS = [0, 2, 4, 1, 3, 5] as const;

export function createPairing(engine: LocalEngine): PairingKernels {
  const { size } = engine.assembly.fp;
  const { scratch } = engine;
  const prepared = new Map<string, number>();

  /** One pair slot from two big-endian coordinates. */
  const slot = (to: number, bytes: Uint8Array, lane0: number, lane1: number): void => {
    const words = engine.bytes(scratch, 2 * COORDINATE);
    reverseInto(words, 0, bytes, lane0);
    reverseInto(words, COORDINATE, bytes, lane1);
    engine.call('fp_load', to, scratch, scratch + COORDINATE);
  };

  const linesOf = (points: Uint8Array, at: number): number => {
    const key = String.fromCharCode(...points.subarray(at, at + G2_BYTES));
    let lines = prepared.get(key);
    if (lines === undefined) {
      if (prepared.size >= KEPT) {
        const [oldest, address] = prepared.entries().next().value as [string, number];
        prepared.delete(oldest);
        engine.arena.free(address);
      }
      const made = engine.arena.alloc(3 * LINES * size);
      engine.using(2 * size, (point) => {
        slot(point, points, at + COORDINATE, at);
        slot(point + size, points, at + 3 * COORDINATE, at + 2 * COORDINATE);
        engine.call('pairing_prepare', scratch, point, made);
      });
      lines = made;
    } else prepared.delete(key);
    prepared.set(key, lines);
    return lines;
  };

  /** Runs the product; the result lies in memory as canonical little-endian coefficients in slot order. */
  const run = <T>(g1: Uint8Array, g2: Uint8Array, body: (result: Uint8Array) => T): T => {
    const count = records(g1, G1_BYTES);
    if (records(g2, G2_BYTES) !== count) throw new KernelError('KERNEL_BAD_LENGTH', { g1: count, g2: g2.length });
    if (count >= KEPT) throw new KernelError('KERNEL_BAD_LENGTH', { pairs: count, most: KEPT - 1 });
    const finite: number[] = [];
    for (let i = 0; i < count; i++) {
      const kinds = [readFlags(g1, i * G1_BYTES, G1_BYTES), readFlags(g2, i * G2_BYTES, G2_BYTES)];
      if (kinds.includes('malformed')) throw new KernelError('KERNEL_NOT_CANONICAL', { index: i });
      if (!kinds.includes('infinity')) finite.push(i);
    }
    const lines = finite.map((i) => linesOf(g2, i * G2_BYTES));
    const resultBytes = COEFFICIENTS * COORDINATE;
    return engine.using(resultBytes + finite.length * (16 + 2 * size), (result) => {
      if (finite.length === 0) {
        const one = new Uint8Array(resultBytes);
        one[0] = 1;
        return body(one);
      }
      const pairs = result + resultBytes;
      const points = pairs + 16 * finite.length;
      finite.forEach((i, k) => {
        const x = points + 2 * k * size;
        slot(x, g1, i * G1_BYTES, i * G1_BYTES);
        slot(x + size, g1, i * G1_BYTES + COORDINATE, i * G1_BYTES + COORDINATE);
        new Int32Array(engine.memory.buffer, pairs + 16 * k, 3).set([lines[k] as number, x, x + size]);
      });
      engine.call('pairing_product', scratch, pairs, finite.length, result);
      return body(engine.bytes(result, resultBytes));
    });
  };

  return {
    isOne: (g1, g2) => run(g1, g2, (result) => result.every((byte, i) => byte === (i === 0 ? 1 : 0))),
    product: (g1, g2) =>
      run(g1, g2, (result) => {
        const out = new Uint8Array(COEFFICIENTS * COORDINATE);
        POWERS.forEach((power, k) => {
          reverseInto(out, 2 * power * COORDINATE, result, (2 * k + 1) * COORDINATE);
          reverseInto(out, (2 * power + 1) * COORDINATE, result, 2 * k * COORDINATE);
        });
        return out;
      }),
  };
}
