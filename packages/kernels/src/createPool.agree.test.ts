import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPool } from './createPool.ts';
import type { Pool, PoolMode, Program, Tier } from './kernels.ts';
import { frConcat, frList } from './local/elements.ts';
import { rootOfUnity } from './plain/fft.ts';
import { FR_MODULUS, powMod } from './plain/numbers.ts';
import { add, column, constant, mul, next, program, scalar, sub } from './program.ts';
import { hasTier } from './tier.ts';

const variants: readonly { tier: Tier; mode: PoolMode; threads: number }[] = (
  [
    { tier: 'fma', mode: 'single', threads: 1 },
    { tier: 'fma', mode: 'shared', threads: 2 },
    { tier: 'fma', mode: 'shared', threads: 3 },
    { tier: 'simd', mode: 'single', threads: 1 },
    { tier: 'scalar', mode: 'shared', threads: 2 },
  ] as const
).filter(({ tier }) => hasTier(tier));

let seed = 5n;
const draw = (): bigint => {
  seed = powMod(seed * 7n + 3n, 5n, FR_MODULUS);
  return seed;
};
/** Zeros, ones and the largest residues among random ones. */
const drawColumn = (length: number): bigint[] =>
  Array.from({ length }, (_, i) => [0n, 1n, FR_MODULUS - 1n, (FR_MODULUS - 1n) / 2n][i % 11] ?? draw());

const long = [1, 2, 3, 4, 5, 6, 7, 9, 10];

describe.each(variants)('11 §4 columns, tier $tier, $mode, $threads threads', (variant) => {
  let pool: Pool;
  let plain: Pool;
  beforeAll(async () => {
    pool = await createPool(variant);
    plain = await createPool({ tier: 'bigint' });
  });
  afterAll(async () => {
    await pool.close();
    await plain.close();
  });

  /** Runs the same steps in both pools and compares what they read. */
  const agree = async (
    lists: readonly bigint[][],
    steps: (
      work: ReturnType<Pool['open']>,
      columns: ReturnType<ReturnType<Pool['open']>['column']>[],
    ) => Promise<unknown>,
  ): Promise<void> => {
    const results = [];
    for (const side of [pool, plain]) {
      const work = side.open();
      const columns = lists.map((list) => work.column(list.length));
      for (const [i, list] of lists.entries()) await work.write(columns[i]!, frConcat(list));
      const result = await steps(work, columns);
      const contents = [];
      for (const each of columns) contents.push(frList(await work.read(each)));
      results.push({ result, contents });
      work.close();
    }
    expect(results[0]).toEqual(results[1]);
  };

  test.each(long)('transforms of 2^%i, plain and coset, both directions', async (log) => {
    const list = drawColumn(1 << log);
    await agree([list], (work, [x]) => work.toCoefficients([x!]));
    await agree([list], (work, [x]) => work.toValues([x!]));
    await agree([list], (work, [x]) => work.toCoefficients([x!], 7n));
    await agree([list], (work, [x]) => work.toValues([x!], FR_MODULUS - 5n));
  });

  test('2^14 has levels of plain and of prepared factors: values are what evaluation gives', async () => {
    const length = 1 << 14;
    const work = pool.open();
    const x = work.column(length);
    for (const shift of [1n, 7n]) {
      await work.write(x, frConcat(drawColumn(length)));
      const places = [0, 1, 2, 5, 1023, 8191, 8192, length - 1];
      const points = places.map((k) => (shift * powMod(rootOfUnity(14), BigInt(k), FR_MODULUS)) % FR_MODULUS);
      const expected: bigint[] = [];
      for (const point of points) expected.push(...(await work.evaluate([x], point)));
      await work.toValues([x], shift);
      const values = frList(await work.read(x));
      expect(places.map((k) => values[k])).toEqual(expected);
      await work.toCoefficients([x], shift);
      const again: bigint[] = [];
      for (const point of points) again.push(...(await work.evaluate([x], point)));
      expect(again).toEqual(expected);
    }
    work.close();
  });

  test('several columns at once, and there and back at 2^13', async () => {
    const lists = [drawColumn(8192), drawColumn(8192), drawColumn(8192)];
    const work = pool.open();
    const columns = lists.map(() => work.column(8192));
    for (const [i, list] of lists.entries()) await work.write(columns[i]!, frConcat(list));
    await work.toCoefficients(columns, 49n);
    await work.toValues(columns, 49n);
    for (const [i, each] of columns.entries()) expect(frList(await work.read(each))).toEqual(lists[i]);
    const [first] = columns;
    await work.toCoefficients([first!]);
    const values = await work.evaluate([first!], powMod(7n, (FR_MODULUS - 1n) >> 13n, FR_MODULUS));
    expect(values).toHaveLength(1);
    work.close();
  });

  test.each(long)('evaluation, division, inversion, products, powers at 2^%i', async (log) => {
    const list = drawColumn(1 << log);
    const point = draw();
    await agree([list], (work, [x]) => work.evaluate([x!, x!], point));
    await agree([list], (work, [x]) => work.divideByRoot(x!, point));
    await agree([list], (work, [x]) => work.divideByRoot(x!, point, FR_MODULUS - 3n));
    await agree([list], (work, [x]) => work.invert([x!]));
    await agree([list.map((x) => x || 9n)], (work, [x]) => work.runningProduct(x!));
    await agree([list], (work, [x]) => work.runningProduct(x!));
    for (const order of ['natural', 'bitReversed'] as const) {
      await agree([list], (work, [x]) => work.fillPowers(x!, point, 3n, order));
      await agree([list], (work, [x]) => work.read(x!, { order }).then(frList));
    }
    await agree([new Array<bigint>(1 << log).fill(0n)], (work, [x]) => work.invert([x!]));
  });

  test('partial writes and reads in either order', async () => {
    const list = drawColumn(64);
    await agree([list], async (work, [x]) => {
      await work.write(x!, frConcat([1n, 2n, 3n]), { from: 5 });
      await work.write(x!, frConcat([4n, 5n, 6n, 7n]), { from: 30, order: 'bitReversed' });
      await work.write(x!, new Uint8Array(), { from: 64 });
      return [
        frList(await work.read(x!, { from: 3, count: 7 })),
        frList(await work.read(x!, { from: 63, count: 1, order: 'bitReversed' })),
      ];
    });
  });

  const shared = add(mul(scalar(0), column(0)), column(1), mul(column(1), column(1)), constant(5n));
  const wide = Array.from({ length: 12 }, (_, i) => mul(column(i % 2), add(next(i % 2), scalar(i % 2))));
  const programs: readonly { name: string; made: Program }[] = [
    {
      name: 'shared parts and rotations',
      made: program(sub(mul(shared, shared, next(0)), mul(column(0), scalar(1))), sub(next(1), shared)),
    },
    { name: 'copies and constants', made: program(column(1), constant(FR_MODULUS - 1n)) },
    { name: 'a long sum of products', made: program(add(wide[0]!, ...wide.slice(1)), sub(constant(0n), column(0))) },
    {
      name: 'a long sum of columns',
      made: program(
        add(column(0), ...Array.from({ length: 40 }, (_, i) => column(i % 2))),
        mul(add(column(0), column(0), column(0), column(1), column(1)), sub(column(0), next(0))),
      ),
    },
    {
      name: 'deep powers',
      made: program(
        Array.from({ length: 9 }).reduce<ReturnType<typeof mul>>((x) => mul(x, x), column(0)),
        mul(scalar(0), scalar(1)),
      ),
    },
  ];
  test.each(programs)('program: $name', async ({ made }) => {
    for (const log of [1, 2, 5, 11]) {
      const lists = [
        drawColumn(1 << log),
        drawColumn(1 << log),
        new Array<bigint>(1 << log).fill(0n),
        new Array<bigint>(1 << log).fill(0n),
      ];
      const scalars = [draw(), FR_MODULUS - 1n];
      await agree(lists, (work, [a, b, x, y]) => work.run(made, { columns: [a!, b!], scalars, outputs: [x!, y!] }));
    }
  });

  test('an output may be an input that is not rotated', async () => {
    await agree([drawColumn(32), drawColumn(32)], (work, [a, b]) =>
      work.run(program(mul(column(0), column(1)), add(column(0), column(1))), {
        columns: [a!, b!],
        scalars: [],
        outputs: [a!, b!],
      }),
    );
  });

  test('operations called without waiting run in order', async () => {
    await agree([drawColumn(256)], async (work, [x]) => {
      const done = [work.toCoefficients([x!], 5n), work.toValues([x!], 7n), work.invert([x!]), work.runningProduct(x!)];
      return (await Promise.all(done)).at(-1);
    });
  });

  test('misuse is refused', async () => {
    const work = pool.open();
    const a = work.column(4);
    expect(() => work.column(3)).toThrowCode('KERNEL_BAD_SIZE');
    expect(() => work.column(1)).toThrowCode('KERNEL_BAD_SIZE');
    expect(() => work.column(2 ** 21)).toThrowCode('KERNEL_BAD_SIZE');
    await expect(work.write(a, frConcat([1n, 2n]).fill(255, 0, 32))).rejects.toMatchObject({
      code: 'KERNEL_NOT_CANONICAL',
    });
    expect(() => work.write(a, new Uint8Array(33))).toThrowCode('KERNEL_BAD_LENGTH');
    expect(() => work.write(a, new Uint8Array(64), { from: 3 })).toThrowCode('KERNEL_BAD_LENGTH');
    expect(() => work.read(a, { from: -1 })).toThrowCode('KERNEL_BAD_LENGTH');
    expect(() => work.copy(a, work.column(8))).toThrowCode('KERNEL_BAD_SIZE');
    expect(() => work.run(program(column(0)), { columns: [], scalars: [], outputs: [a] })).toThrowCode(
      'KERNEL_BAD_PROGRAM',
    );
    expect(() => work.run(program(next(0)), { columns: [a], scalars: [], outputs: [a] })).toThrowCode(
      'KERNEL_BAD_PROGRAM',
    );
    for (const bad of [-1n, FR_MODULUS]) {
      expect(() => work.evaluate([a], bad)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => work.divideByRoot(a, 1n, bad)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => work.toCoefficients([a], bad)).toThrowCode('KERNEL_NOT_CANONICAL');
      expect(() => work.fillPowers(a, 1n, bad)).toThrowCode('KERNEL_NOT_CANONICAL');
    }
    await expect(work.toValues([a], 0n)).rejects.toMatchObject({ code: 'KERNEL_BAD_SIZE' });
    work.free(a);
    expect(() => work.read(a)).toThrowCode('KERNEL_FREED');
    expect(() => work.free(a)).toThrowCode('KERNEL_FREED');
    work.close();
  });
});
