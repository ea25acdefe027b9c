import type { Lux } from '@eventide/base';
import { spendableAtOnce, sumOf } from './selectNotes.ts';
import type { SentTx, WalletNote } from './store/records.ts';
import type { Wallet } from './wallet.ts';

/** Shielded money of a profile. */
export type ShieldedBalance = {
  /** Free notes. */
  readonly spendable: Lux;
  /** Of these, what one transaction can spend: the four largest. */
  readonly atOnce: Lux;
  /** Comes back from running transactions at least. */
  readonly pending: Lux;
  /** Spendable and pending: falls only when the owner spends. */
  readonly total: Lux;
};

/** Positions locked by transactions that are neither settled nor gone, and by those that are being made. */
export function lockedNotes(wallet: Wallet): ReadonlySet<bigint> {
  return new Set([...wallet.reserved, ...sentNotes(wallet)]);
}

/** Positions locked by transactions that were sent. */
export function sentNotes(wallet: Wallet): ReadonlySet<bigint> {
  return new Set([...wallet.sent.values()].filter(isOpen).flatMap(({ notes }) => notes));
}

/** Notes that are neither spent nor locked, of one profile or all. */
export function spendableNotes(wallet: Wallet, profile?: number): WalletNote[] {
  const locked = lockedNotes(wallet);
  return unspentNotes(wallet, profile).filter(({ pos }) => !locked.has(pos));
}

/** Notes not seen spent. */
export function unspentNotes(wallet: Wallet, profile?: number): WalletNote[] {
  return [...wallet.notes.values()].filter(
    (note) => note.spent === null && (profile === undefined || note.profile === profile),
  );
}

/** By what the last sync knew, and by what was sent since. */
export function shieldedBalance(wallet: Wallet, profile?: number): ShieldedBalance {
  const free = spendableNotes(wallet, profile);
  const spendable = sumOf(free);
  const pending = [...wallet.sent.values()]
    .filter((sent) => isOpen(sent) && !hasArrived(wallet, sent) && (profile === undefined || sent.profile === profile))
    .reduce((sum, { change }) => sum + change, 0n);
  return { spendable, atOnce: spendableAtOnce(free), pending, total: spendable + pending };
}

/** What own public transactions that wait for a block will take from an account at most, fees included. */
export function pendingPublic({ sent }: Pick<Wallet, 'sent'>, profile: number): Lux {
  return [...sent.values()]
    .filter((it) => it.profile === profile && it.state === 'waiting' && it.unsent !== true && it.notes.length === 0)
    .reduce((sum, { kind, value, maxFee }) => sum + maxFee + (BRINGS.has(kind) ? 0n : value), 0n);
}

/** Their value comes into the account. */
const BRINGS: ReadonlySet<SentTx['kind']> = new Set(['unstake', 'claimReward']);

function isOpen({ state }: SentTx): boolean {
  return state === 'waiting' || state === 'executed';
}

/** Its notes are seen spent: the change is among the notes then. */
function hasArrived(wallet: Wallet, sent: SentTx): boolean {
  return sent.notes.length > 0 && sent.notes.every((pos) => (wallet.notes.get(pos)?.spent ?? null) !== null);
}
