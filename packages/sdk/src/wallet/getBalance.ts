import type { Lux } from '@eventide/base';
import type { Client } from '../client.ts';
import { getAccount, getStake } from './account.ts';
import { lockedNotes, type ShieldedBalance, shieldedBalance, unspentNotes } from './balance.ts';
import type { Profile } from './wallet.ts';

/** All money of a profile. */
export type Balance = {
  /** By the last sync. */
  readonly shielded: ShieldedBalance;
  readonly public: Lux;
  /** Active and locked stake. */
  readonly staked: Lux;
  readonly reward: Lux;
};

export type ProfileParams = { readonly profile: Profile; readonly signal?: AbortSignal | undefined };

/** What a profile has: notes by the last sync, the public side as the node tells it now. Spec: 13 §4 */
export async function getBalance(client: Client, { profile, signal }: ProfileParams): Promise<Balance> {
  const [account, stake] = await Promise.all([
    getAccount(client, { account: profile.account, signal }),
    getStake(client, { account: profile.account, signal }),
  ]);
  return {
    shielded: shieldedBalance(profile.wallet, profile.index),
    public: account.balance,
    staked: stake === null ? 0n : stake.active + stake.locked,
    reward: stake?.reward ?? 0n,
  };
}

/** A note as users see it. */
export type NoteInfo = {
  readonly pos: bigint;
  readonly value: Lux;
  /** Of its block. */
  readonly height: bigint;
  readonly state: 'free' | 'locked' | 'spent';
};

/** Notes of a profile, oldest first; spent ones on demand. Nothing is asked of a node. */
export function getNotes(
  { wallet, index }: Profile,
  options: { readonly spent?: boolean | undefined } = {},
): NoteInfo[] {
  const locked = lockedNotes(wallet);
  const notes =
    options.spent === true
      ? [...wallet.notes.values()].filter((it) => it.profile === index)
      : unspentNotes(wallet, index);
  return notes
    .map(
      ({ pos, value, height, spent }): NoteInfo => ({
        pos,
        value,
        height,
        state: spent !== null ? 'spent' : locked.has(pos) ? 'locked' : 'free',
      }),
    )
    .sort((a, b) => (a.pos < b.pos ? -1 : 1));
}
