import type { Layout } from './layout.ts';
import type { Locals } from './locals.ts';
import { Sink } from './sink.ts';
import { I32, I64 } from './types.ts';

/** At most so many remembered pages per function; more only spill registers. */
const SLOTS = 4;

/**
 * The write barrier of one function: before a store, the page it writes is marked in the map of dirty pages.
 *
 * A function remembers pages it has seen marked, one per source of addresses, in locals. `slot` holds page base + 65536, so
 * that a fresh local (0) matches nothing, and one subtraction and one comparison decide both "same page" and "does not
 * cross its end". Marks are only cleared by an inter-contract call, after which the slots are forgotten. Spec: 04 §9.3
 */
export class Barrier {
  readonly #out: Sink;
  readonly #layout: Layout;
  readonly #locals: Locals;
  readonly #slots = new Map<number, number>();
  /** The same for reads, where they are watched: a page that was seen may still be unmarked. */
  readonly #seen = new Map<number, number>();

  constructor(out: Sink, layout: Layout, locals: Locals) {
    this.#out = out;
    this.#layout = layout;
    this.#locals = locals;
  }

  /** Before an access of `size` bytes at i32 local `address` + `offset`; `origin` names the source of the address. */
  emit(address: number, offset: number, size: number, origin: number, writes: boolean): void {
    const out = this.#out;
    const slot = writes ? this.#slotOf(this.#slots, 'page', origin) : this.#slotOf(this.#seen, 'seen', origin);
    const { touchFunction, lookFunction } = this.#layout;
    out
      .u8(0x20)
      .u32(address)
      .u8(0xad)
      .u8(0x42)
      .i64(BigInt(offset + 65_536))
      .u8(0x7c);
    out
      .u8(0x20)
      .u32(slot)
      .u8(0x7d)
      .u8(0x42)
      .i64(BigInt(65_536 - size))
      .u8(0x56)
      .unlikelyIf();
    out.u8(0x20).u32(address).u8(0xad);
    if (offset > 0) out.u8(0x42).i64(BigInt(offset)).u8(0x7c);
    out
      .u8(0x42)
      .i64(BigInt(size))
      .u8(0x10)
      .u32(writes ? touchFunction : lookFunction)
      .u8(0x21)
      .u32(slot)
      .u8(0x0b);
  }

  /** Forgets all pages: something may have cleared marks. */
  reset(): void {
    for (const slot of new Set([...this.#slots.values(), ...this.#seen.values()]))
      this.#out.op(0x42, 0).u8(0x21).u32(slot);
  }

  #slotOf(slots: Map<number, number>, name: string, origin: number): number {
    let slot = slots.get(origin);
    if (slot === undefined) {
      slot = this.#locals.scratch(`${name} ${slots.size % SLOTS}`, I64);
      slots.set(origin, slot);
    }
    return slot;
  }
}

/**
 * Code of the helpers, each with its local declarations:
 * `touch(address: i64, size: i64) -> i64` marks one or two pages and gives the slot value (0 if the access will trap), `look` tells
 * of reads likewise; `mark(at: i64, size: i64)` marks a range, `lookRange` tells of one; `check(at: i64, size: i64, pages: i64)`
 * traps outside the memory. Memory 1 is the map, one byte per page: 1 written, and where reads are watched 2 read only.
 */
export function barrierHelpers(layout: Layout): Record<'touch' | 'mark' | 'check' | 'look' | 'lookRange', Sink> {
  const { fault, range, see, seeRange } = layout.privateFunction;
  const unmarked = (out: Sink, page: number): Sink => {
    out.u8(0x20).u32(page).op(0x2d, 0x40, 1, 0);
    return layout.watchLoads ? out.op(0x41, 1, 0x47) : out.u8(0x45);
  };
  const unseen = (out: Sink, page: number): Sink => out.u8(0x20).u32(page).op(0x2d, 0x40, 1, 0, 0x45);
  const firstPage = (out: Sink): Sink => out.op(0x20, 0, 0x42, 16, 0x88, 0xa7);
  const lastPage = (out: Sink): Sink => out.op(0x20, 0, 0x20, 1, 0x7c, 0x42, 1, 0x7d, 0x42, 16, 0x88, 0xa7);

  const onPages = (needed: typeof unseen, tell: number): Sink => {
    const out = new Sink().op(1, 1, I32);
    out
      .op(0x20, 0, 0x20, 1, 0x7c, 0x42)
      .i64(2n ** 32n)
      .op(0x56, 0x04, 0x40, 0x42, 0, 0x0f, 0x0b);
    firstPage(out).op(0x21, 2);
    needed(out, 2).unlikelyIf().op(0x20, 2, 0x10).u32(tell).u8(0x0b);
    lastPage(out).op(0x20, 2, 0x47, 0x04, 0x40);
    lastPage(out).op(0x21, 2);
    needed(out, 2).op(0x04, 0x40, 0x20, 2, 0x10).u32(tell).op(0x0b, 0x0b);
    return out.op(0x20, 0, 0x42, 16, 0x88, 0x42, 1, 0x7c, 0x42, 16, 0x86, 0x0b);
  };

  const mark = new Sink().op(1, 1, I32);
  mark.op(0x20, 1, 0x50, 0x04, 0x40, 0x0f, 0x0b);
  firstPage(mark).op(0x22, 2);
  lastPage(mark).op(0x46, 0x04, 0x40);
  unmarked(mark, 2).unlikelyIf().op(0x20, 2, 0x10).u32(fault).op(0x0b, 0x05);
  firstPage(mark);
  lastPage(mark).u8(0x10).u32(range).op(0x0b, 0x0b);

  const lookRange = new Sink().op(0);
  lookRange.op(0x20, 1, 0x50, 0x04, 0x40, 0x0f, 0x0b);
  firstPage(lookRange);
  lastPage(lookRange).u8(0x10).u32(seeRange).u8(0x0b);

  const check = new Sink().op(0);
  check.op(0x20, 0, 0x20, 2, 0x42, 16, 0x86, 0x56, 0x04, 0x40, 0x00, 0x0b);
  check.op(0x20, 1, 0x20, 2, 0x42, 16, 0x86, 0x20, 0, 0x7d, 0x56, 0x04, 0x40, 0x00, 0x0b);
  check
    .op(0x20, 0, 0x20, 1, 0x7c, 0x42)
    .i64(2n ** 32n)
    .op(0x56, 0x04, 0x40)
    .u8(0x10);
  check.u32(layout.privateFunction.beyond).op(0x0b, 0x0b);
  return { touch: onPages(unmarked, fault), mark, check, look: onPages(unseen, see), lookRange };
}
