import type { PublicKeyBytes } from '@eventide/ledger';
import { STEP_OFFSETS, type Step } from './committee.ts';
import type { ConsensusMessage } from './effects.ts';

/** Where a message stands relative to the step being run. Spec: 06 §10 */
export type Relevance = 'present' | 'past' | 'future' | 'olderRound' | 'futureRound' | 'tooFar';

/** Rounds ahead of the tip that are kept. Spec: 06 §1 */
export const MAX_ROUND_DISTANCE = 10n;

/** Round, iteration and step a message belongs to. A validation quorum counts as the proposal of its iteration. Spec: 06 §10 */
export function placeOf(message: ConsensusMessage): {
  round: bigint;
  iteration: number;
  step: Step;
  prevBlockHash: Uint8Array;
} {
  if (message.topic === 'Candidate') {
    const { height, iteration, prevBlockHash } = message.payload.header;
    return { round: height, iteration, step: 'proposal', prevBlockHash };
  }
  return { ...message.payload.header, step: STEP_OF_TOPIC[message.topic] };
}

const STEP_OF_TOPIC = {
  Validation: 'validation',
  Ratification: 'ratification',
  ValidationQuorum: 'proposal',
  Quorum: 'ratification',
} as const;

/** Who signed a message; the two quorum messages carry aggregates only. */
export function signerOf(message: ConsensusMessage): PublicKeyBytes | undefined {
  if (message.topic === 'Candidate') return message.payload.header.generator;
  if (message.topic === 'Validation' || message.topic === 'Ratification') return message.payload.sign.signer;
  return undefined;
}

/** Spec: 06 §10 */
export function relevanceOf(
  place: { readonly round: bigint; readonly iteration: number; readonly step: Step },
  current: { readonly round: bigint; readonly iteration: number; readonly step: Step },
): Relevance {
  if (place.round < current.round) return 'olderRound';
  if (place.round > current.round) return place.round > current.round + MAX_ROUND_DISTANCE ? 'tooFar' : 'futureRound';
  const distance = stepIndex(place) - stepIndex(current);
  return distance === 0 ? 'present' : distance < 0 ? 'past' : 'future';
}

function stepIndex({ iteration, step }: { readonly iteration: number; readonly step: Step }): number {
  return iteration * 3 + STEP_OFFSETS[step];
}
