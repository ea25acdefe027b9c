import { isEventideError } from '@eventide/base';
import { decode } from '@eventide/codec';
import { membersOf, votingCommittee } from '@eventide/consensus';
import { type BlsClaim, blsVerifyBatch } from '@eventide/crypto/bls/batch';
import { type BlsVersion, blsSignatureCodec } from '@eventide/crypto/bls/keys';
import { knownBlsPublicKey } from '@eventide/crypto/bls/knownKeys';
import { blsAggregateKeys } from '@eventide/crypto/bls/multisig';
import { systemRandom } from '@eventide/crypto/random';
import { type Block, voteMessage } from '@eventide/ledger';
import type { ChainBlock } from '../chain/window.ts';
import type { SignedClaim } from './rememberedSignatures.ts';

const ITERATIONS = 50;

/**
 * The signatures that judging these blocks, one on the other and all on `parent`, will ask for: signature, seed, and the votes of their
 * attestations. Stakes are taken as they are at the parent; where they change in between, a claim is of no use, and of no harm.
 */
export function blockClaims(parent: ChainBlock, blocks: readonly Block[]): readonly SignedClaim[] {
  const claims: SignedClaim[] = [];
  let { seed } = parent.block.header;
  for (const { header } of blocks) {
    const { height: round, iteration, prevBlockHash, generator, att } = header;
    claims.push({ round, keys: [generator], signature: header.signature, message: header.hash });
    claims.push({ round, keys: [generator], signature: header.seed, message: seed });
    if (iteration < ITERATIONS && att.result.kind === 'Success') {
      for (const step of ['validation', 'ratification'] as const) {
        const committee = votingCommittee(parent.provisioners, { seed, round, iteration }, step);
        const keys = membersOf(committee, att[step].bitset).map(({ key }) => key);
        const message = voteMessage({ prevBlockHash, round, iteration }, step, att.result.vote);
        if (keys.length > 0) claims.push({ round, keys, signature: att[step].signature, message });
      }
    }
    seed = header.seed;
  }
  return claims;
}

/** Which claims hold, by one pairing product where all do. Claims that do not even decode do not hold. */
export function verifyTogether(
  versionAt: (round: bigint) => BlsVersion,
  claims: readonly SignedClaim[],
): readonly boolean[] {
  const holds = claims.map(() => false);
  for (const version of ['V1', 'V2'] as const) {
    const places: number[] = [];
    const batch: BlsClaim[] = [];
    claims.forEach((claim, place) => {
      const decoded = versionAt(claim.round) === version ? decodeClaim(version, claim) : undefined;
      if (decoded === undefined) return;
      places.push(place);
      batch.push(decoded);
    });
    blsVerifyBatch(version, batch, systemRandom).forEach(({ ok }, i) => {
      holds[places[i] as number] = ok;
    });
  }
  return holds;
}

function decodeClaim(version: BlsVersion, { keys, signature, message }: SignedClaim): BlsClaim | undefined {
  try {
    const publicKey = blsAggregateKeys(version, keys.map(knownBlsPublicKey));
    return { publicKey, signature: decode(blsSignatureCodec, signature), message };
  } catch (error) {
    if (isEventideError(error)) return undefined;
    throw error;
  }
}
