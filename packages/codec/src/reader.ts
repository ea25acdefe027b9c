import { CodecError } from './errors.ts';

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A cursor over bytes. Every read checks the remaining length first and throws CODEC_TOO_SHORT.
 * Integers are little-endian unless the name ends in `Be`.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    // A plain view: `slice` of Node's Buffer would hand out windows onto the input in place of copies.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  u16Be(): number {
    return this.#view.getUint16(this.#take(2), false);
  }

  u32Be(): number {
    return this.#view.getUint32(this.#take(4), false);
  }

  u64Be(): bigint {
    return this.#view.getBigUint64(this.#take(8), false);
  }

  /** One byte, 0 or 1. @throws CodecError CODEC_BAD_TAG */
  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) throw new CodecError('CODEC_BAD_TAG', { tag: byte, at: this.#offset - 1 });
    return byte === 1;
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    return this.view(length).slice();
  }

  /** The next `length` bytes as a view onto the input. */
  view(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  /** A u64 length, at most `max`, that also fits the remaining input when each element takes `elementSize` bytes. */
  length64(max: number, elementSize = 1): number {
    return this.#checkCount(this.u64(), max, elementSize);
  }

  /** As `length64` for a u32 length. */
  length32(max: number, elementSize = 1): number {
    return this.#checkCount(BigInt(this.u32()), max, elementSize);
  }

  /** u64 length, then so many bytes (a copy); at most `max`. */
  bytes64(max: number): Uint8Array {
    return this.bytes(this.length64(max));
  }

  /** u32 length, then so many bytes (a copy); at most `max`. */
  bytes32(max: number): Uint8Array {
    return this.bytes(this.length32(max));
  }

  /** The next `length` bytes as UTF-8. @throws CodecError CODEC_BAD_TEXT */
  text(length: number): string {
    const bytes = this.view(length);
    try {
      return utf8Decoder.decode(bytes);
    } catch {
      throw new CodecError('CODEC_BAD_TEXT', { at: this.#offset - length });
    }
  }

  /** All bytes left, as a copy. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** @throws CodecError CODEC_TRAILING if bytes are left */
  end(): void {
    if (this.remaining !== 0) throw new CodecError('CODEC_TRAILING', { bytes: this.remaining });
  }

  #take(length: number): number {
    const at = this.#offset;
    if (length < 0 || length > this.#bytes.length - at) {
      throw new CodecError('CODEC_TOO_SHORT', { at, need: length, have: this.#bytes.length - at });
    }
    this.#offset = at + length;
    return at;
  }

  #checkCount(count: bigint, max: number, elementSize: number): number {
    if (count > BigInt(max)) throw new CodecError('CODEC_TOO_LONG', { count, max });
    if (Number(count) * elementSize > this.remaining) {
      throw new CodecError('CODEC_TOO_SHORT', {
        at: this.#offset,
        need: Number(count) * elementSize,
        have: this.remaining,
      });
    }
    return Number(count);
  }
}
