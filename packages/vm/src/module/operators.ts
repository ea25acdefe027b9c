/** What follows an operator's code. */
export type Immediate =
  | 'none'
  | 'block'
  | 'label'
  | 'labels'
  | 'function'
  | 'indirect'
  | 'types'
  | 'local'
  | 'global'
  | 'table'
  | 'tableTable'
  | 'segmentTable'
  | 'segment'
  | 'access'
  | 'accessLane'
  | 'memory'
  | 'memoryMemory'
  | 'dataMemory'
  | 'data'
  | 'lane'
  | 'shuffle'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'v128'
  | 'refType';

export type OperatorInfo = {
  readonly name: string;
  readonly immediate: Immediate;
  /**
   * Operand and result types, one letter each (`i` i32, `l` i64, `f` f32, `d` f64, `v` v128, `p` the address type of the
   * memory), where the operator alone fixes them.
   */
  readonly params: string;
  readonly results: string;
  /** Bytes a load or store touches, else 0; also the natural alignment. */
  readonly size: number;
  readonly store: boolean;
  /** Number of lanes an immediate lane index selects from. */
  readonly lanes: number;
  /** Gas units. Spec: 04 §6.1 */
  readonly price: number;
};

/** Codes: one byte as is, `fc n` as 0x100 + n, `fd n` as 0x200 + n. */
export const FC = 0x100;
export const FD = 0x200;

const control = `
00 unreachable | 01 nop | 02 block block | 03 loop block | 04 if block | 05 else | 0b end | 0c br label | 0d br_if label
0e br_table labels | 0f return | 10 call function | 11 call_indirect indirect | 1a drop | 1b select | 1c select types
20 local.get local | 21 local.set local | 22 local.tee local | 23 global.get global | 24 global.set global
25 table.get table | 26 table.set table | 3f memory.size memory >p | 40 memory.grow memory p>p
41 i32.const i32 >i | 42 i64.const i64 >l | 43 f32.const f32 >f | 44 f64.const f64 >d
d0 ref.null refType | d1 ref.is_null | d2 ref.func function
108 memory.init dataMemory pii> | 109 data.drop data > | 10a memory.copy memoryMemory | 10b memory.fill memory pip>
10c table.init segmentTable iii> | 10d elem.drop segment > | 10e table.copy tableTable iii> | 10f table.grow table
110 table.size table >i | 111 table.fill table | 20c v128.const v128 >v | 20d i8x16.shuffle shuffle vv>v`;

const memory = `
28 i32.load 4 p>i | 29 i64.load 8 p>l | 2a f32.load 4 p>f | 2b f64.load 8 p>d | 2c i32.load8_s 1 p>i | 2d i32.load8_u 1 p>i
2e i32.load16_s 2 p>i | 2f i32.load16_u 2 p>i | 30 i64.load8_s 1 p>l | 31 i64.load8_u 1 p>l | 32 i64.load16_s 2 p>l
33 i64.load16_u 2 p>l | 34 i64.load32_s 4 p>l | 35 i64.load32_u 4 p>l | 36 i32.store 4 pi> | 37 i64.store 8 pl>
38 f32.store 4 pf> | 39 f64.store 8 pd> | 3a i32.store8 1 pi> | 3b i32.store16 2 pi> | 3c i64.store8 1 pl>
3d i64.store16 2 pl> | 3e i64.store32 4 pl> | 200 v128.load 16 p>v | 201 v128.load8x8_s 8 p>v | 202 v128.load8x8_u 8 p>v
203 v128.load16x4_s 8 p>v | 204 v128.load16x4_u 8 p>v | 205 v128.load32x2_s 8 p>v | 206 v128.load32x2_u 8 p>v
207 v128.load8_splat 1 p>v | 208 v128.load16_splat 2 p>v | 209 v128.load32_splat 4 p>v | 20a v128.load64_splat 8 p>v
20b v128.store 16 pv> | 254 v128.load8_lane 1 pv>v | 255 v128.load16_lane 2 pv>v | 256 v128.load32_lane 4 pv>v
257 v128.load64_lane 8 pv>v | 258 v128.store8_lane 1 pv> | 259 v128.store16_lane 2 pv> | 25a v128.store32_lane 4 pv>
25b v128.store64_lane 8 pv> | 25c v128.load32_zero 4 p>v | 25d v128.load64_zero 8 p>v`;

const intCompare = 'eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u';
const intArithmetic = 'add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u rotl rotr';
const floatCompare = 'eq ne lt gt le ge';

/** Runs of operators with one prefix and one signature: first code, prefix, signature, names (`.` leaves a code out). */
const runs = `
45 i32. i>i eqz | 46 i32. ii>i ${intCompare} | 50 i64. l>i eqz | 51 i64. ll>i ${intCompare} | 5b f32. ff>i ${floatCompare}
61 f64. dd>i ${floatCompare} | 67 i32. i>i clz ctz popcnt | 6a i32. ii>i ${intArithmetic} | 79 i64. l>l clz ctz popcnt
7c i64. ll>l ${intArithmetic} | 8b f32. f>f abs neg ceil floor trunc nearest sqrt | 92 f32. ff>f add sub mul div min max copysign
99 f64. d>d abs neg ceil floor trunc nearest sqrt | a0 f64. dd>d add sub mul div min max copysign
a7 i32. l>i wrap_i64 | a8 i32. f>i trunc_f32_s trunc_f32_u | aa i32. d>i trunc_f64_s trunc_f64_u
ac i64. i>l extend_i32_s extend_i32_u | ae i64. f>l trunc_f32_s trunc_f32_u | b0 i64. d>l trunc_f64_s trunc_f64_u
b2 f32. i>f convert_i32_s convert_i32_u | b4 f32. l>f convert_i64_s convert_i64_u | b6 f32. d>f demote_f64
b7 f64. i>d convert_i32_s convert_i32_u | b9 f64. l>d convert_i64_s convert_i64_u | bb f64. f>d promote_f32
bc i32. f>i reinterpret_f32 | bd i64. d>l reinterpret_f64 | be f32. i>f reinterpret_i32 | bf f64. l>d reinterpret_i64
c0 i32. i>i extend8_s extend16_s | c2 i64. l>l extend8_s extend16_s extend32_s
100 i32. f>i trunc_sat_f32_s trunc_sat_f32_u | 102 i32. d>i trunc_sat_f64_s trunc_sat_f64_u
104 i64. f>l trunc_sat_f32_s trunc_sat_f32_u | 106 i64. d>l trunc_sat_f64_s trunc_sat_f64_u
20e i8x16. vv>v swizzle | 20f i8x16. i>v splat | 210 i16x8. i>v splat | 211 i32x4. i>v splat | 212 i64x2. l>v splat
213 f32x4. f>v splat | 214 f64x2. d>v splat | 223 i8x16. vv>v ${intCompare} | 22d i16x8. vv>v ${intCompare}
237 i32x4. vv>v ${intCompare} | 241 f32x4. vv>v ${floatCompare} | 247 f64x2. vv>v ${floatCompare}
24d v128. v>v not | 24e v128. vv>v and andnot or xor | 252 v128. vvv>v bitselect | 253 v128. v>i any_true
25e f32x4. v>v demote_f64x2_zero | 25f f64x2. v>v promote_low_f32x4 | 260 i8x16. v>v abs neg popcnt
263 i8x16. v>i all_true bitmask | 265 i8x16. vv>v narrow_i16x8_s narrow_i16x8_u | 267 f32x4. v>v ceil floor trunc nearest
26b i8x16. vi>v shl shr_s shr_u | 26e i8x16. vv>v add add_sat_s add_sat_u sub sub_sat_s sub_sat_u | 274 f64x2. v>v ceil floor
276 i8x16. vv>v min_s min_u max_s max_u | 27a f64x2. v>v trunc | 27b i8x16. vv>v avgr_u
27c i16x8. v>v extadd_pairwise_i8x16_s extadd_pairwise_i8x16_u | 27e i32x4. v>v extadd_pairwise_i16x8_s extadd_pairwise_i16x8_u
280 i16x8. v>v abs neg | 282 i16x8. vv>v q15mulr_sat_s | 283 i16x8. v>i all_true bitmask
285 i16x8. vv>v narrow_i32x4_s narrow_i32x4_u
287 i16x8. v>v extend_low_i8x16_s extend_high_i8x16_s extend_low_i8x16_u extend_high_i8x16_u | 28b i16x8. vi>v shl shr_s shr_u
28e i16x8. vv>v add add_sat_s add_sat_u sub sub_sat_s sub_sat_u | 294 f64x2. v>v nearest
295 i16x8. vv>v mul min_s min_u max_s max_u . avgr_u
29c i16x8. vv>v extmul_low_i8x16_s extmul_high_i8x16_s extmul_low_i8x16_u extmul_high_i8x16_u
2a0 i32x4. v>v abs neg | 2a3 i32x4. v>i all_true bitmask
2a7 i32x4. v>v extend_low_i16x8_s extend_high_i16x8_s extend_low_i16x8_u extend_high_i16x8_u | 2ab i32x4. vi>v shl shr_s shr_u
2ae i32x4. vv>v add . . sub . . . mul min_s min_u max_s max_u dot_i16x8_s
2bc i32x4. vv>v extmul_low_i16x8_s extmul_high_i16x8_s extmul_low_i16x8_u extmul_high_i16x8_u
2c0 i64x2. v>v abs neg | 2c3 i64x2. v>i all_true bitmask
2c7 i64x2. v>v extend_low_i32x4_s extend_high_i32x4_s extend_low_i32x4_u extend_high_i32x4_u | 2cb i64x2. vi>v shl shr_s shr_u
2ce i64x2. vv>v add . . sub . . . mul eq ne lt_s gt_s le_s ge_s
2dc i64x2. vv>v extmul_low_i32x4_s extmul_high_i32x4_s extmul_low_i32x4_u extmul_high_i32x4_u
2e0 f32x4. v>v abs neg . sqrt | 2e4 f32x4. vv>v add sub mul div min max pmin pmax
2ec f64x2. v>v abs neg . sqrt | 2f0 f64x2. vv>v add sub mul div min max pmin pmax
2f8 i32x4. v>v trunc_sat_f32x4_s trunc_sat_f32x4_u | 2fa f32x4. v>v convert_i32x4_s convert_i32x4_u
2fc i32x4. v>v trunc_sat_f64x2_s_zero trunc_sat_f64x2_u_zero | 2fe f64x2. v>v convert_low_i32x4_s convert_low_i32x4_u
300 i8x16. vv>v relaxed_swizzle
301 i32x4. v>v relaxed_trunc_f32x4_s relaxed_trunc_f32x4_u relaxed_trunc_f64x2_s_zero relaxed_trunc_f64x2_u_zero
305 f32x4. vvv>v relaxed_madd relaxed_nmadd | 307 f64x2. vvv>v relaxed_madd relaxed_nmadd
309 i8x16. vvv>v relaxed_laneselect | 30a i16x8. vvv>v relaxed_laneselect | 30b i32x4. vvv>v relaxed_laneselect
30c i64x2. vvv>v relaxed_laneselect | 30d f32x4. vv>v relaxed_min relaxed_max | 30f f64x2. vv>v relaxed_min relaxed_max
311 i16x8. vv>v relaxed_q15mulr_s relaxed_dot_i8x16_i7x16_s | 313 i32x4. vvv>v relaxed_dot_i8x16_i7x16_add_s`;

/** Lane access: code, name, lanes, signature. */
const lane = `
215 i8x16.extract_lane_s 16 v>i | 216 i8x16.extract_lane_u 16 v>i | 217 i8x16.replace_lane 16 vi>v
218 i16x8.extract_lane_s 8 v>i | 219 i16x8.extract_lane_u 8 v>i | 21a i16x8.replace_lane 8 vi>v
21b i32x4.extract_lane 4 v>i | 21c i32x4.replace_lane 4 vi>v | 21d i64x2.extract_lane 2 v>l | 21e i64x2.replace_lane 2 vl>v
21f f32x4.extract_lane 4 v>f | 220 f32x4.replace_lane 4 vf>v | 221 f64x2.extract_lane 2 v>d | 222 f64x2.replace_lane 2 vd>v`;

const free = new Set(['nop', 'drop', 'block', 'loop', 'unreachable', 'return', 'else', 'end']);

/** Every operator of the enabled features, by code. Spec: 04 §2.1 */
export const operators: readonly (OperatorInfo | undefined)[] = buildTable();

/** Code of an operator by its text name; `select` with types is 0x1c. */
export const codeOf: ReadonlyMap<string, number> = new Map(
  operators.flatMap((info, code) => (info && code !== 0x1c ? [[info.name, code] as const] : [])),
);

function buildTable(): (OperatorInfo | undefined)[] {
  const table: (OperatorInfo | undefined)[] = new Array(0x314).fill(undefined);
  const add = (code: number, name: string, immediate: Immediate, signature = '', size = 0, lanes = 0): void => {
    const [params = '', results = ''] = signature.split('>');
    const store = size > 0 && results === '';
    table[code] = { name, immediate, params, results, size, store, lanes, price: price(name, store) };
  };
  for (const [code, name, immediate, signature] of entries(control)) {
    const plain = immediate === undefined || immediate.includes('>');
    add(Number.parseInt(code, 16), name, plain ? 'none' : (immediate as Immediate), plain ? immediate : signature);
  }
  for (const [code, name, size, signature] of entries(memory)) {
    const bytes = Number(size);
    const isLane = name.endsWith('_lane');
    add(Number.parseInt(code, 16), name, isLane ? 'accessLane' : 'access', signature, bytes, isLane ? 16 / bytes : 0);
  }
  for (const [code, name, lanes, signature] of entries(lane)) {
    add(Number.parseInt(code, 16), name, 'lane', signature, 0, Number(lanes));
  }
  for (const [first, prefix, signature, ...names] of entries(runs)) {
    names.forEach((name, i) => {
      if (name !== '.') add(Number.parseInt(first, 16) + i, prefix + name, 'none', signature);
    });
  }
  return table;
}

function entries(text: string): [string, string, string, string, ...string[]][] {
  return text
    .split(/[|\n]/)
    .map((entry) => entry.trim().split(/\s+/))
    .filter((words) => words.length > 1) as [string, string, string, string, ...string[]][];
}

function price(name: string, store: boolean): number {
  if (free.has(name)) return 0;
  if (!store) return 1;
  if (name.startsWith('v128.')) return 64;
  return name.startsWith('i64.') || name.startsWith('f64.') ? 32 : 16;
}
