import { allocate, release } from "../heap";

/** Bytes of any length in persistent memory. Header 16 bytes; one block, reused while they fit. */
@unmanaged
export class Bytes {
  private block: u32;
  private order: u32;
  length: u64;

  get start(): usize {
    return this.block;
  }

  set(bytes: usize, length: u32): void {
    this.length = length;
    if (!length) return;
    if (!this.block || <u32>1 << this.order < length) {
      if (this.block) release(this.block, <i32>this.order);
      this.order = <u32>max<i32>(6, 32 - clz(length - 1));
      this.block = <u32>allocate(<i32>this.order);
    }
    memory.copy(this.block, bytes, length);
  }
}
