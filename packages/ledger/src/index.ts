export {
  type Attestation,
  attestationCodec,
  emptyAttestation,
  emptyStepVotes,
  type FailedIteration,
  failedIterationsCodec,
  MAX_FAILED_ITERATIONS,
  type StepVotes,
  stepVotesCodec,
  type ValidationResult,
  validationResultCodec,
} from './attestation.ts';
export {
  type Block,
  blockCodec,
  type LightBlock,
  lightBlockCodec,
  MAX_BLOCK_FAULTS,
  MAX_BLOCK_TRANSACTIONS,
} from './block.ts';
export { type BodyReason, checkBlockBody, MAX_BLOCK_BYTES } from './blockBody.ts';
export { type BloomEvent, bloomMayContain, eventBloom } from './bloom.ts';
export type { Hash, PublicKeyBytes, SignatureBytes } from './bytes.ts';
export {
  type ConsensusHeader,
  consensusHeaderCodec,
  type SignInfo,
  STEP_TAGS,
  signInfoCodec,
  voteMessage,
} from './consensusHeader.ts';
export { type Fault, type FaultItem, faultCodec, faultId, faultItemId, faultItemMessage } from './fault.ts';
export {
  genesisHeader,
  type HashableHeader,
  type Header,
  hashableHeaderCodec,
  headerCodec,
  headerHash,
} from './header.ts';
export { attestationFromJson, headerFromJson } from './headerFromJson.ts';
export { attestationToJson, formatJson, headerToJson, type JsonValue } from './json.ts';
export { type Label, labelCodec } from './label.ts';
export { merkleRoot } from './merkleRoot.ts';
export {
  type Inventory,
  type InventoryItem,
  MAX_INVENTORY,
  type ResourceRequest,
  type SocketAddress,
} from './messages/inventory.ts';
export {
  type BlocksRequest,
  decodeMessage,
  encodeMessage,
  type MempoolRequest,
  type Message,
  type Topic,
} from './messages/message.ts';
export type {
  QuorumMessage,
  RatificationMessage,
  ValidationMessage,
  ValidationQuorumMessage,
} from './messages/votes.ts';
export { type Reward, type RewardedVoter, rewardsOf, type Slash, slashesOf } from './settlement.ts';
export {
  equalVotes,
  NO_CANDIDATE,
  NO_QUORUM,
  type QuorumType,
  quorumTypeCodec,
  type RatificationResult,
  ratificationResultCodec,
  resultOfVote,
  type Vote,
  voteCodec,
} from './vote.ts';
