import {
  type Attestation,
  type ConsensusHeader,
  emptyAttestation,
  emptyStepVotes,
  genesisHeader,
  type Header,
  headerHash,
  resultOfVote,
  type StepVotes,
  type Vote,
  voteMessage,
} from '@eventide/ledger';
import {
  createTransparentSignatures,
  type TransparentSignatures,
} from '@eventide/testkit/simulation/transparentSignatures';
import { generatorOf, votingCommittee } from '../committee.ts';
import { type Provisioners, sortProvisioners } from '../provisioners.ts';
import type { HeaderContext } from './header.ts';

/** Three blocks of a network of nine provisioners, with everything signed: genesis, its child, and a header on top of that. */
export const signatures: TransparentSignatures = createTransparentSignatures();

export const provisioners: Provisioners = sortProvisioners(
  Array.from({ length: 9 }, (_, i) => ({
    key: Uint8Array.from({ length: 96 }, (__, j) => (i * 29 + j * 3 + 5) & 0xff),
    stake: 5_000_000_000_000n,
    eligibleSince: 0n,
  })),
);

const genesis = genesisHeader(1_000n, new Uint8Array(32).fill(9));

/** Votes of the members `take` keeps. */
export function votesOf(
  header: ConsensusHeader,
  seed: Uint8Array,
  step: 'validation' | 'ratification',
  vote: Vote,
  take: (index: number) => boolean = () => true,
): StepVotes {
  const committee = votingCommittee(provisioners, { seed, round: header.round, iteration: header.iteration }, step);
  const voters = committee.map((member, i) => ({ member, i })).filter(({ i }) => take(i));
  if (voters.length === 0) return emptyStepVotes();
  const message = voteMessage(header, step, vote);
  return {
    bitset: voters.reduce((bits, { i }) => bits | (1n << BigInt(i)), 0n),
    signature: signatures.aggregate(
      voters.map(({ member }) => signatures.signer(member.key).sign(header.round, message)),
    ),
  };
}

/** Everybody votes the same in both steps. */
export function attest(header: ConsensusHeader, seed: Uint8Array, vote: Vote): Attestation {
  return {
    result: resultOfVote(vote),
    validation: vote.kind === 'NoQuorum' ? emptyStepVotes() : votesOf(header, seed, 'validation', vote),
    ratification: votesOf(header, seed, 'ratification', vote),
  };
}

/** The header with these fields, hashed, signed and attested anew. */
export function seal(fields: Header, parent: Header): Header {
  const hash = headerHash(fields);
  const place = { prevBlockHash: fields.prevBlockHash, round: fields.height, iteration: fields.iteration };
  const signature = signatures.signer(fields.generator).sign(fields.height, hash);
  const att = fields.iteration > 49 ? emptyAttestation() : attest(place, parent.seed, { kind: 'Valid', hash });
  return { ...fields, hash, signature, att };
}

/** A good child of `parent` in this iteration. */
export function child(parent: Header, iteration: number, over: Partial<Header> = {}): Header {
  const height = parent.height + 1n;
  const generator = generatorOf(provisioners, { seed: parent.seed, round: height, iteration }) as Uint8Array;
  const fields: Header = {
    ...genesis,
    version: 1,
    height,
    timestampSec: parent.timestampSec + 10n,
    prevBlockHash: parent.hash,
    seed: signatures.signer(generator).sign(height, parent.seed),
    generator,
    gasLimit: 3_000_000_000n,
    iteration,
    prevBlockCert: parent.height === 0n ? emptyAttestation() : parent.att,
    ...over,
  };
  return seal(fields, parent);
}

export const parent: Header = child(genesis, 0);

export const context: HeaderContext = {
  parent,
  grandparentSeed: genesis.seed,
  provisioners,
  previousProvisioners: provisioners,
  signatures,
  nowSec: parent.timestampSec + 20_000n,
  minBlockTimeSec: 10,
  emergencyKey: null,
  strict: true,
  gasLimit: 3_000_000_000n,
  isKnown: () => false,
};
