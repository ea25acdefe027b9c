import { advance, noteSlot, position, takeSlot, zeroed } from "./archive";
import { malformed } from "./errors";

/**
 * rkyv String: up to 7 bytes inline, longer ones by distance from its own start. The top bit tells which: archives point
 * backwards, so that the bit is their sign; views that point forwards (static data, the spill arena) keep it set as well.
 */
@unmanaged
export class Text {
  private a: u32;
  private b: u32;

  static of(bytes: usize, len: i32): Text {
    const t = changetype<Text>(zeroed(8));
    t.set(bytes, len);
    return t;
  }
  private set(bytes: usize, len: u32): void {
    if (len <= 7) { memory.copy(changetype<usize>(this), bytes, len); store<u8>(changetype<usize>(this), <u8>len, 7); }
    else { this.a = len; this.aim(bytes); }
  }
  private aim(bytes: usize): void { this.b = <u32>(bytes - changetype<usize>(this)) | 0x80000000; }
  @inline private get inline(): bool { return (load<u8>(changetype<usize>(this), 7) & 0x80) == 0; }
  get length(): u32 { return this.inline ? <u32>load<u8>(changetype<usize>(this), 7) : this.a; }
  get start(): usize { return this.inline ? changetype<usize>(this) : changetype<usize>(this) + (<i32>(this.b << 1) >> 1); }

  @inline __size(): usize { return 8; }
  @inline __align(): usize { return 4; }
  @inline __refs(): bool { return true; }
  __assign(d: usize): void {
    if (this.inline) store<u64>(d, load<u64>(changetype<usize>(this)));
    else {
      const from = this.start;
      store<u32>(d, this.a);
      changetype<Text>(d).aim(from);
    }
  }
  __check(base: usize): void {
    if (this.inline) { if (this.length > 7) malformed(); return; }
    const at = this.start;
    if (at < base || this.a > 65536 || at + this.a > changetype<usize>(this)) malformed();
  }
  __deps(): void {
    const n = this.length;
    if (n <= 7) return;
    const at = position();
    memory.copy(at, this.start, n);
    advance(n);
    noteSlot(at);
  }
  __put(d: usize): void {
    const n = this.length;
    store<u64>(d, 0);
    if (n <= 7) { memory.copy(d, this.start, n); store<u8>(d, <u8>n, 7); return; }
    store<u32>(d, n);
    store<i32>(d, <i32>(takeSlot() - d), 4);
  }
}

