/** A growing byte buffer with the encodings of WebAssembly binary. */
export class Sink {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;
  /** Offsets of the `if`s that are hardly ever taken. */
  readonly unlikely: number[] = [];

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  u8(byte: number): this {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = byte;
    return this;
  }

  /** Bytes given one by one: operators with one-byte immediates. */
  op(...bytes: number[]): this {
    for (const byte of bytes) this.u8(byte);
    return this;
  }

  /** Opens an `if` without result that is hardly ever taken; the engine is told so. */
  unlikelyIf(): this {
    this.unlikely.push(this.#length);
    return this.op(0x04, 0x40);
  }

  raw(bytes: Uint8Array): this {
    if (this.#length + bytes.length > this.#bytes.length) this.#grow(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  u32(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.u8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return this.u8(rest);
  }

  u64(value: bigint): this {
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) this.u8(Number(rest & 0x7fn) | 0x80);
    return this.u8(Number(rest));
  }

  /** Signed LEB128 of a 32-bit value (bits taken as signed). */
  i32(value: number): this {
    let rest = value | 0;
    for (;;) {
      const byte = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && byte < 0x40) || (rest === -1 && byte >= 0x40)) return this.u8(byte);
      this.u8(byte | 0x80);
    }
  }

  i64(value: bigint): this {
    let rest = BigInt.asIntN(64, value);
    for (;;) {
      const byte = Number(rest & 0x7fn);
      rest >>= 7n;
      if ((rest === 0n && byte < 0x40) || (rest === -1n && byte >= 0x40)) return this.u8(byte);
      this.u8(byte | 0x80);
    }
  }

  name(text: string): this {
    const bytes = new TextEncoder().encode(text);
    return this.u32(bytes.length).raw(bytes);
  }

  /** Length-prefixed content of another sink. */
  block(content: Sink): this {
    return this.u32(content.#length).raw(content.#bytes.subarray(0, content.#length));
  }

  append(content: Sink): this {
    for (const at of content.unlikely) this.unlikely.push(this.#length + at);
    return this.raw(content.#bytes.subarray(0, content.#length));
  }

  clear(): void {
    this.#length = 0;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(need: number): void {
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + need));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
