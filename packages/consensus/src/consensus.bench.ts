import { toHex } from '@eventide/base';
import { type ConsensusHeader, type StepVotes, type Vote, voteMessage } from '@eventide/ledger';
import type { Bench } from '@eventide/testkit';
import { createBlsSignatures, createBlsSigner } from './blsSignatures.ts';
import { votingCommittee } from './committee.ts';
import { sortProvisioners } from './provisioners.ts';
import type { Signer } from './signatures.ts';
import { drawCommittee } from './sortition.ts';
import { verifyAttestation, verifyStepVotes } from './verify/attestation.ts';

export const area = 'consensus';

const PROVISIONERS = 170;

/** What a node pays for votes: BLS V2, as many provisioners as mainnet had at its start. */
export async function run(bench: Bench): Promise<void> {
  const version = (): 'V2' => 'V2';
  const signers = new Map<string, Signer>();
  for (let i = 1; i <= PROVISIONERS; i++) {
    const signer = createBlsSigner(BigInt(i) * 7_919n, version);
    signers.set(toHex(signer.key), signer);
  }
  const provisioners = sortProvisioners(
    [...signers.values()].map(({ key }) => ({ key, stake: 5_000_000_000_000n, eligibleSince: 0n })),
  );
  const signatures = createBlsSignatures(version);
  const seed = new Uint8Array(48).fill(3);
  const header: ConsensusHeader = { prevBlockHash: new Uint8Array(32).fill(1), round: 7n, iteration: 0 };
  const vote: Vote = { kind: 'Valid', hash: new Uint8Array(32).fill(2) };
  const votesOf = (step: 'validation' | 'ratification'): StepVotes => {
    const committee = votingCommittee(provisioners, { seed, round: 7n, iteration: 0 }, step);
    const message = voteMessage(header, step, vote);
    const shares = committee.map(({ key }) => (signers.get(toHex(key)) as Signer).sign(7n, message));
    return { bitset: (1n << BigInt(committee.length)) - 1n, signature: signatures.aggregate(shares) };
  };
  const attestation = {
    result: { kind: 'Success', vote } as const,
    validation: votesOf('validation'),
    ratification: votesOf('ratification'),
  };
  const context = { seed, provisioners, signatures, strict: true };
  const draw = { seed, round: 7n, step: 1, credits: 64, exclusion: [] };
  await bench.measure('draw a committee of 64 credits from 170 provisioners', () => drawCommittee(provisioners, draw));
  await bench.measure('verify a quorum of 64 credits, keys known (goal 10 ms)', () =>
    verifyStepVotes(attestation.validation, header, 'validation', vote, context),
  );
  await bench.measure('verify an attestation, keys known', () =>
    verifyAttestation(attestation, header, undefined, context),
  );
}
