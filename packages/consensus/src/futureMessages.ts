import { toHex } from '@eventide/base';
import type { Step } from './committee.ts';
import type { ConsensusMessage } from './effects.ts';
import { placeOf, signerOf } from './relevance.ts';

/** Messages kept per round and step. Spec: 06 §1 */
const MAX_PER_STEP = 1_000;

/** Rounds beyond the next that survive a new block. Spec: 06 §1 */
const ROUNDS_KEPT = 5n;

/** A message that waits. Those of later rounds could not be verified when they came. */
export type WaitingMessage = { readonly message: ConsensusMessage; readonly verified: boolean };

/** Messages that came before their step: one per signer, and the oldest goes when a step is full. Spec: 06 §10 */
export class FutureMessages {
  readonly #steps = new Map<string, Map<string, WaitingMessage>>();

  /** Keeps a message; false if it has no signer or its signer already has one there. */
  add(message: ConsensusMessage, verified: boolean): boolean {
    const signer = signerOf(message);
    if (signer === undefined) return false;
    const { round, iteration, step } = placeOf(message);
    const key = stepKey(round, iteration, step);
    const queue = this.#steps.get(key) ?? new Map<string, WaitingMessage>();
    const id = toHex(signer);
    if (queue.has(id)) return false;
    if (queue.size >= MAX_PER_STEP) queue.delete(queue.keys().next().value as string);
    queue.set(id, { message, verified });
    this.#steps.set(key, queue);
    return true;
  }

  /** Removes and returns the messages of a step, oldest first. */
  take(round: bigint, iteration: number, step: Step): WaitingMessage[] {
    const key = stepKey(round, iteration, step);
    const queue = this.#steps.get(key);
    this.#steps.delete(key);
    return queue === undefined ? [] : [...queue.values()];
  }

  /** Drops what a tip at `height` makes useless. */
  trim(height: bigint): void {
    for (const key of this.#steps.keys()) {
      const round = BigInt(key.split('/')[0] as string);
      if (round <= height || round > height + 1n + ROUNDS_KEPT) this.#steps.delete(key);
    }
  }

  get size(): number {
    let size = 0;
    for (const queue of this.#steps.values()) size += queue.size;
    return size;
  }
}

function stepKey(round: bigint, iteration: number, step: Step): string {
  return `${round}/${iteration}/${step}`;
}
