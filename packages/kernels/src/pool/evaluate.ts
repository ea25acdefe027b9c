import { EVALUATION_BLOCK } from '../gen/columns.ts';
import { FR_MODULUS, powMod } from '../plain/numbers.ts';
import type { Engine } from './engine.ts';
import { type Job, type Phase, rowRanges } from './job.ts';

/** A column of coefficients: 2^log elements in `half` rows from `at` on. */
type Coefficients = { readonly at: number; readonly half: number; readonly log: number };

/**
 * Values of polynomials at one point: Σ over blocks of (block · low powers)·(power of the block), no Horner chain. Columns below
 * one block go through bigint.
 */
export async function evaluateColumns(
  engine: Engine,
  list: readonly Coefficients[],
  point: bigint,
  phases: (...list: Phase[]) => Promise<void>,
): Promise<bigint[]> {
  const { memory, arena, assembly, threads } = engine;
  const { fr } = assembly;
  const { size } = fr;
  const writePair = (at: number, low: bigint, high: bigint = low): void => {
    fr.write(memory.buffer, at, 0, low);
    fr.write(memory.buffer, at, 1, high);
  };
  const results: bigint[] = [];
  for (const column of list) {
    const { at, half, log } = column;
    if (half < EVALUATION_BLOCK) {
      results.push(evaluateSmall(engine, column, point));
      continue;
    }
    const blocks = half / EVALUATION_BLOCK;
    const ranges = rowRanges(blocks, threads, 64);
    const lowLog = Math.log2(EVALUATION_BLOCK);
    const low = arena.alloc((EVALUATION_BLOCK + blocks + log + ranges.length) * size);
    try {
      const high = low + EVALUATION_BLOCK * size;
      const constants = high + blocks * size;
      const sums = constants + log * size;
      for (let j = 0; j < log - 1; j++)
        writePair(constants + j * size, powMod(point, 1n << BigInt(log - 1 - j), FR_MODULUS));
      writePair(low, 1n, point);
      writePair(high, 1n);
      await phases(
        [
          ['col_powers', low, lowLog, constants],
          ['col_powers', high, log - 1 - lowLog, constants + lowLog * size],
        ],
        ranges.map(
          (r, i): Job => [
            'col_evaluate',
            at + r.from * EVALUATION_BLOCK * size,
            r.count,
            low,
            high + r.from * size,
            sums + i * size,
          ],
        ),
      );
      const value = ranges.reduce(
        (sum, _, i) => sum + fr.read(memory.buffer, sums + i * size, 0) + fr.read(memory.buffer, sums + i * size, 1),
        0n,
      );
      results.push(value % FR_MODULUS);
    } finally {
      arena.free(low);
    }
  }
  return results;
}

function evaluateSmall({ memory, assembly }: Engine, { at, half, log }: Coefficients, point: bigint): bigint {
  const { fr } = assembly;
  let sum = 0n;
  for (let p = 0; p < 2 * half; p++) {
    let index = 0;
    for (let bit = 0; bit < log; bit++) index |= ((p >> bit) & 1) << (log - 1 - bit);
    const value = fr.read(memory.buffer, at + (p % half) * fr.size, p < half ? 0 : 1);
    sum += value * powMod(point, BigInt(index), FR_MODULUS);
  }
  return sum % FR_MODULUS;
}
