import { MAX_LOG } from '../gen/ntt.ts';
import {
  type Column,
  type ColumnOrder,
  KernelError,
  type Program,
  type ProgramOperands,
  type Workspace,
} from '../kernels.ts';
import { checkElements } from '../local/elements.ts';
import { FR_MODULUS, powMod } from '../plain/numbers.ts';
import type { Engine } from './engine.ts';
import { evaluateColumns } from './evaluate.ts';
import { type Job, type Phase, rowRanges } from './job.ts';
import type { Programs } from './programs.ts';
import type { Transforms } from './transforms.ts';

/** Rows inverted with one inversion. */
const INVERT_ROWS = 1024;

/** A column as this pool keeps it. */
export type Resident = Column & { readonly at: number; readonly half: number; readonly log: number };

/** All columns of a pool by id; a column of another pool, or a freed one, is refused. */
export type Registry = Map<number, Resident>;

export type WorkspaceParts = {
  readonly engine: Engine;
  readonly registry: Registry;
  readonly transforms: Transforms;
  readonly programs: Programs;
  readonly signal: AbortSignal | undefined;
};

let lastId = 0;

/** The resident column behind a handle. @throws KernelError KERNEL_FREED */
export function resident(registry: Registry, column: Column): Resident {
  const known = registry.get(column.id);
  if (known === undefined) throw new KernelError('KERNEL_FREED', { column: column.id });
  return known;
}

export function createWorkspace({ engine, registry, transforms, programs, signal }: WorkspaceParts): Workspace {
  const { memory, arena, assembly, threads } = engine;
  const { fr } = assembly;
  const size = fr.size;
  const own = new Set<number>();
  const find = (column: Column): Resident => resident(registry, column);
  const operate = <T>(operation: (phases: (...list: Phase[]) => Promise<void>) => Promise<T>): Promise<T> =>
    engine.operate(operation, signal);
  /** Runs with `bytes` of memory that is free again afterwards. */
  const withMemory = async <T>(bytes: number, body: (at: number) => Promise<T>): Promise<T> => {
    const at = arena.alloc(bytes);
    try {
      return await body(at);
    } finally {
      arena.free(at);
    }
  };
  const writePair = (at: number, low: bigint, high: bigint = low): void => {
    fr.write(memory.buffer, at, 0, low);
    fr.write(memory.buffer, at, 1, high);
  };

  const span = (column: Resident, options: { from?: number | undefined; count?: number | undefined }) => {
    const from = options.from ?? 0;
    const count = options.count ?? column.length - from;
    if (!Number.isInteger(from) || !Number.isInteger(count) || from < 0 || count < 0 || from + count > column.length) {
      throw new KernelError('KERNEL_BAD_LENGTH', { from, count, length: column.length });
    }
    return { from, count };
  };
  /** Jobs that convert elements from … from + count − 1 against bytes at `bytes`. */
  const conversions = (
    name: string,
    column: Resident,
    from: number,
    count: number,
    bytes: number,
    order: ColumnOrder,
    extra: number[],
  ): Job[] =>
    rowRanges(count, threads).map((range) => [
      name,
      column.at,
      column.half,
      from + range.from,
      from + range.from + range.count,
      bytes + 32 * range.from,
      order === 'bitReversed' ? column.log : 0,
      ...extra,
    ]);

  const workspace: Workspace = {
    column(length) {
      const log = Math.log2(length);
      if (!Number.isInteger(log) || log < 1 || log > MAX_LOG) throw new KernelError('KERNEL_BAD_SIZE', { length });
      const half = length / 2;
      const at = arena.alloc(half * size);
      new Uint8Array(memory.buffer, at, half * size).fill(0);
      const id = ++lastId;
      registry.set(id, { id, length, at, half, log });
      own.add(id);
      return { id, length };
    },
    free(...columns) {
      for (const column of columns) {
        const { id, at } = find(column);
        registry.delete(id);
        own.delete(id);
        // Operations already called may still use the memory: it is given back behind them.
        void engine.operate(async () => arena.free(at)).catch(() => arena.free(at));
      }
    },
    close() {
      for (const id of own) workspace.free({ id, length: 0 });
    },

    write(column, bytes, { from, order = 'natural' } = {}) {
      const target = find(column);
      if (bytes.length % 32 !== 0) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: bytes.length });
      const range = span(target, { from, count: bytes.length / 32 });
      return operate(async (phases) => {
        if (range.count === 0) return;
        await withMemory(bytes.length + 16, async (at) => {
          new Uint8Array(memory.buffer, at + 16, bytes.length).set(bytes);
          const bad = new Int32Array(memory.buffer, at, 1);
          bad[0] = 0;
          await phases(conversions('fr_import', target, range.from, range.count, at + 16, order, [at]));
          if (bad[0] !== 0) throw new KernelError('KERNEL_NOT_CANONICAL');
        });
      });
    },
    read(column, { order = 'natural', ...options } = {}) {
      const source = find(column);
      const { from, count } = span(source, options);
      return operate(async (phases) => {
        if (count === 0) return new Uint8Array();
        return withMemory(32 * count, async (at) => {
          await phases(conversions('fr_export', source, from, count, at, order, []));
          return new Uint8Array(memory.buffer, at, 32 * count).slice();
        });
      });
    },
    copy(from, to) {
      const [source, target] = [find(from), find(to)];
      sameLength([source, target]);
      return operate(async () => {
        new Uint8Array(memory.buffer).copyWithin(target.at, source.at, source.at + source.half * size);
      });
    },

    toValues(columns, shift = 1n) {
      checkElements(shift);
      const list = columns.map(find);
      sameLength(list);
      return operate((phases) => transforms.toValues(list, shift, phases));
    },
    toCoefficients(columns, shift = 1n) {
      checkElements(shift);
      const list = columns.map(find);
      sameLength(list);
      return operate((phases) => transforms.toCoefficients(list, shift, phases));
    },

    fillPowers(column, base, scale = 1n, order = 'natural') {
      checkElements(base, scale);
      const target = find(column);
      const { at, log, length } = target;
      return operate((phases) =>
        withMemory(log * size, async (constants) => {
          const exponent = (j: number): bigint => (order === 'natural' ? 1n << BigInt(j) : 1n << BigInt(log - 1 - j));
          for (let j = 0; j < log - 1; j++) writePair(constants + j * size, powMod(base, exponent(j), FR_MODULUS));
          writePair(at, scale, scale * powMod(base, order === 'natural' ? BigInt(length / 2) : 1n, FR_MODULUS));
          await phases([['col_powers', at, log - 1, constants]]);
        }),
      );
    },
    run(program: Program, operands: ProgramOperands) {
      checkElements(...operands.scalars);
      const columns = operands.columns.map(find);
      const outputs = operands.outputs.map(find);
      sameLength([...columns, ...outputs]);
      const { name, compiled } = programs.get(program);
      if (
        columns.length < compiled.columns ||
        operands.scalars.length < compiled.scalars ||
        outputs.length !== compiled.outputs
      ) {
        throw new KernelError('KERNEL_BAD_PROGRAM', { columns: columns.length, scalars: operands.scalars.length });
      }
      for (const index of compiled.rotated) {
        if (outputs.some((output) => output.id === columns[index]?.id)) {
          throw new KernelError('KERNEL_BAD_PROGRAM', { rotatedOutput: index });
        }
      }
      const half = outputs[0]?.half ?? 0;
      const scalars = operands.scalars.slice(0, compiled.scalars);
      return operate((phases) =>
        withMemory(scalars.length * size + 4 * (columns.length + outputs.length), async (at) => {
          scalars.forEach((value, i) => {
            writePair(at + i * size, value);
          });
          const table = at + scalars.length * size;
          const addresses = [...columns.slice(0, compiled.columns), ...outputs].map((column) => column.at);
          new Int32Array(memory.buffer, table, addresses.length).set(addresses);
          await phases(
            rowRanges(half, threads, 512).map((r): Job => [`${name}/run`, table, at, r.from, r.count, half]),
          );
        }),
      );
    },
    invert(columns) {
      const list = columns.map(find);
      return operate(async (phases) => {
        for (const { at, half } of list) {
          const spare = (INVERT_ROWS * size + 2 * INVERT_ROWS + 63) & -64;
          const ranges = rowRanges(half, threads, INVERT_ROWS).flatMap((r) =>
            Array.from({ length: Math.ceil(r.count / INVERT_ROWS) }, (_, i) => ({
              from: r.from + i * INVERT_ROWS,
              count: Math.min(INVERT_ROWS, r.count - i * INVERT_ROWS),
            })),
          );
          await withMemory(ranges.length * spare, (memoryAt) =>
            phases(
              ranges.map((r, i): Job => {
                const here = memoryAt + i * spare;
                return ['col_invert', at + r.from * size, r.count, here, here + INVERT_ROWS * size];
              }),
            ),
          );
        }
      });
    },
    runningProduct(column) {
      const { at, half } = find(column);
      return operate((phases) => {
        const ranges = rowRanges(half, threads, 512);
        return withMemory(ranges.length * size, async (totals) => {
          await phases(ranges.map((r, i): Job => ['col_scan', at + r.from * size, r.count, totals + i * size]));
          const lanes = [0, 1] as const;
          const before = [1n, 1n];
          const starts = ranges.map((_, i) =>
            lanes.map((lane) => {
              const start = before[lane] as bigint;
              before[lane] = (start * fr.read(memory.buffer, totals + i * size, lane)) % FR_MODULUS;
              return start;
            }),
          );
          const [low, high] = before as [bigint, bigint];
          starts.forEach(([first, second], i) => {
            writePair(totals + i * size, first as bigint, ((second as bigint) * low) % FR_MODULUS);
          });
          await phases(ranges.map((r, i): Job => ['col_scale', at + r.from * size, r.count, totals + i * size]));
          return (low * high) % FR_MODULUS;
        });
      });
    },
    evaluate(columns, point) {
      checkElements(point);
      const list = columns.map(find);
      return operate((phases) => evaluateColumns(engine, list, point, phases));
    },
    divideByRoot(column, point, top = 0n) {
      checkElements(point, top);
      const { at, half, log } = find(column);
      return operate((phases) =>
        withMemory(3 * size, async (state) => {
          writePair(state, point);
          writePair(state + size, (point * point) % FR_MODULUS);
          writePair(state + 2 * size, top, 0n);
          await phases([['col_divide', at, half, log - 1, state, state + size, state + 2 * size]]);
          const [even, odd] = [0, 1].map((lane) => fr.read(memory.buffer, state + 2 * size, lane as 0 | 1)) as [
            bigint,
            bigint,
          ];
          return (even + point * odd) % FR_MODULUS;
        }),
      );
    },
  };

  return workspace;
}

function sameLength(columns: readonly Resident[]): void {
  for (const { length } of columns) {
    if (length !== columns[0]?.length)
      throw new KernelError('KERNEL_BAD_SIZE', { length, expected: columns[0]?.length });
  }
}
