import { utf8 } from '@eventide/base';
import { CodecError } from './errors.ts';

const FIRST_CAPACITY = 256;
/** Larger buffers are not worth being cleared and kept. */
const MOST_KEPT = 16_384;

/** A growing byte buffer. Integers are little-endian unless the name ends in `Be`. Out of range: CODEC_RANGE. */
export class Writer {
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    const at = this.#number(value, 0xff, 1);
    this.#view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.#number(value, 0xffff, 2);
    this.#view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.#number(value, 0xffff_ffff, 4);
    this.#view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.#bigint(value);
    this.#view.setBigUint64(at, value, true);
  }

  u16Be(value: number): void {
    const at = this.#number(value, 0xffff, 2);
    this.#view.setUint16(at, value, false);
  }

  u32Be(value: number): void {
    const at = this.#number(value, 0xffff_ffff, 4);
    this.#view.setUint32(at, value, false);
  }

  u64Be(value: bigint): void {
    const at = this.#bigint(value);
    this.#view.setBigUint64(at, value, false);
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  /** The bytes as they are. `length` states the size the format fixes. */
  bytes(bytes: Uint8Array, length?: number): void {
    if (length !== undefined && bytes.length !== length) {
      throw new CodecError('CODEC_RANGE', { expectedBytes: length, bytes: bytes.length });
    }
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** u64 length, then the bytes. */
  bytes64(bytes: Uint8Array): void {
    this.u64(BigInt(bytes.length));
    this.bytes(bytes);
  }

  /** u32 length, then the bytes. */
  bytes32(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.bytes(bytes);
  }

  /** UTF-8 without a length. */
  text(text: string): void {
    this.bytes(utf8(text));
  }

  /** `count` zero bytes. */
  zeros(count: number): void {
    this.#grow(count);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Begins anew on the same buffer; false if that has grown too large to be kept. */
  reset(): boolean {
    if (this.#bytes.length > MOST_KEPT) return false;
    this.#bytes.fill(0, 0, this.#length);
    this.#length = 0;
    return true;
  }

  #number(value: number, max: number, size: number): number {
    if (!Number.isInteger(value) || value < 0 || value > max) throw new CodecError('CODEC_RANGE', { value, max });
    return this.#grow(size);
  }

  #bigint(value: bigint): number {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new CodecError('CODEC_RANGE', { value });
    return this.#grow(8);
  }

  /** Hands out `count` zero bytes. It may replace `#view`: take the position first, the view after it. */
  #grow(count: number): number {
    const at = this.#length;
    const needed = at + count;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#length = needed;
    return at;
  }
}
