import { accept, createLru, equalBytes, type Lru, refuse, toHex, type Verdict } from '@eventide/base';
import {
  type Attestation,
  type ConsensusHeader,
  type Hash,
  type StepVotes,
  type Vote,
  voteMessage,
} from '@eventide/ledger';
import { creditsOf, hasStrayBits, membersOf } from '../bitset.ts';
import { quorumOf, votingCommittee } from '../committee.ts';
import type { Provisioners } from '../provisioners.ts';
import type { Signatures } from '../signatures.ts';
import type { Committee } from '../sortition.ts';
import { unionOfVoters, type Voters } from '../voters.ts';

export type AttestationReason =
  | 'ATT_WRONG_RESULT'
  | 'ATT_WRONG_CANDIDATE'
  | 'ATT_NO_QUORUM'
  | 'ATT_BAD_SIGNATURE'
  | 'ATT_STRAY_BITS'
  | 'ATT_INCONSISTENT';

/** What the attestation has to say; undefined takes any outcome (Quorum messages). Spec: 06 §8 */
export type Expected = { readonly kind: 'Success'; readonly hash: Hash } | { readonly kind: 'Fail' } | undefined;

/** What the verification of votes needs besides the votes. */
export type VoteContext = {
  readonly seed: Uint8Array;
  readonly provisioners: Provisioners;
  readonly signatures: Signatures;
  /** Refuse stray bits and results that contradict their vote. Spec: 14 §7, S5 and S6 */
  readonly strict: boolean;
};

/** Verdict on a whole attestation, with the members that voted. Spec: 06 §8 */
export function verifyAttestation(
  attestation: Attestation,
  header: ConsensusHeader,
  expected: Expected,
  context: VoteContext,
): { readonly verdict: Verdict<AttestationReason>; readonly voters: Voters } {
  const { result } = attestation;
  const outcome = checkOutcome(attestation, expected, context.strict);
  if (!outcome.ok) return { verdict: outcome, voters: [] };
  const parts: Committee[] = [];
  const steps =
    result.vote.kind === 'NoQuorum' ? (['ratification'] as const) : (['validation', 'ratification'] as const);
  for (const step of steps) {
    const checked = verifyStepVotes(attestation[step], header, step, result.vote, context);
    if (!checked.verdict.ok) return { verdict: checked.verdict, voters: [] };
    parts.push(checked.members);
  }
  return { verdict: accept(), voters: unionOfVoters(parts) };
}

/** Verdict on the aggregated votes of one step for one vote. Spec: 06 §8 */
export function verifyStepVotes(
  votes: StepVotes,
  header: ConsensusHeader,
  step: 'validation' | 'ratification',
  vote: Vote,
  context: VoteContext,
): { readonly verdict: Verdict<AttestationReason>; readonly members: Committee } {
  const { seed, provisioners, signatures, strict } = context;
  const committee = votingCommittee(provisioners, { seed, round: header.round, iteration: header.iteration }, step);
  const members = membersOf(committee, votes.bitset);
  const refused = (reason: AttestationReason) => ({ verdict: refuse(reason), members: [] });
  if (strict && hasStrayBits(committee, votes.bitset)) return refused('ATT_STRAY_BITS');
  if (creditsOf(members) < quorumOf(vote)) return refused('ATT_NO_QUORUM');
  return isSigned(signatures, committee, members, votes, voteMessage(header, step, vote), header.round)
    ? { verdict: accept(), members }
    : refused('ATT_BAD_SIGNATURE');
}

/** Valid votes remembered per committee: a node meets them as quorum, in the block, and as certificate of its successors. */
const VALID_VOTES_KEPT = 16;

/** Committee, and with it round, step and seed → votes found valid. */
type Verified = WeakMap<Committee, Lru<string, true>>;

const verified = new WeakMap<Signatures, Verified>();

/** Only what is valid is remembered, so false votes cannot push out true ones. Cost: two pairings the first time. */
function isSigned(
  signatures: Signatures,
  committee: Committee,
  members: Committee,
  votes: StepVotes,
  message: Uint8Array,
  round: bigint,
): boolean {
  const known = validVotesOf(signatures, committee);
  const id = `${votes.bitset}/${toHex(message)}/${toHex(votes.signature)}`;
  if (known.has(id)) return true;
  const keys = members.map(({ key }) => key);
  if (!signatures.verify(round, keys, votes.signature, message)) return false;
  known.set(id, true);
  return true;
}

function validVotesOf(signatures: Signatures, committee: Committee): Lru<string, true> {
  const byCommittee: Verified = verified.get(signatures) ?? new WeakMap();
  verified.set(signatures, byCommittee);
  const known = byCommittee.get(committee) ?? createLru({ maxEntries: VALID_VOTES_KEPT });
  byCommittee.set(committee, known);
  return known;
}

function checkOutcome(attestation: Attestation, expected: Expected, strict: boolean): Verdict<AttestationReason> {
  const { kind, vote } = attestation.result;
  if (strict && (kind === 'Success') !== (vote.kind === 'Valid')) return refuse('ATT_INCONSISTENT');
  if (expected === undefined) return accept();
  if (kind !== expected.kind) return refuse('ATT_WRONG_RESULT');
  if (expected.kind === 'Fail') return accept();
  if (vote.kind !== 'Valid') return refuse('ATT_WRONG_RESULT');
  return equalBytes(vote.hash, expected.hash) ? accept() : refuse('ATT_WRONG_CANDIDATE');
}
