import type { Lux } from '@eventide/base';

/** Constants of consensus and wire that no height and no network changes. Spec: 06 §1 */
export const consensusConstants: Readonly<{
  headerVersion: number;
  wireVersion: Readonly<{ major: number; minor: number; patch: number }>;
  proposalCredits: number;
  validationCredits: number;
  ratificationCredits: number;
  /** ⌊64 / 2⌋ + 1 */
  majority: number;
  /** 64 − ⌊64 / 3⌋ */
  supermajority: number;
  /** Iterations of a round: 0 … 49. */
  maxIterations: number;
  /** Entries of `failed_iterations` at most. */
  relaxedThreshold: number;
  emergencyModeIteration: number;
  emergencyBlockIteration: number;
  minEmergencyBlockTimeSec: bigint;
  timestampMarginSec: bigint;
  elapsedSamples: number;
  maxBlockBytes: number;
  maxTransactionsPerBlock: number;
  maxFaultsPerBlock: number;
  maxTransactionBytes: number;
  maxInvItems: number;
  maxRoundDistance: bigint;
  epochBlocks: bigint;
  /** Least stake that takes part in sortition, hard-coded in the reference. */
  minimumSortitionStake: Lux;
  sortitionDecrement: Lux;
}> = Object.freeze({
  headerVersion: 1,
  wireVersion: Object.freeze({ major: 1, minor: 0, patch: 0 }),
  proposalCredits: 1,
  validationCredits: 64,
  ratificationCredits: 64,
  majority: 33,
  supermajority: 43,
  maxIterations: 50,
  relaxedThreshold: 8,
  emergencyModeIteration: 16,
  emergencyBlockIteration: 255,
  minEmergencyBlockTimeSec: 6120n,
  timestampMarginSec: 3n,
  elapsedSamples: 5,
  maxBlockBytes: 1_048_576,
  maxTransactionsPerBlock: 1000,
  maxFaultsPerBlock: 100,
  maxTransactionBytes: 2_097_152,
  maxInvItems: 10_000,
  maxRoundDistance: 10n,
  epochBlocks: 2160n,
  minimumSortitionStake: 1_000_000_000_000n,
  sortitionDecrement: 1_000_000_000n,
});

/** What may differ between networks. */
export type ConsensusTimes = {
  /** Least distance of two blocks' timestamps. */
  readonly minBlockTimeSec: bigint;
  readonly stepTimeoutMinMs: number;
  readonly stepTimeoutMaxMs: number;
  readonly stepTimeoutIncreaseMs: number;
};

/** Spec: 06 §1 */
export const ruskTimes: ConsensusTimes = Object.freeze({
  minBlockTimeSec: 10n,
  stepTimeoutMinMs: 7000,
  stepTimeoutMaxMs: 40_000,
  stepTimeoutIncreaseMs: 2000,
});
