import { hostImports } from '../module/hostTypes.ts';
import { codeOf, FC, FD, operators } from '../module/operators.ts';
import { Sink } from '../module/sink.ts';
import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128 } from '../module/types.ts';

const valueTypes: Readonly<Record<string, number>> = {
  i32: I32,
  i64: I64,
  f32: F32,
  f64: F64,
  v128: V128,
  funcref: FUNCREF,
  externref: EXTERNREF,
};

export type FunctionSource = {
  /** `i32 i64 -> i32`; default `i32 -> i32`. */
  readonly type?: string | undefined;
  /** Types of locals, e.g. `i32 i32`. */
  readonly locals?: string | undefined;
  /** Operators in flat text form; `$name` names a function or an import, `;;` starts a comment. */
  readonly code: string;
  /** Default true. */
  readonly exported?: boolean | undefined;
};

export type ModuleSource = {
  readonly wide?: boolean | undefined;
  /** Initial pages of the memory; several for several memories. Default [1]. */
  readonly memories?: readonly number[] | undefined;
  /** Declared maximum of every memory. */
  readonly maximum?: number | undefined;
  /** Address of the argument buffer; default 0. */
  readonly argumentBuffer?: number | undefined;
  /** Host functions in index order. */
  readonly imports?: readonly string[] | undefined;
  readonly functions: Readonly<Record<string, FunctionSource>>;
  /** Types for `call_indirect` and blocks, before all others. */
  readonly types?: readonly string[] | undefined;
  /** Names of functions and imports in table 0. */
  readonly table?: readonly string[] | undefined;
  /** Mutable globals: type and initial value. */
  readonly globals?: readonly { readonly type: string; readonly value: number }[] | undefined;
  /** Data segments; passive without offset. */
  readonly data?: readonly { readonly offset?: number | undefined; readonly bytes: readonly number[] }[] | undefined;
};

/** A contract in binary from a short description: for tests and measurements. */
export function assemble(source: ModuleSource): Uint8Array<ArrayBuffer> {
  const { wide = false, imports = [], data = [], globals = [], memories = [1] } = source;
  const names = Object.keys(source.functions);
  const indexOf = new Map([...imports, ...names].map((name, i) => [name, i]));
  const types: string[] = [...(source.types ?? [])];
  const typeIndex = (text: string): number => {
    const known = types.indexOf(text);
    return known >= 0 ? known : types.push(text) - 1;
  };
  const importTypes = imports.map((name) => typeIndex(hostType(name, wide)));
  const functionTypes = Object.values(source.functions).map(({ type = 'i32 -> i32' }) => typeIndex(type));
  const bodies = Object.values(source.functions).map((fn) => assembleBody(fn, indexOf, wide));
  const out = new Sink().op(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  list(out, 1, types, writeType);
  list(out, 2, imports, (s, name, i) =>
    s
      .name('env')
      .name(name)
      .u8(0)
      .u32(importTypes[i] as number),
  );
  list(out, 3, functionTypes, (s, type) => s.u32(type));
  if (source.table) out.u8(4).block(new Sink().op(1, FUNCREF, 0).u32(source.table.length));
  list(out, 5, memories, (s, pages) => {
    s.u8((wide ? 4 : 0) + (source.maximum === undefined ? 0 : 1)).u32(pages);
    if (source.maximum !== undefined) s.u32(source.maximum);
  });
  const buffer = { type: wide ? 'i64' : 'i32', value: source.argumentBuffer ?? 0 };
  list(out, 6, [...globals, buffer], (s, { type, value }, i) => {
    s.u8(valueTypes[type] as number).u8(i < globals.length ? 1 : 0);
    constant(s, type, value);
  });
  const exported = names.filter((name) => source.functions[name]?.exported !== false);
  const exports = new Sink().u32(exported.length + 2);
  for (const name of exported)
    exports
      .name(name)
      .u8(0)
      .u32(indexOf.get(name) as number);
  exports.name('memory').op(2, 0).name('A').u8(3).u32(globals.length);
  out.u8(7).block(exports);
  if (source.table) {
    const elements = new Sink().op(1, 0, 0x41, 0, 0x0b).u32(source.table.length);
    for (const name of source.table) elements.u32(indexOf.get(name) as number);
    out.u8(9).block(elements);
  }
  if (data.length > 0) out.u8(12).block(new Sink().u32(data.length));
  list(out, 10, bodies, (s, body) => s.block(body));
  list(out, 11, data, (s, { offset, bytes }) => {
    s.u8(offset === undefined ? 1 : 0);
    if (offset !== undefined) constant(s, wide ? 'i64' : 'i32', offset);
    s.u32(bytes.length).raw(Uint8Array.from(bytes));
  });
  return out.bytes();
}

function list<T>(out: Sink, id: number, items: readonly T[], write: (s: Sink, item: T, i: number) => unknown): void {
  if (items.length === 0) return;
  const content = new Sink().u32(items.length);
  items.forEach((item, i) => void write(content, item, i));
  out.u8(id).block(content);
}

function constant(out: Sink, type: string, value: number): void {
  if (type === 'i64') out.u8(0x42).i64(BigInt(value)).u8(0x0b);
  else out.u8(0x41).i32(value).u8(0x0b);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function writeType(out: Sink, text: string): void {
  const [params = '', results = ''] = text.split('->');
  out.u8(0x60);
  for (const side of [words(params), words(results)]) {
    out.u32(side.length);
    for (const type of side) out.u8(valueTypes[type] as number);
  }
}

function hostType(name: string, wide: boolean): string {
  const text = (codes: readonly number[]): string =>
    codes.map((code) => Object.keys(valueTypes).find((key) => valueTypes[key] === code)).join(' ');
  const type = hostImports(wide).get(name) ?? { params: [], results: [] };
  return `${text(type.params)} -> ${text(type.results)}`;
}

function assembleBody(
  { locals = '', code }: FunctionSource,
  functions: ReadonlyMap<string, number>,
  wide: boolean,
): Sink {
  const types = words(locals);
  const out = new Sink().u32(types.length);
  for (const type of types) out.u8(1).u8(valueTypes[type] as number);
  const tokens = words(code.replace(/;;[^\n]*/g, ''));
  let at = 0;
  const next = (): string => tokens[at++] as string;
  const index = (): number => {
    const word = next();
    return word.startsWith('$') ? (functions.get(word.slice(1)) as number) : Number(word);
  };
  const isNumber = (): boolean => /^-?\d/.test(tokens[at] ?? '');
  while (at < tokens.length) writeOperator(out, next(), { next, index, isNumber, wide });
  return out.u8(0x0b);
}

type Tokens = { next(): string; index(): number; isNumber(): boolean; wide: boolean };

function writeOperator(out: Sink, name: string, tokens: Tokens): void {
  const code = codeOf.get(name);
  if (code === undefined) throw new TypeError(`unknown operator ${name}`);
  if (code >= FD) out.u8(0xfd).u32(code - FD);
  else if (code >= FC) out.u8(0xfc).u32(code - FC);
  else out.u8(code);
  switch (operators[code]?.immediate) {
    case 'block': {
      const isType = tokens.isNumber();
      const word = isType ? tokens.next() : '';
      if (isType && word === '0x40') out.u8(0x40);
      else if (isType) out.i32(Number(word));
      else out.u8(blockType(tokens));
      return;
    }
    case 'labels': {
      const targets: number[] = [];
      while (tokens.isNumber()) targets.push(tokens.index());
      out.u32(targets.length - 1);
      for (const target of targets) out.u32(target);
      return;
    }
    case 'access':
    case 'accessLane':
      out.u8(0);
      out.u64(tokens.isNumber() ? BigInt(tokens.next()) : 0n);
      if (operators[code]?.immediate === 'accessLane') out.u8(tokens.index());
      return;
    case 'indirect':
      out.u32(tokens.index()).u32(0);
      return;
    case 'memoryMemory':
      out.op(0, 0);
      return;
    case 'tableTable':
    case 'segmentTable':
      out.u32(tokens.index()).u32(tokens.index());
      return;
    case 'dataMemory':
      out.u32(tokens.index()).u8(0);
      return;
    case 'memory':
      out.u32(tokens.isNumber() ? tokens.index() : 0);
      return;
    case 'table':
    case 'label':
    case 'function':
    case 'local':
    case 'global':
    case 'data':
    case 'segment':
      out.u32(tokens.index());
      return;
    case 'lane':
      out.u8(tokens.index());
      return;
    case 'i32':
      out.i32(tokens.index());
      return;
    case 'i64':
      out.i64(BigInt(tokens.next()));
      return;
    case 'f32':
    case 'f64':
      out.raw(floatBytes(name, Number(tokens.next())));
      return;
    case 'v128':
      for (let i = 0; i < 4; i++) out.raw(new Uint8Array(Uint32Array.of(tokens.index()).buffer));
      return;
    case 'refType':
      out.u8(valueTypes[tokens.next()] as number);
      return;
    default:
  }
}

function blockType(tokens: Tokens): number {
  const word = tokens.next();
  const type = valueTypes[word];
  if (type === undefined) throw new TypeError(`block needs a type, found ${word}`);
  return type;
}

function floatBytes(name: string, value: number): Uint8Array {
  return new Uint8Array((name === 'f32.const' ? Float32Array.of(value) : Float64Array.of(value)).buffer);
}
