import {
  assertWithin,
  type Bound,
  BoundError,
  carriedBound,
  joinBounds,
  linearBound,
  normalBound,
  preparedBound,
  productBound,
  pulledBackBound,
  type Shape,
} from '../bounds/bound.ts';
import { type Code, get, I32, i32, i32c, i64, set } from '../emit/code.ts';
import type { Fn, Many, Mod } from '../emit/module.ts';
import { balanced, invMod, mod, signedDigits } from '../plain/numbers.ts';
import type { Backend, FactorKind, Source } from './backend.ts';
import { address, type Finish, type Operand, operand, type Slot, type Term } from './slot.ts';

/** A product of a sum of products; the operands may be rearranged and negated per lane. */
export type Pairing = readonly [a: Operand | Slot, b: Operand | Slot];

/**
 * Field arithmetic on pair slots as every kernel generator sees it, the same for all WASM tiers. Each method appends code
 * to `f`, checks the bounds of what it reads and sets the bound of what it writes, so an unsafe chain of operations makes
 * generation throw `BoundError`. Outputs may alias inputs: every operation stores after its last load. Spec: 11 §1.2
 */
export class Field {
  readonly module: Mod;
  readonly backend: Backend;
  readonly shape: Shape;
  readonly modulus: bigint;
  /** Montgomery factor 2^(width·limbs). */
  readonly R: bigint;
  /** Bytes of a pair slot. */
  readonly size: number;
  /** Bytes of one element outside a pair. */
  readonly single: number;
  readonly #dots = new Map<string, Fn>();
  readonly #name: string;
  readonly #inverseOfR: bigint;

  constructor(module: Mod, backend: Backend) {
    this.module = module;
    this.backend = backend;
    this.shape = backend.shape;
    this.modulus = backend.shape.modulus;
    this.R = 1n << BigInt(backend.shape.limbs * backend.shape.width);
    this.#inverseOfR = invMod(this.R, this.modulus);
    this.size = backend.size;
    this.single = backend.size / 2;
    this.#name = backend.shape.field.toLowerCase();
  }

  /** Bound of carried limbs with a value up to `value` moduli. Products of carried small values are about 1.5. */
  normal(value: number): Bound {
    return normalBound(this.shape, value);
  }

  /** Bound of a product of two elements within `value` moduli; the usual contract of a stored result. */
  get product(): Bound {
    const canonical = this.normal(1);
    return productBound(this.shape, [{ a: canonical, b: canonical }]);
  }

  /** A slot holding something known by contract, or nothing yet. */
  slot(at: Code, offset = 0, bound?: Bound): Slot {
    return { at, offset, bound };
  }

  /** `count` consecutive slots from `at + offset` on. */
  slots<N extends number>(at: Code, count: N, offset = 0, bound?: Bound): Many<Slot, N> {
    const slots = Array.from({ length: count }, (_, i) => this.slot(at, offset + i * this.size, bound));
    return slots as Many<Slot, N>;
  }

  /** The constant (or a constant per lane), balanced, in Montgomery form, in low memory. */
  constant(value: bigint | readonly [bigint, bigint]): Slot {
    return this.rawConstant(mapPair(value, (x) => x * this.R));
  }

  /** As `constant`, without the Montgomery factor: multiplying by it divides by R. */
  rawConstant(value: bigint | readonly [bigint, bigint]): Slot {
    const { limbs, width } = this.shape;
    const digits = mapPair(value, (x) => balanced(x, this.modulus)).map((x) => signedDigits(x, limbs, width));
    const scratch = new ArrayBuffer(this.size);
    digits.forEach((limb, lane) => {
      this.backend.hostWrite(scratch, 0, lane as 0 | 1, limb);
    });
    return this.slot(i32c(this.module.words([...new BigUint64Array(scratch)])), 0, this.normal(0.5));
  }

  /** The constant as a prepared factor in low memory. */
  preparedConstant(value: bigint | readonly [bigint, bigint]): Slot {
    const scratch = new ArrayBuffer(this.preparedSize);
    mapPair(value, (x) => x).forEach((x, lane) => {
      this.writePrepared(scratch, 0, lane as 0 | 1, x);
    });
    return this.slot(i32c(this.module.words([...new BigUint64Array(scratch)])), 0, this.normal(0.5));
  }

  /** Declares that a slot meets a contract; throws if what is known about it does not. */
  ensure(slot: Slot, declared: Bound, what: string): void {
    assertWithin(this.shape, slot.bound, declared, what);
  }

  mul(f: Fn, out: Slot, a: Slot, b: Slot): void {
    this.dot(f, out, [[a, b]]);
  }

  sqr(f: Fn, out: Slot, a: Slot): void {
    const bound = this.#read(a);
    out.bound = productBound(this.shape, [{ a: bound, b: bound }], true);
    f.emit(this.module.call(this.#sqrFn(), address(out), address(a)));
  }

  /** Σ a·b with one reduction: five products cost 2.4 multiplications. Spec: 11 §1.1 */
  dot(f: Fn, out: Slot, pairs: readonly Pairing[]): void {
    const terms = pairs.map(([a, b]) => ({ a: asOperand(a), b: asOperand(b) }));
    out.bound = productBound(
      this.shape,
      terms.map(({ a, b }) => ({ a: this.#read(a.slot), b: this.#read(b.slot) })),
    );
    const args = terms.flatMap(({ a, b }) => [address(a.slot), address(b.slot)]);
    f.emit(this.module.call(this.#dotFn(terms), address(out), ...args));
  }

  /** Bytes of a factor prepared for `mulPrepared`. */
  get preparedSize(): number {
    return this.backend.mulPrepared === undefined ? this.size : this.size * this.shape.limbs;
  }

  /** Prepares a factor that is used often; `out` must not overlap it. Costs about `limbs` multiplications. */
  prepare(f: Fn, out: Slot, factor: Slot): void {
    const rows = this.backend.mulPrepared === undefined ? 1 : this.shape.limbs;
    for (let i = 0; i < rows; i++) {
      const row = this.slot(out.at, out.offset + i * this.size);
      // The last row is the factor in Montgomery form itself.
      if (i === rows - 1) this.copy(f, row, factor);
      else {
        this.mul(f, row, factor, this.rawConstant(1n << BigInt(this.shape.width * (i + 1))));
        this.lin(f, row, [plusOne(row)], 'reduce');
      }
      out.bound = out.bound === undefined || i === 0 ? row.bound : joinBounds(out.bound, this.#read(row));
    }
  }

  /** out := a·z for a prepared factor z, in about 0.6 multiplications where the tier has that. The slot's bound is that of its rows. */
  mulPrepared(f: Fn, out: Slot, a: Slot, prepared: Slot): void {
    if (this.backend.mulPrepared === undefined) {
      this.mul(f, out, a, prepared);
      return;
    }
    out.bound = preparedBound(this.shape, this.#read(a), this.#read(prepared));
    f.emit(this.module.call(this.#preparedFn(this.backend.mulPrepared), address(out), address(a), address(prepared)));
  }

  /** (u, v) := (u + v·z, u − v·z) in place; `scratch` takes one slot. */
  butterfly(f: Fn, u: Slot, v: Slot, z: Slot, kind: FactorKind, finish: Finish, scratch: Slot): void {
    const { butterfly } = this.backend;
    if (butterfly === undefined || finish === 'reduce') {
      if (kind === 'prepared') this.mulPrepared(f, scratch, v, z);
      else this.mul(f, scratch, v, z);
      const sums = [plusOne(u), plusOne(scratch)];
      const differences = [plusOne(u), minusOne(scratch)];
      this.lins(
        f,
        [
          { out: u, terms: sums },
          { out: v, terms: differences },
        ],
        finish,
      );
      return;
    }
    const [before, factor] = [this.#read(v), this.#read(z)];
    const product =
      kind === 'prepared'
        ? preparedBound(this.shape, before, factor)
        : productBound(this.shape, [{ a: before, b: factor }]);
    const sum = linearBound(this.shape, [
      { k: 1, bound: this.#read(u) },
      { k: 1, bound: product },
    ]);
    const name = `${this.#name}_butterfly_${kind}_${finish}`;
    const made =
      this.module.find(name) ??
      this.module.fn(name, [I32, I32, I32], (g) => butterfly(g, [get(0), get(1)], get(2), kind, finish));
    f.emit(this.module.call(made, address(u), address(v), address(z)));
    u.bound = finish === 'raw' ? sum : carriedBound(this.shape, sum);
    v.bound = u.bound;
  }

  /** out := (lane of a, lane of b). */
  join(f: Fn, out: Slot, a: readonly [Slot, 0 | 1], b: readonly [Slot, 0 | 1]): void {
    out.bound = joinBounds(this.#read(a[0]), this.#read(b[0]));
    this.backend.join(f, out, { from: a[0], lane: a[1] }, { from: b[0], lane: b[1] });
  }

  /** out := Σ terms, then `finish`. */
  lin(f: Fn, out: Slot, terms: readonly Term[], finish: Finish): void {
    this.lins(f, [{ out, terms }], finish);
  }

  /** Several linear combinations at once: all inputs are read before the first output is written. */
  lins(f: Fn, outs: readonly { readonly out: Slot; readonly terms: readonly Term[] }[], finish: Finish): void {
    const montgomery = finish === 'reduce' && this.shape.arithmetic === 'integer';
    let wide = false;
    const bounds = outs.map(({ terms }) => {
      const raw = linearBound(
        this.shape,
        terms.map(({ slot, k }) => ({ k: Math.max(Math.abs(k[0]), Math.abs(k[1])), bound: this.#read(slot) })),
      );
      if (finish === 'raw') return raw;
      if (finish === 'carry' || montgomery) return carriedBound(this.shape, raw);
      const pulled = pulledBackBound(this.shape, raw);
      if (pulled.wide) wide = true;
      return pulled.bound;
    });
    this.backend.lin(f, outs, montgomery ? 'carry' : wide ? 'wide' : finish);
    outs.forEach(({ out }, i) => {
      out.bound = bounds[i];
      // The integer tiers pull back by one multiplication with R mod p; they have no cheap quotient estimate.
      if (montgomery) this.mul(f, out, out, this.constant(1n));
    });
  }

  add(f: Fn, out: Slot, a: Slot, b: Slot, finish: Finish = 'raw'): void {
    this.lin(f, out, [plusOne(a), plusOne(b)], finish);
  }

  sub(f: Fn, out: Slot, a: Slot, b: Slot, finish: Finish = 'raw'): void {
    this.lin(f, out, [plusOne(a), minusOne(b)], finish);
  }

  /**
   * Writes 1 to the i32 local `flags[lane]` for each lane ≡ 0 mod p, else 0. `scratch` takes one multiplication: dividing by R
   * leaves |value| < p in unique digits, so zero is all limbs zero.
   */
  zeroFlags(f: Fn, flags: readonly [number, number], a: Slot, scratch: Slot): void {
    this.mul(f, scratch, a, this.rawConstant(1n));
    if ((scratch.bound?.value ?? 1) >= 1) throw new BoundError('KERNEL_BOUND_VALUE', { what: 'zero test' });
    for (const lane of [0, 1] as const) {
      let any = this.backend.loadLimb(scratch, lane, 0);
      for (let i = 1; i < this.shape.limbs; i++) any = i64.or(any, this.backend.loadLimb(scratch, lane, i));
      f.emit(set(flags[lane], i64.eqz(any)));
    }
  }

  copy(f: Fn, out: Slot, a: Slot): void {
    out.bound = this.#read(a);
    this.backend.copy(f, out, a);
  }

  /**
   * Forms a pair from two single elements of bound `bound` (11 §3, gatherable points); bit 0 of the i32 codes `negate`
   * flips the sign of that lane.
   */
  gather(
    f: Fn,
    out: Slot,
    from: readonly [Code, Code],
    offset: number,
    bound: Bound,
    negate?: readonly [Code, Code],
  ): void {
    out.bound = bound;
    this.backend.gather(f, out, from, offset, negate);
  }

  /** Writes the lanes as two single elements. */
  scatter(f: Fn, to: readonly [Code, Code], offset: number, slot: Slot): void {
    this.#read(slot);
    this.backend.scatter(f, to, offset, slot);
  }

  /** Host side: `value` into a lane, in Montgomery form unless `raw`. */
  write(memory: ArrayBufferLike, at: number, lane: 0 | 1, value: bigint): void {
    const { limbs, width } = this.shape;
    this.backend.hostWrite(memory, at, lane, signedDigits(balanced(value * this.R, this.modulus), limbs, width));
  }

  /** Host side: `value` as a prepared factor into a lane. */
  writePrepared(memory: ArrayBufferLike, at: number, lane: 0 | 1, value: bigint): void {
    if (this.backend.mulPrepared === undefined) {
      this.write(memory, at, lane, value);
      return;
    }
    const { limbs, width } = this.shape;
    for (let i = 0; i < limbs; i++) {
      const row = signedDigits(balanced(value << BigInt(width * (i + 1)), this.modulus), limbs, width);
      this.backend.hostWrite(memory, at + i * this.size, lane, row);
    }
  }

  /** Host side: the canonical value of a lane. */
  read(memory: ArrayBufferLike, at: number, lane: 0 | 1): bigint {
    const limbs = this.backend.hostRead(memory, at, lane);
    const value = limbs.reduceRight((sum, limb) => (sum << BigInt(this.shape.width)) + BigInt(limb), 0n);
    return mod(value * this.#inverseOfR, this.modulus);
  }

  #read(slot: Slot): Bound {
    if (slot.bound === undefined) throw new BoundError('KERNEL_BOUND_UNSET', { field: this.shape.field });
    return slot.bound;
  }

  #sqrFn(): Fn {
    const name = `${this.#name}_sqr`;
    return this.module.find(name) ?? this.module.fn(name, [I32, I32], (f) => this.backend.sqr(f, get(0), get(1)));
  }

  #preparedFn(emit: NonNullable<Backend['mulPrepared']>): Fn {
    const name = `${this.#name}_prepared`;
    return this.module.find(name) ?? this.module.fn(name, [I32, I32, I32], (f) => emit(f, get(0), get(1), get(2)));
  }

  #dotFn(terms: readonly { readonly a: Operand; readonly b: Operand }[]): Fn {
    const key = terms.map(({ a, b }) => `${describe(a)}*${describe(b)}`).join();
    const known = this.#dots.get(key);
    if (known !== undefined) return known;
    const name = key === '*' ? `${this.#name}_mul` : `${this.#name}_dot${this.#dots.size}`;
    const made = this.module.fn(name, [I32, ...terms.flatMap(() => [I32, I32] as const)], (f) =>
      this.backend.dot(
        f,
        get(0),
        terms.map(({ a, b }, i) => ({ a: source(a, 1 + 2 * i), b: source(b, 2 + 2 * i) })),
      ),
    );
    this.#dots.set(key, made);
    return made;
  }
}

const source = ({ lanes, sign }: Operand, local: number): Source => ({ at: get(local), lanes, sign });
const asOperand = (x: Operand | Slot): Operand => ('slot' in x ? x : operand(x));
const plusOne = (slot: Slot): Term => ({ slot, k: [1, 1], lanes: 'same' });
const minusOne = (slot: Slot): Term => ({ slot, k: [-1, -1], lanes: 'same' });

function describe({ lanes, sign }: Operand): string {
  const signs = sign[0] === 1 && sign[1] === 1 ? '' : `${sign[0]}${sign[1]}`;
  return lanes === 'same' && signs === '' ? '' : `${lanes}${signs}`;
}

function mapPair(value: bigint | readonly [bigint, bigint], each: (x: bigint) => bigint): [bigint, bigint] {
  return typeof value === 'bigint' ? [each(value), each(value)] : [each(value[0]), each(value[1])];
}

/** Address `local + offset`. */
export const offsetOf = (local: number, offset: number): Code =>
  offset === 0 ? get(local) : i32.add(get(local), i32c(offset));
