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

type Step = (work: Workspace, columns: readonly [Column, Column, Column], draw: Draw) => Promise<readonly bigint[]>;

/** Each case: three columns of random content and one of the lengths, a step, and what the columns hold then. */
const onColumns =
  (step: Step): Cases =>
  async ({ pool }, draw, count, out) => {
    const work = pool.open();
    try {
      const sets = LENGTHS.map((n) => [work.column(n), work.column(n), work.column(n)] as const);
      for (let i = 0; i < count; i++) {
        const columns = sets[draw.index(LENGTHS.length)] as readonly [Column, Column, Column];
        for (const each of columns) await work.write(each, draw.elements(each.length));
        out(frConcat(await step(work, columns, draw)));
        for (const each of columns) out(await work.read(each));
      }
    } finally {
      work.close();
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
  'pool write and read, reordered': onColumns(async (work, [a], draw) => {
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
  'pool fillPowers and copy': onColumns(async (work, [a, b, c], draw) => {
    await work.fillPowers(a, elementOf(draw), elementOf(draw));
    await work.fillPowers(b, elementOf(draw), elementOf(draw), 'bitReversed');
    await work.copy(a, c);
    return [];
  }),
  'pool run': onColumns(async (work, [a, b, c], draw) => {
    const [first, second] = [work.column(a.length), work.column(a.length)];
    await work.run(mixed, { columns: [a, b, c], scalars: frList(draw.elements(2)), outputs: [first, second] });
    const found = [...frList(await work.read(first)), ...frList(await work.read(second))];
    work.free(first, second);
    return found;
  }),
  'pool invert': onColumns(async (work, columns) => {
    await work.invert(columns);
    return [];
  }),
  'pool runningProduct': onColumns(async (work, [a]) => [await work.runningProduct(a)]),
  'pool evaluate': onColumns((work, columns, draw) => work.evaluate(columns, elementOf(draw))),
  'pool divideByRoot': onColumns(async (work, [a, b], draw) => [
    await work.divideByRoot(a, elementOf(draw)),
    await work.divideByRoot(b, elementOf(draw), elementOf(draw)),
  ]),
  'pool msm': async ({ pool, curves }, draw, count, out) => {
    const points = somePoints(curves.g1.sum);
    // The bigint pool holds no bases; its sums are the definition itself.
    const bases = pool.tier === 'bigint' ? undefined : await loadBases(pool, points);
    for (let i = 0; i < count; i++) {
      const from = draw.index(BASES);
      const terms = draw.index(BASES - from) + 1;
      const scalars = draw.elements(terms);
      if (bases === undefined) out(curves.g1.msm(points.subarray(96 * from, 96 * (from + terms)), scalars));
      else for (const sum of await msm(pool, [{ bases, scalars, from }])) out(sum);
    }
    if (bases !== undefined) freeBases(bases);
  },
};
