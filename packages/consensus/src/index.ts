export { Aggregator, type CollectResult } from './aggregator.ts';
export { creditsOf, hasStrayBits, memberIndex, membersOf } from './bitset.ts';
export { createBlsSignatures, createBlsSigner } from './blsSignatures.ts';
export {
  COMMITTEE_CREDITS,
  generatorOf,
  LAST_ITERATION,
  majority,
  type Place,
  quorumOf,
  type Step,
  stepNumber,
  supermajority,
  votingCommittee,
} from './committee.ts';
export type { CandidateVerdict, ConsensusMessage, Effect } from './effects.ts';
export { type LabelledBlock, rollFinality } from './finality.ts';
export { chooseFork, type ForkChoice, type ForkPoint, type OwnChain } from './forkChoice.ts';
export { FutureMessages } from './futureMessages.ts';
export { EMERGENCY_ITERATION, isEmergency } from './iteration.ts';
export {
  eligibleIn,
  MINIMUM_STAKE,
  type Provisioner,
  type Provisioners,
  sameProvisioners,
  sortProvisioners,
} from './provisioners.ts';
export { MAX_ROUND_DISTANCE, placeOf, type Relevance, relevanceOf, signerOf } from './relevance.ts';
export { Round } from './round.ts';
export type { RoundContext } from './roundState.ts';
export type { Signatures, SignedTwo, Signer, ToSign } from './signatures.ts';
export { type Committee, type Draw, drawCommittee, type Member } from './sortition.ts';
export { baseTimeoutMs, noSamples, recordDuration, type StepSamples, type TimeoutBounds } from './timeouts.ts';
export {
  type AttestationReason,
  type Expected,
  type VoteContext,
  verifyAttestation,
  verifyStepVotes,
} from './verify/attestation.ts';
export {
  culpritOf,
  type FaultContext,
  type FaultReason,
  faultPairKey,
  verifyFault,
  verifyFaults,
} from './verify/fault.ts';
export {
  EMERGENCY_BLOCK_ITERATION,
  type HeaderContext,
  type HeaderReason,
  type HeaderResult,
  MUST_VOTE_INVALID,
  verifyHeader,
} from './verify/header.ts';
export type { MessageReason } from './verify/message.ts';
export { unionOfVoters, type Voters } from './voters.ts';
