import { alignOf, check, deps, hasRefs, put, read, sizeOf, write, zeroed } from "./archive";
import { malformed } from "./errors";

/** rkyv Option<T>: tag byte, payload behind it at T's alignment. */
@unmanaged
export class Option<T> {
  static none<T>(): Option<T> { return changetype<Option<T>>(zeroed(changetype<Option<T>>(0).__size())); }
  static some<T>(v: T): Option<T> {
    const o = Option.none<T>();
    store<u8>(changetype<usize>(o), 1);
    write<T>(o.payload, v);
    return o;
  }
  @inline get isSome(): bool { return load<u8>(changetype<usize>(this)) != 0; }
  @inline get payload(): usize { return changetype<usize>(this) + alignOf<T>(); }
  /** The payload; only after `isSome`. */
  get value(): T { if (!this.isSome) malformed(); return read<T>(this.payload); }

  @inline __size(): usize { return (alignOf<T>() + sizeOf<T>() + alignOf<T>() - 1) & ~(alignOf<T>() - 1); }
  @inline __align(): usize { return alignOf<T>(); }
  @inline __refs(): bool { return hasRefs<T>(); }
  __assign(d: usize): void {
    memory.copy(d, changetype<usize>(this), this.__size());
    if (this.isSome) write<T>(d + alignOf<T>(), this.value);
  }
  __check(base: usize): void {
    const tag = load<u8>(changetype<usize>(this));
    if (tag > 1) malformed();
    if (tag) check<T>(this.payload, base);
  }
  __deps(): void { if (this.isSome) deps<T>(this.payload); }
  __put(d: usize): void {
    memory.fill(d, 0, this.__size());
    if (!this.isSome) return;
    store<u8>(d, 1);
    put<T>(d + alignOf<T>(), this.payload);
  }
}

