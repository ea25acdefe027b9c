import { fromBase58, toBase58 } from '@eventide/base';
import { generatorOf, type Provisioners, sortProvisioners, votingCommittee } from '@eventide/consensus';
import { getBlock, getProvisioners, type ProvisionerInfo, type ReadOptions } from '../chain/actions.ts';
import { hexOf } from '../chain/read.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';

/** What of a stake decides whether it is drawn. */
export type DrawnStake = Pick<ProvisionerInfo, 'account' | 'amount' | 'eligibility'>;

/** A drawn member; its credits are the weight of its vote. */
export type CommitteeMember = { readonly account: string; readonly credits: number };

export type GetCommitteeParams = ReadOptions & {
  /** Height of the block that is voted on. */
  readonly round: bigint;
  readonly iteration: number;
  readonly step: 'proposal' | 'validation' | 'ratification';
};

/**
 * Who is drawn for a step, computed here from the stakes of now: exact for the round after the tip, and for earlier ones as long as stakes
 * have not changed since. Spec: 06 §7
 * @throws NetworkError NETWORK_STALE if the block before the round is not there
 */
export async function getCommittee(client: Client, params: GetCommitteeParams): Promise<readonly CommitteeMember[]> {
  const { round, signal } = params;
  const before = await getBlock(client, round - 1n, { signal });
  if (before === null) throw new NetworkError('NETWORK_STALE', { missing: round - 1n });
  return drawCommittee(await getProvisioners(client, { signal }), hexOf(before.seed, 'seed'), params);
}

/** As `getCommittee`, from stakes and the seed of the block before that are at hand. Members in the order of the votes' bits. */
export function drawCommittee(
  stakes: readonly DrawnStake[],
  seed: Uint8Array,
  { round, iteration, step }: Pick<GetCommitteeParams, 'round' | 'iteration' | 'step'>,
): readonly CommitteeMember[] {
  const provisioners = provisionersOf(stakes);
  const place = { seed, round, iteration };
  if (step !== 'proposal') {
    return votingCommittee(provisioners, place, step).map(({ key, credits }) => ({ account: toBase58(key), credits }));
  }
  const generator = generatorOf(provisioners, place);
  return generator === undefined ? [] : [{ account: toBase58(generator), credits: 1 }];
}

/** The stakes that may be drawn. */
export function provisionersOf(stakes: readonly DrawnStake[]): Provisioners {
  return sortProvisioners(
    stakes.map(({ account, amount, eligibility }) => ({
      key: fromBase58(account, 96),
      stake: amount,
      eligibleSince: eligibility,
    })),
  );
}
