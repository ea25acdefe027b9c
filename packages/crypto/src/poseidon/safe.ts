import { concatBytes, intToBytesBe } from '@eventide/base';
import { loadKernels } from '@eventide/kernels';
import { CryptoError } from '../errors.ts';
import { type Fr, fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import { HADES_WIDTH } from './hades.ts';

/** One call of a sponge's pattern. */
export type SpongeCall = { readonly kind: 'absorb' | 'squeeze'; readonly length: number };

const RATE = HADES_WIDTH - 1;
const MAX_LENGTH = 0x7fff_ffff;
const ABSORB_BIT = 0x8000_0000;

/**
 * The bytes whose scalar hash is the tag: neighbouring calls of one kind merged, as big-endian words, then the domain.
 * @throws CryptoError CRYPTO_BAD_PATTERN
 * Spec: 01 §6.1
 */
export function spongeTagInput(pattern: readonly SpongeCall[], separator: bigint): Uint8Array {
  if (pattern[0]?.kind !== 'absorb' || pattern.at(-1)?.kind !== 'squeeze') throw badPattern('order');
  const words: number[] = [];
  let previous: SpongeCall['kind'] | undefined;
  for (const { kind, length } of pattern) {
    if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH) throw badPattern('length');
    if (kind === previous) words[words.length - 1] = (words.at(-1) as number) + length;
    else words.push(kind === 'absorb' ? ABSORB_BIT + length : length);
    previous = kind;
  }
  return concatBytes(...words.map((word) => intToBytesBe(BigInt(word), 4)), intToBytesBe(separator, 8));
}

/** A SAFE sponge over `Fr`: rate 4, capacity 1, no padding; the tag binds the pattern. Spec: 01 §6.1 */
export class Sponge {
  readonly #calls: SpongeCall[];
  #state: Fr[];
  #absorbed = 0;
  #squeezed = 0;

  /** @throws CryptoError CRYPTO_BAD_PATTERN */
  constructor(pattern: readonly SpongeCall[], separator: bigint) {
    this.#state = [hashToFr(spongeTagInput(pattern, separator)), 0n, 0n, 0n, 0n];
    this.#calls = pattern.toReversed();
  }

  /** Adds `values` to the rate. @throws CryptoError CRYPTO_BAD_PATTERN if the pattern expects another call */
  absorb(values: readonly Fr[]): void {
    this.#expect('absorb', values.length);
    for (const value of values) {
      if (this.#absorbed === RATE) {
        this.#state = loadKernels().poseidon.permute(this.#state);
        this.#absorbed = 0;
      }
      this.#absorbed++;
      this.#state[this.#absorbed] = fr.add(this.#state[this.#absorbed] as bigint, value);
    }
    this.#squeezed = RATE;
  }

  /** The next `count` outputs. @throws CryptoError CRYPTO_BAD_PATTERN if the pattern expects another call */
  squeeze(count: number): Fr[] {
    this.#expect('squeeze', count);
    const out: Fr[] = [];
    for (let i = 0; i < count; i++) {
      if (this.#squeezed === RATE) {
        this.#state = loadKernels().poseidon.permute(this.#state);
        this.#squeezed = 0;
        this.#absorbed = 0;
      }
      this.#squeezed++;
      out.push(this.#state[this.#squeezed] as bigint);
    }
    return out;
  }

  /** @throws CryptoError CRYPTO_BAD_PATTERN if calls of the pattern are left */
  finish(): void {
    if (this.#calls.length !== 0) throw badPattern('unfinished');
  }

  #expect(kind: SpongeCall['kind'], length: number): void {
    const call = this.#calls.pop();
    if (call?.kind !== kind || call.length !== length) throw badPattern('call');
  }
}

function badPattern(rule: string): CryptoError {
  return new CryptoError('CRYPTO_BAD_PATTERN', { rule });
}
