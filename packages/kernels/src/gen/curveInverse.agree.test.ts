import { describe, expect, test } from 'vitest';
import { Mod } from '../emit/module.ts';
import { CURVE_Z2 } from '../plain/curve.ts';
import { FP_MODULUS, FR_MODULUS, invMod } from '../plain/numbers.ts';
import { emitInverse, inverseLimbs } from './curveInverse.ts';
import { emitSplit, HALF_BITS, ROW } from './msmSplit.ts';

const PAGE = 65_536;

function start(build: (module: Mod) => void) {
  const module = new Mod();
  build(module);
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 2 });
  const binary = module.encode({ initial: 2, maximum: 2, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { e: { m: memory } });
  module.writeConstants(memory);
  const words = new BigUint64Array(memory.buffer);
  return {
    call: (name: string, ...args: number[]) => (exports[name] as (...args: number[]) => void)(...args),
    put(at: number, value: bigint, count: number) {
      for (let i = 0; i < count; i++) words[at / 8 + i] = BigInt.asUintN(64, value >> BigInt(64 * i));
    },
    get(at: number, bytes: number): bigint {
      const view = new Uint8Array(memory.buffer, at, bytes);
      return view.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
    },
  };
}

function spread(seed: bigint, modulus: bigint): bigint {
  return (seed ** 23n * 0x9e3779b97f4a7c15f39cc0605cedc834n ** 3n + seed) % modulus;
}

describe.each([
  ['Fp', FP_MODULUS, 6],
  ['Fr', FR_MODULUS, 4],
] as const)('11 §5.2 inversion by division steps modulo the order of %s', (_, modulus, count) => {
  const kernel = start((module) => emitInverse(module, 'inverse', modulus, count));
  const inverse = (x: bigint): bigint => {
    kernel.put(PAGE, x, count);
    kernel.call('inverse', PAGE + 64, PAGE, PAGE + 128);
    return kernel.get(PAGE + 64, 8 * count);
  };

  test('edges', () => {
    const edges = [0n, 1n, 2n, 3n, modulus - 1n, modulus - 2n, (modulus + 1n) / 2n, (modulus - 1n) / 2n];
    for (const x of edges) expect(inverse(x)).toBe(invMod(x, modulus));
  });

  test('powers of two and their neighbours, runs of ones', () => {
    for (let bit = 1n; bit < 8n * BigInt(8 * count); bit++) {
      const power = 1n << bit;
      if (power >= modulus) break;
      for (const x of [power - 1n, power, power + 1n, modulus - power]) expect(inverse(x)).toBe(invMod(x, modulus));
    }
  });

  test('spread values, in place', () => {
    for (let i = 1n; i <= 400n; i++) {
      const x = spread(i, modulus);
      kernel.put(PAGE, x, count);
      kernel.call('inverse', PAGE, PAGE, PAGE + 128);
      expect(kernel.get(PAGE, 8 * count)).toBe(invMod(x, modulus));
    }
    expect(4 * 8 * inverseLimbs(count)).toBeLessThanOrEqual(416);
  });
});

describe('11 §5.2 split of scalars by z²', () => {
  const kernel = start(emitSplit);
  const edges = [
    0n,
    1n,
    CURVE_Z2 - 1n,
    CURVE_Z2,
    CURVE_Z2 + 1n,
    2n * CURVE_Z2,
    FR_MODULUS - 1n,
    FR_MODULUS,
    (1n << 256n) - 1n,
  ];
  const multiples = Array.from({ length: 40 }, (_, i) => (BigInt(i) * (1n << 122n) + 7n) * CURVE_Z2);
  const scalars = [
    ...edges,
    ...multiples.flatMap((x) => [x - 1n, x, x + 1n]).filter((x) => x >= 0n && x < 1n << 256n),
    ...Array.from({ length: 300 }, (_, i) => spread(BigInt(i + 5), 1n << 256n)),
  ];

  test('halves are exact, the first below z², both within their windows', () => {
    const offset = (1n << 129n) + (1n << 64n);
    const [source, rows, offsetAt] = [PAGE, PAGE + 32 * scalars.length, 2 * PAGE - 32];
    scalars.forEach((x, i) => {
      kernel.put(source + 32 * i, x, 4);
    });
    kernel.put(offsetAt, offset, 3);
    kernel.call('msm_split', 0, source, rows, scalars.length, offsetAt);
    scalars.forEach((x, i) => {
      const half = (k: number): bigint => kernel.get(rows + (2 * i + k) * ROW, ROW) - offset;
      expect([half(0), half(1)]).toEqual([x % CURVE_Z2, x / CURVE_Z2]);
      expect(half(1) < 1n << BigInt(HALF_BITS - 1)).toBe(true);
    });
  });
});
