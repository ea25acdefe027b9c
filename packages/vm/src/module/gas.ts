import type { Layout } from './layout.ts';
import type { Sink } from './sink.ts';

/** Native stack of the reference per contract instance. Spec: 04 §5.8 */
export const STACK_BYTES = 524_288;

/**
 * The gas counter of one function. `f` counts consumed gas up from −limit; `$g` is the saved counter the host sees.
 * Charges gather in `pending` and are written out where control may leave the straight line.
 *
 * What `$g` has to hold changes at every point of 04 §6.5, but only a trap or the host can tell. So where `f` travels in registers, a
 * point of saving only remembers the value in a local, which costs nothing, and `$g` is set before the first operator behind it
 * that may trap. `fresh` tells whether `$g` holds what it has to on every way here. Spec: 04 §6.6
 */
export class Meter {
  readonly #out: Sink;
  readonly #layout: Layout;
  /** Local that holds `f`. */
  readonly counter: number;
  /** Local that holds what `$g` has to hold; none if that never matters, or `$g` is always set at once. */
  readonly saved: number | undefined;
  fresh: boolean;
  /** Charges that are not in `f` yet. */
  pending = 0;

  constructor(out: Sink, layout: Layout, counter: number, saved: number | undefined) {
    this.#out = out;
    this.#layout = layout;
    this.counter = counter;
    this.saved = saved;
    this.fresh = saved === undefined;
  }

  charge(price: number): void {
    this.pending += price;
  }

  /** Drops charges of operators that can never run. */
  forget(): void {
    this.pending = 0;
  }

  flush(): void {
    if (this.pending === 0) return;
    this.#add(this.pending);
    this.#out.u8(0x21).u32(this.counter);
    this.pending = 0;
  }

  /** Puts the counter on the stack, with what is pending and the activation of a callee. */
  pass(): void {
    this.#add(this.pending + 1);
    this.pending = 0;
  }

  #add(gas: number): void {
    this.#out.u8(0x20).u32(this.counter).u8(0x42).i64(BigInt(gas)).u8(0x7c);
  }

  /** Adds an i64 local, shifted right (left if negative), to what is pending, and checks. */
  pay(length: number, shift: number): void {
    this.flush();
    this.#out
      .u8(0x20)
      .u32(this.counter)
      .u8(0x20)
      .u32(length)
      .u8(0x42)
      .i64(BigInt(Math.abs(shift)));
    this.#out.op(shift < 0 ? 0x86 : 0x88, 0x7c, 0x21).u32(this.counter);
    this.check();
  }

  /** `$g = f` */
  save(): void {
    this.#out.u8(0x20).u32(this.counter).u8(0x24).u32(this.#layout.gasGlobal);
  }

  /** Before an operator that may trap: `$g` holds what was saved last. */
  settle(): void {
    if (this.fresh || this.saved === undefined) return;
    this.#out.u8(0x20).u32(this.saved).u8(0x24).u32(this.#layout.gasGlobal);
    this.fresh = true;
  }

  /** The callee's counter is on the stack. */
  returned(): void {
    this.#take();
    this.fresh = this.saved === undefined;
  }

  /** `f = $g`, after the host or a callee that leaves its counter there. */
  reload(): void {
    this.#out.u8(0x23).u32(this.#layout.gasGlobal);
    this.#take();
    this.fresh = true;
  }

  #take(): void {
    if (this.saved !== undefined) this.#out.u8(0x22).u32(this.saved);
    this.#out.u8(0x21).u32(this.counter);
  }

  /**
   * Traps if the limit is reached. No mark is needed to tell this trap from others: the saved counter says it (§4.2).
   * Spec: 04 §6.3
   */
  check(): void {
    this.#out.u8(0x20).u32(this.counter).op(0x42, 0, 0x59).unlikelyIf();
    this.save();
    this.#out.op(0x00, 0x0b);
  }
}

/** Estimated native frame of the reference, in bytes; not exact (04 §9.7). */
export function frameBytes(locals: number, depth: number): number {
  return 16 + 8 * (locals + depth);
}

/** What the depth local holds when the stack is empty: it reaches 0 where the native stack of the reference overflows. */
export const STACK_EMPTY: bigint = -BigInt(STACK_BYTES) - 1n;

/**
 * Entry of a function that calls others: adds its frame to the depth local, then one branch checks both depth and counter, which are
 * negative while all is well. A stack overflow leaves the counter saved by the caller, without the activation. Spec: 04 §6.3, §9.7
 */
export function emitEntryChecks(out: Sink, meter: Meter, depth: number, bytes: number, gasGlobal: number): void {
  const { counter } = meter;
  out.u8(0x20).u32(depth).u8(0x42).i64(BigInt(bytes)).u8(0x7c).u8(0x22).u32(depth);
  out.u8(0x20).u32(counter).op(0x83, 0x42, 0, 0x59).unlikelyIf();
  out.u8(0x20).u32(counter).u8(0x20).u32(depth).op(0x42, 0, 0x59, 0xad, 0x7d, 0x24).u32(gasGlobal).op(0x00, 0x0b);
}
