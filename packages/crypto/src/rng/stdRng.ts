import { chacha12 } from '@noble/ciphers/chacha.js';
import { CryptoError } from '../errors.ts';
import type { RandomBytes } from '../random.ts';

const BUFFER_BLOCKS = 4;
const BLOCK = 64;
const NONCE = new Uint8Array(12);

/**
 * The deterministic generator of the reference: the ChaCha12 key stream of a 32-byte seed, read in 32-bit words.
 * Used for key derivation (consensus between wallets) and for replayable tests. Spec: 01 §2
 */
export class StdRng {
  readonly #seed: Uint8Array;
  readonly #buffer: Uint8Array = new Uint8Array(BUFFER_BLOCKS * BLOCK);
  readonly #view: DataView = new DataView(this.#buffer.buffer);
  #block = 0;
  #at: number = this.#buffer.length;

  /** @throws CryptoError CRYPTO_BAD_ARGUMENT unless the seed has 32 bytes */
  constructor(seed: Uint8Array) {
    if (seed.length !== 32) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { seedBytes: seed.length });
    this.#seed = seed.slice();
  }

  nextU32(): number {
    if (this.#at === this.#buffer.length) this.#refill();
    const word = this.#view.getUint32(this.#at, true);
    this.#at += 4;
    return word;
  }

  /** The low word comes first. */
  nextU64(): bigint {
    const low = this.nextU32();
    return (BigInt(this.nextU32()) << 32n) | BigInt(low);
  }

  /** The next bytes; the rest of a word that was begun is thrown away. Spec: 01 §2 */
  readonly randomBytes: RandomBytes = (length) => {
    const out = new Uint8Array(length);
    let written = 0;
    while (written < length) {
      if (this.#at === this.#buffer.length) this.#refill();
      const count = Math.min(length - written, this.#buffer.length - this.#at);
      out.set(this.#buffer.subarray(this.#at, this.#at + count), written);
      written += count;
      this.#at += Math.ceil(count / 4) * 4;
    }
    return out;
  };

  #refill(): void {
    this.#buffer.fill(0);
    chacha12(this.#seed, NONCE, this.#buffer, this.#buffer, this.#block);
    this.#block += BUFFER_BLOCKS;
    this.#at = 0;
  }
}

/** The generator of `expandSeed(seed)`. Spec: 01 §2 */
export function stdRngFromU64(seed: bigint): StdRng {
  return new StdRng(expandSeed(seed));
}

/** A u64 expanded to a 32-byte seed by PCG32 (`seed_from_u64`). Spec: 01 §2 */
export function expandSeed(seed: bigint): Uint8Array {
  if (seed < 0n || seed > 0xffff_ffff_ffff_ffffn) throw new CryptoError('CRYPTO_BAD_ARGUMENT', { argument: 'seed' });
  const out = new Uint8Array(32);
  const view = new DataView(out.buffer);
  let state = seed;
  for (let at = 0; at < 32; at += 4) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 11634580027462260723n);
    const mixed = Number(BigInt.asUintN(32, ((state >> 18n) ^ state) >> 27n));
    const rotation = Number(state >> 59n);
    view.setUint32(at, (mixed >>> rotation) | (mixed << (-rotation & 31)), true);
  }
  return out;
}
