import { utf8 } from '@eventide/base';
import { keccakF1600 } from '@eventide/kernels/keccak';

const RATE = 166;
const META_AD = 0x12;
const AD = 0x02;
const PRF = 0x07;
// Flags C (cipher) or K (key): the operation starts on a fresh block.
const FRESH_BLOCK = 0x04 | 0x20;

/** The part of STROBE-128 that Merlin uses. Spec: 02 §7.1 */
export class Strobe {
  readonly #words: Uint32Array;
  readonly #state: Uint8Array;
  #position = 0;
  #begin = 0;

  private constructor(words: Uint32Array) {
    this.#words = words;
    this.#state = new Uint8Array(words.buffer);
  }

  /** The state after its label. */
  static start(label: Uint8Array): Strobe {
    const strobe = new Strobe(new Uint32Array(50));
    strobe.#state.set([1, 168, 1, 0, 1, 96]);
    strobe.#state.set(utf8('STROBEv1.0.2'), 6);
    keccakF1600(strobe.#words);
    strobe.metaData(label, false);
    return strobe;
  }

  /** An independent copy in the same state. */
  clone(): Strobe {
    const copy = new Strobe(this.#words.slice());
    copy.#position = this.#position;
    copy.#begin = this.#begin;
    return copy;
  }

  metaData(bytes: Uint8Array, more: boolean): void {
    if (!more) this.#operation(META_AD);
    this.#absorb(bytes);
  }

  data(bytes: Uint8Array): void {
    this.#operation(AD);
    this.#absorb(bytes);
  }

  random(length: number): Uint8Array {
    this.#operation(PRF);
    const out = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const end = Math.min(this.#position + length - done, RATE);
      out.set(this.#state.subarray(this.#position, end), done);
      this.#state.fill(0, this.#position, end);
      done += end - this.#position;
      this.#moveTo(end);
    }
    return out;
  }

  #operation(flags: number): void {
    const previous = this.#begin;
    this.#begin = this.#position + 1;
    this.#absorbByte(previous);
    this.#absorbByte(flags);
    if ((flags & FRESH_BLOCK) !== 0 && this.#position !== 0) this.#permute();
  }

  #absorb(bytes: Uint8Array): void {
    const state = this.#state;
    for (let done = 0; done < bytes.length; ) {
      const position = this.#position;
      const count = Math.min(bytes.length - done, RATE - position);
      for (let i = 0; i < count; i++)
        state[position + i] = (state[position + i] as number) ^ (bytes[done + i] as number);
      done += count;
      this.#moveTo(position + count);
    }
  }

  #absorbByte(byte: number): void {
    this.#mix(this.#position, byte);
    this.#moveTo(this.#position + 1);
  }

  #moveTo(position: number): void {
    this.#position = position;
    if (position === RATE) this.#permute();
  }

  #permute(): void {
    this.#mix(this.#position, this.#begin);
    this.#mix(this.#position + 1, 0x04);
    this.#mix(RATE + 1, 0x80);
    keccakF1600(this.#words);
    this.#position = 0;
    this.#begin = 0;
  }

  #mix(at: number, byte: number): void {
    this.#state[at] = (this.#state[at] as number) ^ byte;
  }
}
