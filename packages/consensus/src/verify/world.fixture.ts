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
import { createTransparentSignatures } from '@eventide/testkit/simulation/transparentSignatures';
import { generatorOf, votingCommittee } from '../committee.ts';
import { type Provisioners, sortProvisioners } from '../provisioners.ts';
import type { Signatures, Signer } from '../signatures.ts';
import type { HeaderContext } from './header.ts';

/** Signatures whose signers are all at hand. */
export type Scheme = Signatures & { signer(key: Uint8Array): Signer };

/** The first blocks of a network, with everything signed: genesis, its child, and what it takes to build on top of that. */
export type ConsensusWorld = {
  readonly provisioners: Provisioners;
  readonly signatures: Scheme;
  readonly parent: Header;
  /** Judges children of `parent`. */
  readonly context: HeaderContext;
  /** Votes of the members `take` keeps. */
  votesOf(
    header: ConsensusHeader,
    seed: Uint8Array,
    step: 'validation' | 'ratification',
    vote: Vote,
    take?: (index: number) => boolean,
  ): StepVotes;
  /** Everybody votes the same in both steps. */
  attest(header: ConsensusHeader, seed: Uint8Array, vote: Vote): Attestation;
  /** The header with these fields, hashed, signed and attested anew. */
  seal(fields: Header, parent: Header): Header;
  /** A good child of `parent` in this iteration. */
  child(parent: Header, iteration: number, over?: Partial<Header>): Header;
};

export function createConsensusWorld(signatures: Scheme, provisioners: Provisioners): ConsensusWorld {
  const genesis = genesisHeader(1_000n, new Uint8Array(32).fill(9));
  const votesOf: ConsensusWorld['votesOf'] = (header, seed, step, vote, take = () => true) => {
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
  };
  const attest: ConsensusWorld['attest'] = (header, seed, vote) => ({
    result: resultOfVote(vote),
    validation: vote.kind === 'NoQuorum' ? emptyStepVotes() : votesOf(header, seed, 'validation', vote),
    ratification: votesOf(header, seed, 'ratification', vote),
  });
  const seal: ConsensusWorld['seal'] = (fields, below) => {
    const hash = headerHash(fields);
    const place = { prevBlockHash: fields.prevBlockHash, round: fields.height, iteration: fields.iteration };
    const signature = signatures.signer(fields.generator).sign(fields.height, hash);
    const att = fields.iteration > 49 ? emptyAttestation() : attest(place, below.seed, { kind: 'Valid', hash });
    return { ...fields, hash, signature, att };
  };
  const child: ConsensusWorld['child'] = (below, iteration, over = {}) => {
    const height = below.height + 1n;
    const generator = generatorOf(provisioners, { seed: below.seed, round: height, iteration }) as Uint8Array;
    const fields: Header = {
      ...genesis,
      version: 1,
      height,
      timestampSec: below.timestampSec + 10n,
      prevBlockHash: below.hash,
      seed: signatures.signer(generator).sign(height, below.seed),
      generator,
      gasLimit: 3_000_000_000n,
      iteration,
      prevBlockCert: below.height === 0n ? emptyAttestation() : below.att,
      ...over,
    };
    return seal(fields, below);
  };
  const parent = child(genesis, 0);
  const context: HeaderContext = {
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
  return { provisioners, signatures, parent, context, votesOf, attest, seal, child };
}

/** Nine provisioners whose signatures cost nothing. */
export const world: ConsensusWorld = createConsensusWorld(
  createTransparentSignatures(),
  sortProvisioners(
    Array.from({ length: 9 }, (_, i) => ({
      key: Uint8Array.from({ length: 96 }, (__, j) => (i * 29 + j * 3 + 5) & 0xff),
      stake: 5_000_000_000_000n,
      eligibleSince: 0n,
    })),
  ),
);
