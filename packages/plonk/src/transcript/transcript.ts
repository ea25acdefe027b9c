import { intToBytesLe, utf8 } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { Strobe } from './strobe.ts';

/** The Merlin transcript of a proof and the only carrier of its challenges. Spec: 02 §7 */
export class Transcript {
  #strobe: Strobe;

  constructor(label: Uint8Array) {
    this.#strobe = new Strobe(utf8('Merlin v1.0'));
    this.message('dom-sep', label);
  }

  /** An independent copy in the same state, e.g. of a seed kept per key. */
  clone(): Transcript {
    const copy = new Transcript(new Uint8Array());
    copy.#strobe = this.#strobe.clone();
    return copy;
  }

  message(label: string, bytes: Uint8Array): void {
    this.#strobe.metaData(utf8(label), false);
    this.#strobe.metaData(intToBytesLe(BigInt(bytes.length), 4), true);
    this.#strobe.data(bytes);
  }

  challengeBytes(label: string, length: number): Uint8Array {
    this.#strobe.metaData(utf8(label), false);
    this.#strobe.metaData(intToBytesLe(BigInt(length), 4), true);
    return this.#strobe.random(length);
  }

  /** Appends a field element. */
  scalar(label: string, value: Fr): void {
    this.message(label, fr.encode(value));
  }

  /** Appends the 48 bytes of a compressed commitment. */
  point(label: string, commitment: Uint8Array): void {
    this.message(label, commitment);
  }

  /** Draws 64 bytes and reduces them. */
  challenge(label: string): Fr {
    return fr.fromBytesWide(this.challengeBytes(label, 64));
  }

  /** Binds a number of rows. Spec: 02 §7.1 */
  circuitSize(rows: number): void {
    this.message('dom-sep', utf8('circuit_size'));
    this.message('n', intToBytesLe(BigInt(rows), 8));
  }
}
