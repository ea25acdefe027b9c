import { advance, alignCursor, alignOf, check, deps, dropSlots, hasRefs, noteSlot, position, put, read, rewindSlots, sizeOf, slotMark, takeSlot, write, zeroed } from "./archive";
import { malformed, outOfRange } from "./errors";

/** rkyv Vec<T>: i32 distance, u32 count. */
@unmanaged
export class Vec<T> {
  private distance: i32;
  length: u32;

  static of<T>(items: usize, count: u32): Vec<T> {
    const v = changetype<Vec<T>>(zeroed(8));
    v.distance = <i32>(items - changetype<usize>(v));
    v.length = count;
    return v;
  }
  /** A vector of `count` zero elements in the arena. */
  static sized<T>(count: u32): Vec<T> { return Vec.of<T>(zeroed(count * sizeOf<T>()), count); }

  @inline get start(): usize { return changetype<usize>(this) + this.distance; }
  at(i: u32): T { if (i >= this.length) outOfRange(); return read<T>(this.start + i * sizeOf<T>()); }
  set(i: u32, v: T): void { if (i >= this.length) outOfRange(); write<T>(this.start + i * sizeOf<T>(), v); }

  @inline __size(): usize { return 8; }
  @inline __align(): usize { return 4; }
  @inline __refs(): bool { return true; }
  __assign(d: usize): void {
    store<i32>(d, <i32>(this.start - d));
    store<u32>(d, this.length, 4);
  }
  __check(base: usize): void {
    const at = this.start, n = this.length;
    if (at < base || n > 65536 || at > changetype<usize>(this) || at + n * sizeOf<T>() > changetype<usize>(this) || (at & (alignOf<T>() - 1))) malformed();
    if (isReference<T>() || isBoolean<T>()) for (let i: u32 = 0; i < n; i++) check<T>(at + i * sizeOf<T>(), base);
  }
  __deps(): void {
    const n = this.length, from = this.start;
    const mark = slotMark();
    if (hasRefs<T>()) for (let i: u32 = 0; i < n; i++) deps<T>(from + i * sizeOf<T>());
    if (alignOf<T>() > 1) alignCursor(alignOf<T>());
    const at = position();
    if (isReference<T>()) {
      rewindSlots(mark);
      for (let i: u32 = 0; i < n; i++) { put<T>(position(), from + i * sizeOf<T>()); advance(sizeOf<T>()); }
    } else {
      memory.copy(at, from, n * sizeOf<T>());
      advance(n * sizeOf<T>());
    }
    dropSlots(mark);
    noteSlot(at);
  }
  __put(d: usize): void {
    store<i32>(d, <i32>(takeSlot() - d));
    store<u32>(d, this.length, 4);
  }
}

