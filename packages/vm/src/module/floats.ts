import type { Locals } from './locals.ts';
import { codeOf } from './operators.ts';
import type { Sink } from './sink.ts';
import { F32, F64, V128 } from './types.ts';

const arithmetic = 'add sub mul div min max sqrt ceil floor trunc nearest'.split(' ');
const kinds = new Map<number, 'f32' | 'f64' | 'f32x4' | 'f64x2'>();
for (const kind of ['f32', 'f64', 'f32x4', 'f64x2'] as const) {
  for (const name of arithmetic) kinds.set(codeOf.get(`${kind}.${name}`) as number, kind);
}
kinds.set(codeOf.get('f32.demote_f64') as number, 'f32');
kinds.set(codeOf.get('f64.promote_f32') as number, 'f64');
kinds.set(codeOf.get('f32x4.demote_f64x2_zero') as number, 'f32x4');
kinds.set(codeOf.get('f64x2.promote_low_f32x4') as number, 'f64x2');
for (const kind of ['f32x4', 'f64x2'] as const) {
  for (const name of ['madd', 'nmadd']) kinds.set(codeOf.get(`${kind}.relaxed_${name}`) as number, kind);
}

const nan32 = [0, 0, 0xc0, 0x7f];
const nan64 = [0, 0, 0, 0, 0, 0, 0xf8, 0x7f];

/** After an operator whose NaN the reference canonicalises: replaces any NaN on the stack by the canonical one. Spec: 04 §9.6 */
export function emitCanonicalNan(out: Sink, locals: Locals, code: number): void {
  const kind = kinds.get(code);
  if (!kind) return;
  const type = kind === 'f32' ? F32 : kind === 'f64' ? F64 : V128;
  const value = locals.scratch('float', type);
  out.u8(0x22).u32(value);
  if (kind === 'f32') out.op(0x43, ...nan32);
  else if (kind === 'f64') out.op(0x44, ...nan64);
  else out.op(0xfd, 0x0c, ...(kind === 'f32x4' ? [nan32, nan32, nan32, nan32] : [nan64, nan64]).flat());
  out.u8(0x20).u32(value).u8(0x20).u32(value);
  if (kind === 'f32') out.op(0x5b, 0x1b);
  else if (kind === 'f64') out.op(0x61, 0x1b);
  else out.op(0xfd, kind === 'f32x4' ? 0x41 : 0x47, 0xfd, 0x52);
}
