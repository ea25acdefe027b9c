import { read, sizeOf, write } from "../archive";
import { outOfRange } from "../errors";
import { allocate } from "../heap";

/** Append-only array in persistent memory. Segments double and never move. Header 8 + 22·4 = 96 bytes. */
@unmanaged
export class List<T> {
  private count: u64;
  // 22 segment addresses follow (u32 each): segment s holds base·2^s elements

  @inline __size(): usize { return 96; }
  get length(): u64 { return this.count; }

  /** log2 of the elements in segment 0: about 1 KiB. */
  @inline private get baseLog(): i32 { return sizeOf<T>() >= 512 ? 1 : sizeOf<T>() >= 128 ? 3 : 5; }

  private address(i: u32, create: bool): usize {
    const j = (i >> this.baseLog) + 1;
    const s = 31 - clz(j);
    const cell = changetype<usize>(this) + 8 + (<usize>s << 2);
    let p: usize = load<u32>(cell);
    if (!p && create) {
      const bytes = (sizeOf<T>() << this.baseLog) << s;
      let order = 32 - clz(<u32>bytes - 1);
      if (order < 6) order = 6;
      p = allocate(order);
      store<u32>(cell, <u32>p);
    }
    return p + (i - (((1 << s) - 1) << this.baseLog)) * sizeOf<T>();
  }

  at(i: u64): T { if (i >= this.count) outOfRange(); return read<T>(this.address(<u32>i, false)); }
  set(i: u64, v: T): void { if (i >= this.count) outOfRange(); write<T>(this.address(<u32>i, false), v); }
  push(v: T): u64 {
    const i = this.count;
    write<T>(this.address(<u32>i, true), v);
    this.count = i + 1;
    return i;
  }
}
