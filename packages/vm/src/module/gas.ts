import type { Layout } from './layout.ts';
import type { Sink } from './sink.ts';

/** Native stack of the reference per contract instance. Spec: 04 §5.8 */
export const STACK_BYTES = 524_288;

/**
 * The gas counter of one function. `f` counts consumed gas up from −limit; `$g` is the saved counter the host sees.
 * Charges gather in `pending` and are written out where control may leave the straight line. Spec: 04 §6.6
 */
export class Meter {
  readonly #out: Sink;
  readonly #layout: Layout;
  /** Local that holds `f`. */
  readonly counter: number;
  #pending = 0;

  constructor(out: Sink, layout: Layout, counter: number) {
    this.#out = out;
    this.#layout = layout;
    this.counter = counter;
  }

  charge(price: number): void {
    this.#pending += price;
  }

  /** Drops charges of operators that can never run. */
  forget(): void {
    this.#pending = 0;
  }

  flush(): void {
    if (this.#pending === 0) return;
    this.#out.u8(0x20).u32(this.counter).u8(0x42).i64(BigInt(this.#pending)).u8(0x7c).u8(0x21).u32(this.counter);
    this.#pending = 0;
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

  /** `f = $g` */
  reload(): void {
    this.#out.u8(0x23).u32(this.#layout.gasGlobal).u8(0x21).u32(this.counter);
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

  /** Function entry: one unit for the activation, then the check. */
  enter(): void {
    this.#pending = 1;
    this.flush();
    this.check();
  }
}

/** Estimated native frame of the reference, in bytes; not exact (04 §9.7). */
export function frameBytes(locals: number, depth: number): number {
  return 16 + 8 * (locals + depth);
}

/** Adds a frame to the depth local and traps when the native stack of the reference would overflow. Spec: 04 §9.7 */
export function emitStackCheck(out: Sink, stack: number, bytes: number): void {
  out.u8(0x20).u32(stack).u8(0x41).i32(bytes).u8(0x6a).u8(0x22).u32(stack);
  out.u8(0x41).i32(STACK_BYTES).u8(0x4b).unlikelyIf().op(0x00, 0x0b);
}
