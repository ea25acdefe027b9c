import { utf8 } from '@eventide/base';
import { keccakF1600 } from '@eventide/crypto/hash';

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

  constructor(label: Uint8Array) {
    this.#words = new Uint32Array(50);
    this.#state = new Uint8Array(this.#words.buffer);
    this.#state.set([1, 168, 1, 0, 1, 96]);
    this.#state.set(utf8('STROBEv1.0.2'), 6);
    keccakF1600(this.#words);
    this.metaData(label, false);
  }

  /** An independent copy in the same state. */
  clone(): Strobe {
    const copy = new Strobe(new Uint8Array());
    copy.#state.set(this.#state);
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
    for (let i = 0; i < length; i++) {
      out[i] = this.#state[this.#position] as number;
      this.#state[this.#position] = 0;
      this.#step();
    }
    return out;
  }

  #operation(flags: number): void {
    const previous = this.#begin;
    this.#begin = this.#position + 1;
    this.#absorb(Uint8Array.of(previous, flags));
    if ((flags & FRESH_BLOCK) !== 0 && this.#position !== 0) this.#permute();
  }

  #absorb(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#mix(this.#position, byte);
      this.#step();
    }
  }

  #step(): void {
    this.#position++;
    if (this.#position === RATE) this.#permute();
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
