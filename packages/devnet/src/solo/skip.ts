import { fromBase58, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { BLS_PUBLIC_KEY_SIZE, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { NodeDoor } from '@eventide/node';
import { DevnetError } from '../errors.ts';

/** How far to go; exactly one of them. Spec: 13 §3.2 */
export type SkipTarget = {
  readonly blocks?: bigint | undefined;
  readonly epochs?: bigint | undefined;
  readonly untilHeight?: bigint | undefined;
  /** Account, base58: up to the block where its stake takes part. */
  readonly untilEligible?: string | undefined;
};

const EPOCH_BLOCKS = 2160n;
/** A day of the shortest block time; more is a mistake. */
const MOST_BLOCKS = 100_000n;

/** Number of empty blocks to the target. @throws DevnetError DEVNET_BAD_OPTION, DEVNET_NO_ACCOUNT */
export async function blocksToSkip(door: NodeDoor, target: SkipTarget): Promise<bigint> {
  const given = Object.values(target).filter((value) => value !== undefined);
  if (given.length !== 1) throw new DevnetError('DEVNET_BAD_OPTION', { option: 'skip', expected: 'one target' });
  const { height } = door.ledger.tip().block.header;
  const blocks = await distance(door, height, target);
  if (blocks < 0n || blocks > MOST_BLOCKS)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'skip', blocks, most: MOST_BLOCKS });
  return blocks;
}

async function distance(door: NodeDoor, height: bigint, target: SkipTarget): Promise<bigint> {
  if (target.blocks !== undefined) return target.blocks;
  // To the first block of an epoch, that many epochs on.
  if (target.epochs !== undefined) return (height / EPOCH_BLOCKS + target.epochs) * EPOCH_BLOCKS - height;
  if (target.untilHeight !== undefined) return target.untilHeight - height;
  const account = toHex(fromBase58(target.untilEligible as string, BLS_PUBLIC_KEY_SIZE));
  const found = (await door.state.provisioners()).find(
    ({ keys }) => toHex(encode(blsPublicKeyCodec, keys.account)) === account,
  );
  if (found?.data.amount == null) throw new DevnetError('DEVNET_NO_ACCOUNT', { stake: target.untilEligible });
  const { eligibility } = found.data.amount;
  return eligibility > height ? eligibility - height : 0n;
}
