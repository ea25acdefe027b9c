import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, type ModuleSource } from '../testing/assemble.ts';
import { loadBare } from '../testing/bare.ts';

const runs = Number(process.env.EVENTIDE_GAS_PROGRAMS ?? 60);

const local = fc.nat(3);
const few = fc.integer({ min: 0, max: 5 });

/** Statements that leave the stack as it was: traps of all kinds behind calls, in loops, in arms; calls of functions, hosts and tables. */
const { statement } = fc.letrec<{ statement: string }>((tie) => {
  const body = fc.array(tie('statement'), { maxLength: 3 }).map((statements) => statements.join(' '));
  return {
    statement: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(local, local).map(([a, b]) => `local.get ${a} i32.const 1 i32.sub local.set ${b}`),
      fc.tuple(local, few).map(([a, value]) => `i32.const ${value - 1} local.set ${a}`),
      local.map((a) => `i32.const 7 local.get ${a} i32.div_u drop`),
      local.map((a) => `local.get ${a} i32.load drop`),
      local.map((a) => `local.get ${a} local.get ${a} i32.store`),
      local.map((a) => `local.get ${a} f32.convert_i32_s f32.sqrt i32.trunc_f32_u drop`),
      fc.tuple(local, local).map(([a, b]) => `i32.const 0 local.get ${a} local.get ${b} memory.fill`),
      fc.constantFrom('call $self_id', 'call $caller drop'),
      fc.tuple(local, fc.constantFrom('f', 'g', 'h')).map(([a, to]) => `local.get ${a} call $${to} local.set ${a}`),
      fc.tuple(local, local).map(([a, b]) => `local.get ${a} local.get ${b} call_indirect 1 local.set ${a}`),
      local.map((a) => `local.get ${a} call_indirect 2`),
      fc.tuple(local, body).map(([a, x]) => `local.get ${a} if 0x40 ${x} end`),
      fc.tuple(local, body, body).map(([a, x, y]) => `local.get ${a} if 0x40 ${x} else ${y} end`),
      fc.tuple(local, body).map(([a, x]) => `block 0x40 local.get ${a} br_if 0 ${x} end`),
      fc
        .tuple(local, body, body)
        .map(([a, x, y]) => `block 0x40 block 0x40 local.get ${a} br_table 0 1 0 end ${x} end ${y}`),
      fc
        .tuple(local, body)
        .map(
          ([a, x]) =>
            `loop 0x40 ${x} local.get ${a} i32.const 1 i32.sub local.tee ${a} i32.const 0 i32.gt_s br_if 0 end`,
        ),
      fc
        .tuple(local, fc.constantFrom('unreachable', 'i32.const 5 return', 'i32.const 5 br 1'))
        .map(([a, leave]) => `local.get ${a} i32.const 3 i32.gt_s if 0x40 ${leave} end`),
    ),
  };
});

const code = fc.array(statement, { maxLength: 6 }).map((statements) => `${statements.join('\n')} local.get 0`);

const program = fc.tuple(code, code, code).map(([f, g, h]): ModuleSource => {
  const locals = 'i32 i32 i32';
  return {
    memories: [2],
    imports: ['self_id', 'caller'],
    types: ['i32 i32 -> i32', 'i32 -> i32', '->'],
    table: ['g', 'h', 'self_id', 'f', 'caller'],
    functions: {
      f: { locals, code: f },
      g: { locals, code: g, exported: false },
      h: { locals, code: h, exported: false },
    },
  };
});

/** A type too long to take the counter along: such modules set the saved counter wherever 04 §6.5 says so. */
const eagerly = (source: ModuleSource): ModuleSource => ({
  ...source,
  types: [...(source.types ?? []), `${new Array(999).fill('i32').join(' ')} ->`],
});

function observe(bytes: Uint8Array, watchLoads: boolean, argument: number, limit: bigint): unknown {
  const seen: string[] = [];
  const loaded = loadBare(bytes, watchLoads, (name, remaining) => {
    seen.push(`${name} ${remaining}`);
    return 1;
  });
  return { ...loaded.call('f', argument, limit), seen, dirty: loaded.dirty() };
}

test('04 §6.5 a counter that is set late shows what one shows that is set at once, at every limit', {
  timeout: 120_000 + runs * 2000,
}, () => {
  let failed = 0;
  fc.assert(
    fc.property(program, few, fc.boolean(), (source, argument, watchLoads) => {
      const [late, eager] = [assemble(source), assemble(eagerly(source))];
      const MOST = 400n;
      const whole = loadBare(late, watchLoads, () => 1).call('f', argument, MOST);
      if (whole.outcome === 'trap') failed++;
      const spent = Number(MOST - whole.remaining);
      const limits = [
        400,
        spent + 1,
        spent,
        spent - 1,
        ...Array.from({ length: 12 }, (_, i) => 1 + ((i * spent) >> 3)),
      ];
      for (const limit of limits.filter((l) => l > 0)) {
        const expected = observe(eager, watchLoads, argument, BigInt(limit));
        expect(observe(late, watchLoads, argument, BigInt(limit))).toEqual(expected);
      }
    }),
    { numRuns: runs },
  );
  expect(failed).toBeGreaterThan(runs / 20);
});
