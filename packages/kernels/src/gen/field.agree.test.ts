import { describe, expect, test } from 'vitest';
import type { Bound } from '../bounds/bound.ts';
import { get, I32 } from '../emit/code.ts';
import { mod } from '../plain/numbers.ts';
import { hasTier } from '../tier.ts';
import { type Assembly, assemble } from './assembly.ts';
import type { WasmTier } from './backend.ts';
import { convertArea } from './convert.ts';
import type { Field } from './field.ts';
import { selftestArea } from './selftest.ts';
import { minus, operand, plus, type Slot, times } from './slot.ts';

const tiers: readonly WasmTier[] = ['fma', 'simd', 'scalar'];
const ROUNDS = 400;

/** Scale-1 limbs, the widest value every operation below accepts. */
const VALUE = 3;

type Case = {
  readonly name: string;
  emit(
    f: Parameters<Parameters<Assembly['module']['fn']>[2]>[0],
    field: Field,
    out: Slot,
    a: Slot,
    b: Slot,
    scratch: Slot,
  ): void;
  /** Lane results of lane inputs, in Montgomery terms: a product divides by R. */
  plain(a: readonly bigint[], b: readonly bigint[], over: (x: bigint) => bigint): readonly bigint[];
};

const each = (body: (lane: number) => bigint): readonly bigint[] => [0, 1].map(body);
const cases: Case[] = [
  { name: 'mul', emit: (f, F, o, a, b) => F.mul(f, o, a, b), plain: (a, b, R) => each((l) => R(a[l]! * b[l]!)) },
  { name: 'sqr', emit: (f, F, o, a) => F.sqr(f, o, a), plain: (a, _, R) => each((l) => R(a[l]! ** 2n)) },
  {
    name: 'add carry',
    emit: (f, F, o, a, b) => F.add(f, o, a, b, 'carry'),
    plain: (a, b) => each((l) => a[l]! + b[l]!),
  },
  { name: 'sub raw', emit: (f, F, o, a, b) => F.sub(f, o, a, b), plain: (a, b) => each((l) => a[l]! - b[l]!) },
  { name: 'reduce', emit: (f, F, o, a) => F.lin(f, o, [plus(a)], 'reduce'), plain: (a) => a },
  {
    name: 'small multiples, rearranged',
    emit: (f, F, o, a, b) => F.lin(f, o, [times([2, -1], a, 'swap'), minus(b, 'low')], 'carry'),
    plain: (a, b) => [2n * a[1]! - b[0]!, -a[0]! - b[0]!],
  },
  {
    name: 'sum of four products',
    emit: (f, F, o, a, b) =>
      F.dot(f, o, [
        [a, b],
        [operand(a, 'swap'), operand(b, 'high')],
        [operand(a, 'same', [-1, 1]), operand(a, 'low', [1, -1])],
        [b, b],
      ]),
    plain: (a, b, R) => each((l) => R(a[l]! * b[l]! + a[1 - l]! * b[1]! - a[l]! * a[0]! + b[l]! ** 2n)),
  },
  {
    name: 'products that differ by the side that is rearranged',
    emit: (f, F, o, a, b) => {
      F.dot(f, o, [[operand(a, 'swap'), b]]);
      F.dot(f, o, [[o, operand(b, 'swap')]]);
    },
    plain: (a, b, R) => each((l) => R(R(a[1 - l]! * b[l]!) * b[1 - l]!)),
  },
  {
    name: 'prepared factor',
    emit: (f, F, o, a, b, s) => {
      const rows = F.slot(s.at, s.offset + F.size);
      F.lin(f, s, [plus(b)], 'reduce');
      F.prepare(f, rows, s);
      F.mulPrepared(f, o, a, rows);
    },
    plain: (a, b, R) => each((l) => R(a[l]! * b[l]!)),
  },
  {
    name: 'lanes of two slots',
    emit: (f, F, o, a, b) => F.join(f, o, [a, 1], [b, 0]),
    plain: (a, b) => [a[1]!, b[0]!],
  },
  {
    name: 'aliased output',
    emit: (f, F, o, a, b) => {
      F.copy(f, o, a);
      F.mul(f, o, o, b);
      F.mul(f, o, a, o);
    },
    plain: (a, b, R) => each((l) => R(a[l]! * R(a[l]! * b[l]!))),
  },
];

const FACTOR = [12_345_678_901_234_567_890n, -3n << 200n] as const;
for (const kind of ['plain', 'prepared'] as const) {
  for (const finish of ['raw', 'carry', 'reduce'] as const) {
    for (const [side, sign] of [
      ['sum', 1n],
      ['difference', -1n],
    ] as const) {
      cases.push({
        name: `butterfly, ${kind} factor, ${finish}, ${side}`,
        emit(f, F, o, a, b, s) {
          const [v, spare] = F.slots(s.at, 2, s.offset);
          F.copy(f, o, a);
          F.copy(f, v, b);
          F.butterfly(f, o, v, kind === 'plain' ? F.constant(FACTOR) : F.preparedConstant(FACTOR), kind, finish, spare);
          if (side === 'difference') F.copy(f, o, v);
        },
        plain: (a, b) => each((l) => a[l]! + sign * b[l]! * FACTOR[l]!),
      });
    }
  }
}

let seed = 1;
const word = (): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return seed >>> 8;
};

/** Limbs anywhere inside the bound, with its edges three times out of four. */
function extremeLimbs(bound: Bound): number[] {
  return bound.limbs.map((limit) => {
    const kind = word() % 8;
    if (kind < 3) return limit;
    if (kind < 6) return -limit;
    return Math.floor((word() / 2 ** 24) * 2 * limit) - limit;
  });
}

describe.each(tiers.filter(hasTier))('11 §1.2 field arithmetic, tier %s', (tier) => {
  const assembly = assemble(tier, [convertArea, selftestArea, testArea]);
  const memory = new WebAssembly.Memory({ initial: 4, maximum: 4 });
  assembly.module.writeConstants(memory);
  const binary = assembly.module.encode({ initial: 4, maximum: 4, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { e: { m: memory } });
  const call = (name: string, ...args: number[]): number => (exports[name] as (...args: number[]) => number)(...args);
  const [A, B, OUT, SCRATCH] = [131_072, 131_328, 131_584, 132_096] as const;

  test('11 §1.2 a product by a prepared factor: digits at the tie of the quotient, extreme rows', () => {
    const { fr } = assembly;
    if (fr.backend.mulPrepared === undefined) return;
    const { shape, backend } = fr;
    const value = (limbs: readonly number[]): bigint =>
      limbs.reduceRight((sum, limb) => (sum << BigInt(shape.width)) + BigInt(limb), 0n);
    const half = 2 ** (shape.width - 1);
    const rows = (low: number): number[][] => [0, 1, 2, 3, 4].map(() => [low, -half, half - 1, -half, 2 ** 45]);
    // The lowest column becomes every power of two, ±1, and the tie −2^(w−1): with limbs (1, 0, …) and rows (low, …).
    const lows = Array.from({ length: shape.width - 1 }, (_, i) => 2 ** i).flatMap((x) => [x, -x, x - 1, 1 - x]);
    for (const low of [...lows, half - 1, -half, 1 - half]) {
      for (const limbs of [
        [1, 0, 0, 0, 0],
        [-1, 0, 0, 0, 0],
        [half, -half, half, half, 2 ** 47],
        [2 * half, 2 * half, -2 * half, 2 * half, 2 ** 48],
      ]) {
        for (const lane of [0, 1] as const) {
          backend.hostWrite(memory.buffer, A, lane, limbs);
          rows(low).forEach((row, i) => {
            backend.hostWrite(memory.buffer, SCRATCH + i * fr.size, lane, row);
          });
        }
        call('test rows', OUT, A, SCRATCH);
        const sum = limbs.reduce((total, limb, i) => total + BigInt(limb) * value(rows(low)[i]!), 0n);
        const got = value(backend.hostRead(memory.buffer, OUT, 0));
        expect(mod(got << BigInt(shape.width), fr.modulus)).toBe(mod(sum, fr.modulus));
        expect(value(backend.hostRead(memory.buffer, OUT, 1))).toBe(got);
      }
    }
  });

  for (const field of [assembly.fr, assembly.fp]) {
    const { shape, backend } = field;
    const value = (limbs: readonly number[]): bigint =>
      limbs.reduceRight((sum, limb) => (sum << BigInt(shape.width)) + BigInt(limb), 0n);

    test.each(cases)(`${shape.field} $name: limbs at and inside their bounds`, ({ name, plain }) => {
      const bound = field.normal(VALUE);
      const overR = (x: bigint): bigint => mod(x * inverseOfR(field), field.modulus);
      for (let round = 0; round < ROUNDS; round++) {
        const inputs = [A, B].map((at) =>
          [0, 1].map((lane) => {
            const limbs = extremeLimbs(bound);
            // The bound of the value is narrower than what limbs at their bounds make: pull the top limb in.
            const top = limbs.at(-1) as number;
            limbs[limbs.length - 1] = top - Math.sign(top) * 2;
            backend.hostWrite(memory.buffer, at, lane as 0 | 1, limbs);
            return value(limbs);
          }),
        );
        call(`test ${shape.field} ${name}`, OUT, A, B, SCRATCH);
        const expected = plain(inputs[0]!, inputs[1]!, overR);
        expected.forEach((x, lane) => {
          expect(mod(value(backend.hostRead(memory.buffer, OUT, lane as 0 | 1)), field.modulus)).toBe(
            mod(x, field.modulus),
          );
        });
      }
    });

    test(`${shape.field} bytes: canonical in and out, not canonical refused`, () => {
      const bytes = shape.field === 'Fr' ? 32 : 48;
      const name = shape.field.toLowerCase();
      const put = (at: number, x: bigint): void => {
        const view = new Uint8Array(memory.buffer, at, bytes);
        for (let i = 0; i < bytes; i++) view[i] = Number((x >> BigInt(8 * i)) & 255n);
      };
      const take = (at: number): bigint =>
        new Uint8Array(memory.buffer, at, bytes).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
      const p = field.modulus;
      const good = [
        0n,
        1n,
        2n,
        p - 1n,
        p - 2n,
        p / 2n,
        p / 2n + 1n,
        1n << 64n,
        (1n << 64n) - 1n,
        1n << BigInt(8 * bytes - 4),
      ];
      for (const x of good.filter((candidate) => candidate < p)) {
        put(A, x);
        put(B, p - 1n - x);
        expect(call(`${name}_load`, OUT, A, B)).toBe(0);
        expect(field.read(memory.buffer, OUT, 0)).toBe(x);
        call(`${name}_store`, A + 512, A + 576, OUT, SCRATCH);
        expect([take(A + 512), take(A + 576)]).toEqual([x, p - 1n - x]);
      }
      for (const x of [p, p + 1n, 2n * p, (1n << BigInt(8 * bytes)) - 1n].filter(
        (candidate) => candidate >> BigInt(8 * bytes) === 0n,
      )) {
        put(A, x);
        put(B, 5n);
        expect(call(`${name}_load`, OUT, A, B)).toBe(1);
        expect(call(`${name}_load`, OUT, B, A)).toBe(1);
      }
    });
  }

  test('11 §1.3 the self-test passes, and fails on a wrong constant', () => {
    expect(call('selftest', SCRATCH)).toBe(1);
    const words = new Uint8Array(memory.buffer, 1024, assembly.module.top - 1024);
    const saved = words.slice();
    for (let i = 0; i < words.length; i += 16) words[i] = (words[i] as number) ^ 64;
    expect(call('selftest', SCRATCH)).toBe(0);
    words.set(saved);
    expect(call('selftest', SCRATCH)).toBe(1);
  });
});

const inverses = new WeakMap<Field, bigint>();
function inverseOfR(field: Field): bigint {
  const known = inverses.get(field);
  if (known !== undefined) return known;
  let [r0, r1, s0, s1] = [field.modulus, field.R % field.modulus, 0n, 1n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  const made = mod(s0, field.modulus);
  inverses.set(field, made);
  return made;
}

function testArea({ module, fr, fp }: Assembly): void {
  module.fn('test rows', [I32, I32, I32], (f) => {
    const limbs = fr.normal(1).limbs.map((limb) => 2 * limb);
    fr.mulPrepared(f, fr.slot(get(0)), fr.slot(get(1), 0, { limbs, value: 2 }), fr.slot(get(2), 0, fr.normal(0.51)));
  });
  for (const field of [fr, fp]) {
    for (const { name, emit } of cases) {
      module.fn(`test ${field.shape.field} ${name}`, [I32, I32, I32, I32], (f) => {
        const bound = field.normal(VALUE);
        emit(
          f,
          field,
          field.slot(get(0)),
          field.slot(get(1), 0, bound),
          field.slot(get(2), 0, bound),
          field.slot(get(3)),
        );
      });
    }
  }
}
