import type { Locals } from './locals.ts';
import type { Sink } from './sink.ts';
import { V128 } from './types.ts';

const simd = (out: Sink, code: number): Sink => out.u8(0xfd).u32(code);
const constant = (out: Sink, lane: readonly number[]): Sink => {
  simd(out, 0x0c);
  for (let i = 0; i < 16; i++) out.u8(lane[i % lane.length] as number);
  return out;
};
const shift = (out: Sink, code: number, by: number): Sink => simd(out.u8(0x41).i32(by), code);
const get = (out: Sink, local: number): Sink => out.u8(0x20).u32(local);

const topBit32 = [0, 0, 0, 0x80];
/** 2^31 as f32 and f64. */
const limit32 = [0, 0, 0, 0x4f];
const limit64 = [0, 0, 0, 0, 0, 0, 0xe0, 0x41];

/**
 * Lowers a relaxed operator to plain ones with the result x86-64 gives in the reference; false if the plain engine operator
 * is that result (fused multiply-add). Spec: 04 §9.6
 */
export function emitRelaxed(out: Sink, locals: Locals, name: string): boolean {
  const x = locals.scratch('relaxed x', V128);
  const y = locals.scratch('relaxed y', V128);
  const pair = (): Sink => out.u8(0x21).u32(y).u8(0x21).u32(x);
  switch (name.slice(name.indexOf('.') + 1)) {
    case 'relaxed_swizzle':
      simd(simd(constant(out, [0x8f]), 0x4e), 0x0e);
      return true;
    case 'relaxed_trunc_f32x4_s':
      simd(out.u8(0x22).u32(x), 0xf8);
      simd(simd(constant(get(constant(out, topBit32), x), limit32), 0x43), 0x52);
      return true;
    case 'relaxed_trunc_f32x4_u':
      simd(out, 0xf9);
      return true;
    case 'relaxed_trunc_f64x2_s_zero':
      simd(out.u8(0x22).u32(x), 0xfc);
      constant(simd(constant(get(constant(out, topBit32), x), limit64), 0x49), [0xff]);
      simd(out, 0x0d).op(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23);
      simd(out, 0x52);
      return true;
    case 'relaxed_trunc_f64x2_u_zero':
      simd(out, 0xfd);
      return true;
    case 'relaxed_laneselect':
      emitLaneSelect(out, name);
      return true;
    case 'relaxed_min':
      simd(out, name.startsWith('f32') ? 0xea : 0xf6);
      return true;
    case 'relaxed_max':
      simd(out, name.startsWith('f32') ? 0xeb : 0xf7);
      return true;
    case 'relaxed_q15mulr_s':
      simd(get(get(pair(), x), y), 0x82);
      simd(constant(get(out, x), [0, 0x80]), 0x2d);
      simd(constant(get(out, y), [0, 0x80]), 0x2d);
      simd(simd(out, 0x4e), 0x51);
      return true;
    case 'relaxed_dot_i8x16_i7x16_s':
      pair();
      emitDot(out, x, y);
      return true;
    case 'relaxed_dot_i8x16_i7x16_add_s': {
      const sum = locals.scratch('relaxed z', V128);
      out.u8(0x21).u32(sum);
      pair();
      emitDot(out, x, y);
      simd(get(simd(out, 0x7e), sum), 0xae);
      return true;
    }
    default:
      return false;
  }
}

/** The mask decides by its top bit, per byte for 8- and 16-bit lanes. */
function emitLaneSelect(out: Sink, name: string): void {
  if (name.startsWith('i32x4')) shift(out, 0xac, 31);
  else if (name.startsWith('i64x2')) shift(out, 0xcc, 63);
  else shift(out, 0x6c, 7);
  simd(out, 0x52);
}

/** Sums of two products of a signed byte of `x` and an unsigned byte of `y`, saturated to 16 bits. */
function emitDot(out: Sink, x: number, y: number): void {
  shift(shift(get(out, x), 0x8b, 8), 0x8c, 8);
  simd(constant(get(out, y), [0xff, 0]), 0x4e);
  simd(out, 0x95);
  shift(get(out, x), 0x8c, 8);
  shift(get(out, y), 0x8d, 8);
  simd(out, 0x95);
  simd(out, 0x8f);
}
