import { G1_BYTES, infinityBytes, isCanonical, records, restIsZero, reverseInto } from '../curve/bytes.ts';
import { POINT_STATUS } from '../gen/curvePoints.ts';
import { ROW } from '../gen/msmSplit.ts';
import { pointLayout } from '../gen/msmTree.ts';
import { DESCRIPTION, jobScratch } from '../gen/msmWindow.ts';
import { type Column, type ColumnOrder, KernelError, type Pool } from '../kernels.ts';
import type { Engine } from '../pool/engine.ts';
import { type Job, SCRATCH_BYTES } from '../pool/job.ts';
import { engineOf } from '../pool/pool.ts';
import { resident } from '../pool/workspace.ts';
import { describeMsm, MSM_HEADER, readMsmResult } from './description.ts';
import { chooseWindow, windowCount } from './window.ts';

/** G1 points resident in the memory of a pool, 192 bytes each in the fastest tier. Freed by `freeBases`. Opaque. */
export type Bases = { readonly length: number };

/** How the points are given: 96 bytes each with y, or 48 with a flag for it. */
export type BasesFormat = 'uncompressed' | 'compressed';

export type BasesOptions = {
  readonly format?: BasesFormat | undefined;
  /** Skip only for bytes pinned by a digest; a base outside the subgroup gives meaningless sums. Default true. */
  readonly checkSubgroup?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** One sum: the scalars meet the bases from `from` on. */
export type MsmTerm = {
  readonly bases: Bases;
  /** 32 little-endian bytes each (any 256-bit integer), or the elements of a column. */
  readonly scalars: Uint8Array | Column;
  readonly from?: number | undefined;
  /** Elements of a column to use, from its start in `order`; default all. */
  readonly count?: number | undefined;
  /** Order in which a column's elements meet the bases. 'bitReversed' for coefficients and ascending powers. */
  readonly order?: ColumnOrder | undefined;
};

type ResidentBases = { readonly engine: Engine; readonly at: number; readonly infinities: readonly number[] };

const known = new WeakMap<Bases, ResidentBases>();
const POINTS_PER_JOB = 256;

function find(bases: Bases, engine?: Engine): ResidentBases {
  const found = known.get(bases);
  if (found === undefined || (engine !== undefined && found.engine !== engine)) throw new KernelError('KERNEL_FREED');
  return found;
}

/**
 * Decodes points into the memory of the pool, with all checks of the encoding and, unless told otherwise, of the subgroup.
 * Infinity is allowed. @throws KernelError KERNEL_BAD_LENGTH, KERNEL_NOT_CANONICAL, KERNEL_NOT_ON_CURVE (with the index)
 * Spec: 01 §8.1, 11 §5.2
 */
export function loadBases(pool: Pool, points: Uint8Array, options: BasesOptions = {}): Promise<Bases> {
  const { format = 'uncompressed', checkSubgroup = true, signal } = options;
  const { engine } = engineOf(pool);
  const { arena, memory, assembly, threads } = engine;
  const compressed = format === 'compressed';
  const size = compressed ? G1_BYTES / 2 : G1_BYTES;
  const length = records(points, size);
  const { base } = pointLayout(assembly.fp);
  return engine.operate(async (phases) => {
    const at = arena.alloc(Math.max(1, length) * base);
    let source: number | undefined;
    try {
      source = arena.alloc((length + 1) * (G1_BYTES + 2));
      const status = source + (length + 1) * G1_BYTES;
      const infinities: number[] = [];
      const bytes = new Uint8Array(memory.buffer);
      for (let i = 0; i < length; i++) {
        if (stage(points, i * size, compressed, bytes, source + i * G1_BYTES, i)) infinities.push(i);
      }
      const share = Math.max(POINTS_PER_JOB, Math.ceil(length / (16 * threads)) & -2);
      const jobs: Job[] = [];
      for (let i = 0; i < length; i += share) {
        const name = compressed ? 'g1_decompress' : 'g1_load';
        const count = Math.min(share, length - i);
        // Each job has its own status bytes; an odd one writes a byte more.
        const own = status + i;
        jobs.push([name, source + i * G1_BYTES, at + i * base, count, own, checkSubgroup ? 1 : 0]);
      }
      await phases(jobs);
      const flags = new Uint8Array(memory.buffer, status, length);
      const infinite = new Set(infinities);
      const bad = flags.findIndex((flag, i) => flag !== POINT_STATUS.good && !infinite.has(i));
      if (bad >= 0)
        throw new KernelError('KERNEL_NOT_ON_CURVE', {
          index: bad,
          subgroup: flags[bad] === POINT_STATUS.notInSubgroup,
        });
      const bases: Bases = { length };
      known.set(bases, { engine, at, infinities });
      return bases;
    } catch (error) {
      arena.free(at);
      throw error;
    } finally {
      if (source !== undefined) arena.free(source);
    }
  }, signal);
}

/** Gives the memory back behind the operations already called. */
export function freeBases(bases: Bases): void {
  const { engine, at } = find(bases);
  known.delete(bases);
  void engine.operate(async () => engine.arena.free(at)).catch(() => engine.arena.free(at));
}

/** Puts one encoding in the form the kernels read; true for infinity, whose bytes become those of a point of the curve. */
function stage(
  points: Uint8Array,
  from: number,
  compressed: boolean,
  bytes: Uint8Array,
  to: number,
  index: number,
): boolean {
  const flags = (points[from] as number) & 0xe0;
  bytes.fill(0, to, to + G1_BYTES);
  if (
    flags === (compressed ? 0xc0 : 0x40) &&
    (points[from] as number) === flags &&
    restIsZero(points, from, compressed ? 48 : 96)
  ) {
    // (0, 2) lies on the curve; its scalars are dropped.
    if (!compressed) bytes[to + 48] = 2;
    return true;
  }
  const first = (points[from] as number) & 0x1f;
  const wellFormed = compressed ? (flags & 0xc0) === 0x80 : flags === 0 && isCanonical(points, from + 48);
  if (!wellFormed || !isCanonical(points, from, first)) throw new KernelError('KERNEL_NOT_CANONICAL', { index });
  reverseInto(bytes, to, points, from);
  bytes[to + 47] = first;
  if (compressed) bytes[to + 48] = flags & 0x20 ? 1 : 0;
  else reverseInto(bytes, to + 48, points, from + 48);
  return false;
}

/**
 * Σ scalars[i]·bases[from + i] for each term, as uncompressed G1 points of 96 bytes; the terms share the threads, so give
 * together what is ready together. @throws KernelError KERNEL_BAD_LENGTH if there are more scalars than bases. Spec: 11 §5
 */
export function msm(pool: Pool, terms: readonly MsmTerm[], signal?: AbortSignal): Promise<Uint8Array[]> {
  const { engine, registry } = engineOf(pool);
  const { arena, memory, assembly, threads } = engine;
  const { fp } = assembly;
  const plans = terms.map((term) => {
    const bases = find(term.bases, engine);
    const { scalars, from = 0 } = term;
    const column = scalars instanceof Uint8Array ? undefined : resident(registry, scalars);
    const available = scalars instanceof Uint8Array ? records(scalars, 32) : scalars.length;
    const count = term.count ?? available;
    if (
      !Number.isInteger(from) ||
      !Number.isInteger(count) ||
      from < 0 ||
      count < 0 ||
      count > available ||
      from + count > term.bases.length
    ) {
      throw new KernelError('KERNEL_BAD_LENGTH', { from, count, available, bases: term.bases.length });
    }
    const windowBits = chooseWindow(count);
    return {
      term,
      bases,
      from,
      column,
      count,
      windowBits,
      windows: windowCount(windowBits),
      bytes: scalars instanceof Uint8Array ? scalars.slice(0, 32 * count) : undefined,
    };
  });
  const busy = plans.filter((plan) => plan.count > 0);
  return engine.operate(async (phases) => {
    const held: number[] = [];
    const alloc = (size: number): number => {
      const at = arena.alloc(size);
      held.push(at);
      return at;
    };
    try {
      const placed = busy.map((plan) => {
        const results = MSM_HEADER;
        const rows = results + plan.windows * 3 * fp.size;
        const scalars = rows + plan.count * 2 * ROW + 64;
        const at = alloc(scalars + 32 * plan.count);
        return { ...plan, at, results: at + results, rows: at + rows, scalars: at + scalars };
      });
      // 1. Canonical scalars in memory.
      await phases(
        placed.flatMap(({ column, count, scalars, term }): Job[] => {
          if (column === undefined) return [];
          const order = (term.order ?? 'natural') === 'bitReversed' ? column.log : 0;
          return ranges(count, threads).map(
            ([first, end]): Job => ['fr_export', column.at, column.half, first, end, scalars + 32 * first, order],
          );
        }),
      );
      // 2. Halves of the scalars. 3. Windows. 4. Sums.
      const perJob = placed.map(({ count, windows }) => (count < 512 ? Math.ceil(windows / (2 * threads)) : 1));
      const workBytes = Math.max(
        64,
        ...placed.map((plan, i) => jobScratch(fp, 2 * plan.count, plan.windowBits, perJob[i] as number)),
      );
      const stride = (workBytes + 63) & -64;
      const work = alloc(threads * stride);
      for (const plan of placed) describe(plan, work, stride);
      await phases(
        placed.flatMap(({ at, rows, scalars, count }) =>
          ranges(count, threads).map(
            ([first, end]): Job => [
              'msm_split',
              scalars + 32 * first,
              rows + 2 * ROW * first,
              end - first,
              at + DESCRIPTION.size,
            ],
          ),
        ),
        placed.flatMap(({ at, windows }, i) => {
          const step = perJob[i] as number;
          return Array.from(
            { length: Math.ceil(windows / step) },
            (_, j): Job => ['msm_job', at, j * step, Math.min(windows, (j + 1) * step)],
          );
        }),
        placed.map(({ at }): Job => ['msm_combine', at, at + DESCRIPTION.size + 32]),
      );
      const sums = new Map(
        placed.map(({ term, at }) => [term, readMsmResult(memory.buffer, at + DESCRIPTION.size + 32)]),
      );
      return terms.map((term) => sums.get(term) ?? infinityBytes(G1_BYTES));
    } finally {
      for (const at of held) arena.free(at);
    }
  }, signal);

  function describe(
    plan: (typeof plans)[number] & { at: number; results: number; rows: number; scalars: number },
    work: number,
    stride: number,
  ): void {
    const { bases, from, count, windowBits, windows, at, bytes } = plan;
    const target = new Uint8Array(memory.buffer, plan.scalars, 32 * count);
    if (bytes !== undefined) target.set(bytes);
    for (const index of bases.infinities) {
      if (index >= from && index < from + count) target.fill(0, 32 * (index - from), 32 * (index - from + 1));
    }
    describeMsm(memory.buffer, at, {
      rows: plan.rows,
      count,
      windowBits,
      windows,
      bases: bases.at + from * pointLayout(fp).base,
      results: plan.results,
      threads: assembly.module.top,
      threadBytes: SCRATCH_BYTES,
      work,
      workBytes: stride,
    });
  }
}

/** Ranges for at most two jobs per thread. */
function ranges(count: number, threads: number): [number, number][] {
  const share = Math.max(2048, Math.ceil(count / (2 * threads)));
  return Array.from({ length: Math.ceil(count / share) }, (_, i) => [i * share, Math.min(count, (i + 1) * share)]);
}
