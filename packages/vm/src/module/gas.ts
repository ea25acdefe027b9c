import type { Sink } from './sink.ts';

/** Native stack of the reference per contract instance. Spec: 04 §5.8 */
const STACK_BYTES = 524_288;
/**
 * A counter holds consumed gas in its upper bits, counted up from −limit, and below them the room that is left on the native stack: both
 * travel through calls as one number, and the constants that are added anyway change both.
 */
const ROOM_BITS = 20;
const ROOM_SHIFT: bigint = BigInt(ROOM_BITS);
/** Room on an empty stack; while there is room, bit 19 is set. */
export const WHOLE_ROOM = 2 * STACK_BYTES - 1;
/** One unit of gas in a counter. */
const UNIT: bigint = 1n << ROOM_SHIFT;
/** Gas that a counter can hold. */
export const COUNTER_MAX: bigint = 2n ** BigInt(63 - ROOM_BITS) - 1n;

/** The counter of a frame that may still spend `gas`, with so much room. */
export function counterOf(gas: bigint, room: number): bigint {
  return -gas * UNIT + BigInt(room);
}

/** The counter with another amount of gas that may still be spent. */
export function withGas(counter: bigint, gas: bigint): bigint {
  return BigInt.asUintN(ROOM_BITS, counter) - (gas << ROOM_SHIFT);
}

/** Gas that a counter says was consumed; negative while there is some left. */
export function consumedOf(counter: bigint): bigint {
  return counter >> ROOM_SHIFT;
}

export type Owed = { readonly gas: number; readonly room: number };

/**
 * The counter of one function. `f` is the running counter in a local, `$g` the saved one that the host sees.
 * Charges gather in `pending` and are written out where control may leave the straight line.
 *
 * What `$g` has to hold changes at every point of 04 §6.5, but only a trap or the host can tell. So where `f` travels in registers, a
 * point of saving only remembers the value in a local, which costs nothing, and `$g` is set before the first operator behind it
 * that may trap. `fresh` tells whether `$g` holds what it has to on every way here. Spec: 04 §6.6
 */
export class Meter {
  readonly #out: Sink;
  readonly #gasGlobal: number;
  /** Bytes of stack that this function takes from those it calls. */
  readonly #frame: number;
  /** Local that holds `f`. */
  readonly counter: number;
  /** Local that holds what `$g` has to hold; none if that never matters, or `$g` is always set at once. */
  readonly saved: number | undefined;
  fresh: boolean;
  #gas = 0;
  #room = 0;

  constructor(out: Sink, gasGlobal: number, frame: number, counter: number, saved: number | undefined) {
    this.#out = out;
    this.#gasGlobal = gasGlobal;
    this.#frame = frame;
    this.counter = counter;
    this.saved = saved;
    this.fresh = saved === undefined;
  }

  charge(price: number): void {
    this.#gas += price;
  }

  /** What is not in `f` yet: gas, and the room that calls took. */
  get owed(): Owed {
    return { gas: this.#gas, room: this.#room };
  }

  set owed({ gas, room }: Owed) {
    this.#gas = gas;
    this.#room = room;
  }

  /** Drops charges of operators that can never run. */
  forget(): void {
    this.#gas = 0;
    this.#room = 0;
  }

  flush(): void {
    if (this.#gas === 0 && this.#room === 0) return;
    this.#plus(this.#gas, this.#room);
    this.#out.u8(0x21).u32(this.counter);
    this.forget();
  }

  /** Puts the counter of a callee on the stack: what is owed and the activation added, this frame taken from its room. */
  pass(): void {
    this.#plus(this.#gas + 1, this.#room - this.#frame);
    this.forget();
  }

  /** Sets `$g` for a callee that finds its counter there, or for a host function that may come back to this instance. */
  lend(): void {
    this.#plus(0, -this.#frame);
    this.#out.u8(0x24).u32(this.#gasGlobal);
  }

  #plus(gas: number, room: number): void {
    this.#out.u8(0x20).u32(this.counter);
    const sum = BigInt(gas) * UNIT + BigInt(room);
    if (sum !== 0n) this.#out.u8(0x42).i64(sum).u8(0x7c);
  }

  /** Adds an i64 local, shifted right (left if negative), to what is owed, and checks. */
  pay(length: number, shift: number): void {
    this.flush();
    this.#out.u8(0x20).u32(this.counter).u8(0x20).u32(length);
    if (shift > 0) this.#out.u8(0x42).i64(BigInt(shift)).u8(0x88);
    this.#out.u8(0x42).i64(BigInt(ROOM_BITS + Math.max(-shift, 0)));
    this.#out.op(0x86, 0x7c, 0x21).u32(this.counter);
    this.check();
  }

  /** `$g = f` */
  save(): void {
    this.#out.u8(0x20).u32(this.counter).u8(0x24).u32(this.#gasGlobal);
  }

  /** Before an operator that may trap: `$g` holds what was saved last. */
  settle(): void {
    if (this.fresh || this.saved === undefined) return;
    this.#out.u8(0x20).u32(this.saved).u8(0x24).u32(this.#gasGlobal);
    this.fresh = true;
  }

  /** The counter of a callee is on the stack, and the room it was lent is still taken. */
  returned(): void {
    this.#take();
    this.fresh = this.saved === undefined;
    this.#room = this.#frame;
  }

  /** `f = $g`, after the host. */
  reload(): void {
    this.#out.u8(0x23).u32(this.#gasGlobal);
    this.#take();
    this.fresh = true;
  }

  /** `f = $g`, after whoever was lent the counter there. */
  reloadLent(): void {
    this.reload();
    this.#room = this.#frame;
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

  /**
   * Entry: the activation is in `f` already. A function that calls others traps where the frames above it overflow the stack, and leaves
   * the counter that its caller saved. Spec: 04 §6.3, §9.7
   */
  enter(calls: boolean): void {
    if (calls) {
      this.#out.u8(0x20).u32(this.counter).u8(0x42).i64(BigInt(STACK_BYTES)).op(0x83, 0x50).unlikelyIf();
      this.#plus(-1, 0);
      this.#out.u8(0x24).u32(this.#gasGlobal).op(0x00, 0x0b);
    }
    this.check();
    if (this.saved === undefined) return;
    this.#plus(-1, 0);
    this.#out.u8(0x21).u32(this.saved);
  }
}

/** Estimated native frame of the reference, in bytes; not exact (04 §9.7). A greater one than the stack overflows like one that fills it. */
export function frameBytes(locals: number, depth: number): number {
  return Math.min(16 + 8 * (locals + depth), STACK_BYTES);
}
