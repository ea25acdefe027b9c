import { equalBytes } from '@eventide/base';
import type { Codec } from '@eventide/codec';
import { badTag, HASH_SIZE, type Hash } from './bytes.ts';

/** What a committee member says of an iteration's candidate. Spec: 06 §3 */
export type Vote =
  | { readonly kind: 'NoCandidate' }
  | { readonly kind: 'Valid'; readonly hash: Hash }
  | { readonly kind: 'Invalid'; readonly hash: Hash }
  | { readonly kind: 'NoQuorum' };

export const NO_CANDIDATE: Vote = Object.freeze({ kind: 'NoCandidate' });
export const NO_QUORUM: Vote = Object.freeze({ kind: 'NoQuorum' });

const TAGS = ['NoCandidate', 'Valid', 'Invalid', 'NoQuorum'] as const;

/** 1 or 33 bytes. Spec: 06 §3 */
export const voteCodec: Codec<Vote> = {
  write(w, vote) {
    w.u8(TAGS.indexOf(vote.kind));
    if (vote.kind === 'Valid' || vote.kind === 'Invalid') w.bytes(vote.hash, HASH_SIZE);
  },
  read(r) {
    const tag = r.u8();
    const kind = TAGS[tag];
    if (kind === undefined) throw badTag(tag, 'vote');
    return kind === 'Valid' || kind === 'Invalid' ? { kind, hash: r.bytes(HASH_SIZE) } : { kind };
  },
};

/** True if both say the same of the same candidate. */
export function equalVotes(a: Vote, b: Vote): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  return !('hash' in a) || !('hash' in b) || equalBytes(a.hash, b.hash);
}

/** Outcome of an iteration: Success goes with Valid and Fail with the rest, except in objects that break the rule (06 §12). */
export type RatificationResult = { readonly kind: 'Fail' | 'Success'; readonly vote: Vote };

/** 2 or 34 bytes. A Success without Valid and a Fail with Valid decode: judging them is verification. Spec: 06 §3 */
export const ratificationResultCodec: Codec<RatificationResult> = {
  write(w, result) {
    w.u8(result.kind === 'Success' ? 1 : 0);
    voteCodec.write(w, result.vote);
  },
  read(r) {
    const tag = r.u8();
    if (tag > 1) throw badTag(tag, 'ratification result');
    return { kind: tag === 1 ? 'Success' : 'Fail', vote: voteCodec.read(r) };
  },
};

/** Valid makes a success, everything else a failure. Spec: 06 §3 */
export function resultOfVote(vote: Vote): RatificationResult {
  return { kind: vote.kind === 'Valid' ? 'Success' : 'Fail', vote };
}

export type QuorumType = 'Valid' | 'Invalid' | 'NoCandidate' | 'NoQuorum';

/** One byte; any byte without a meaning is NoQuorum, so `read` is lenient. Spec: 06 §3 */
export const quorumTypeCodec: Codec<QuorumType> = {
  write(w, type) {
    w.u8({ Valid: 0, Invalid: 1, NoCandidate: 2, NoQuorum: 255 }[type]);
  },
  read: (r) => (['Valid', 'Invalid', 'NoCandidate'] as const)[r.u8()] ?? 'NoQuorum',
};
