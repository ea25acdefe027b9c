/**
 * WebAssembly instructions as ropes of bytes: an instruction is a nested array, flattened once when the module is encoded.
 * Operands come first, so `i32.add(get(0), i32c(4))` reads like the expression it computes. Spec: 11 §2
 */
export type Code = readonly (number | Code)[] | Uint8Array;

export const I32 = 0x7f;
export const I64 = 0x7e;
export const F64 = 0x7c;
export const V128 = 0x7b;
export type ValueType = typeof I32 | typeof I64 | typeof F64 | typeof V128;

export function uleb(value: number): Code {
  const out: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 127;
    rest >>>= 7;
    out.push(rest === 0 ? byte : byte | 128);
  } while (rest !== 0);
  return out;
}

export function sleb(value: bigint): Code {
  const out: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 127n);
    rest >>= 7n;
    if ((rest === 0n && (byte & 64) === 0) || (rest === -1n && (byte & 64) !== 0)) {
      out.push(byte);
      return out;
    }
    out.push(byte | 128);
  }
}

const simd = (op: number): Code => [0xfd, uleb(op)];
const memory = (op: Code, align: number, offset: number): Code => [op, align, uleb(offset)];

export const get = (local: number): Code => [0x20, uleb(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, uleb(local)];
export const tee = (local: number, value: Code): Code => [value, 0x22, uleb(local)];
export const i32c = (value: number): Code => [0x41, sleb(BigInt(value | 0))];
export const i64c = (value: bigint): Code => [0x42, sleb(BigInt.asIntN(64, value))];
export const f64c = (value: number): Code => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [0x44, ...bytes];
};

export const i32 = {
  add: (a: Code, b: Code): Code => [a, b, 0x6a],
  sub: (a: Code, b: Code): Code => [a, b, 0x6b],
  mul: (a: Code, b: Code): Code => [a, b, 0x6c],
  and: (a: Code, b: Code): Code => [a, b, 0x71],
  or: (a: Code, b: Code): Code => [a, b, 0x72],
  xor: (a: Code, b: Code): Code => [a, b, 0x73],
  shl: (a: Code, b: Code): Code => [a, b, 0x74],
  shrS: (a: Code, b: Code): Code => [a, b, 0x75],
  shrU: (a: Code, b: Code): Code => [a, b, 0x76],
  rotl: (a: Code, b: Code): Code => [a, b, 0x77],
  clz: (a: Code): Code => [a, 0x67],
  ctz: (a: Code): Code => [a, 0x68],
  divU: (a: Code, b: Code): Code => [a, b, 0x6e],
  eqz: (a: Code): Code => [a, 0x45],
  eq: (a: Code, b: Code): Code => [a, b, 0x46],
  ne: (a: Code, b: Code): Code => [a, b, 0x47],
  ltS: (a: Code, b: Code): Code => [a, b, 0x48],
  ltU: (a: Code, b: Code): Code => [a, b, 0x49],
  gtS: (a: Code, b: Code): Code => [a, b, 0x4a],
  gtU: (a: Code, b: Code): Code => [a, b, 0x4b],
  leU: (a: Code, b: Code): Code => [a, b, 0x4d],
  geS: (a: Code, b: Code): Code => [a, b, 0x4e],
  geU: (a: Code, b: Code): Code => [a, b, 0x4f],
  load: (p: Code, offset = 0): Code => [p, memory([0x28], 2, offset)],
  load8u: (p: Code, offset = 0): Code => [p, memory([0x2d], 0, offset)],
  load16s: (p: Code, offset = 0): Code => [p, memory([0x2e], 1, offset)],
  load16u: (p: Code, offset = 0): Code => [p, memory([0x2f], 1, offset)],
  store: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x36], 2, offset)],
  store8: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x3a], 0, offset)],
  store16: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x3b], 1, offset)],
  wrap: (a: Code): Code => [a, 0xa7],
} as const;

export const i64 = {
  add: (a: Code, b: Code): Code => [a, b, 0x7c],
  sub: (a: Code, b: Code): Code => [a, b, 0x7d],
  mul: (a: Code, b: Code): Code => [a, b, 0x7e],
  and: (a: Code, b: Code): Code => [a, b, 0x83],
  or: (a: Code, b: Code): Code => [a, b, 0x84],
  xor: (a: Code, b: Code): Code => [a, b, 0x85],
  shl: (a: Code, b: Code): Code => [a, b, 0x86],
  shrS: (a: Code, b: Code): Code => [a, b, 0x87],
  shrU: (a: Code, b: Code): Code => [a, b, 0x88],
  rotr: (a: Code, b: Code): Code => [a, b, 0x8a],
  clz: (a: Code): Code => [a, 0x79],
  ctz: (a: Code): Code => [a, 0x7a],
  eqz: (a: Code): Code => [a, 0x50],
  eq: (a: Code, b: Code): Code => [a, b, 0x51],
  ne: (a: Code, b: Code): Code => [a, b, 0x52],
  ltS: (a: Code, b: Code): Code => [a, b, 0x53],
  ltU: (a: Code, b: Code): Code => [a, b, 0x54],
  gtU: (a: Code, b: Code): Code => [a, b, 0x56],
  geS: (a: Code, b: Code): Code => [a, b, 0x59],
  geU: (a: Code, b: Code): Code => [a, b, 0x5a],
  load: (p: Code, offset = 0): Code => [p, memory([0x29], 3, offset)],
  load32s: (p: Code, offset = 0): Code => [p, memory([0x34], 2, offset)],
  load32u: (p: Code, offset = 0): Code => [p, memory([0x35], 2, offset)],
  store: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x37], 3, offset)],
  store32: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x3e], 2, offset)],
  extendS: (a: Code): Code => [a, 0xac],
  extendU: (a: Code): Code => [a, 0xad],
  /** Truncates a double that holds an integer; saturates instead of trapping. */
  fromF64: (a: Code): Code => [a, 0xfc, 0x06],
} as const;

export const f64 = {
  load: (p: Code, offset = 0): Code => [p, memory([0x2b], 3, offset)],
  store: (p: Code, x: Code, offset = 0): Code => [p, x, memory([0x39], 3, offset)],
  add: (a: Code, b: Code): Code => [a, b, 0xa0],
  sub: (a: Code, b: Code): Code => [a, b, 0xa1],
  mul: (a: Code, b: Code): Code => [a, b, 0xa2],
  neg: (a: Code): Code => [a, 0x9a],
  fromI64: (a: Code): Code => [a, 0xb9],
} as const;

/** 128-bit vectors: `f…` two doubles, `l…` two i64, `i…` four i32. */
export const v128 = {
  load: (p: Code, offset = 0): Code => [p, memory(simd(0), 4, offset)],
  load64Zero: (p: Code, offset = 0): Code => [p, memory(simd(0x5d), 3, offset)],
  load64Lane: (p: Code, x: Code, lane: number, offset = 0): Code => [p, x, memory(simd(0x57), 3, offset), lane],
  load64Splat: (p: Code, offset = 0): Code => [p, memory(simd(10), 3, offset)],
  store: (p: Code, x: Code, offset = 0): Code => [p, x, memory(simd(11), 4, offset)],
  store64Lane: (p: Code, x: Code, lane: number, offset = 0): Code => [p, x, memory(simd(0x5b), 3, offset), lane],
  and: (a: Code, b: Code): Code => [a, b, simd(0x4e)],
  andnot: (a: Code, b: Code): Code => [a, b, simd(0x4f)],
  or: (a: Code, b: Code): Code => [a, b, simd(0x50)],
  xor: (a: Code, b: Code): Code => [a, b, simd(0x51)],
  /** Bits of `a` where `mask` is 1, of `b` where it is 0. */
  select: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)],
  /** Bytes 0…15 name `a`, 16…31 name `b`. */
  shuffle: (a: Code, b: Code, bytes: readonly number[]): Code => [a, b, simd(13), bytes],
  lSplat: (a: Code): Code => [a, simd(18)],
  lReplace: (a: Code, x: Code, lane: number): Code => [a, x, simd(0x1e), lane],
  lExtract: (a: Code, lane: number): Code => [a, simd(0x1d), lane],
  lAdd: (a: Code, b: Code): Code => [a, b, simd(206)],
  lSub: (a: Code, b: Code): Code => [a, b, simd(209)],
  lShl: (a: Code, n: number): Code => [a, i32c(n), simd(203)],
  lShrS: (a: Code, n: number): Code => [a, i32c(n), simd(204)],
  lShrU: (a: Code, n: number): Code => [a, i32c(n), simd(205)],
  /** Products of the two low (two high) signed i32 lanes as i64. */
  lExtMulLow: (a: Code, b: Code): Code => [a, b, simd(220)],
  lExtMulHigh: (a: Code, b: Code): Code => [a, b, simd(221)],
  iAdd: (a: Code, b: Code): Code => [a, b, simd(174)],
  iSub: (a: Code, b: Code): Code => [a, b, simd(177)],
  iMul: (a: Code, b: Code): Code => [a, b, simd(181)],
  iShl: (a: Code, n: number): Code => [a, i32c(n), simd(171)],
  iShrS: (a: Code, n: number): Code => [a, i32c(n), simd(172)],
  fAdd: (a: Code, b: Code): Code => [a, b, simd(240)],
  fSub: (a: Code, b: Code): Code => [a, b, simd(241)],
  fMul: (a: Code, b: Code): Code => [a, b, simd(242)],
  fNearest: (a: Code): Code => [a, simd(148)],
  /** a·b + c and −a·b + c, rounded once where the machine fuses (11 §1.3 detects it). */
  fMulAdd: (a: Code, b: Code, c: Code): Code => [a, b, c, simd(0x107)],
  fNegMulAdd: (a: Code, b: Code, c: Code): Code => [a, b, c, simd(0x108)],
  const64: (low: bigint, high: bigint): Code => {
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, BigInt.asUintN(64, low), true);
    view.setBigUint64(8, BigInt.asUintN(64, high), true);
    return [simd(12), ...bytes];
  },
} as const;

/** (a.lane0, b.lane0) of two vectors of 64-bit lanes. */
export const lows = (a: Code, b: Code): Code =>
  v128.shuffle(a, b, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
/** (a.lane1, b.lane1). */
export const highs = (a: Code, b: Code): Code =>
  v128.shuffle(a, b, [8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31]);

/** Structured control flow as expressions; `Fn` has the imperative forms. */
export const block = (...body: Code[]): Code => [0x02, 0x40, body, 0x0b];
export const loop = (...body: Code[]): Code => [0x03, 0x40, body, 0x0b];
export const brIf = (depth: number, condition: Code): Code => [condition, 0x0d, uleb(depth)];
export const br = (depth: number): Code => [0x0c, uleb(depth)];
export const when = (condition: Code, then: Code, otherwise?: Code): Code => [
  condition,
  0x04,
  0x40,
  then,
  ...(otherwise === undefined ? [] : [0x05, otherwise]),
  0x0b,
];
export const ret: Code = [0x0f];
/** `condition ? a : b` for numeric types, without a branch. */
export const pick = (a: Code, b: Code, condition: Code): Code => [a, b, condition, 0x1b];
