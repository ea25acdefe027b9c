const FIRST_CAPACITY = 1024;

/** The growing archive. Space is handed out zeroed; fields are stored into it afterwards. */
export class ArchiveWriter {
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes handed out so far. */
  get length(): number {
    return this.#length;
  }

  /** Valid until the next `reserve` or `append`. */
  get view(): DataView {
    return this.#view;
  }

  /** Zeroes up to a multiple of `align`, then `size` zero bytes; where they start. */
  reserve(size: number, align: number): number {
    const at = Math.ceil(this.#length / align) * align;
    this.#length = at + size;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  /** Appends bytes of alignment 1; where they start. */
  append(bytes: Uint8Array): number {
    const at = this.reserve(bytes.length, 1);
    this.#bytes.set(bytes, at);
    return at;
  }

  /** Stores bytes into reserved space. */
  set(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }

  /** A copy of the archive. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}
