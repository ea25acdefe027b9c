/** Value types by their binary code. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const V128 = 0x7b;
export const FUNCREF = 0x70;
export const EXTERNREF = 0x6f;

export type FunctionType = { readonly params: readonly number[]; readonly results: readonly number[] };
export type TableType = { readonly element: number; readonly minimum: number; readonly maximum: number | undefined };
export type MemoryType = { readonly wide: boolean; readonly minimum: bigint; readonly maximum: bigint | undefined };
export type GlobalType = { readonly type: number; readonly mutable: boolean };

/** A constant expression, decoded; `bytes` is its binary without the final `end`. */
export type Constant = {
  readonly type: number;
  readonly bytes: Uint8Array;
  /** Of `i32.const` (unsigned) and `i64.const` (unsigned). */
  readonly value: bigint | undefined;
  /** Of `ref.func`. */
  readonly functionIndex: number | undefined;
};

export type Import = {
  readonly module: string;
  readonly field: string;
  readonly type: FunctionType;
  readonly typeIndex: number;
};
export type ExportKind = 'function' | 'table' | 'memory' | 'global';
export type Export = { readonly name: string; readonly kind: ExportKind; readonly index: number };
export type SegmentMode = 'active' | 'passive' | 'declared';
export type ElementSegment = {
  readonly mode: SegmentMode;
  readonly table: number;
  readonly offset: Constant | undefined;
  readonly type: number;
  readonly items: readonly Constant[];
};
export type DataSegment = {
  readonly mode: SegmentMode;
  readonly memory: number;
  readonly offset: Constant | undefined;
  readonly bytes: Uint8Array;
};
export type FunctionBody = {
  readonly locals: readonly { readonly count: number; readonly type: number }[];
  /** Operators, from the first after the locals to the final `end` included. */
  readonly from: number;
  readonly to: number;
};

/** A parsed module. Function and global index spaces include imports (only functions can be imported). */
export type WasmModule = {
  readonly bytes: Uint8Array;
  readonly types: readonly FunctionType[];
  readonly imports: readonly Import[];
  /** Type index of each defined function. */
  readonly functions: readonly number[];
  readonly tables: readonly TableType[];
  readonly memories: readonly MemoryType[];
  readonly globals: readonly { readonly type: GlobalType; readonly init: Constant }[];
  readonly exports: readonly Export[];
  readonly elements: readonly ElementSegment[];
  readonly data: readonly DataSegment[];
  readonly dataCount: number | undefined;
  readonly bodies: readonly FunctionBody[];
  /** Functions that code may name in `ref.func`. */
  readonly declared: ReadonlySet<number>;
};

/** Type of function `index` (imports first). */
export function functionType(module: WasmModule, index: number): FunctionType {
  const imported = module.imports[index];
  return imported
    ? imported.type
    : (module.types[module.functions[index - module.imports.length] as number] as FunctionType);
}

export function sameType(a: FunctionType, b: FunctionType): boolean {
  const same = (x: readonly number[], y: readonly number[]) => x.length === y.length && x.every((t, i) => t === y[i]);
  return same(a.params, b.params) && same(a.results, b.results);
}
