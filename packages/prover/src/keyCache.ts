import { equalBytes, toHex, utf8 } from '@eventide/base';
import { blake3 } from '@eventide/crypto/hash';
import type { Pool } from '@eventide/kernels';
import { type Circuit, quotientTail } from '@eventide/plonk/circuit';
import { compile } from '@eventide/plonk/compile';
import { layOut } from '@eventide/plonk/composer/composer';
import { rowDigest } from '@eventide/plonk/digest';
import { domainFor } from '@eventide/plonk/domain';
import { decodeVerifierData, encodeOpeningKey, encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import type { ProverKey } from '@eventide/plonk/prover/key';
import type { KeyValueStore } from '@eventide/store';
import type { ProvableCircuit } from './prover.ts';
import type { SrsSource } from './srsCache.ts';

export type KeyRequest = {
  readonly pinned?: ProvableCircuit['pinned'];
  readonly signal?: AbortSignal | undefined;
  /** Share of the reference string that is there, while it is generated. */
  readonly onSrs?: ((fraction: number) => void) | undefined;
};

/**
 * Compiled circuits, the most recently used in memory. What is expensive about a key, its commitments, is kept in the store by
 * the digest of its rows and the reference string, so that a cold start pays for transforms only.
 */
export class KeyCache {
  readonly #pool: Pool;
  readonly #store: KeyValueStore | undefined;
  readonly #kept: number;
  readonly #keys = new Map<string, ProverKey<unknown>>();

  constructor(pool: Pool, options: { readonly store: KeyValueStore | undefined; readonly kept: number }) {
    this.#pool = pool;
    this.#store = options.store;
    this.#kept = options.kept;
  }

  has(name: string): boolean {
    return this.#keys.has(name);
  }

  /** The key of a circuit; compiled when it is not there. */
  async get(circuit: Circuit<unknown>, srs: SrsSource, request: KeyRequest = {}): Promise<ProverKey<unknown>> {
    const known = this.#keys.get(circuit.name);
    if (known !== undefined) {
      this.#keys.delete(circuit.name);
      this.#keys.set(circuit.name, known);
      return known;
    }
    this.#evict(this.#kept - 1);
    const key = await this.#compile(circuit, srs, request);
    this.#keys.set(circuit.name, key);
    return key;
  }

  close(): void {
    this.#evict(0);
  }

  async #compile(
    circuit: Circuit<unknown>,
    source: SrsSource,
    { pinned, signal, onSrs }: KeyRequest,
  ): Promise<ProverKey<unknown>> {
    const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
    const count = domainFor(layout.rows.length).size + quotientTail(circuit.blinding);
    const srs = await source(count, { signal, onProgress: onSrs });
    const verifierData = pinned?.(srs.openingKey);
    if (verifierData !== undefined || this.#store === undefined)
      return compile(circuit, srs, this.#pool, { verifierData, signal });
    const id = utf8(`vd/1/${toHex(blake3(encodeOpeningKey(srs.openingKey)))}/${circuit.label}/${rowDigest(layout)}`);
    const bytes = await this.#store.get(id);
    const known = bytes === undefined ? undefined : decodeVerifierData(bytes);
    const key = await compile(circuit, srs, this.#pool, { verifierData: known, signal });
    const made = encodeVerifierData(key.verifierData);
    if (bytes === undefined || !equalBytes(bytes, made)) await this.#store.put(id, made);
    return key;
  }

  #evict(kept: number): void {
    for (const [name, key] of this.#keys) {
      if (this.#keys.size <= kept) return;
      this.#keys.delete(name);
      key.close();
    }
  }
}
