import { encode } from '@eventide/codec';
import {
  createBlsSignatures,
  createBlsSigner,
  memberIndex,
  type Provisioners,
  sortProvisioners,
  votingCommittee,
} from '@eventide/consensus';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { ProvisionerEntry } from '@eventide/execution';
import {
  type Attestation,
  emptyAttestation,
  type HashableHeader,
  type Header,
  headerHash,
  type StepVotes,
  voteMessage,
} from '@eventide/ledger';
import { type Network, rulesAt } from '@eventide/params';
import type { LocalAccount } from '../accounts/localAccounts.ts';

/** A block that one authority sets: its child carries no votes for it. Spec: 06 §9.8, §12 */
const SET_BY_AUTHORITY = 255;
const HASH_BYTES = 32;
const SIGNATURE_BYTES = 48;

/**
 * The two blocks that stand between a forked chain and its continuation. The first one, set by the tool, has the state in which the local
 * provisioner has its stake; the second one changes nothing and is voted for by it, because every later block rewards who voted for its
 * parent. Spec: 13 §3.2, 06 §12
 */
export function forkBlocks(
  parent: Header,
  stateHash: Uint8Array,
  network: Network,
  own: LocalAccount,
  stakes: readonly ProvisionerEntry[],
): readonly [Header, Header] {
  const signer = createBlsSigner(own.secretKey, (round) => rulesAt(network, round).bls);
  const first = sealed(bare(parent, stateHash, network, signer.key, SET_BY_AUTHORITY));
  const second = bare(first, stateHash, network, signer.key, 0);
  const hashable = { ...second, seed: signer.sign(second.height, first.seed) };
  const hash = headerHash(hashable);
  const place = { prevBlockHash: first.hash, round: hashable.height, iteration: 0 };
  const draw = { seed: first.seed, round: hashable.height, iteration: 0 };
  const vote = { kind: 'Valid', hash } as const;
  const votes = (step: 'validation' | 'ratification'): StepVotes => {
    const member = memberIndex(votingCommittee(drawnFrom(stakes), draw, step), signer.key) ?? 0;
    const signature = signer.sign(hashable.height, voteMessage(place, step, vote));
    const signatures = createBlsSignatures((round) => rulesAt(network, round).bls);
    return { bitset: 1n << BigInt(member), signature: signatures.aggregate([signature]) };
  };
  const att: Attestation = {
    result: { kind: 'Success', vote },
    validation: votes('validation'),
    ratification: votes('ratification'),
  };
  return [first, { ...hashable, hash, att, signature: signer.sign(hashable.height, hash) }];
}

/** Stakes as the draw takes them. */
function drawnFrom(stakes: readonly ProvisionerEntry[]): Provisioners {
  return sortProvisioners(
    stakes.map(({ keys, data }) => ({
      key: encode(blsPublicKeyCodec, keys.account),
      stake: data.amount?.value ?? 0n,
      eligibleSince: data.amount?.eligibility ?? 0n,
    })),
  );
}

function bare(
  parent: Header,
  stateHash: Uint8Array,
  network: Network,
  generator: Uint8Array,
  iteration: number,
): HashableHeader {
  const height = parent.height + 1n;
  return {
    version: 1,
    height,
    timestampSec: parent.timestampSec,
    prevBlockHash: parent.hash,
    seed: parent.seed,
    stateHash,
    eventBloom: new Uint8Array(parent.eventBloom.length),
    generator,
    txRoot: new Uint8Array(HASH_BYTES),
    faultRoot: new Uint8Array(HASH_BYTES),
    gasLimit: rulesAt(network, height).gas.blockLimit,
    iteration,
    prevBlockCert: emptyAttestation(),
    failedIterations: [],
  };
}

function sealed(hashable: HashableHeader): Header {
  return {
    ...hashable,
    hash: headerHash(hashable),
    att: emptyAttestation(),
    signature: new Uint8Array(SIGNATURE_BYTES),
  };
}
