import { PREPARED_LOG } from '../gen/ntt.ts';
import { KernelError } from '../kernels.ts';
import { rootOfUnity } from '../plain/fft.ts';
import { FR_MODULUS, invMod, powMod } from '../plain/numbers.ts';
import type { Engine } from './engine.ts';
import type { Job, Phase } from './job.ts';
import type { Resident } from './workspace.ts';

/** Coset tables kept at a time; the quotient needs five. */
const KEPT_TABLES = 6;

type Run = (...list: Phase[]) => Promise<void>;

/** Transforms with their tables. Tables are built on first use; coset tables leave in order of last use. Spec: 11 §4 */
export type Transforms = {
  toValues(columns: readonly Resident[], shift: bigint, phases: Run): Promise<void>;
  toCoefficients(columns: readonly Resident[], shift: bigint, phases: Run): Promise<void>;
};

export function createTransforms(engine: Engine): Transforms {
  const { arena, memory, assembly, threads } = engine;
  const { fr } = assembly;
  const size = fr.size;
  const tables = new Map<string, number>();
  const writePair = (at: number, low: bigint, high: bigint = low): void => {
    fr.write(memory.buffer, at, 0, low);
    fr.write(memory.buffer, at, 1, high);
  };

  async function table(key: string, build: () => Promise<number>): Promise<number> {
    const known = tables.get(key);
    const at = known ?? (await build());
    tables.delete(key);
    tables.set(key, at);
    const cosets = [...tables.keys()].filter((name) => name.startsWith('coset'));
    for (const old of cosets.slice(0, Math.max(0, cosets.length - KEPT_TABLES))) {
      arena.free(tables.get(old) as number);
      tables.delete(old);
    }
    return at;
  }

  /** Rows 0 … limit − 1 of a table of `rows` rows are prepared behind it. */
  const preparedLimit = (rows: number): number => Math.min(rows, 1 << PREPARED_LOG);
  const allocTable = (rows: number): number => arena.alloc(rows * size + preparedLimit(rows) * fr.preparedSize);
  const preparedAt = (at: number, rows: number): number => at + rows * size;
  const prepare = (at: number, rows: number): Phase =>
    rows < 2 ? [] : [['ntt_prepare', preparedAt(at, rows), at, preparedLimit(rows) - 1]];

  /** Row 2^(s−1) + b holds ω^−brv(b) for the blocks b and b + 2^(s−1) of level s. */
  const downTable = (log: number, phases: Run): Promise<number> =>
    table(`down ${log}`, async () => {
      const rows = downRows(log);
      const at = allocTable(rows);
      const constants = arena.alloc(log * size);
      const inverse = invMod(rootOfUnity(log), FR_MODULUS);
      const factor = (s: number): bigint => powMod(inverse, 1n << BigInt(log - 1 - s), FR_MODULUS);
      writePair(at + size, 1n, factor(1));
      for (let s = 2; s < log; s++) writePair(constants + (s - 2) * size, 1n, factor(s));
      await phases([['ntt_down_table', at, Math.max(0, log - 2), constants]], prepare(at, rows));
      arena.free(constants);
      return at;
    });

  const downRows = (log: number): number => Math.max(2, 1 << (log - 1));
  /** Row m + k holds (shift^(n/2m))·ω_2m^k. */
  const upTable = (log: number, shift: bigint, phases: Run): Promise<number> =>
    table(shift === 1n ? `up ${log}` : `coset ${log} ${shift}`, async () => {
      const half = 1 << (log - 1);
      const at = allocTable(2 * half);
      const constants = arena.alloc(log * size);
      for (let j = 0; j < log - 1; j++)
        writePair(constants + j * size, powMod(rootOfUnity(log), 1n << BigInt(j), FR_MODULUS));
      writePair(at + half * size, shift);
      await phases(
        [['col_powers', at + half * size, log - 1, constants]],
        [['ntt_up_table', at, half]],
        prepare(at, 2 * half),
      );
      arena.free(constants);
      return at;
    });

  /** Ranges of a level's rows, so that all threads have work. */
  const split = (rows: number): { from: number; count: number }[] => {
    const parts = Math.min(2 * threads, Math.max(1, rows >> 9));
    const count = Math.ceil(rows / parts);
    const ranges: { from: number; count: number }[] = [];
    for (let from = 0; from < rows; from += count) ranges.push({ from, count: Math.min(count, rows - from) });
    return ranges;
  };
  /** Blocks a column is cut into after its first fused levels; a lone column must feed all threads. */
  const cuts = (half: number, columns: number): number => {
    let blocks = 1;
    while (blocks * columns < 2 * threads && half / blocks > 1024) blocks *= 4;
    return blocks;
  };

  /** Multiplies position p by base^brv(p): takes the coset out of coefficients. */
  const unshift = async (
    columns: readonly Resident[],
    { half, log }: Resident,
    base: bigint,
    phases: Run,
  ): Promise<void> => {
    const powers = arena.alloc((half + log) * size);
    const constants = powers + half * size;
    for (let j = 0; j < log - 1; j++)
      writePair(constants + j * size, powMod(base, 1n << BigInt(log - 1 - j), FR_MODULUS));
    writePair(powers, 1n, base);
    const scaled = columns.flatMap((column) =>
      split(half).map((r): Job => ['col_multiply', column.at + r.from * size, r.count, powers + r.from * size]),
    );
    await phases([['col_powers', powers, log - 1, constants]], scaled).finally(() => arena.free(powers));
  };

  return {
    async toValues(columns, shift, phases) {
      const [first] = columns;
      if (first === undefined) return;
      if (shift % FR_MODULUS === 0n) throw new KernelError('KERNEL_BAD_SIZE', { shift });
      const { half, log } = first;
      const at = await upTable(log, shift, phases);
      const [prepared, limit] = [preparedAt(at, 2 * half), preparedLimit(2 * half)];
      const blocks = threads === 1 ? 1 : cuts(half, columns.length);
      const list: Phase[] = [
        columns.flatMap((column) =>
          Array.from(
            { length: blocks },
            (_, b): Job => ['ntt_up', column.at + b * (half / blocks) * size, half / blocks, at, prepared, limit],
          ),
        ),
      ];
      for (let rows = (4 * half) / blocks; rows <= half; rows *= 4) {
        const distance = rows / 4;
        const [name, table] = rows <= limit ? ['ntt_up4_prepared', prepared] : ['ntt_up4_plain', at];
        list.push(
          columns.flatMap((column) =>
            Array.from({ length: half / rows }, (_, b) =>
              split(distance).map(
                (r): Job => [name, column.at + (b * rows + r.from) * size, distance, r.count, table, r.from],
              ),
            ).flat(),
          ),
        );
      }
      list.push(
        columns.flatMap((column) =>
          split(half).map(
            (r): Job => ['ntt_up_lanes', column.at + r.from * size, r.count, at + (half + r.from) * size],
          ),
        ),
      );
      await phases(...list);
    },
    async toCoefficients(columns, shift, phases) {
      const [first] = columns;
      if (first === undefined) return;
      if (shift % FR_MODULUS === 0n) throw new KernelError('KERNEL_BAD_SIZE', { shift });
      const { half, log, length } = first;
      const at = await downTable(log, phases);
      const [prepared, limit] = [preparedAt(at, downRows(log)), preparedLimit(downRows(log))];
      const blocks = threads === 1 ? 1 : cuts(half, columns.length);
      const scale = arena.alloc(fr.preparedSize);
      for (const lane of [0, 1] as const) {
        fr.writePrepared(memory.buffer, scale, lane, invMod(BigInt(length), FR_MODULUS));
      }
      const list: Phase[] = [
        columns.flatMap((column) =>
          split(half).map((r): Job => ['ntt_down_lanes', column.at + r.from * size, r.count, scale]),
        ),
      ];
      for (let rows = half; rows > half / blocks; rows /= 4) {
        const quarter = rows / 4;
        list.push(
          columns.flatMap((column) =>
            Array.from({ length: half / rows }, (_, b) =>
              split(quarter).map((r): Job => {
                const block = half / rows + b;
                const first = column.at + (b * rows + r.from) * size;
                return 2 * block < limit
                  ? ['ntt_down4_carry_prepared', first, quarter, r.count, prepared, block]
                  : ['ntt_down4_carry_plain', first, quarter, r.count, at, block];
              }),
            ).flat(),
          ),
        );
      }
      list.push(
        columns.flatMap((column) =>
          Array.from(
            { length: blocks },
            (_, b): Job => [
              'ntt_down',
              column.at + b * (half / blocks) * size,
              half / blocks,
              at,
              blocks + b,
              prepared,
              limit,
            ],
          ),
        ),
      );
      await phases(...list).finally(() => arena.free(scale));
      if (shift !== 1n) await unshift(columns, first, invMod(shift, FR_MODULUS), phases);
    },
  };
}
