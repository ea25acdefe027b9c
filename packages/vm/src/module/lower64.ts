import type { Operator } from './decode.ts';
import type { Locals } from './locals.ts';
import type { Sink } from './sink.ts';
import { I64 } from './types.ts';

/** How an access with a constant offset can end. Spec: 04 §3.2 */
export type Reach = 'possible' | 'never' | 'tooFar';

/** `never`: traps whatever the index, and the compiler of the reference knows; `tooFar`: traps, and it does not. */
export function accessReach(op: Operator): Reach {
  if (op.offset > 0xffff_ffffn) return 'tooFar';
  return op.offset + BigInt(op.info.size) > 2n ** 32n ? 'never' : 'possible';
}

/** Replaces the i64 address on the stack by its low half; traps if it is 2^32 or more. Spec: 04 §9.2 */
export function emitNarrow(out: Sink, locals: Locals): void {
  const wide = locals.scratch('wide address', I64);
  out.u8(0x22).u32(wide).op(0x42, 32, 0x88, 0xa7).unlikelyIf().op(0x00, 0x0b).u8(0x20).u32(wide).u8(0xa7);
}

/** Moves a bulk operand (address or length) from the stack into an i64 local. */
export function emitTakeOperand(out: Sink, locals: Locals, name: string, wide: boolean): number {
  const local = locals.scratch(name, I64);
  if (!wide) out.u8(0xad);
  out.u8(0x21).u32(local);
  return local;
}

/** A load or store of memory 0 with the offset and alignment of `op`. */
export function emitAccess(out: Sink, op: Operator): void {
  if (op.code >= 0x200) out.u8(0xfd).u32(op.code - 0x200);
  else out.u8(op.code);
  out.u32(op.align).u32(Number(op.offset));
  if (op.info.immediate === 'accessLane') out.u8(op.lane);
}
