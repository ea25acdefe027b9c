import { type Code, get, I32, i32, i32c, set } from '../emit/code.ts';
import { FR_MODULUS, invMod, powMod } from '../plain/numbers.ts';
import type { Assembly } from './assembly.ts';
import { fixedPower } from './columns.ts';
import { offsetOf } from './field.ts';
import { address, minus, plus, type Slot } from './slot.ts';

const TWO_ADICITY = 32;
const ODD = (FR_MODULUS - 1n) >> BigInt(TWO_ADICITY);
const DIGITS = 4;
const RADIX = 256;
const HASH_BITS = 14;
/** The 32-bit word at this byte tells the 256 elements apart; the lowest word does not (small orders have zeros there). */
const HASHED_BYTE = 16;
/** A generator of the group of order 2^32. */
const ROOT = powMod(7n, ODD, FR_MODULUS);

/**
 * Square roots in pairs by discrete logarithm: a^T = g^d in the group of order 2^32 is read in four digits of 8 bits, each by
 * one look-up of an element of order 256, and x = a^((T+1)/2)·g^(−d/2). No branch but the look-ups depends on the value.
 * `fr_sqrt(scratch, out, a)` gives bit l = lane l is a square (0 included). It needs 24 pair slots of scratch.
 */
export function sqrtArea({ module, fr }: Assembly): void {
  const size = fr.size;
  const entry = fr.normal(2);
  const power = fixedPower(module, fr, 'fr_root_power', (ODD - 1n) / 2n);
  const multiplier = perfectMultiplier();
  const powers = module.reserve('sqrt powers', (DIGITS * RADIX * size) / 2);
  const digits = module.reserve('sqrt digits', 1 << HASH_BITS);
  const store = module.find('fr_store');
  if (store === undefined) throw new RangeError('convertArea comes first');

  /** Copies g^(−index·256^digit) into a lane; two entries share a slot. */
  const choose = (f: Parameters<typeof fr.mul>[0], out: Slot, lane: 0 | 1, digit: number, index: Code): void => {
    f.scope(() => {
      const [i, at] = [f.i32(), f.i32()];
      f.emit(set(i, index));
      const row = i32.mul(i32.shrU(get(i), i32c(1)), i32c(size));
      const column = i32.mul(i32.and(get(i), i32c(1)), i32c(fr.backend.laneBytes));
      f.emit(set(at, i32.add(i32.add(row, column), i32c(powers + (digit * RADIX * size) / 2))));
      fr.backend.copyElement(f, i32.add(address(out), i32c(lane * fr.backend.laneBytes)), get(at));
    });
    out.bound = fr.normal(0.51);
  };

  module.fn(
    'fr_sqrt',
    [I32, I32, I32],
    (f) => {
      const logarithm = [f.i32(), f.i32()] as const;
      const flags = [f.i32(), f.i32()] as const;
      const a = fr.slot(get(2), 0, entry);
      // raised[k] = b^(256^k); the spare area holds the powers' table first and bytes later.
      const slots = fr.slots(get(0), 3 + DIGITS) as Slot[];
      const [x, factor, probe, ...raised] = slots as [Slot, Slot, Slot, ...Slot[]];
      const spare = 3 + DIGITS;
      f.emit(module.call(power, address(probe), get(2), offsetOf(0, spare * size)));
      probe.bound = entry;
      fr.mul(f, x, a, probe);
      fr.mul(f, raised[0] as Slot, x, probe);
      for (let k = 1; k < DIGITS; k++) {
        fr.sqr(f, raised[k] as Slot, raised[k - 1] as Slot);
        for (let i = 1; i < 8; i++) fr.sqr(f, raised[k] as Slot, raised[k] as Slot);
      }
      for (const lane of [0, 1] as const) f.emit(set(logarithm[lane], i32c(0)));
      for (let k = 0; k < DIGITS; k++) {
        // b^(256^(3−k)) without the digits known so far is an element of order 256.
        const current = raised[DIGITS - 1 - k] as Slot;
        for (let known = 0; known < k; known++) {
          for (const lane of [0, 1] as const) {
            const digit = i32.and(i32.shrU(get(logarithm[lane]), i32c(8 * known)), i32c(RADIX - 1));
            choose(f, factor, lane, known + DIGITS - 1 - k, digit);
          }
          fr.mul(f, current, current, factor);
        }
        f.emit(
          module.call(
            store,
            offsetOf(0, spare * size),
            offsetOf(0, spare * size + 32),
            address(current),
            offsetOf(0, (spare + 1) * size),
          ),
        );
        for (const lane of [0, 1] as const) {
          const word = i32.load(get(0), spare * size + 32 * lane + HASHED_BYTE);
          const slot = i32.shrU(i32.mul(word, i32c(multiplier)), i32c(32 - HASH_BITS));
          const digit = i32.load8u(slot, digits);
          f.emit(set(logarithm[lane], i32.or(get(logarithm[lane]), i32.shl(digit, i32c(8 * k)))));
        }
      }
      for (let k = 0; k < DIGITS; k++) {
        for (const lane of [0, 1] as const) {
          const digit = i32.and(i32.shrU(get(logarithm[lane]), i32c(8 * k + 1)), i32c(RADIX - 1));
          choose(f, factor, lane, k, digit);
        }
        fr.mul(f, x, x, factor);
      }
      fr.sqr(f, probe, x);
      fr.lin(f, probe, [plus(probe), minus(a)], 'reduce');
      fr.zeroFlags(f, flags, probe, factor);
      fr.ensure(x, entry, 'root');
      fr.copy(f, fr.slot(get(1)), x);
      f.emit(i32.or(get(flags[0]), i32.shl(get(flags[1]), i32c(1))));
    },
    [I32],
  );
}

/** Fills the tables of one memory, before the first root. */
export function fillSqrtTables({ module, fr }: Assembly, memory: ArrayBufferLike): void {
  const powers = module.reserved('sqrt powers');
  let step = invMod(ROOT, FR_MODULUS);
  for (let digit = 0; digit < DIGITS; digit++) {
    let value = 1n;
    for (let i = 0; i < RADIX; i++, value = (value * step) % FR_MODULUS) {
      const row = powers + ((digit * RADIX) / 2 + (i >> 1)) * fr.size;
      fr.write(memory, row, (i & 1) as 0 | 1, value);
    }
    step = value;
  }
  const table = new Uint8Array(memory, module.reserved('sqrt digits'), 1 << HASH_BITS);
  const multiplier = perfectMultiplier();
  orderRadix().forEach((value, digit) => {
    table[hash(value, multiplier)] = digit;
  });
}

/** The powers γ^0 … γ^255 of the element of order 256. */
function orderRadix(): bigint[] {
  const gamma = powMod(ROOT, 1n << 24n, FR_MODULUS);
  const values = [1n];
  while (values.length < RADIX) values.push(((values.at(-1) as bigint) * gamma) % FR_MODULUS);
  return values;
}

const hashedWord = (value: bigint): number => Number(BigInt.asIntN(32, value >> BigInt(8 * HASHED_BYTE)));
const hash = (value: bigint, multiplier: number): number =>
  Math.imul(hashedWord(value), multiplier) >>> (32 - HASH_BITS);

/** The first odd multiplier that sends the words of the 256 elements to different places; about one in seven does. */
function perfectMultiplier(): number {
  const values = orderRadix();
  for (let multiplier = 0x1e37_79b1; multiplier < 0x1e37_89b1; multiplier += 2) {
    if (new Set(values.map((value) => hash(value, multiplier))).size === RADIX) return multiplier;
  }
  throw new RangeError('no perfect hash');
}
