/** Bits into bytes, lowest first. */
export class BitWriter {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;
  #bits = 0;
  #pending = 0;

  /** Whole bytes written so far. */
  get byteLength(): number {
    return this.#length;
  }

  /** `count` ≤ 16 low bits of `value`. */
  put(value: number, count: number): void {
    this.#pending |= value << this.#bits;
    this.#bits += count;
    while (this.#bits >= 8) {
      this.#push(this.#pending & 0xff);
      this.#pending >>>= 8;
      this.#bits -= 8;
    }
  }

  padToByte(): void {
    if (this.#bits > 0) this.put(0, 8 - this.#bits);
  }

  /** A place to come back to by `rewind`. */
  mark(): readonly [length: number, bits: number, pending: number] {
    return [this.#length, this.#bits, this.#pending];
  }

  rewind([length, bits, pending]: readonly [number, number, number]): void {
    this.#length = length;
    this.#bits = bits;
    this.#pending = pending;
  }

  finish(): Uint8Array {
    this.padToByte();
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
