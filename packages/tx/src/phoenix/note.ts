import { type Codec, CodecError } from '@eventide/codec';
import type { Fr } from '@eventide/crypto/fields/fr';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import { type StealthAddress, stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { type NoteSender, noteSenderCodec } from './sender.ts';

/** Everybody, or only its owner, can read the value of the note. Spec: 03 §3.1 */
export type NoteType = 'transparent' | 'obfuscated';

/** Money on the shielded side: who knows its secret key may spend it once. Spec: 03 §3.1 */
export type Note = {
  readonly type: NoteType;
  /** value·G + blinder·G'. */
  readonly valueCommitment: JubJubPoint;
  readonly stealthAddress: StealthAddress;
  /** Index of the leaf; `UNPLACED` in a fresh output. */
  readonly pos: bigint;
  /** Value and blinder, plain or encrypted, 68 bytes. Spec: 03 §3.2 */
  readonly valueEnc: Uint8Array;
  readonly sender: NoteSender;
};

/** The position of a note that no contract has placed yet. Spec: 03 §3.1 */
export const UNPLACED = 0xffff_ffff_ffff_ffffn;
/** Bytes of an encoded note. */
export const NOTE_SIZE = 302;
/** Bytes of a note's value field. */
export const VALUE_ENC_SIZE = 68;

/** The byte a note type is hashed and written as. Spec: 03 §3.1 */
export const noteTypeByte: Readonly<Record<NoteType, number>> = { transparent: 0, obfuscated: 1 };

/** 302 bytes. Spec: 03 §3.1 */
export const noteCodec: Codec<Note> = {
  write(w, note) {
    w.u8(noteTypeByte[note.type]);
    jubjubPointCodec.write(w, note.valueCommitment);
    stealthAddressCodec.write(w, note.stealthAddress);
    w.u64(note.pos);
    w.bytes(note.valueEnc, VALUE_ENC_SIZE);
    noteSenderCodec.write(w, note.sender);
  },
  read: (r) => ({
    type: readType(r.u8()),
    valueCommitment: jubjubPointCodec.read(r),
    stealthAddress: stealthAddressCodec.read(r),
    pos: r.u64(),
    valueEnc: r.bytes(VALUE_ENC_SIZE),
    sender: noteSenderCodec.read(r),
  }),
};

/** The leaf of the note tree. R, the value field and the sender are not in it. Spec: 03 §3.4 */
export function noteHash({ type, valueCommitment, stealthAddress: { notePk }, pos }: Note): Fr {
  return poseidonDigest('other', [
    BigInt(noteTypeByte[type]),
    valueCommitment.u,
    valueCommitment.v,
    notePk.u,
    notePk.v,
    pos,
  ]);
}

function readType(byte: number): NoteType {
  if (byte > 1) throw new CodecError('CODEC_BAD_TAG', { tag: byte, type: 'NoteType' });
  return byte === 0 ? 'transparent' : 'obfuscated';
}
