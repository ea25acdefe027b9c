import { concatBytes, equalBytes, isEventideError, utf8 } from '@eventide/base';
import { blake2b256 } from '@eventide/crypto/hash';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import type { KeyValueStore, Operation } from '@eventide/store';
import { WalletError } from '../../errors.ts';

/** Kinds of records, the first byte of their keys. */
export const recordKinds = { sync: 0x10, note: 0x11, sent: 0x12, history: 0x13, cache: 0x14 } as const;
export type RecordKind = keyof typeof recordKinds;

const BLINDED_BYTES = 16;

/**
 * Records under a key that only an open wallet holds: AES-256-GCM with a fresh nonce each, names blinded, so that the disk tells how
 * many records there are and no more. A record moved to another name does not open.
 * Spec: 13 §4
 */
export class SealedStore {
  readonly #store: KeyValueStore;
  readonly #key: Uint8Array;
  readonly #random: RandomBytes;

  constructor(store: KeyValueStore, key: Uint8Array, random: RandomBytes) {
    this.#store = store;
    this.#key = key;
    this.#random = random;
  }

  /** @throws WalletError WALLET_STORE_CORRUPT; FaultError FAULT_DISK */
  async get(kind: RecordKind, id: string): Promise<string | undefined> {
    const key = this.#nameOf(kind, id);
    const sealed = await this.#store.get(key);
    return sealed && this.#open(key, sealed);
  }

  /** All records of a kind, in no particular order. @throws WalletError WALLET_STORE_CORRUPT */
  async *all(kind: RecordKind): AsyncGenerator<string> {
    const first = recordKinds[kind];
    for await (const [key, sealed] of this.#store.range({ gte: Uint8Array.of(first), lt: Uint8Array.of(first + 1) })) {
      yield this.#open(key, sealed);
    }
  }

  put(kind: RecordKind, id: string, text: string): Operation {
    const key = this.#nameOf(kind, id);
    const nonce = drawBytes(this.#random, GCM_NONCE_SIZE);
    return {
      kind: 'put',
      key,
      value: concatBytes(nonce, aesGcmEncrypt(this.#key, nonce, concatBytes(key, utf8(text)))),
    };
  }

  delete(kind: RecordKind, id: string): Operation {
    return { kind: 'delete', key: this.#nameOf(kind, id) };
  }

  /** All or none; on disk when it resolves. */
  batch(operations: readonly Operation[]): Promise<void> {
    return this.#store.batch(operations);
  }

  /** Forgets the key. */
  wipe(): void {
    this.#key.fill(0);
  }

  #nameOf(kind: RecordKind, id: string): Uint8Array {
    const name = concatBytes(Uint8Array.of(recordKinds[kind]), utf8(id));
    return concatBytes(
      Uint8Array.of(recordKinds[kind]),
      blake2b256(concatBytes(this.#key, name)).subarray(0, BLINDED_BYTES),
    );
  }

  #open(key: Uint8Array, sealed: Uint8Array): string {
    try {
      const plain = aesGcmDecrypt(this.#key, sealed.subarray(0, GCM_NONCE_SIZE), sealed.subarray(GCM_NONCE_SIZE));
      if (equalBytes(plain.subarray(0, key.length), key)) return new TextDecoder().decode(plain.subarray(key.length));
    } catch (error) {
      if (!isEventideError(error, 'CRYPTO_DECRYPT')) throw error;
    }
    throw new WalletError('WALLET_STORE_CORRUPT', { at: 'record' });
  }
}
