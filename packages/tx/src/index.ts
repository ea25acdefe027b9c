export { BLOB_BYTES, type Blob, type BlobSidecar, blobHash, MAX_BLOBS } from './blob/blob.ts';
export { contractId, deployment, STAKE_CONTRACT, TRANSFER_CONTRACT } from './contracts/ids.ts';
export {
  type DoubleSignature,
  type Stake,
  type StakeKeys,
  type StakeOwner,
  type StakeSecrets,
  type StakeWithdraw,
  signStake,
  signStakeWithdraw,
  stakeMessage,
  stakeWithdrawMessage,
  verifyStake,
  verifyStakeWithdraw,
} from './contracts/stake.ts';
export {
  type ReplayToken,
  signWithdraw,
  verifyWithdraw,
  type Withdraw,
  type WithdrawOwner,
  type WithdrawReceiver,
  type WithdrawSignature,
  withdrawMessage,
} from './contracts/withdraw.ts';
export {
  type Blobs,
  blobsToMemo,
  type ContractCall,
  type ContractDeploy,
  dataHashBytes,
  type Memo,
  type TransactionData,
  withoutBytecode,
  withoutSidecars,
} from './data.ts';
export { decodeTx, encodeTx } from './envelope.ts';
export { TxError, type TxErrorCode } from './errors.ts';
export { formatTxId, spendIds, txDigest, txId } from './id.ts';
export { encodeInspected, type InspectedTx, inspectTx, type TxForm } from './inspect.ts';
export { type TxJson, txToJson } from './json.ts';
export { decodeKnownTx } from './knownTx.ts';
export { buildMoonlight, type MoonlightRequest } from './moonlight/build.ts';
export { type MoonlightPayload, type MoonlightTransaction, moonlightMessage } from './moonlight/payload.ts';
export { type NodeTx, nodeTxCodec, toNodeTx } from './nodeTx.ts';
export { phoenixTxDigest } from './phoenix/auth/auth.ts';
export { type AuthRequest, verifyAuth } from './phoenix/auth/verify.ts';
export { buildPhoenix, type PhoenixRequest, type SpendableNote } from './phoenix/build.ts';
export { createNote, type NoteRequest, refundNote, transparentNote } from './phoenix/createNote.ts';
export { type PhoenixFee, phoenixFeeCodec } from './phoenix/fee.ts';
export { type Note, type NoteType, noteCodec, noteHash, UNPLACED } from './phoenix/note.ts';
export { noteNullifier, nullifierKey, nullifierOf } from './phoenix/nullifier.ts';
export { type PhoenixPayload, type PhoenixTransaction, phoenixPayloadHash } from './phoenix/payload.ts';
export { joinProofField, PROOF_SIZE, type ProofField, splitProofField } from './phoenix/proofField.ts';
export { createPhoenixProofVerifier, type PhoenixVerifierKeys } from './phoenix/proofVerifier.ts';
export {
  proverRequestCodec,
  type Sound1CircuitInputs,
  type Sound1Input,
  type Sound1Output,
} from './phoenix/proverRequest.ts';
export { aegisPublicInputs, sound1PublicInputs } from './phoenix/publicInputs.ts';
export { noteSenderAddress, type OwnedNote, openNote, scanNote } from './phoenix/scan.ts';
export { contractSender, type EncryptedSender, type NoteSender, noteSenderCodec } from './phoenix/sender.ts';
export { type TxSkeleton, txSkeletonCodec } from './phoenix/skeleton.ts';
export {
  type AegisCircuitInputs,
  type AegisInput,
  type AegisOutput,
  txCircuitVecCodec,
} from './phoenix/txCircuitVec.ts';
export { attachProof, encodeCircuitInputs, type UnprovenPhoenix } from './phoenix/unproven.ts';
export { commitValue, type NoteValue } from './phoenix/value.ts';
export { knownVerifierData } from './phoenix/verifierKeys.ts';
export {
  type PhoenixProofRequest,
  type PhoenixProofVerifier,
  type PhoenixRefusal,
  verifyPhoenixProof,
} from './phoenix/verify.ts';
export { checkPreconditions, deployCharge, type IsMemory64, type PreconditionRefusal } from './preconditions.ts';
export { type SpentTx, spentTxCodec } from './spentTx.ts';
export { depositOf, type GasTerms, gasTerms, type Transaction, withData } from './transaction.ts';
export { type SpendState, type TxContext, type TxRefusal, verifyTx } from './verify.ts';
