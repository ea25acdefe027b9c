import { br, brIf, type Code, get, I32, i32, i32c, i64, i64c, set, tee } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import { invMod } from '../plain/numbers.ts';

const STEP = 30;
const MASK = i64c((1n << 30n) - 1n);

/**
 * `name`(out, in, scratch): inverse modulo an odd prime of little-endian 64-bit words, 0 for 0; in and out may be the same.
 * Division steps in blocks of 30 on the low bits, each block applied to the whole numbers as a 2×2 matrix
 * (Bernstein–Yang); stops as soon as the remainder is 0, so its time depends on the operand. Scratch: 4 numbers of
 * `inverseLimbs` i64. Spec: 11 §5.2
 */
export function emitInverse(module: Mod, name: string, modulus: bigint, words: number): Fn {
  const limbs = inverseLimbs(words);
  const digits = (x: bigint): bigint[] =>
    Array.from({ length: limbs }, (_, i) => BigInt.asUintN(STEP, x >> BigInt(STEP * i)));
  const modulusDigits = digits(modulus);
  const inverse30 = i64c(invMod(modulus, 1n << 30n));
  const span = 8 * limbs;
  const [D, E, F, G] = [0, span, 2 * span, 3 * span] as const;

  return module.fn(name, [I32, I32, I32], (f) => {
    const at = (base: number, i: number): Code => i64.load(get(2), base + 8 * i);
    const put = (base: number, i: number, x: Code): Code => i64.store(get(2), x, base + 8 * i);
    const [eta, left, zeros, limit, lowF, lowG, u, v, q, r, t] = f.i32s(11);
    const [cd, ce, md, me, x, y, U, V, Q, R] = f.i64s(10);
    const down = (local: number): Code => set(local, i64.shrS(get(local), i64c(30n)));
    const times = (a: number, b: number, c: number, d: number): Code =>
      i64.add(i64.mul(get(a), get(b)), i64.mul(get(c), get(d)));

    for (let i = 0; i < limbs; i++) {
      const bit = STEP * i;
      const word = bit >> 6;
      const shift = bit & 63;
      let limb: Code = word < words ? i64.shrU(i64.load(get(1), 8 * word), i64c(BigInt(shift))) : i64c(0n);
      if (shift + STEP > 64 && word + 1 < words)
        limb = i64.or(limb, i64.shl(i64.load(get(1), 8 * (word + 1)), i64c(BigInt(64 - shift))));
      f.emit(
        put(G, i, i64.and(limb, MASK)),
        put(F, i, i64c(modulusDigits[i] as bigint)),
        put(D, i, i64c(0n)),
        put(E, i, i64c(i === 0 ? 1n : 0n)),
      );
    }
    f.emit(set(eta, i32c(-1)));
    f.loop(() => {
      divisionSteps();
      f.emit(
        set(U, i64.extendS(get(u))),
        set(V, i64.extendS(get(v))),
        set(Q, i64.extendS(get(q))),
        set(R, i64.extendS(get(r))),
      );
      updateCoefficients();
      updateNumbers();
      let any: Code = at(G, 0);
      for (let i = 1; i < limbs; i++) any = i64.or(any, at(G, i));
      f.emit(brIf(0, i32.eqz(i64.eqz(any))));
    });
    finish();

    /** 30 division steps on the low 32 bits of F and G; the matrix (u v; q r) is scaled by 2^30. */
    function divisionSteps(): void {
      f.emit(
        set(lowF, i32.wrap(i64.or(at(F, 0), i64.shl(at(F, 1), i64c(30n))))),
        set(lowG, i32.wrap(i64.or(at(G, 0), i64.shl(at(G, 1), i64c(30n))))),
        set(u, i32c(1)),
        set(v, i32c(0)),
        set(q, i32c(0)),
        set(r, i32c(1)),
        set(left, i32c(30)),
      );
      f.block(() => {
        f.loop(() => {
          f.emit(
            set(zeros, i32.ctz(i32.or(get(lowG), i32.shl(i32c(-1), get(left))))),
            set(lowG, i32.shrS(get(lowG), get(zeros))),
            set(u, i32.shl(get(u), get(zeros))),
            set(v, i32.shl(get(v), get(zeros))),
            set(eta, i32.sub(get(eta), get(zeros))),
            brIf(1, i32.eqz(tee(left, i32.sub(get(left), get(zeros))))),
          );
          const exchange = (a: number, b: number): Code => [
            set(t, get(a)),
            set(a, get(b)),
            set(b, i32.sub(i32c(0), get(t))),
          ];
          f.if(i32.ltS(get(eta), i32c(0)), () => {
            f.emit(set(eta, i32.sub(i32c(0), get(eta))), exchange(lowF, lowG), exchange(u, q), exchange(v, r));
          });
          // −g/f modulo as many of 6 bits as may be cancelled without changing the sign of eta.
          f.emit(set(limit, i32.add(get(eta), i32c(1))));
          f.if(i32.gtS(get(limit), get(left)), () => f.emit(set(limit, get(left))));
          f.if(i32.gtS(get(limit), i32c(6)), () => f.emit(set(limit, i32c(6))));
          const quotient = i32.mul(i32.mul(get(lowF), get(lowG)), i32.sub(i32.mul(get(lowF), get(lowF)), i32c(2)));
          f.emit(
            set(t, i32.and(quotient, i32.sub(i32.shl(i32c(1), get(limit)), i32c(1)))),
            set(lowG, i32.add(get(lowG), i32.mul(get(lowF), get(t)))),
            set(q, i32.add(get(q), i32.mul(get(u), get(t)))),
            set(r, i32.add(get(r), i32.mul(get(v), get(t)))),
            br(0),
          );
        });
      });
    }

    /** (D, E) := matrix·(D, E) / 2^30 modulo the modulus, within (−2m, m). */
    function updateCoefficients(): void {
      const sign = (base: number): Code => i64.shrS(at(base, limbs - 1), i64c(63n));
      f.emit(set(x, sign(D)), set(y, sign(E)));
      f.emit(set(md, i64.add(i64.and(get(U), get(x)), i64.and(get(V), get(y)))));
      f.emit(set(me, i64.add(i64.and(get(Q), get(x)), i64.and(get(R), get(y)))));
      for (let i = 0; i < limbs; i++) {
        f.emit(set(x, at(D, i)), set(y, at(E, i)));
        f.emit(set(cd, i === 0 ? times(U, x, V, y) : i64.add(get(cd), times(U, x, V, y))));
        f.emit(set(ce, i === 0 ? times(Q, x, R, y) : i64.add(get(ce), times(Q, x, R, y))));
        if (i === 0) {
          const exact = (m: number, c: number): Code =>
            set(m, i64.sub(get(m), i64.and(i64.add(i64.mul(inverse30, get(c)), get(m)), MASK)));
          f.emit(exact(md, cd), exact(me, ce));
        }
        const digit = modulusDigits[i] as bigint;
        if (digit !== 0n) {
          f.emit(set(cd, i64.add(get(cd), i64.mul(i64c(digit), get(md)))));
          f.emit(set(ce, i64.add(get(ce), i64.mul(i64c(digit), get(me)))));
        }
        if (i > 0) f.emit(put(D, i - 1, i64.and(get(cd), MASK)), put(E, i - 1, i64.and(get(ce), MASK)));
        f.emit(down(cd), down(ce));
      }
      f.emit(put(D, limbs - 1, get(cd)), put(E, limbs - 1, get(ce)));
    }

    /** (F, G) := matrix·(F, G) / 2^30, exactly. */
    function updateNumbers(): void {
      for (let i = 0; i < limbs; i++) {
        f.emit(set(x, at(F, i)), set(y, at(G, i)));
        f.emit(set(cd, i === 0 ? times(U, x, V, y) : i64.add(get(cd), times(U, x, V, y))));
        f.emit(set(ce, i === 0 ? times(Q, x, R, y) : i64.add(get(ce), times(Q, x, R, y))));
        if (i > 0) f.emit(put(F, i - 1, i64.and(get(cd), MASK)), put(G, i - 1, i64.and(get(ce), MASK)));
        f.emit(down(cd), down(ce));
      }
      f.emit(put(F, limbs - 1, get(cd)), put(G, limbs - 1, get(ce)));
    }

    /** D·F (F is ±1) made canonical and packed. */
    function finish(): void {
      f.emit(set(md, i64.or(i64.shrS(at(F, limbs - 1), i64c(63n)), i64c(1n))));
      const carryPass = (each: (i: number) => Code): void => {
        f.emit(set(cd, i64c(0n)));
        for (let i = 0; i < limbs; i++) {
          f.emit(set(cd, i64.add(get(cd), each(i))));
          f.emit(put(D, i, i < limbs - 1 ? i64.and(get(cd), MASK) : get(cd)), down(cd));
        }
      };
      const addIfNegative = (): void => {
        f.emit(set(x, i64.shrS(at(D, limbs - 1), i64c(63n))));
        carryPass((i) => i64.add(at(D, i), i64.and(get(x), i64c(modulusDigits[i] as bigint))));
      };
      addIfNegative();
      carryPass((i) => i64.mul(at(D, i), get(md)));
      addIfNegative();
      addIfNegative();
      for (let k = 0; k < words; k++) {
        let word: Code = i64c(0n);
        for (let i = 0; i < limbs; i++) {
          const shift = STEP * i - 64 * k;
          if (shift <= -STEP || shift >= 64) continue;
          const part = shift >= 0 ? i64.shl(at(D, i), i64c(BigInt(shift))) : i64.shrU(at(D, i), i64c(BigInt(-shift)));
          word = i64.or(word, part);
        }
        f.emit(i64.store(get(0), word, 8 * k));
      }
    }
  });
}

/** Limbs of 30 bits with room for the sign. */
export const inverseLimbs = (words: number): number => Math.ceil((64 * words + 2) / STEP);
