import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assemble } from '../testing/assemble.ts';
import { loadBare } from '../testing/bare.ts';
import { codeOf, operators } from './operators.ts';

const PAGES = 8;
const PAGE = 65_536;

/** Straight-line statements over i32 locals 0…3 with stores, loads, branches, loops and calls; every one keeps the stack empty. */
type Statement = { readonly code: string };

const local = fc.nat(3);
const binary = fc.constantFrom(
  'add',
  'sub',
  'mul',
  'and',
  'or',
  'xor',
  'shl',
  'shr_s',
  'shr_u',
  'rotl',
  'eq',
  'lt_s',
  'ge_u',
  'div_u',
  'rem_s',
);
/** Addresses spread over the memory, often next to a page edge. */
const address = fc.oneof(
  fc.integer({ min: 0, max: PAGES * PAGE - 16 }),
  fc
    .tuple(fc.integer({ min: 1, max: PAGES - 1 }), fc.integer({ min: -9, max: 4 }))
    .map(([page, at]) => page * PAGE + at),
);
const store = fc.constantFrom('i32.store', 'i32.store8', 'i32.store16');

const { statement } = fc.letrec<{ statement: Statement }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.tuple(local, local, local, binary).map(([a, b, c, op]) => ({
      code: `local.get ${a} local.get ${b} i32.${op} local.set ${c}`,
    })),
    fc.tuple(local, fc.integer()).map(([a, value]) => ({ code: `i32.const ${value | 0} local.set ${a}` })),
    fc.tuple(address, local, store, fc.nat(3)).map(([at, a, op, offset]) => ({
      code: `i32.const ${at} local.get ${a} ${op} ${offset}`,
    })),
    fc.tuple(local, address, local, store).map(([a, at, b, op]) => ({
      code: `i32.const ${at} local.tee ${a} local.get ${b} ${op} local.get ${a} i32.const ${at % 7} ${op} 8`,
    })),
    fc.tuple(address, local).map(([at, a]) => ({ code: `i32.const ${at} i32.load local.set ${a}` })),
    fc.tuple(address, fc.nat(PAGE), local).map(([at, length, a]) => ({
      code: `i32.const ${Math.min(at, (PAGES - 1) * PAGE)} local.get ${a} i32.const ${length} memory.fill`,
    })),
    fc.tuple(address, address, fc.nat(300)).map(([to, from, length]) => ({
      code: `i32.const ${Math.min(to, PAGES * PAGE - 300)} i32.const ${Math.min(from, PAGES * PAGE - 300)} i32.const ${length} memory.copy`,
    })),
    fc
      .tuple(local, fc.array(tie('statement'), { maxLength: 3 }), fc.array(tie('statement'), { maxLength: 3 }))
      .map(([a, x, y]) => ({
        code: `local.get ${a} if 0x40 ${x.map((s) => s.code).join(' ')} else ${y.map((s) => s.code).join(' ')} end`,
      })),
    fc.tuple(local, fc.array(tie('statement'), { maxLength: 3 })).map(([a, x]) => ({
      code: `block 0x40 local.get ${a} br_if 0 ${x.map((s) => s.code).join(' ')} end`,
    })),
    local.map((a) => ({ code: `local.get ${a} call $helper local.set ${a}` })),
  ),
}));

const program = fc.array(statement, { minLength: 1, maxLength: 12 }).map((statements) =>
  assemble({
    memories: [PAGES],
    argumentBuffer: 0,
    functions: {
      f: { locals: 'i32 i32 i32', code: `${statements.map((s) => s.code).join('\n')} local.get 0` },
      helper: { exported: false, code: 'i32.const 70000 local.get 0 i32.store local.get 0 i32.const 3 i32.xor' },
    },
  }),
);

/** The same bytes, run by the engine alone. */
function runPlain(
  bytes: Uint8Array<ArrayBuffer>,
  argument: number,
): { result: number | undefined; memory: Uint8Array } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const memory = new Uint8Array((exports.memory as WebAssembly.Memory).buffer);
  try {
    return { result: (exports.f as (x: number) => number)(argument), memory };
  } catch {
    return { result: undefined, memory };
  }
}

describe('04 §9.2 rewritten modules', () => {
  test('do what plain ones do, and mark every page that differs', () => {
    fc.assert(
      fc.property(program, fc.integer(), (bytes, argument) => {
        const plain = runPlain(bytes, argument);
        const loaded = loadBare(bytes);
        const run = loaded.call('f', argument, 1_000_000n);
        expect(run.result).toBe(plain.result);
        const memory = loaded.bytes.subarray(0, PAGES * PAGE);
        expect(Buffer.compare(memory, plain.memory)).toBe(0);
        const marked = new Set(loaded.dirty());
        for (let page = 0; page < PAGES; page++) {
          const differs = plain.memory.subarray(page * PAGE, (page + 1) * PAGE).some((byte) => byte !== 0);
          if (differs) expect(marked.has(page)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('spend the same gas with and without barrier on loads, and just enough is enough', () => {
    fc.assert(
      fc.property(program, fc.integer(), (bytes, argument) => {
        const first = loadBare(bytes).call('f', argument, 1_000_000n);
        const watching = loadBare(bytes, true).call('f', argument, 1_000_000n);
        expect(watching).toEqual(first);
        if (first.outcome !== 'ok') return;
        const spent = 1_000_000n - first.remaining;
        expect(loadBare(bytes).call('f', argument, spent + 1n)).toEqual({ ...first, remaining: 1n });
      }),
      { numRuns: 30 },
    );
  });
});

test('04 §6.1 the price of every operator', () => {
  const free = ['nop', 'drop', 'block', 'loop', 'unreachable', 'return', 'else', 'end'];
  for (const info of operators) {
    if (!info) continue;
    const narrow = /^(i32|f32)\.store/.test(info.name) ? 16 : undefined;
    const wide = /^(i64|f64)\.store/.test(info.name) ? 32 : undefined;
    const vector = /^v128\.store/.test(info.name) ? 64 : undefined;
    expect(info.price, info.name).toBe(narrow ?? wide ?? vector ?? (free.includes(info.name) ? 0 : 1));
  }
  expect(codeOf.size).toBe(operators.filter((info) => info !== undefined).length - 1);
});

test.each([
  ['f32.div', 'f32', 0x7fc0_0000],
  ['f32.sqrt', 'f32', 0x7fc0_0000],
])('04 §9.6 %s gives the canonical NaN', (name) => {
  const operands = name === 'f32.sqrt' ? 'f32.const -1' : 'f32.const 0 f32.const 0';
  const bytes = assemble({ functions: { f: { code: `${operands} ${name} i32.reinterpret_f32` } } });
  expect((loadBare(bytes).call('f', 0, 1000n).result as number) >>> 0).toBe(0x7fc0_0000);
});
