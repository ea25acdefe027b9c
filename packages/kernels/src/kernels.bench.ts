import type { Bench, BenchResult } from '@eventide/testkit';
import { createPool } from './createPool.ts';
import { convertArea } from './gen/convert.ts';
import { selftestArea } from './gen/selftest.ts';
import { yardstickArea } from './gen/yardstick.ts';
import type { Tier } from './kernels.ts';
import { loadKernels } from './loadKernels.ts';
import { frConcat } from './local/elements.ts';
import { generateLocal, startLocal } from './local/engine.ts';
import { JUBJUB_GENERATOR } from './plain/jubjub.ts';
import { FP_MODULUS, FR_MODULUS, JUBJUB_ORDER, powMod } from './plain/numbers.ts';
import { add, column, mul, next, program, scalar, sub } from './program.ts';
import { hasTier } from './tier.ts';

export const area = 'kernels';

const wasmTiers = (['fma', 'simd', 'scalar'] as const).filter(hasTier);

/** BigInt over the two-lane prototype, 11 §1.1: 221 / 18.0 and 330 / 34.5 ns; a tenth slower is allowed. */
const PROTOTYPE_GAIN = { Fr: 12.2 / 1.1, Fp: 9.5 / 1.1 } as const;
/** Below these sizes 11 §4 and §11 state no goal: what wakes a thread and loads a table costs as much as the work. */
const LEAST_LOG = { butterfly: 14, threads: 16 } as const;

/** Kernel layer of 11 §11: everything as ratios to the field multiplication of the same run. */
export async function run(bench: Bench): Promise<void> {
  await coldStart(bench);
  const yard = await fields(bench);
  await hashing(bench, yard);
  await columns(bench, yard);
}

async function coldStart(bench: Bench): Promise<void> {
  for (const tier of wasmTiers) {
    await bench.measure(`generate and start, ${tier}`, () => {
      const parts = generateLocal(tier, [convertArea, selftestArea, yardstickArea]);
      startLocal(parts, new WebAssembly.Module(parts.binary));
    });
  }
  for (const threads of [1, 2, 4]) {
    await bench.measure(`pool of ${threads}, start and close`, async () => (await createPool({ threads })).close(), {
      runs: 5,
      warmup: 1,
    });
    const pool = await createPool({ threads });
    const work = pool.open();
    const small = work.column(2);
    await bench.measure(`pool of ${threads}, wake for a job, hot`, () => work.fillPowers(small, 3n), { runs: 100 });
    await pool.close();
  }
}

/** Per element, both lanes filled. Gives the Fr multiplication of the best tier. */
async function fields(bench: Bench): Promise<BenchResult> {
  const rounds = 20_000;
  const results = new Map<string, BenchResult>();
  const keep = (key: string, result: BenchResult): void => void results.set(key, result);
  for (const tier of wasmTiers) {
    const parts = generateLocal(tier, [convertArea, selftestArea, yardstickArea]);
    const engine = startLocal(parts, new WebAssembly.Module(parts.binary));
    for (const field of [engine.assembly.fr, engine.assembly.fp]) {
      const at = engine.arena.alloc(12 * field.size);
      for (let i = 0; i < 24; i++) {
        field.write(
          engine.memory.buffer,
          at + (i >> 1) * field.size,
          (i & 1) as 0 | 1,
          powMod(7n + BigInt(i), 99n, field.modulus),
        );
      }
      const name = field.shape.field;
      for (const what of ['mul', 'mulChain', 'sqr', 'sqrChain', 'dot2', 'dot4', 'dot5', 'carry', 'reduce']) {
        const result = await bench.measure(
          `${name} ${what}, ${tier}`,
          () => engine.call(`yard_${name}_${what}`, at, rounds),
          {
            operations: 2 * rounds,
            warmup: 6,
          },
        );
        keep(`${tier} ${name} ${what}`, result);
      }
    }
  }
  for (const [name, modulus] of [
    ['Fr', FR_MODULUS],
    ['Fp', FP_MODULUS],
  ] as const) {
    const factor = modulus - 12_345n;
    const big = await bench.measure(
      `${name} mul, bigint`,
      () => {
        let x = modulus / 3n;
        for (let i = 0; i < 5000; i++) x = (x * factor) % modulus;
        return x;
      },
      { operations: 5000 },
    );
    const best = results.get(`${wasmTiers[0]} ${name} mul`);
    if (best !== undefined)
      bench.ratio(`${name} mul: bigint / ${wasmTiers[0]}`, big, best, { atLeast: PROTOTYPE_GAIN[name] });
    for (const tier of wasmTiers.slice(1)) {
      const other = results.get(`${tier} ${name} mul`);
      if (best !== undefined && other !== undefined) bench.ratio(`${name} mul: ${tier} / ${wasmTiers[0]}`, other, best);
    }
  }
  return results.get(`${wasmTiers[0]} Fr mul`) as BenchResult;
}

async function hashing(bench: Bench, yard: BenchResult): Promise<void> {
  const kernels = loadKernels();
  const count = 1024;
  const elements = (n: number): Uint8Array =>
    frConcat(Array.from({ length: n }, (_, i) => powMod(BigInt(i + 3), 77n, FR_MODULUS)));
  const rows = elements(4 * count);
  const options = { operations: count, runs: 7, warmup: 4 };
  const permutation = await bench.measure(
    'Poseidon permutation, in pairs',
    () => kernels.poseidon.compressMany(5n, rows),
    options,
  );
  bench.ratio('Poseidon permutation / Fr mul', permutation, yard, { atMost: 900 });
  const plain = loadKernels('bigint').poseidon;
  const definition = await bench.measure(
    'Poseidon permutation, bigint',
    () => plain.compressMany(5n, rows.subarray(0, 128 * 16)),
    { operations: 16 },
  );
  bench.ratio('Poseidon permutation: bigint / best', definition, permutation);
  await bench.measure('Merkle path of 17 levels', () => {
    let node = rows.subarray(0, 128);
    for (let i = 0; i < 17; i++) {
      const next = rows.slice(128 * i, 128 * i + 128);
      next.set(kernels.poseidon.compressMany(15n, node));
      node = next;
    }
  });
  await bench.measure('Poseidon permutation, alone', () => kernels.poseidon.permute([1n, 2n, 3n, 4n, 5n]), {
    runs: 50,
  });

  const scalars = elements(count);
  const base = kernels.jubjub.fixedBase(JUBJUB_GENERATOR);
  const points = base.mulMany(scalars);
  const scalarOf = JUBJUB_ORDER - 12_345n;
  const variable = await bench.measure(
    'JubJub multiplication, same scalar',
    () => kernels.jubjub.mulMany(points, scalarOf),
    options,
  );
  bench.ratio('JubJub multiplication / Fr mul', variable, yard, { atMost: 2600 });
  await bench.measure('JubJub multiplication, own scalars', () => kernels.jubjub.mulEach(points, scalars), options);
  await bench.measure('JubJub fixed base', () => base.mulMany(scalars), options);
  const encodings = kernels.jubjub.compressMany(points);
  await bench.measure('JubJub decoding', () => kernels.jubjub.decompressMany(encodings), options);
  await bench.measure('JubJub subgroup check', () => kernels.jubjub.inSubgroupMany(points), options);
  const notes = new Uint8Array(64 * count);
  for (let i = 0; i < count; i++) notes.set(encodings.subarray(32 * i, 32 * i + 32), 64 * i);
  const scan = await bench.measure(
    'foreign note',
    () => kernels.jubjub.ownsMany({ a: scalarOf, b: JUBJUB_GENERATOR }, notes),
    options,
  );
  bench.ratio('foreign note / Fr mul', scan, yard);
  bench.figure('1000 foreign notes, milliseconds', Math.round(scan.perOperationNs / 1e3), 'ms');
  bench.figure('foreign notes per second and thread', Math.round(1e9 / scan.perOperationNs), 'notes');
  await bench.measure('Fr inversion, in numbers', () => kernels.fr.invertMany(scalars), options);
  await bench.measure('Fr square root', () => kernels.fr.sqrtMany(scalars), options);
}

/** Shape of the arithmetic gate with its neighbours. */
const quotientLike = program(
  mul(
    add(mul(column(0), column(1), column(2)), mul(column(3), column(0)), mul(column(2), column(1)), column(3)),
    sub(mul(add(column(0), scalar(0)), add(column(1), scalar(0))), mul(next(3), scalar(1))),
  ),
);

async function columns(bench: Bench, yard: BenchResult): Promise<void> {
  const times = new Map<string, BenchResult>();
  const variants: readonly { tier: Tier; mode: 'single' | 'shared'; threads: number }[] = [
    { tier: wasmTiers[0] ?? 'scalar', mode: 'single', threads: 1 },
    { tier: wasmTiers[0] ?? 'scalar', mode: 'shared', threads: 2 },
  ];
  for (const variant of variants) {
    const pool = await createPool(variant);
    for (const log of [10, 11, 12, 13, 14, 15, 16, 17, 18]) {
      const n = 1 << log;
      const work = pool.open();
      const list = Array.from({ length: 4 }, () => work.column(n));
      const [first, , , last] = list;
      for (const each of list) await work.fillPowers(each, 12_345n);
      const name = (what: string): string =>
        `${what} 2^${log}, ${variant.threads} thread${variant.threads > 1 ? 's' : ''}`;
      const measure = async (what: string, body: () => Promise<unknown>, operations: number): Promise<BenchResult> => {
        const result = await bench.measure(name(what), body, { operations, runs: 7, warmup: 3 });
        times.set(name(what), result);
        return result;
      };
      const butterflies = (n / 2) * log;
      const up = await measure('coefficients → values', () => work.toValues([first!]), butterflies);
      await measure('values → coefficients', () => work.toCoefficients([first!]), butterflies);
      if (variant.threads === 1)
        bench.ratio(`butterfly 2^${log} / Fr mul`, up, yard, log >= LEAST_LOG.butterfly ? { atMost: 1.25 } : undefined);
      else
        bench.ratio(
          `transform 2^${log}, 1 thread / 2 threads`,
          times.get(`coefficients → values 2^${log}, 1 thread`) ?? up,
          up,
          log >= LEAST_LOG.threads ? { atLeast: 1.75 } : undefined,
        );
      await measure('coset, four columns', () => work.toValues(list, 7n), 4 * butterflies);
      for (const each of list) await work.fillPowers(each, 12_345n);
      await measure(
        'pointwise, 7 products per row',
        () => work.run(quotientLike, { columns: list, scalars: [3n, 5n], outputs: [list[1]!] }),
        n,
      );
      await measure('batch inversion', () => work.invert([first!]), n);
      await measure('running product', () => work.runningProduct(last!), n);
      await measure('evaluation', () => work.evaluate([first!], 12_345n), n);
      await measure('division by X − z', () => work.divideByRoot(first!, 12_345n), n);
      if (log === 14) {
        await measure('read', () => work.read(first!), n);
        const bytes = await work.read(first!);
        await measure('write', () => work.write(first!, bytes), n);
      }
      work.close();
    }
    await pool.close();
  }
}
