import fc from 'fast-check';
import type { ModuleSource } from './assemble.ts';

const local = fc.nat(3);
/** A small number, to be the length of an argument. */
export const anyArgument: fc.Arbitrary<number> = fc.integer({ min: 0, max: 5 });

/** Statements that leave the stack as it was: traps of all kinds behind calls, in loops, in arms; calls of functions, hosts and tables. */
const { statement } = fc.letrec<{ statement: string }>((tie) => {
  const body = fc.array(tie('statement'), { maxLength: 3 }).map((statements) => statements.join(' '));
  return {
    statement: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(local, local).map(([a, b]) => `local.get ${a} i32.const 1 i32.sub local.set ${b}`),
      fc.tuple(local, anyArgument).map(([a, value]) => `i32.const ${value - 1} local.set ${a}`),
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

/** Contracts with three functions that call each other, and `run`, which calls the first and returns a short length. */
export const anyProgram: fc.Arbitrary<ModuleSource> = fc.tuple(code, code, code).map(([f, g, h]): ModuleSource => {
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
      run: { code: 'local.get 0 call $f i32.const 7 i32.and' },
    },
  };
});
