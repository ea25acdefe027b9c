import type { AcceptedModule } from './accept.ts';
import { barrierHelpers } from './barrier.ts';
import { counterOf, WHOLE_ROOM } from './gas.ts';
import { type Layout, movedFunction, planLayout, privateImports, referencedFunction } from './layout.ts';
import { BodyRewriter } from './rewriteBody.ts';
import { Sink } from './sink.ts';
import { type Constant, FUNCREF, type FunctionType, I32, I64, type WasmModule } from './types.ts';
import type { BodyFacts } from './validate.ts';

/** Part of the key of every cache of rewritten modules: a new rewriter gets a new number. */
export const REWRITER_VERSION = 4;

/**
 * Names under which a rewritten module exports its parts: `g` the counter, `l<memory>` lengths, `f<index>` functions, `r` what
 * gives the contract's globals their first values again.
 */
export type InstrumentOptions = {
  /** Put the barrier on loads as well, for the re-entrant revert of 04 §8.4. */
  readonly watchLoads?: boolean | undefined;
  /** Bulk operators pay a unit of gas for so many bytes (a power of two), and 32 for an entry of a table; 0 or nothing: they do not. */
  readonly bulkBytes?: number | undefined;
};

/**
 * Rewrites an accepted module for V8: imported 4 GiB memory, exact gas, write barrier, 32-bit addresses, canonical NaNs,
 * stack bound. Imports: `m.m` the contract's memory, `m.d` the map of dirty pages, `h.<i>` host functions, `p.<name>` private.
 * Spec: 04 §9.2
 */
export function instrument(accepted: AcceptedModule, options: InstrumentOptions = {}): Uint8Array<ArrayBuffer> {
  const { module } = accepted;
  const layout = planLayout(accepted, options.watchLoads === true, options.bulkBytes ?? 0);
  const bodies = codeBodies(accepted, layout);
  const out = new Sink(module.bytes.length * 4 + 1024);
  out.op(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const imports = importSection(layout);
  const functions = functionSection(layout);
  section(out, 1, typeSection(layout));
  section(out, 2, imports);
  section(out, 3, functions);
  if (module.tables.length > 0) section(out, 4, tableSection(module));
  section(out, 6, globalSection(layout));
  section(out, 7, exportSection(layout));
  section(out, 9, elementSection(layout));
  if (module.dataCount !== undefined) section(out, 12, new Sink().u32(module.data.length));
  section(out, 0, branchHints(layout, bodies));
  section(out, 10, codeSection(bodies));
  if (module.data.length > 0) section(out, 11, dataSection(module));
  return out.bytes();
}

function section(out: Sink, id: number, content: Sink): void {
  out.u8(id).block(content);
}

/** The callable form of a type: the counter, with the callee's activation, travels behind the params and comes back. */
function carried(type: FunctionType): FunctionType {
  return { params: [...type.params, I64], results: [...type.results, I64] };
}

const nothing: FunctionType = { params: [], results: [] };
const privateTypes: Readonly<Record<(typeof privateImports)[number], FunctionType>> = {
  fault: { params: [I32], results: [] },
  range: { params: [I32, I32], results: [] },
  grow: { params: [I64, I32], results: [I64] },
  beyond: nothing,
  see: { params: [I32], results: [] },
  seeRange: { params: [I32, I32], results: [] },
};
const helperTypes: readonly FunctionType[] = [
  { params: [I64, I64], results: [I64] },
  { params: [I64, I64], results: [] },
  { params: [I64, I64, I64], results: [] },
  { params: [I64, I64], results: [I64] },
  { params: [I64, I64], results: [] },
];
const entryType: FunctionType = { params: [I32], results: [I32] };

function typeSection(layout: Layout): Sink {
  const { types } = layout.module;
  const callable = layout.carry ? types.map(carried) : types;
  const all = [...types, ...callable, ...layout.extraTypes];
  const out = new Sink().u32(all.length);
  for (const { params, results } of all) {
    out.u8(0x60).u32(params.length);
    for (const type of params) out.u8(type);
    out.u32(results.length);
    for (const type of results) out.u8(type);
  }
  return out;
}

function importSection(layout: Layout): Sink {
  const { imports } = layout.module;
  const out = new Sink().u32(imports.length + privateImports.length + 2);
  for (const [i, { typeIndex }] of imports.entries()) out.name('h').name(String(i)).u8(0).u32(typeIndex);
  for (const name of privateImports) out.name('p').name(name).u8(0).u32(layout.extraType(privateTypes[name]));
  out.name('m').name('m').op(2, 1).u32(65_536).u32(65_536);
  return out.name('m').name('d').op(2, 1).u32(1).u32(1);
}

/** Exported functions of the contract, each once. */
function exportedFunctions({ exports }: WasmModule): number[] {
  return [...new Set(exports.filter((e) => e.kind === 'function').map((e) => e.index))];
}

function functionSection(layout: Layout): Sink {
  const { module } = layout;
  const exported = exportedFunctions(module);
  const added = helperTypes.length + module.imports.length + exported.length + 1;
  const out = new Sink().u32(module.functions.length + added);
  for (const index of module.functions) out.u32(layout.callType(index));
  for (const type of helperTypes) out.u32(layout.extraType(type));
  for (const { typeIndex } of module.imports) out.u32(layout.callType(typeIndex));
  for (const _ of exported) out.u32(layout.extraType(entryType));
  return out.u32(layout.extraType(nothing));
}

function tableSection(module: WasmModule): Sink {
  const out = new Sink().u32(module.tables.length);
  for (const { element, minimum, maximum } of module.tables) {
    out
      .u8(element)
      .u8(maximum === undefined ? 0 : 1)
      .u32(minimum);
    if (maximum !== undefined) out.u32(maximum);
  }
  return out;
}

function globalSection(layout: Layout): Sink {
  const { globals, memories } = layout.module;
  const out = new Sink().u32(globals.length + 1 + memories.length);
  for (const { type, init } of globals) {
    out.u8(type.type).u8(type.mutable ? 1 : 0);
    constant(out, layout, init);
  }
  out.op(I64, 1, 0x42).i64(counterOf(0n, WHOLE_ROOM)).u8(0x0b);
  for (const _ of memories) out.op(I64, 1, 0x42, 0, 0x0b);
  return out;
}

function constant(out: Sink, layout: Layout, value: Constant): void {
  expression(out, layout, value);
  out.u8(0x0b);
}

function expression(out: Sink, layout: Layout, { bytes, functionIndex }: Constant): void {
  if (functionIndex === undefined) out.raw(bytes);
  else out.u8(0xd2).u32(referencedFunction(layout, functionIndex));
}

function exportSection(layout: Layout): Sink {
  const { module } = layout;
  const exported = exportedFunctions(module);
  const out = new Sink().u32(2 + module.memories.length + exported.length);
  out.name('g').u8(3).u32(layout.gasGlobal);
  for (const i of module.memories.keys())
    out
      .name(`l${i}`)
      .u8(3)
      .u32(layout.lengthGlobal + i);
  const first = layout.bridgeFunction + module.imports.length;
  for (const [i, index] of exported.entries())
    out
      .name(`f${index}`)
      .u8(0)
      .u32(first + i);
  return out
    .name('r')
    .u8(0)
    .u32(first + exported.length);
}

/** All segments in their places, then one that declares every function the code may refer to. */
function elementSection(layout: Layout): Sink {
  const { elements, declared } = layout.module;
  const out = new Sink().u32(elements.length + 1);
  for (const { mode, table, offset, type, items } of elements) {
    out.u8(mode === 'active' ? 6 : mode === 'passive' ? 5 : 7);
    if (mode === 'active') {
      out.u32(table);
      constant(out, layout, offset as Constant);
    }
    out.u8(type).u32(items.length);
    for (const item of items) {
      constant(out, layout, item);
    }
  }
  out.op(7, FUNCREF).u32(declared.size);
  for (const index of declared) out.u8(0xd2).u32(referencedFunction(layout, index)).u8(0x0b);
  return out;
}

/** Active segments are written by the host, which marks the pages; their places stay, empty as after instantiation. */
function dataSection(module: WasmModule): Sink {
  const out = new Sink(module.bytes.length).u32(module.data.length);
  for (const { mode, bytes } of module.data) {
    const kept = mode === 'passive' ? bytes : bytes.subarray(0, 0);
    out.u8(1).u32(kept.length).raw(kept);
  }
  return out;
}

function codeBodies({ module, facts }: AcceptedModule, layout: Layout): Sink[] {
  const rewritten = module.bodies.map((body, i) => {
    const type = module.types[module.functions[i] as number] as FunctionType;
    return new BodyRewriter(layout, type, facts[i] as BodyFacts, body).run();
  });
  const { touch, mark, check, look, lookRange } = barrierHelpers(layout);
  return [
    ...rewritten,
    touch,
    mark,
    check,
    look,
    lookRange,
    ...bridgeBodies(layout),
    ...entryBodies(layout),
    resetBody(layout),
  ];
}

function codeSection(bodies: readonly Sink[]): Sink {
  const out = new Sink(bodies.reduce((sum, body) => sum + body.length + 5, 5)).u32(bodies.length);
  for (const body of bodies) out.block(body);
  return out;
}

/** Custom section that keeps slow paths out of the way of register allocation; ignored by engines without branch hints. */
function branchHints(layout: Layout, bodies: readonly Sink[]): Sink {
  const first = layout.module.imports.length + privateImports.length;
  const hinted = bodies.flatMap((body, i) =>
    body.unlikely.length > 0 ? [{ index: first + i, at: body.unlikely }] : [],
  );
  const out = new Sink().name('metadata.code.branch_hint').u32(hinted.length);
  for (const { index, at } of hinted) {
    out.u32(index).u32(at.length);
    for (const offset of at) out.u32(offset).op(1, 0);
  }
  return out;
}

/** A host function in the shape of a defined one, for tables and references: no activation charge. */
function bridgeBodies(layout: Layout): Sink[] {
  const { module, carry, gasGlobal } = layout;
  return module.imports.map(({ type }, index) => {
    const count = type.params.length;
    const out = new Sink().u8(0);
    if (carry) out.u8(0x20).u32(count).u8(0x42).i64(counterOf(1n, 0)).u8(0x7c).u8(0x24).u32(gasGlobal);
    for (let i = 0; i < count; i++) out.u8(0x20).u32(i);
    out.u8(0x10).u32(index);
    if (carry) out.u8(0x23).u32(gasGlobal);
    return out.u8(0x0b);
  });
}

/** What the host calls: hands the counter in and takes it out. */
function entryBodies(layout: Layout): Sink[] {
  const { module, carry, gasGlobal } = layout;
  return exportedFunctions(module).map((index) => {
    const isImport = index < module.imports.length;
    const out = new Sink().op(0, 0x20, 0);
    const through = carry && !isImport;
    if (through) out.u8(0x23).u32(gasGlobal).u8(0x42).i64(counterOf(-1n, 0)).u8(0x7c);
    out.u8(0x10).u32(movedFunction(layout, index));
    if (through) out.u8(0x24).u32(gasGlobal);
    return out.u8(0x0b);
  });
}

/** Mutable globals back to their first values: with tables unchanged, the instance is then as good as new. */
function resetBody(layout: Layout): Sink {
  const out = new Sink().u8(0);
  for (const [i, { type, init }] of layout.module.globals.entries()) {
    if (!type.mutable) continue;
    expression(out, layout, init);
    out.u8(0x24).u32(i);
  }
  return out.u8(0x0b);
}
