import { ModuleError } from '../errors.ts';
import { Binary } from './binary.ts';
import { createOperator, readOperator, readRefType, readValueType } from './decode.ts';
import { limits } from './limits.ts';
import {
  type Constant,
  type DataSegment,
  type ElementSegment,
  EXTERNREF,
  type Export,
  type ExportKind,
  F32,
  F64,
  FUNCREF,
  type FunctionBody,
  type FunctionType,
  type GlobalType,
  I32,
  I64,
  type Import,
  type MemoryType,
  type TableType,
  V128,
  type WasmModule,
} from './types.ts';

type Draft = { -readonly [K in keyof WasmModule]: WasmModule[K] extends readonly (infer T)[] ? T[] : WasmModule[K] } & {
  declared: Set<number>;
};

/** Order of the sections: 12 (data count) stands between 9 and 10. */
const order = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11];

/**
 * Reads a binary module of the enabled features within the limits, and checks everything but function bodies:
 * indices, constant expressions, duplicate exports, segments.
 * @throws ModuleError VM_MODULE_MALFORMED, _FEATURE, _LIMIT, _INVALID, _STRUCTURE (start section, imports that are no functions)
 * Spec: 04 §2.1, §2.3
 */
export function parseModule(bytes: Uint8Array): WasmModule {
  if (bytes.length > limits.moduleBytes) throw tooMany('module bytes', bytes.length, limits.moduleBytes);
  const r = new Binary(bytes);
  readHeader(r);
  const module: Draft = {
    bytes,
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    elements: [],
    data: [],
    dataCount: undefined,
    bodies: [],
    declared: new Set(),
  };
  let last = 0;
  while (!r.done) {
    const id = r.u8();
    const size = r.u32();
    if (size > r.end - r.at) throw r.malformed('section longer than the module');
    const section = new Binary(bytes, r.at, r.at + size);
    r.at += size;
    if (id === 0) {
      section.name();
      continue;
    }
    if (id === 13) throw new ModuleError('VM_MODULE_FEATURE', { what: 'exceptions', at: section.at });
    if (id > 13) throw section.malformed('unknown section');
    const place = order[id] as number;
    if (place <= last) throw section.malformed('section out of order');
    last = place;
    readSection(id, section, module);
    if (!section.done) throw section.malformed('section has trailing bytes');
  }
  if (module.functions.length !== module.bodies.length) throw r.malformed('functions and bodies differ in number');
  if (module.dataCount !== undefined && module.dataCount !== module.data.length) {
    throw r.malformed('data count and segments differ in number');
  }
  return module;
}

function readHeader(r: Binary): void {
  const header = r.view(8);
  const magic = [0, 0x61, 0x73, 0x6d];
  if (!magic.every((byte, i) => header[i] === byte)) throw r.malformed('not a binary module');
  if (header[4] === 0x0d && header[6] === 1) throw new ModuleError('VM_MODULE_FEATURE', { what: 'component model' });
  if (header[4] !== 1 || header[5] !== 0 || header[6] !== 0 || header[7] !== 0) throw r.malformed('unknown version');
}

function readSection(id: number, r: Binary, m: Draft): void {
  if (id === 1) each(r, limits.types, 'types', () => m.types.push(readFunctionType(r)));
  else if (id === 2) each(r, limits.imports, 'imports', () => m.imports.push(readImport(r, m)));
  else if (id === 3) {
    // The limit is that of the index space, which imports are part of.
    const left = limits.functions - m.imports.length;
    each(r, left, 'functions', () => m.functions.push(typeIndex(r, m)));
  } else if (id === 4) each(r, limits.tables, 'tables', () => m.tables.push(readTable(r)));
  else if (id === 5) each(r, limits.memories, 'memories', () => m.memories.push(readMemory(r)));
  else if (id === 6) each(r, limits.globals, 'globals', () => m.globals.push(readGlobal(r, m)));
  else if (id === 7) readExports(r, m);
  else if (id === 8) throw new ModuleError('VM_MODULE_STRUCTURE', { what: 'start section' });
  else if (id === 9) each(r, limits.segments, 'element segments', () => m.elements.push(readElement(r, m)));
  else if (id === 12) m.dataCount = readDataCount(r);
  else if (id === 10) each(r, limits.functions, 'bodies', () => m.bodies.push(readBody(r, m)));
  else each(r, limits.segments, 'data segments', () => m.data.push(readData(r, m)));
}

function each(r: Binary, max: number, what: string, read: () => void): void {
  for (let left = r.count(max, what); left > 0; left--) read();
}

function readFunctionType(r: Binary): FunctionType {
  const form = r.u8();
  if (form === 0x4e || form === 0x4f || form === 0x50 || form === 0x5e || form === 0x5f) {
    throw new ModuleError('VM_MODULE_FEATURE', { what: 'garbage collection', at: r.at });
  }
  if (form !== 0x60) throw r.malformed('unknown type form');
  const types = (what: string, max: number): number[] => {
    const list: number[] = [];
    each(r, max, what, () => list.push(readValueType(r)));
    return list;
  };
  return { params: types('params', limits.params), results: types('results', limits.results) };
}

function typeIndex(r: Binary, m: Draft): number {
  const index = r.u32();
  if (index >= m.types.length) throw invalid('unknown type', r);
  return index;
}

function readImport(r: Binary, m: Draft): Import {
  const module = r.name();
  const field = r.name();
  const kind = r.u8();
  if (kind === 4) throw new ModuleError('VM_MODULE_FEATURE', { what: 'exceptions', at: r.at });
  if (kind > 4) throw r.malformed('unknown import kind');
  if (kind !== 0) throw new ModuleError('VM_MODULE_STRUCTURE', { what: 'import is not a function', field });
  const index = typeIndex(r, m);
  return { module, field, type: m.types[index] as FunctionType, typeIndex: index };
}

function readTable(r: Binary): TableType {
  if (r.peek() === 0x40) throw new ModuleError('VM_MODULE_FEATURE', { what: 'table initialiser', at: r.at });
  const element = readRefType(r);
  const flags = r.u8();
  if (flags > 1) throw new ModuleError('VM_MODULE_FEATURE', { what: 'table flags', at: r.at });
  const minimum = r.u32();
  const maximum = flags & 1 ? r.u32() : undefined;
  if (maximum !== undefined && minimum > maximum) throw invalid('table minimum above maximum', r);
  if (minimum > limits.tableEntries) throw tooMany('table entries', minimum, limits.tableEntries);
  return { element, minimum, maximum };
}

function readMemory(r: Binary): MemoryType {
  const flags = r.u8();
  if (flags & 2) throw new ModuleError('VM_MODULE_FEATURE', { what: 'shared memory', at: r.at });
  if (flags & 8) throw new ModuleError('VM_MODULE_FEATURE', { what: 'custom page size', at: r.at });
  if (flags > 5) throw r.malformed('memory flags');
  const wide = (flags & 4) !== 0;
  const read = () => (wide ? r.u64() : BigInt(r.u32()));
  const minimum = read();
  const maximum = flags & 1 ? read() : undefined;
  const most = wide ? limits.widePages : limits.pages;
  if (maximum !== undefined && minimum > maximum) throw invalid('memory minimum above maximum', r);
  if (minimum > most || (maximum ?? 0n) > most) throw tooMany('memory pages', maximum ?? minimum, most);
  return { wide, minimum, maximum };
}

function readGlobalType(r: Binary): GlobalType {
  const type = readValueType(r);
  const mutable = r.u8();
  if (mutable > 1) throw r.malformed('mutability');
  return { type, mutable: mutable === 1 };
}

function readGlobal(r: Binary, m: Draft): { type: GlobalType; init: Constant } {
  const type = readGlobalType(r);
  return { type, init: readConstant(r, m, type.type) };
}

const kinds: readonly ExportKind[] = ['function', 'table', 'memory', 'global'];

function readExports(r: Binary, m: Draft): void {
  const names = new Set<string>();
  const spaces = {
    function: m.imports.length + m.functions.length,
    table: m.tables.length,
    memory: m.memories.length,
    global: m.globals.length,
  };
  each(r, limits.exports, 'exports', () => {
    const name = r.name();
    const code = r.u8();
    if (code === 4) throw new ModuleError('VM_MODULE_FEATURE', { what: 'exceptions', at: r.at });
    const kind = kinds[code];
    if (!kind) throw r.malformed('unknown export kind');
    const index = r.u32();
    if (index >= spaces[kind]) throw invalid(`unknown ${kind}`, r);
    if (names.has(name)) throw invalid('duplicate export name', r);
    names.add(name);
    if (kind === 'function') m.declared.add(index);
    m.exports.push({ name, kind, index } satisfies Export);
  });
}

function readElement(r: Binary, m: Draft): ElementSegment {
  const flags = r.u32();
  if (flags > 7) throw r.malformed('element segment flags');
  const mode = (flags & 1) === 0 ? 'active' : flags & 2 ? 'declared' : 'passive';
  const table = mode === 'active' && flags & 2 ? r.u32() : 0;
  const offset = mode === 'active' ? readConstant(r, m, I32) : undefined;
  let type = FUNCREF;
  if (flags & 3) {
    if (flags & 4) type = readRefType(r);
    else if (r.u8() !== 0) throw r.malformed('element kind');
  }
  if (mode === 'active') {
    const target = m.tables[table];
    if (!target) throw invalid('unknown table', r);
    if (target.element !== type) throw invalid('element type', r);
  }
  const items: Constant[] = [];
  each(r, limits.tableEntries, 'elements', () => {
    items.push(flags & 4 ? readConstant(r, m, type) : functionConstant(r.u32(), r, m));
  });
  return { mode, table, offset, type, items };
}

function functionConstant(index: number, r: Binary, m: Draft): Constant {
  if (index >= m.imports.length + m.functions.length) throw invalid('unknown function', r);
  m.declared.add(index);
  return { type: FUNCREF, bytes: new Uint8Array(), value: undefined, functionIndex: index };
}

function readDataCount(r: Binary): number {
  const count = r.u32();
  if (count > limits.segments) throw tooMany('data segments', count, limits.segments);
  return count;
}

function readData(r: Binary, m: Draft): DataSegment {
  const flags = r.u32();
  if (flags > 2) throw r.malformed('data segment flags');
  const memory = flags === 2 ? r.u32() : 0;
  if (flags === 1) return { mode: 'passive', memory: 0, offset: undefined, bytes: r.view(r.u32()) };
  const target = m.memories[memory];
  if (!target) throw invalid('unknown memory', r);
  const offset = readConstant(r, m, target.wide ? I64 : I32);
  return { mode: 'active', memory, offset, bytes: r.view(r.u32()) };
}

function readBody(r: Binary, m: Draft): FunctionBody {
  const size = r.u32();
  if (size > limits.bodyBytes) throw tooMany('function body bytes', size, limits.bodyBytes);
  const from = r.at;
  r.skip(size);
  const body = new Binary(r.bytes, from, from + size);
  const type = m.types[m.functions[m.bodies.length] ?? -1];
  if (!type) throw r.malformed('functions and bodies differ in number');
  let total = type.params.length;
  const locals: { count: number; type: number }[] = [];
  for (let groups = body.count(limits.bodyBytes, 'local groups'); groups > 0; groups--) {
    const count = body.u32();
    total += count;
    if (total > limits.locals) throw tooMany('locals', total, limits.locals);
    locals.push({ count, type: readValueType(body) });
  }
  return { locals, from: body.at, to: from + size };
}

const constantTypes: Readonly<Record<number, number>> = { 65: I32, 66: I64, 67: F32, 68: F64, 524: V128 };

/** One constant operator and `end`. Extended constants are off; globals cannot be imported, so none can be read. */
function readConstant(r: Binary, m: Draft, expected: number): Constant {
  const op = createOperator();
  readOperator(r, op);
  const bytes = r.bytes.subarray(op.from, op.to);
  let type = constantTypes[op.code];
  let value: bigint | undefined;
  let functionIndex: number | undefined;
  if (op.info.name === 'ref.null') type = op.a;
  else if (op.info.name === 'ref.func') {
    ({ type, functionIndex } = functionConstant(op.a, r, m));
  }
  if (type === undefined) throw invalid('not a constant expression', r);
  if (type === I32) value = BigInt.asUintN(32, BigInt(op.a));
  if (type === I64) value = BigInt.asUintN(64, new Binary(r.bytes, op.from + 1, op.to).i64());
  if (type !== expected) throw invalid('type of a constant expression', r);
  if (r.u8() !== 0x0b) throw invalid('not a constant expression', r);
  if (type === FUNCREF || type === EXTERNREF) return { type, bytes, value: undefined, functionIndex };
  return { type, bytes, value, functionIndex };
}

function invalid(what: string, r: Binary): ModuleError {
  return new ModuleError('VM_MODULE_INVALID', { what, at: r.at });
}

function tooMany(what: string, count: number | bigint, max: number | bigint): ModuleError {
  return new ModuleError('VM_MODULE_LIMIT', { what, count, max });
}
