import type { Fl } from '@eventide/crypto/fields/fl';
import type { Fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import { hashJubJubToFl } from '@eventide/crypto/jubjub/encoding';
import { addJubJub, dhke, equalJubJub, mulJubJub } from '@eventide/crypto/jubjub/point';
import {
  noteSecretKey,
  type PhoenixPublicKey,
  type PhoenixSecretKey,
  phoenixViewKey,
  type ViewKey,
} from '@eventide/crypto/keys/phoenix';
import type { Note } from './note.ts';
import { noteNullifier } from './nullifier.ts';
import { decryptSender } from './sender.ts';
import { commitValue, decryptValue, type NoteValue, readPlainValue } from './value.ts';

/** A note its owner can spend. */
export type OwnedNote = NoteValue & {
  readonly note: Note;
  readonly noteSk: Fl;
  /** For the note's position; meaningless before the note is placed. */
  readonly nullifier: Fr;
};

/**
 * Value and blinder of a note of this view key; null if the note is another's, or its value field does not open its
 * commitment (nothing on chain ties the two). Cost: 2 scalar multiplications for notes of others.
 * Spec: 03 §2, §3.2
 */
export function scanNote(view: ViewKey, note: Note): NoteValue | null {
  const { stealthAddress, valueCommitment } = note;
  const shared = dhke(view.a, stealthAddress.R);
  const notePk = addJubJub(mulJubJub(hashJubJubToFl(shared), JUBJUB_GENERATOR), view.B);
  if (!equalJubJub(notePk, stealthAddress.notePk)) return null;
  const opening =
    note.type === 'transparent'
      ? { value: readPlainValue(note.valueEnc), blinder: 0n }
      : decryptValue(shared, stealthAddress, note.valueEnc);
  return opening !== null && equalJubJub(commitValue(opening), valueCommitment) ? opening : null;
}

/** As `scanNote`, with what spending needs. Spec: 03 §2, §3.4 */
export function openNote(secret: PhoenixSecretKey, note: Note): OwnedNote | null {
  const opening = scanNote(phoenixViewKey(secret), note);
  if (opening === null) return null;
  const noteSk = noteSecretKey(secret, note.stealthAddress);
  return { ...opening, note, noteSk, nullifier: noteNullifier(noteSk, note.pos) };
}

/** Who sent a note of `secret`: an address nobody vouches for, or null if a contract made the note. Spec: 03 §3.3 */
export function noteSenderAddress(secret: PhoenixSecretKey, note: Note): PhoenixPublicKey | null {
  if (note.sender.kind === 'contract') return null;
  return decryptSender(note.sender, noteSecretKey(secret, note.stealthAddress));
}
