import type { Shape } from '../bounds/bound.ts';
import { type Code, i32, i64 } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import { FP_MODULUS, FR_MODULUS, invMod, signedDigits } from '../plain/numbers.ts';
import type { Backend } from './backend.ts';

/**
 * What tiers 2 and 3 share: limbs are signed i32, limb k of a pair slot lies at 8k (lane 0) and 8k + 4 (lane 1), products are
 * reduced row by row with signed Montgomery quotients. Signed digits leave the headroom that lets both tiers run whatever
 * passes the bounds of tier 1. Spec: 11 §1.3
 */
export type IntegerLayout = Pick<
  Backend,
  | 'shape'
  | 'size'
  | 'laneBytes'
  | 'limbBytes'
  | 'copy'
  | 'copyElement'
  | 'loadLimb'
  | 'storeLimb'
  | 'hostWrite'
  | 'hostRead'
> & {
  /** Signed digits of the modulus. */
  readonly modulusDigits: readonly number[];
  /** −p^−1 mod 2^width as a signed digit. */
  readonly quotientFactor: number;
};

const parameters = {
  Fr: { modulus: FR_MODULUS, limbs: 9, width: 29, size: 80 },
  Fp: { modulus: FP_MODULUS, limbs: 14, width: 28, size: 128 },
} as const;

export function integerLayout(field: 'Fr' | 'Fp'): IntegerLayout {
  const { modulus, limbs, width, size } = parameters[field];
  const modulusDigits = signedDigits(modulus, limbs, width);
  const shape: Shape = {
    field,
    modulus,
    limbs,
    width,
    arithmetic: 'integer',
    // Σ q_i·2^(width·i)·p / R with |q_i| ≤ 2^(width − 1).
    reductionValue: 0.5 * (1 + 2 ** (2 - width)),
    modulusLimbs: modulusDigits.map(Math.abs),
  };
  const each = (f: Fn, body: (limb: number) => Code): void => {
    for (let i = 0; i < limbs; i++) f.emit(body(i));
  };
  return {
    shape,
    size,
    modulusDigits,
    quotientFactor: Number(BigInt.asIntN(width, -invMod(modulus, 1n << BigInt(width)))),
    laneBytes: 4,
    limbBytes: 8,
    copy: (f, out, a) => each(f, (i) => i64.store(out.at, i64.load(a.at, a.offset + 8 * i), out.offset + 8 * i)),
    copyElement: (f, to, from) => each(f, (i) => i32.store(to, i32.load(from, 8 * i), 8 * i)),
    loadLimb: (slot, lane, i) => i64.load32s(slot.at, slot.offset + 8 * i + 4 * lane),
    storeLimb: (slot, lane, i, value) => i64.store32(slot.at, value, slot.offset + 8 * i + 4 * lane),
    hostWrite(memory, address, lane, values) {
      const view = new Int32Array(memory, address, 2 * limbs);
      values.forEach((limb, i) => {
        view[2 * i + lane] = limb;
      });
    },
    hostRead(memory, address, lane) {
      const view = new Int32Array(memory, address, 2 * limbs);
      return Array.from({ length: limbs }, (_, i) => view[2 * i + lane] as number);
    },
  };
}
