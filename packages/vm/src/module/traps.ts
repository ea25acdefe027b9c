import type { Operator } from './decode.ts';

/** Divisions, remainders, and conversions to integers that do not saturate. */
const TRAPPING: ReadonlySet<number> = new Set([
  0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82, 0xa8, 0xa9, 0xaa, 0xab, 0xae, 0xaf, 0xb0, 0xb1,
]);
const HARMLESS: ReadonlySet<string> = new Set(
  'block label labels function types local global data segment lane shuffle refType i32 i64 f32 f64 v128'.split(' '),
);

/**
 * May this operator trap, or hand control to the host, without being a point where the gas counter is saved (04 §6.5)? What is not
 * known to be harmless may.
 */
export function mayTrap({ info, code }: Operator): boolean {
  if (info.immediate === 'none') return TRAPPING.has(code);
  return info.immediate !== 'indirect' && !HARMLESS.has(info.immediate);
}
