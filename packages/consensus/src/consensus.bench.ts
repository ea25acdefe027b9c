import { toHex } from '@eventide/base';
import { type ConsensusHeader, type Header, headerHash, type Vote } from '@eventide/ledger';
import type { Bench } from '@eventide/testkit';
import { createBlsSignatures, createBlsSigner } from './blsSignatures.ts';
import { sortProvisioners } from './provisioners.ts';
import type { Signer } from './signatures.ts';
import { drawCommittee } from './sortition.ts';
import { verifyAttestation, verifyStepVotes } from './verify/attestation.ts';
import { type HeaderContext, verifyHeader } from './verify/header.ts';
import { createConsensusWorld, type Scheme } from './verify/world.fixture.ts';

export const area = 'consensus';

const PROVISIONERS = 170;

/** What a node pays for votes and headers: BLS V2, as many provisioners as mainnet had at its start. */
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
  const scheme: Scheme = { ...signatures, signer: (key) => signers.get(toHex(key)) as Signer };
  const world = createConsensusWorld(scheme, provisioners);
  const { seed, hash: prevBlockHash, height } = world.parent;
  const place: ConsensusHeader = { prevBlockHash, round: height + 1n, iteration: 0 };
  const vote: Vote = { kind: 'Valid', hash: new Uint8Array(32).fill(2) };
  const attestation = world.attest(place, seed, vote);
  /** Valid votes are remembered per port: a fresh one has seen none, and still knows the keys. */
  const unseen = () => ({ seed, provisioners, signatures: { ...signatures }, strict: true });
  const draw = { seed, round: 7n, step: 1, credits: 64, exclusion: [] };
  await bench.measure('draw a committee of 64 credits from 170 provisioners', () => drawCommittee(provisioners, draw));
  await bench.measure('verify a quorum of 64 credits, keys known (goal 10 ms)', () =>
    verifyStepVotes(attestation.validation, place, 'validation', vote, unseen()),
  );
  await bench.measure('verify an attestation, keys known', () =>
    verifyAttestation(attestation, place, undefined, unseen()),
  );
  await measureBlock(bench, world.child(world.parent, 0), world.context);
}

/** The consensus part of accepting a block. Its own votes came as a quorum before, and its certificate with its parent. */
async function measureBlock(bench: Bench, header: Header, context: HeaderContext): Promise<void> {
  const { signatures, parent } = context;
  const judge = (with_: HeaderContext): void => {
    const { verdict } = verifyHeader(header, with_, true);
    if (!verdict.ok) throw new Error(verdict.reason);
  };
  await bench.measure('block: hash of the header', () => headerHash(header));
  await bench.measure('block: signature of the generator', () =>
    signatures.verify(header.height, [header.generator], header.signature, header.hash),
  );
  await bench.measure('block: seed', () =>
    signatures.verify(header.height, [header.generator], header.seed, parent.seed),
  );
  await bench.measure('block: all of its header, votes seen before', () => judge(context), { runs: 25 });
  await bench.measure('block: all of its header, both certificates unseen', () =>
    judge({ ...context, signatures: { ...signatures } }),
  );
}
