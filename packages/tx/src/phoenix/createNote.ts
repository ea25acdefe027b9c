import type { Lux } from '@eventide/base';
import { type Fl, fl } from '@eventide/crypto/fields/fl';
import { dhke } from '@eventide/crypto/jubjub/point';
import { type PhoenixPublicKey, type StealthAddress, stealthAddress } from '@eventide/crypto/keys/phoenix';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import { GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import type { PhoenixFee } from './fee.ts';
import { type Note, type NoteType, UNPLACED } from './note.ts';
import { encryptSender, type NoteSender, type SenderBlinders } from './sender.ts';
import { commitValue, encryptValue, type NoteValue, plainValue } from './value.ts';

/** A note to make: to whom, how much, and by whom. */
export type NoteRequest = {
  readonly type: NoteType;
  readonly receiver: PhoenixPublicKey;
  readonly sender: PhoenixPublicKey;
  readonly senderBlinders: SenderBlinders;
  readonly value: Lux;
  /** 0 in a transparent note. */
  readonly blinder: Fl;
};

/** A fresh note. Draws the address, then, if obfuscated, the nonce of the encryption. Spec: 03 §3, §6.3 */
export function createNote(request: NoteRequest, random: RandomBytes): Note {
  const { type, receiver, value, blinder } = request;
  const r = fl.random(random);
  const address = stealthAddress(receiver, r);
  const sender = encryptSender(address.notePk, request.sender, request.senderBlinders);
  if (type === 'transparent') return transparentNote(address, value, sender);
  const opening: NoteValue = { value, blinder };
  return {
    type,
    valueCommitment: commitValue(opening),
    stealthAddress: address,
    pos: UNPLACED,
    valueEnc: encryptValue(dhke(r, receiver.A), address, opening, drawBytes(random, GCM_NONCE_SIZE)),
    sender,
  };
}

/** A transparent note, not yet placed; contracts make such notes. Spec: 03 §3.2, §13.4 */
export function transparentNote(address: StealthAddress, value: Lux, sender: NoteSender): Note {
  return {
    type: 'transparent',
    valueCommitment: commitValue({ value, blinder: 0n }),
    stealthAddress: address,
    pos: UNPLACED,
    valueEnc: plainValue(value),
    sender,
  };
}

/**
 * The note that gives back what a Phoenix transaction did not use: unspent gas and a deposit nobody took; null if that is
 * nothing. It shares its stealth address with the change note. Spec: 03 §13.4, §19 item 10
 */
export function refundNote(fee: PhoenixFee, gasSpent: bigint, unclaimedDeposit: Lux): Note | null {
  const gasLeft = gasSpent < fee.gasLimit ? fee.gasLimit - gasSpent : 0n;
  const value = gasLeft * fee.gasPrice + unclaimedDeposit;
  return value === 0n ? null : transparentNote(fee.refundTo, value, fee.sender);
}
