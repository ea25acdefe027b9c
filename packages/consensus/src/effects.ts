import type {
  Block,
  ConsensusHeader,
  FailedIteration,
  InventoryItem,
  Message,
  QuorumMessage,
  ValidationResult,
} from '@eventide/ledger';
import type { Step } from './committee.ts';

/** What travels through the round machine. Spec: 06 §6.1 */
export type ConsensusMessage = Extract<
  Message,
  { topic: 'Candidate' | 'Validation' | 'Ratification' | 'Quorum' | 'ValidationQuorum' }
>;

/** What the round machine wants done; the caller does it and reports back where that is said. Spec: 06 §9 */
export type Effect =
  /** Send an own message to everybody. */
  | { readonly kind: 'broadcast'; readonly message: ConsensusMessage }
  /** Pass a received message on, one Kadcast height lower. */
  | { readonly kind: 'relay'; readonly message: ConsensusMessage }
  /** Call `tick` at this time; replaces an earlier timer. Undefined: no timer (open consensus). */
  | { readonly kind: 'timer'; readonly atMs: number | undefined }
  /** Build and sign a candidate for this iteration, then call `built`. */
  | { readonly kind: 'build'; readonly iteration: number; readonly failedIterations: readonly FailedIteration[] }
  /** Judge this candidate, then call `validated`. */
  | { readonly kind: 'validate'; readonly iteration: number; readonly block: Block }
  | { readonly kind: 'storeCandidate'; readonly block: Block }
  /** An iteration ended: broadcast it; a success leads to the acceptance of its block. */
  | { readonly kind: 'quorum'; readonly message: QuorumMessage }
  /** Ask the network for something missing. Spec: 06 §9.3 */
  | { readonly kind: 'request'; readonly item: InventoryItem }
  /** Remember that this iteration has begun, so that it is not run again after a restart. */
  | { readonly kind: 'iterationBegun'; readonly iteration: number }
  | { readonly kind: 'storeValidationResult'; readonly header: ConsensusHeader; readonly result: ValidationResult }
  /** A step ended by a message processed here. Spec: 06 §9.1 */
  | { readonly kind: 'stepDuration'; readonly step: Step; readonly durationMs: number };

/** How the judgement of a candidate ends: the vote it leads to, or none. Spec: 06 §9.4 */
export type CandidateVerdict = 'valid' | 'invalid' | 'abstain';
