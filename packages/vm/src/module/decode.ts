import { ModuleError } from '../errors.ts';
import type { Binary } from './binary.ts';
import { FC, FD, type OperatorInfo, operators } from './operators.ts';
import { EXTERNREF, F32, F64, FUNCREF, I32, I64, V128 } from './types.ts';

/** One decoded operator; the same object is filled again by every `readOperator`. */
export type Operator = {
  code: number;
  info: OperatorInfo;
  /** First byte of the operator and first byte after it. */
  from: number;
  to: number;
  /** Index immediate: label, function, type, local, global, table, segment or (first) memory. */
  a: number;
  /** Second index: the table of `call_indirect` and `table.init`, source of copies, memory of `memory.init`. */
  b: number;
  /** Memory of a load or store. */
  memory: number;
  /** log2 of the alignment. */
  align: number;
  /** Offset of a load or store. */
  offset: bigint;
  lane: number;
  /** Targets of `br_table`, default last; types of a typed `select`. */
  list: number[];
  /** Block type: 0x40, a value type, or a type index as `-1 - index`. */
  block: number;
};

export function createOperator(): Operator {
  return {
    code: 0,
    info: operators[1] as OperatorInfo,
    from: 0,
    to: 0,
    a: 0,
    b: 0,
    memory: 0,
    align: 0,
    offset: 0n,
    lane: 0,
    list: [],
    block: 0x40,
  };
}

const BR_TABLE_TARGETS = 131_072;
const valueTypes = new Set([I32, I64, F32, F64, V128, FUNCREF, EXTERNREF]);
const switchedOff: Readonly<Record<number, string>> = {
  6: 'exceptions',
  7: 'exceptions',
  8: 'exceptions',
  9: 'exceptions',
  10: 'exceptions',
  18: 'tail calls',
  19: 'tail calls',
  20: 'function references',
  21: 'function references',
  24: 'exceptions',
  25: 'exceptions',
  31: 'exceptions',
  211: 'function references',
  212: 'function references',
  213: 'function references',
  214: 'function references',
  251: 'garbage collection',
  254: 'threads',
};

/** Reads a value type of the enabled features. Spec: 04 §2.1 */
export function readValueType(r: Binary): number {
  const type = r.u8();
  if (valueTypes.has(type)) return type;
  if (type >= 0x63 && type <= 0x74) {
    throw new ModuleError('VM_MODULE_FEATURE', { what: 'typed references', at: r.at });
  }
  throw r.malformed('unknown value type');
}

export function readRefType(r: Binary): number {
  const type = readValueType(r);
  if (type !== FUNCREF && type !== EXTERNREF) throw r.malformed('not a reference type');
  return type;
}

/** Decodes the operator at the cursor into `op`. @throws ModuleError */
export function readOperator(r: Binary, op: Operator): void {
  op.from = r.at;
  const byte = r.u8();
  let code = byte;
  if (byte === 0xfc) code = prefixed(r, FC, 0x11);
  else if (byte === 0xfd) code = prefixed(r, FD, 0x113);
  const info = code >= 0 ? operators[code] : undefined;
  if (!info) {
    const feature = switchedOff[byte];
    if (feature) throw new ModuleError('VM_MODULE_FEATURE', { what: feature, at: op.from });
    throw new ModuleError('VM_MODULE_MALFORMED', { what: 'unknown operator', at: op.from });
  }
  op.code = code;
  op.info = info;
  readImmediate(r, op, info);
  op.to = r.at;
}

function prefixed(r: Binary, prefix: number, last: number): number {
  const sub = r.u32();
  return sub <= last ? prefix + sub : -1;
}

function readImmediate(r: Binary, op: Operator, info: OperatorInfo): void {
  switch (info.immediate) {
    case 'none':
      return;
    case 'label':
    case 'function':
    case 'local':
    case 'global':
    case 'table':
    case 'segment':
    case 'data':
    case 'memory':
      op.a = r.u32();
      return;
    case 'indirect':
    case 'tableTable':
    case 'segmentTable':
    case 'memoryMemory':
    case 'dataMemory':
      op.a = r.u32();
      op.b = r.u32();
      return;
    case 'block':
      op.block = readBlockType(r);
      return;
    case 'labels':
      readLabels(r, op);
      return;
    case 'types':
      if (r.u32() !== 1) throw r.malformed('select needs one type');
      op.list.length = 1;
      op.list[0] = readValueType(r);
      return;
    case 'access':
      readAccess(r, op);
      return;
    case 'accessLane':
      readAccess(r, op);
      op.lane = r.u8();
      return;
    case 'lane':
      op.lane = r.u8();
      return;
    case 'i32':
      op.a = r.i32();
      return;
    case 'i64':
      r.i64();
      return;
    case 'f32':
      r.skip(4);
      return;
    case 'f64':
      r.skip(8);
      return;
    case 'v128':
      r.skip(16);
      return;
    case 'shuffle':
      for (const lane of r.view(16)) if (lane >= 32) throw invalidLane(r);
      return;
    case 'refType':
      op.a = readRefType(r);
      return;
  }
}

function readAccess(r: Binary, op: Operator): void {
  const flags = r.u32();
  if (flags >= 128) throw r.malformed('alignment flags');
  op.align = flags & 63;
  op.memory = flags & 64 ? r.u32() : 0;
  op.offset = r.u64();
}

function readLabels(r: Binary, op: Operator): void {
  const count = r.count(BR_TABLE_TARGETS, 'br_table targets');
  op.list.length = count + 1;
  for (let i = 0; i <= count; i++) op.list[i] = r.u32();
}

function readBlockType(r: Binary): number {
  const byte = r.peek();
  if (byte === 0x40 || valueTypes.has(byte)) return r.u8();
  const index = r.signed(33);
  if (index < 0) {
    if (index >= -64) throw new ModuleError('VM_MODULE_FEATURE', { what: 'block type', at: r.at });
    throw r.malformed('block type');
  }
  return -1 - index;
}

function invalidLane(r: Binary): ModuleError {
  return new ModuleError('VM_MODULE_INVALID', { what: 'lane index', at: r.at });
}
