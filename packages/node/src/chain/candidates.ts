import { createLru, type Lru, toHex } from '@eventide/base';
import type { Attestation, Block, Hash } from '@eventide/ledger';

/** Attestations without their block: kept that long, that many. Spec: 06 §15 */
const ATTESTATION_MS = 60_000;
const MAX_ATTESTATIONS = 64;
/** Candidates in memory; the store has the rest. */
const MAX_CANDIDATES = 32;

/** Candidates without attestation and attestations without block: what comes second completes the other. Spec: 06 §15 */
export class Candidates {
  readonly #blocks: Lru<string, Block> = createLru({ maxEntries: MAX_CANDIDATES });
  readonly #attestations: Lru<string, { readonly attestation: Attestation; readonly untilMs: number }> = createLru({
    maxEntries: MAX_ATTESTATIONS,
  });

  put(block: Block): void {
    this.#blocks.set(toHex(block.header.hash), block);
  }

  /** The candidate with its attestation, if it is here. */
  attested(hash: Hash, attestation: Attestation): Block | undefined {
    const candidate = this.#blocks.get(toHex(hash));
    return candidate && { ...candidate, header: { ...candidate.header, att: attestation } };
  }

  /** A block that came without its attestation, with it, if that came before. */
  complete(block: Block, nowMs: number): Block | undefined {
    const known = this.#attestations.get(toHex(block.header.hash));
    if (known === undefined || known.untilMs < nowMs) return undefined;
    return { ...block, header: { ...block.header, att: known.attestation } };
  }

  awaits(hash: Hash): boolean {
    return this.#attestations.has(toHex(hash));
  }

  /** Keeps an attestation whose block is missing; false if the block is being waited for already. */
  await(hash: Hash, attestation: Attestation, nowMs: number): boolean {
    const id = toHex(hash);
    const asked = this.#attestations.get(id);
    this.#attestations.set(id, { attestation, untilMs: nowMs + ATTESTATION_MS });
    return asked === undefined || asked.untilMs < nowMs;
  }
}
