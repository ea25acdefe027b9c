import { type ArchivedStakeKeys, type StakeData, stakeAbi } from '@eventide/abi';
import { isEventideError, toBase58 } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { STAKE_CONTRACT } from '@eventide/tx';
import { getNodeInfo, type ReadOptions } from '../chain/actions.ts';
import type { Client } from '../client.ts';
import { streamContract } from '../contracts/deploy.ts';
import type { DrawnStake } from './committee.ts';

/**
 * The stakes after an earlier block, which decide who is drawn in the round after it; null where nobody tells: nodes of other make know
 * the newest state alone, ours keep that of some blocks.
 * @throws NetworkError
 * Spec: 06 §7, 13 §7
 */
export async function getStakesAt(
  client: Client,
  height: bigint,
  options: ReadOptions = {},
): Promise<readonly DrawnStake[] | null> {
  // Others would answer with the newest state as if nothing had been asked.
  const { eventide } = await getNodeInfo(client, options);
  if (eventide === undefined || eventide === null) return null;
  const stakes: DrawnStake[] = [];
  try {
    for await (const item of streamContract(client, {
      id: STAKE_CONTRACT,
      abi: stakeAbi,
      fn: 'stakes',
      at: height,
      signal: options.signal,
    })) {
      const [{ account }, { amount }] = item as readonly [ArchivedStakeKeys, StakeData];
      stakes.push({
        account: toBase58(encode(blsPublicKeyCodec, account)),
        amount: amount?.value ?? 0n,
        eligibility: amount?.eligibility ?? 0n,
      });
    }
  } catch (error) {
    if (isEventideError(error, 'NETWORK_REFUSED')) return null;
    throw error;
  }
  // A state that is gone feeds nothing, and a chain without stakes makes no blocks.
  return stakes.length === 0 ? null : stakes;
}
