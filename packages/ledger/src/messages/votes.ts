import type { Codec } from '@eventide/codec';
import { type Attestation, attestationCodec, type ValidationResult, validationResultCodec } from '../attestation.ts';
import { type ConsensusHeader, consensusHeaderCodec, type SignInfo, signInfoCodec } from '../consensusHeader.ts';
import { type Vote, voteCodec } from '../vote.ts';

/** A member's vote of the validation step. Spec: 06 §6.1 */
export type ValidationMessage = { readonly header: ConsensusHeader; readonly vote: Vote; readonly sign: SignInfo };

export const validationMessageCodec: Codec<ValidationMessage> = {
  write(w, message) {
    consensusHeaderCodec.write(w, message.header);
    voteCodec.write(w, message.vote);
    signInfoCodec.write(w, message.sign);
  },
  read: (r) => ({ header: consensusHeaderCodec.read(r), vote: voteCodec.read(r), sign: signInfoCodec.read(r) }),
};

/** A member's vote of the ratification step; time and validation result are not signed. Spec: 06 §6.1 */
export type RatificationMessage = {
  readonly header: ConsensusHeader;
  readonly vote: Vote;
  readonly timestampSec: bigint;
  readonly validationResult: ValidationResult;
  readonly sign: SignInfo;
};

export const ratificationMessageCodec: Codec<RatificationMessage> = {
  write(w, message) {
    consensusHeaderCodec.write(w, message.header);
    voteCodec.write(w, message.vote);
    w.u64(message.timestampSec);
    validationResultCodec.write(w, message.validationResult);
    signInfoCodec.write(w, message.sign);
  },
  read: (r) => ({
    header: consensusHeaderCodec.read(r),
    vote: voteCodec.read(r),
    timestampSec: r.u64(),
    validationResult: validationResultCodec.read(r),
    sign: signInfoCodec.read(r),
  }),
};

/** An iteration's outcome with its proof. Spec: 06 §6.1 */
export type QuorumMessage = { readonly header: ConsensusHeader; readonly attestation: Attestation };

export const quorumMessageCodec: Codec<QuorumMessage> = {
  write(w, message) {
    consensusHeaderCodec.write(w, message.header);
    attestationCodec.write(w, message.attestation);
  },
  read: (r) => ({ header: consensusHeaderCodec.read(r), attestation: attestationCodec.read(r) }),
};

/** A validation step's outcome, sent only on request. Spec: 06 §6.1 */
export type ValidationQuorumMessage = { readonly header: ConsensusHeader; readonly result: ValidationResult };

export const validationQuorumMessageCodec: Codec<ValidationQuorumMessage> = {
  write(w, message) {
    consensusHeaderCodec.write(w, message.header);
    validationResultCodec.write(w, message.result);
  },
  read: (r) => ({ header: consensusHeaderCodec.read(r), result: validationResultCodec.read(r) }),
};
