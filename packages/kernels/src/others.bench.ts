import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, BenchResult } from '@eventide/testkit';
import { createPool } from './createPool.ts';
import { concatBytes } from './curve/bytes.ts';
import { loadCurves } from './curve/loadCurves.ts';
import { denseScalar, scalarBytes, spreadPoints } from './msm/msm.bench.ts';
import { loadBases, msm } from './msm/msm.ts';
import { G1_GENERATOR, G2_GENERATOR } from './plain/curve.ts';
import { encodeG1, encodeG2 } from './plain/encoding.ts';
import { FR_MODULUS } from './plain/numbers.ts';

export const area = 'kernels/others';

const LOG = 16;
const COUNT = 1 << LOG;

/**
 * Ours next to other WebAssembly libraries, which are no dependencies: EVENTIDE_YARDSTICKS names a folder whose node_modules may hold
 * `montgomery`, `wasmcurves` and `mcl-wasm`. One thread on either side.
 */
export async function run(bench: Bench): Promise<void> {
  const folder = process.env.EVENTIDE_YARDSTICKS;
  const find = folder === undefined ? undefined : createRequire(pathToFileURL(join(resolve(folder), 'index.js')));
  const absent: string[] = [];
  for (const [name, compare] of Object.entries({ 'mcl-wasm': pairings, wasmcurves: transforms, montgomery: sums })) {
    let entry: string | undefined;
    try {
      // `montgomery` has no entry for require; its folder is found by its manifest's neighbour.
      entry = name === 'montgomery' ? join(resolve(folder ?? ''), 'node_modules/montgomery/src/index.js') : undefined;
      entry ??= find?.resolve(name === 'wasmcurves' ? 'wasmcurves/build/bls12381_wasm.js' : name);
      const library = entry === undefined || folder === undefined ? undefined : await import(pathToFileURL(entry).href);
      if (library === undefined) absent.push(name);
      else await compare(bench, library);
    } catch (error) {
      if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes((error as { code?: string }).code ?? '')) throw error;
      absent.push(name);
    }
  }
  bench.figure(
    `yardsticks absent${absent.length === 0 ? '' : `: ${absent.join(', ')} (EVENTIDE_YARDSTICKS)`}`,
    absent.length,
    'libraries',
  );
}

type Msm = { msm(scalars: Uint8Array[], points: [Uint8Array, Uint8Array, boolean][]): unknown };

async function sums(bench: Bench, library: Msm): Promise<void> {
  const points = spreadPoints(COUNT);
  const scalars = scalarBytes(COUNT, denseScalar);
  const pool = await createPool({ threads: 1 });
  let ours: BenchResult;
  try {
    const bases = await loadBases(pool, concatBytes(points), { checkSubgroup: false });
    ours = await bench.measure('sum of 2^16', () => msm(pool, [{ bases, scalars }]), { runs: 9, warmup: 3 });
  } finally {
    await pool.close();
  }
  const theirPoints = points.map((point): [Uint8Array, Uint8Array, boolean] => [
    point.slice(0, 48).reverse(),
    point.slice(48).reverse(),
    false,
  ]);
  const theirScalars = points.map((_, i) => scalars.slice(32 * i, 32 * i + 32));
  const theirs = await bench.measure('sum of 2^16, montgomery', () => library.msm(theirScalars, theirPoints), {
    runs: 3,
    warmup: 1,
  });
  bench.ratio('sum of 2^16: ours / montgomery', ours, theirs, { atMost: 0.3 });
}

type Curves = { default: { code: string } };

async function transforms(bench: Bench, library: Curves): Promise<void> {
  const pool = await createPool({ threads: 1 });
  const work = pool.open();
  const list = work.column(COUNT);
  await work.fillPowers(list, 12_345n);
  const ours = await bench.measure('transform of 2^16', () => work.toValues([list]));
  await pool.close();

  const memory = new WebAssembly.Memory({ initial: 400 });
  const code = Uint8Array.from(atob(library.default.code), (c) => c.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(code, { env: { memory } });
  const at = new Uint32Array(memory.buffer)[0] as number;
  new Uint8Array(memory.buffer).set(scalarBytes(COUNT, denseScalar), at);
  const transform = instance.exports.frm_fft as (at: number, n: number) => void;
  const theirs = await bench.measure('transform of 2^16, wasmcurves', () => transform(at, COUNT));
  bench.ratio('transform of 2^16: ours / wasmcurves', ours, theirs, { atMost: 0.12 });
}

type MclPoint = { deserialize(bytes: Uint8Array): void };
type Mcl = {
  readonly BLS12_381: number;
  init(curve: number): Promise<void>;
  setETHserialization(on: boolean): void;
  readonly G1: new () => MclPoint;
  readonly G2: new () => MclPoint;
  readonly PrecomputedG2: new (point: MclPoint) => object;
  precomputedMillerLoop2(p: MclPoint, q: object, r: MclPoint, s: object): object;
  finalExp(value: object): { isOne(): boolean };
};

async function pairings(bench: Bench, library: { default: Mcl }): Promise<void> {
  const { g1, g2, pairing } = loadCurves();
  const one = encodeG1(G1_GENERATOR);
  const two = encodeG2(G2_GENERATOR);
  const k = FR_MODULUS / 7n;
  const left = [g1.mul(one, k), g1.negate(one)];
  const right = [two, g2.mul(two, k)];
  const [a, b] = [concatBytes(left), concatBytes(right)];
  const ours = await bench.measure('pairing product of 2', () => pairing.isOne(a, b), { warmup: 20 });

  const mcl = library.default;
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
  const theirLeft = left.map((point) => {
    const out = new mcl.G1();
    out.deserialize(g1.compressMany(point));
    return out;
  });
  const theirRight = right.map((point) => {
    const out = new mcl.G2();
    out.deserialize(g2.compressMany(point));
    return new mcl.PrecomputedG2(out);
  });
  const [p, r] = theirLeft as [MclPoint, MclPoint];
  const [q, s] = theirRight as [object, object];
  const product = (): boolean => mcl.finalExp(mcl.precomputedMillerLoop2(p, q, r, s)).isOne();
  if (!product()) throw new Error('mcl-wasm: the product is not 1');
  const theirs = await bench.measure('pairing product of 2, mcl-wasm, prepared', product, { warmup: 20 });
  bench.ratio('pairing product of 2: ours / mcl-wasm', ours, theirs, { atMost: 0.4 });
}
