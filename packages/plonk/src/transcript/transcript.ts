import { intToBytesLe, utf8 } from '@eventide/base';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { Strobe } from './strobe.ts';

const labels = new Map<string, Uint8Array>();

/** The bytes of a label of this package's own protocol; there are about fifty. */
function labelBytes(label: string): Uint8Array {
  let bytes = labels.get(label);
  if (bytes === undefined) {
    bytes = utf8(label);
    labels.set(label, bytes);
  }
  return bytes;
}

/** A length in four little-endian bytes. */
function lengthBytes(length: number): Uint8Array {
  return Uint8Array.of(length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24);
}

/** The Merlin transcript of a proof and the only carrier of its challenges. Spec: 02 §7 */
export class Transcript {
  readonly #strobe: Strobe;

  private constructor(strobe: Strobe) {
    this.#strobe = strobe;
  }

  static start(label: Uint8Array): Transcript {
    const transcript = new Transcript(Strobe.start(utf8('Merlin v1.0')));
    transcript.message('dom-sep', label);
    return transcript;
  }

  /** An independent copy in the same state, e.g. of a seed kept per key. */
  clone(): Transcript {
    return new Transcript(this.#strobe.clone());
  }

  message(label: string, bytes: Uint8Array): void {
    this.#strobe.metaData(labelBytes(label), false);
    this.#strobe.metaData(lengthBytes(bytes.length), true);
    this.#strobe.data(bytes);
  }

  challengeBytes(label: string, length: number): Uint8Array {
    this.#strobe.metaData(labelBytes(label), false);
    this.#strobe.metaData(lengthBytes(length), true);
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
