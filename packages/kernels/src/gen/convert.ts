import { type Code, get, I32, i32, i32c, i64, i64c, pick, set } from '../emit/code.ts';
import type { Fn } from '../emit/module.ts';
import type { Assembly } from './assembly.ts';
import { type Field, offsetOf } from './field.ts';
import { address, type Slot } from './slot.ts';

/** 64-bit words of a canonical element. */
const words = (field: Field): number => (field.shape.field === 'Fr' ? 4 : 6);

/**
 * Puts the canonical little-endian integer at `from` (32 or 48 bytes) into a lane as unsigned limbs, not in Montgomery form.
 * The i32 local `bad` becomes 1 if it is not below the modulus; the value then is garbage within bounds.
 */
export function emitUnpack(f: Fn, field: Field, out: Slot, lane: 0 | 1, from: Code, bad: number): void {
  const { limbs, width } = field.shape;
  const count = words(field);
  f.scope(() => {
    const word = Array.from({ length: count }, () => f.i64());
    const borrow = f.i32();
    word.forEach((local, i) => {
      f.emit(set(local, i64.load(from, 8 * i)));
    });
    emitBorrow(f, field, word, borrow);
    f.emit(set(bad, i32.or(get(bad), i32.eqz(get(borrow)))));
    for (let i = 0; i < limbs; i++) {
      const bit = i * width;
      const at = bit >> 6;
      const shift = bit & 63;
      let value: Code = shift === 0 ? get(word[at] as number) : i64.shrU(get(word[at] as number), i64c(BigInt(shift)));
      if (shift + width > 64 && at + 1 < count) {
        value = i64.or(value, i64.shl(get(word[at + 1] as number), i64c(BigInt(64 - shift))));
      }
      f.emit(field.backend.storeLimb(out, lane, i, i64.and(value, i64c((1n << BigInt(width)) - 1n))));
    }
  });
}

/** Bound of what `emitUnpack` writes: unsigned limbs, any value of 256 or 384 bits. */
export const unpackedBound = (field: Field): { limbs: number[]; value: number } => {
  const { limbs, width, modulus } = field.shape;
  const value = Number((1n << BigInt(64 * words(field) + 32)) / modulus) / 2 ** 32 + 2 ** -30;
  const topBits = 64 * words(field) - width * (limbs - 1);
  const top = 2 ** Math.min(width, topBits);
  return { limbs: Array.from({ length: limbs }, (_, i) => (i === limbs - 1 ? top : 2 ** width)), value };
};

/** borrow := 1 if the words are below the modulus. */
function emitBorrow(f: Fn, field: Field, word: readonly number[], borrow: number): void {
  f.emit(set(borrow, i32c(0)));
  word.forEach((local, i) => {
    const limb = i64c((field.modulus >> BigInt(64 * i)) & 0xffff_ffff_ffff_ffffn);
    f.emit(
      set(
        borrow,
        pick(
          i32.or(i64.ltU(get(local), limb), i32.and(get(borrow), i64.eq(get(local), limb))),
          i64.ltU(get(local), limb),
          get(borrow),
        ),
      ),
    );
  });
}

/** Writes a lane whose value lies strictly between −p and p as canonical little-endian bytes at `to`. */
export function emitPack(f: Fn, field: Field, from: Slot, lane: 0 | 1, to: Code): void {
  const { limbs, width, modulus } = field.shape;
  field.ensure(from, { limbs: from.bound?.limbs ?? [], value: 1 - 2 ** -30 }, 'packed value');
  const count = words(field);
  f.scope(() => {
    const digit = Array.from({ length: limbs }, () => f.i64());
    const sum = Array.from({ length: count }, () => f.i64());
    const less = Array.from({ length: count }, () => f.i64());
    const [carry, borrow] = [f.i64(), f.i32()];
    // Add p, so that the value lies between 0 and 2p, and settle the digits into [0, 2^width).
    f.emit(set(carry, i64c(0n)));
    digit.forEach((local, i) => {
      const limb =
        i === limbs - 1 ? modulus >> BigInt(width * i) : (modulus >> BigInt(width * i)) & ((1n << BigInt(width)) - 1n);
      f.emit(set(local, i64.add(i64.add(field.backend.loadLimb(from, lane, i), i64c(limb)), get(carry))));
      if (i === limbs - 1) return;
      f.emit(set(carry, i64.shrS(get(local), i64c(BigInt(width)))));
      f.emit(set(local, i64.and(get(local), i64c((1n << BigInt(width)) - 1n))));
    });
    sum.forEach((local, k) => {
      let value: Code | undefined;
      digit.forEach((limb, i) => {
        const shift = i * width - 64 * k;
        if (shift >= 64 || shift <= -width - 8) return;
        const part =
          shift === 0
            ? get(limb)
            : shift > 0
              ? i64.shl(get(limb), i64c(BigInt(shift)))
              : -shift >= 64
                ? i64c(0n)
                : i64.shrU(get(limb), i64c(BigInt(-shift)));
        value = value === undefined ? part : i64.or(value, part);
      });
      f.emit(set(local, value ?? i64c(0n)));
    });
    emitBorrow(f, field, sum, borrow);
    emitSubtract(f, field, sum, less);
    sum.forEach((local, k) => {
      f.emit(i64.store(to, pick(get(local), get(less[k] as number), get(borrow)), 8 * k));
    });
  });
}

/** less := sum − p, modulo 2^(64·words). */
function emitSubtract(f: Fn, field: Field, sum: readonly number[], less: readonly number[]): void {
  f.scope(() => {
    const [borrow, next] = [f.i64(), f.i64()];
    f.emit(set(borrow, i64c(0n)));
    sum.forEach((local, i) => {
      const limb = i64c((field.modulus >> BigInt(64 * i)) & 0xffff_ffff_ffff_ffffn);
      const out = less[i] as number;
      f.emit(
        set(
          next,
          i64.extendU(i32.or(i64.ltU(get(local), limb), i32.and(i64.eq(get(local), limb), i32.wrap(get(borrow))))),
        ),
        set(out, i64.sub(i64.sub(get(local), limb), get(borrow))),
        set(borrow, get(next)),
      );
    });
  });
}

/** Position of element `i`: itself, or bit-reversed over `bits` if that is not 0. */
export function emitPosition(f: Fn, out: number, i: Code, bits: Code): void {
  f.emit(set(out, i));
  f.if(bits, () => {
    for (const [mask, shift] of [
      [0x55555555, 1],
      [0x33333333, 2],
      [0x0f0f0f0f, 4],
      [0x00ff00ff, 8],
    ] as const) {
      f.emit(
        set(
          out,
          i32.or(
            i32.shl(i32.and(get(out), i32c(mask)), i32c(shift)),
            i32.and(i32.shrU(get(out), i32c(shift)), i32c(mask)),
          ),
        ),
      );
    }
    f.emit(set(out, i32.shrU(i32.rotl(get(out), i32c(16)), i32.sub(i32c(32), bits))));
  });
}

/** Address of element `position` of a column with `half` rows (a power of two): limb 0 of its lane. */
export function emitElement(f: Fn, field: Field, out: number, column: Code, half: Code, position: Code): void {
  const row = i32.mul(i32.and(position, i32.sub(half, i32c(1))), i32c(field.size));
  const lane = pick(i32c(field.backend.laneBytes), i32c(0), i32.geU(position, half));
  f.emit(set(out, i32.add(i32.add(column, row), lane)));
}

/**
 * Canonical bytes ↔ elements.
 * `fr_import(scratch, column, half, from, end, source, bits, bad)` reads elements from … end − 1 at `source` on and sets the
 * i32 at `bad` to 1 if one is not canonical; `fr_export(scratch, column, half, from, end, target, bits)` writes them.
 * `fr_product(out, a, b)` multiplies pairs. `<f>_load(out, a, b)` makes one pair (result 1 = not canonical), `<f>_store(a, b, from, scratch)` writes one.
 */
export function convertArea({ module, fr, fp }: Assembly): void {
  for (const field of [fr, fp]) {
    const name = field.shape.field.toLowerCase();
    module.fn(
      `${name}_load`,
      [I32, I32, I32],
      (f) => {
        const bad = f.i32();
        const out = field.slot(get(0));
        f.emit(set(bad, i32c(0)));
        emitUnpack(f, field, out, 0, get(1), bad);
        emitUnpack(f, field, out, 1, get(2), bad);
        out.bound = unpackedBound(field);
        field.mul(f, out, out, field.constant(field.R));
        f.emit(get(bad));
      },
      [I32],
    );
    module.fn(`${name}_store`, [I32, I32, I32, I32], (f) => {
      const scratch = field.slot(get(3));
      field.mul(f, scratch, field.slot(get(2), 0, field.normal(4)), field.rawConstant(1n));
      if ((scratch.bound?.value ?? 1) >= 1)
        field.lin(f, scratch, [{ slot: scratch, k: [1, 1], lanes: 'same' }], 'reduce');
      emitPack(f, field, scratch, 0, get(0));
      emitPack(f, field, scratch, 1, get(1));
    });
  }
  module.fn('fr_product', [I32, I32, I32], (f) => {
    const entry = fr.normal(2);
    fr.mul(f, fr.slot(get(0)), fr.slot(get(1), 0, entry), fr.slot(get(2), 0, entry));
  });
  const load = module.find('fr_load');
  const store = module.find('fr_store');
  if (load === undefined || store === undefined) throw new RangeError('conversion functions are missing');
  const eachPair = (f: Fn, half: number, from: number, end: number, bits: number, body: (p: Pair) => void): void => {
    const [other, first, second, a, b] = [f.i32(), f.i32(), f.i32(), f.i32(), f.i32()];
    f.loop(() => {
      f.emit(set(other, i32.add(get(from), i32c(1))));
      f.emit(set(other, pick(get(other), get(from), i32.ltU(get(other), get(end)))));
      emitPosition(f, first, get(from), get(bits));
      emitPosition(f, second, get(other), get(bits));
      emitElement(f, fr, a, get(1), get(half), get(first));
      emitElement(f, fr, b, get(1), get(half), get(second));
      body({ a, b, other });
      f.emit(set(from, i32.add(get(from), i32c(2))));
      f.emit([i32.ltU(get(from), get(end)), 0x0d, 0]);
    });
  };
  module.fn('fr_import', [I32, I32, I32, I32, I32, I32, I32, I32], (f) => {
    const [bad, origin] = [f.i32(), f.i32()];
    f.emit(set(bad, i32c(0)), set(origin, i32.sub(get(5), i32.mul(get(3), i32c(32)))));
    eachPair(f, 2, 3, 4, 6, ({ a, b, other }) => {
      const at = (i: number): Code => i32.add(get(origin), i32.mul(get(i), i32c(32)));
      f.emit(set(bad, i32.or(get(bad), module.call(load, get(0), at(3), at(other)))));
      fr.backend.copyElement(f, get(a), get(0));
      fr.backend.copyElement(f, get(b), offsetOf(0, fr.backend.laneBytes));
    });
    f.if(get(bad), () => f.emit(i32.store(get(7), i32c(1))));
  });
  module.fn('fr_export', [I32, I32, I32, I32, I32, I32, I32], (f) => {
    const origin = f.i32();
    const pair = fr.slot(get(0));
    f.emit(set(origin, i32.sub(get(5), i32.mul(get(3), i32c(32)))));
    eachPair(f, 2, 3, 4, 6, ({ a, b, other }) => {
      const at = (i: number): Code => i32.add(get(origin), i32.mul(get(i), i32c(32)));
      fr.backend.copyElement(f, get(0), get(a));
      fr.backend.copyElement(f, offsetOf(0, fr.backend.laneBytes), get(b));
      f.emit(module.call(store, at(3), at(other), address(pair), offsetOf(0, fr.size)));
    });
  });
}

type Pair = { readonly a: number; readonly b: number; readonly other: number };
