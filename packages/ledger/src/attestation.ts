import { type Codec, CodecError } from '@eventide/codec';
import { badTag, PUBLIC_KEY_SIZE, type PublicKeyBytes, SIGNATURE_SIZE, type SignatureBytes } from './bytes.ts';
import {
  NO_QUORUM,
  type QuorumType,
  quorumTypeCodec,
  type RatificationResult,
  ratificationResultCodec,
  type Vote,
  voteCodec,
} from './vote.ts';

/** Aggregated votes of one step: bit i stands for member i of the committee in its order. Spec: 06 §8 */
export type StepVotes = { readonly bitset: bigint; readonly signature: SignatureBytes };

/** 56 bytes. Spec: 06 §3 */
export const stepVotesCodec: Codec<StepVotes> = {
  write(w, votes) {
    w.u64(votes.bitset);
    w.bytes(votes.signature, SIGNATURE_SIZE);
  },
  read: (r) => ({ bitset: r.u64(), signature: r.bytes(SIGNATURE_SIZE) }),
};

/** Proof that an iteration ended this way: both steps' quorums. Spec: 06 §3 */
export type Attestation = {
  readonly result: RatificationResult;
  readonly validation: StepVotes;
  readonly ratification: StepVotes;
};

/** 114 or 146 bytes. Spec: 06 §3 */
export const attestationCodec: Codec<Attestation> = {
  write(w, attestation) {
    ratificationResultCodec.write(w, attestation.result);
    stepVotesCodec.write(w, attestation.validation);
    stepVotesCodec.write(w, attestation.ratification);
  },
  read: (r) => ({
    result: ratificationResultCodec.read(r),
    validation: stepVotesCodec.read(r),
    ratification: stepVotesCodec.read(r),
  }),
};

/** No votes. */
export function emptyStepVotes(): StepVotes {
  return { bitset: 0n, signature: new Uint8Array(SIGNATURE_SIZE) };
}

/** The default attestation, which means "none". Spec: 06 §3 */
export function emptyAttestation(): Attestation {
  return { result: { kind: 'Fail', vote: NO_QUORUM }, validation: emptyStepVotes(), ratification: emptyStepVotes() };
}

/** A failed iteration of a block: its attestation and who should have proposed; undefined where no quorum was seen. */
export type FailedIteration = { readonly attestation: Attestation; readonly generator: PublicKeyBytes } | undefined;

/** Most failed iterations a header lists. Spec: 06 §1 */
export const MAX_FAILED_ITERATIONS = 8;

/** Count u8, then an option each. Spec: 06 §3 */
export const failedIterationsCodec: Codec<readonly FailedIteration[]> = {
  write(w, list) {
    if (list.length > MAX_FAILED_ITERATIONS) throw new CodecError('CODEC_RANGE', { entries: list.length });
    w.u8(list.length);
    for (const entry of list) {
      w.bool(entry !== undefined);
      if (entry === undefined) continue;
      attestationCodec.write(w, entry.attestation);
      w.bytes(entry.generator, PUBLIC_KEY_SIZE);
    }
  },
  read(r) {
    const count = r.u8();
    if (count > MAX_FAILED_ITERATIONS) throw new CodecError('CODEC_TOO_LONG', { count, max: MAX_FAILED_ITERATIONS });
    const list: FailedIteration[] = [];
    for (let i = 0; i < count; i++) {
      const tag = r.u8();
      if (tag > 1) throw badTag(tag, 'failed iteration');
      list.push(tag === 0 ? undefined : { attestation: attestationCodec.read(r), generator: r.bytes(PUBLIC_KEY_SIZE) });
    }
    return list;
  },
};

/** Outcome of the validation step. Spec: 06 §3 */
export type ValidationResult = {
  readonly stepVotes: StepVotes;
  readonly vote: Vote;
  readonly quorum: QuorumType;
};

/** 58 or 90 bytes. Spec: 06 §3 */
export const validationResultCodec: Codec<ValidationResult> = {
  write(w, result) {
    stepVotesCodec.write(w, result.stepVotes);
    voteCodec.write(w, result.vote);
    quorumTypeCodec.write(w, result.quorum);
  },
  read: (r) => ({ stepVotes: stepVotesCodec.read(r), vote: voteCodec.read(r), quorum: quorumTypeCodec.read(r) }),
};
