import { concatBytes } from '../curve/bytes.ts';
import type { Column, Workspace } from '../kernels.ts';
import { frConcat, frList } from '../local/elements.ts';
import { freeBases, loadBases, msm } from '../msm/msm.ts';
import { G1_GENERATOR } from '../plain/curve.ts';
import { encodeG1 } from '../plain/encoding.ts';
import { add, column, constant, mul, next, program, scalar, sub } from '../program.ts';
import type { Cases } from './cases.ts';
import type { Draw } from './draw.ts';

const LENGTHS: readonly number[] = [2, 4, 8, 16, 32, 64, 128, 256];
const BASES = 64;

const elementOf = (draw: Draw): bigint => frList(draw.elements(1))[0] as bigint;
const nonZero = (draw: Draw): bigint => elementOf(draw) || 7n;

/** Sums of one call, and the columns of one batch at most. */
const WIDTH = 48;
/** Columns made by one run of `scattered`. */
const SCATTER = 16;

type Step<Columns> = (work: Workspace, columns: Columns, draw: Draw) => Promise<readonly bigint[]>;
type Triple = readonly [Column, Column, Column];

const lengthOf = (draw: Draw): number => LENGTHS[draw.index(LENGTHS.length)] as number;

async function written(work: Workspace, draw: Draw, length: number): Promise<Column> {
  const made = work.column(length);
  await work.write(made, draw.elements(length));
  return made;
}

/** Kernels that work row by row, or leave a result in each row: each row of three columns is a case. */
const onRows =
  (step: Step<Triple>): Cases =>
  async ({ pool }, draw, count, out) => {
    for (let done = 0; done < count; ) {
      const work = pool.open();
      try {
        const length = lengthOf(draw);
        const columns = [await written(work, draw, length), await written(work, draw, length)];
        columns.push(await written(work, draw, length));
        out(frConcat(await step(work, columns as unknown as Triple, draw)));
        for (const each of columns) out(await work.read(each));
        done += length;
      } finally {
        work.close();
      }
    }
  };

/** Column i is a combination of two columns with factors of its own. */
const scattered = program(
  ...Array.from({ length: SCATTER }, (_, i) => add(mul(scalar(2 * i), column(0)), mul(scalar(2 * i + 1), column(1)))),
);

/**
 * Kernels that work on whole columns: each column is a case. Contents come from few written columns, and results are told by
 * their evaluations at a drawn point besides some columns in full: an operation of a pool costs more than the cases themselves.
 */
const onColumns =
  (step: Step<readonly Column[]>): Cases =>
  async ({ pool }, draw, count, out) => {
    for (let done = 0; done < count; ) {
      const work = pool.open();
      try {
        const length = lengthOf(draw);
        const columns = [await written(work, draw, length), await written(work, draw, length)];
        while (columns.length < Math.min(WIDTH, count - done)) {
          const outputs = Array.from({ length: SCATTER }, () => work.column(length));
          const scalars = frList(draw.elements(2 * SCATTER));
          await work.run(scattered, { columns: columns.slice(0, 2), scalars, outputs });
          columns.push(...outputs);
        }
        out(frConcat(await step(work, columns, draw)));
        out(frConcat(await work.evaluate(columns, elementOf(draw))));
        for (const each of columns.slice(0, 3)) out(await work.read(each));
        done += columns.length;
      } finally {
        work.close();
      }
    }
  };

const mixed = program(
  add(mul(scalar(0), column(0), next(1)), mul(column(0), column(1)), column(2)),
  sub(mul(next(2), constant(5n)), scalar(1)),
);

/** Point i is (i + 1)·G. */
function somePoints(sum: (points: Uint8Array) => Uint8Array): Uint8Array {
  const generator = encodeG1(G1_GENERATOR);
  const points = [generator];
  while (points.length < BASES) points.push(sum(concatBytes([points.at(-1) as Uint8Array, generator])));
  return concatBytes(points);
}

/** The kernels on columns and resident bases. Spec: 11 §4, §5 */
export const poolCases: Readonly<Record<string, Cases>> = {
  'pool write and read, reordered': onRows(async (work, [a], draw) => {
    await work.write(a, draw.elements(a.length), { order: 'bitReversed' });
    return frList(await work.read(a, { from: draw.index(a.length), count: 1, order: 'bitReversed' }));
  }),
  'pool toValues': onColumns(async (work, columns) => {
    await work.toValues(columns);
    return [];
  }),
  'pool toCoefficients': onColumns(async (work, columns) => {
    await work.toCoefficients(columns);
    return [];
  }),
  'pool toValues, coset': onColumns(async (work, columns, draw) => {
    await work.toValues(columns, nonZero(draw));
    return [];
  }),
  'pool toCoefficients, coset': onColumns(async (work, columns, draw) => {
    await work.toCoefficients(columns, nonZero(draw));
    return [];
  }),
  'pool fillPowers': onRows(async (work, columns, draw) => {
    for (const [i, each] of columns.entries()) {
      await work.fillPowers(each, elementOf(draw), elementOf(draw), i % 2 === 0 ? 'natural' : 'bitReversed');
    }
    return [];
  }),
  'pool copy': onRows(async (work, [a, b]) => {
    await work.copy(a, b);
    return [];
  }),
  'pool run': onRows(async (work, [a, b, c], draw) => {
    const [first, second] = [work.column(a.length), work.column(a.length)];
    await work.run(mixed, { columns: [a, b, c], scalars: frList(draw.elements(2)), outputs: [first, second] });
    return [...frList(await work.read(first)), ...frList(await work.read(second))];
  }),
  'pool invert': onRows(async (work, columns) => {
    await work.invert(columns);
    return [];
  }),
  'pool runningProduct': onRows(async (work, [a]) => [await work.runningProduct(a)]),
  'pool evaluate': onColumns((work, columns, draw) => work.evaluate(columns, elementOf(draw))),
  'pool divideByRoot': onRows(async (work, columns, draw) => {
    const rests: bigint[] = [];
    for (const [i, each] of columns.entries()) {
      const top = i % 2 === 0 ? undefined : elementOf(draw);
      rests.push(await work.divideByRoot(each, elementOf(draw), top));
    }
    return rests;
  }),
  'pool msm': async ({ pool, curves }, draw, count, out) => {
    const points = somePoints(curves.g1.sum);
    // The bigint pool holds no bases; its sums are the definition itself.
    const bases = pool.tier === 'bigint' ? undefined : await loadBases(pool, points);
    for (let done = 0; done < count; done += WIDTH) {
      const terms = Array.from({ length: Math.min(WIDTH, count - done) }, () => {
        const from = draw.index(BASES);
        return { from, scalars: draw.elements(draw.index(BASES - from) + 1) };
      });
      const sums =
        bases === undefined
          ? terms.map(({ from, scalars }) =>
              curves.g1.msm(points.subarray(96 * from, 96 * from + 3 * scalars.length), scalars),
            )
          : await msm(
              pool,
              terms.map((term) => ({ ...term, bases })),
            );
      for (const sum of sums) out(sum);
    }
    if (bases !== undefined) freeBases(bases);
  },
};
