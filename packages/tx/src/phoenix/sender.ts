import { concatBytes, utf8 } from '@eventide/base';
import { type Codec, CodecError } from '@eventide/codec';
import { elgamalDecrypt, elgamalEncrypt } from '@eventide/crypto/elgamal/elgamal';
import type { Fl } from '@eventide/crypto/fields/fl';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import type { PhoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { TxError } from '../errors.ts';

/** The sender's address, encrypted to the note's key: A in (A1, A2), B in (B1, B2). Spec: 03 §3.3 */
export type EncryptedSender = {
  readonly kind: 'encryption';
  readonly A1: JubJubPoint;
  readonly A2: JubJubPoint;
  readonly B1: JubJubPoint;
  readonly B2: JubJubPoint;
};

/** Notes made by the transfer contract name a function and a contract in 128 plain bytes. Spec: 03 §3.3 */
export type ContractSender = { readonly kind: 'contract'; readonly info: Uint8Array };

/** Who sent a note. Spec: 03 §3.1 */
export type NoteSender = EncryptedSender | ContractSender;

/** Two fresh scalars, one for each half of the address. */
export type SenderBlinders = { readonly A: Fl; readonly B: Fl };

/** Bytes of an encoded sender. */
export const NOTE_SENDER_SIZE = 129;
const INFO_SIZE = 128;
const ID_SIZE = 32;

/** A tag byte (0 encryption, 1 contract info), then 128 bytes. Spec: 03 §3.1 */
export const noteSenderCodec: Codec<NoteSender> = {
  write(w, sender) {
    w.bool(sender.kind === 'contract');
    if (sender.kind === 'contract') {
      w.bytes(sender.info, INFO_SIZE);
      return;
    }
    jubjubPointCodec.write(w, sender.A1);
    jubjubPointCodec.write(w, sender.A2);
    jubjubPointCodec.write(w, sender.B1);
    jubjubPointCodec.write(w, sender.B2);
  },
  read(r) {
    if (r.bool()) return { kind: 'contract', info: r.bytes(INFO_SIZE) };
    return {
      kind: 'encryption',
      A1: jubjubPointCodec.read(r),
      A2: jubjubPointCodec.read(r),
      B1: jubjubPointCodec.read(r),
      B2: jubjubPointCodec.read(r),
    };
  },
};

/** The address `sender` for the owner of `notePk`. Cost: 4 scalar multiplications. Spec: 03 §3.3 */
export function encryptSender(
  notePk: JubJubPoint,
  sender: PhoenixPublicKey,
  blinders: SenderBlinders,
): EncryptedSender {
  const a = elgamalEncrypt(notePk, sender.A, blinders.A);
  const b = elgamalEncrypt(notePk, sender.B, blinders.B);
  return { kind: 'encryption', A1: a.c1, A2: a.c2, B1: b.c1, B2: b.c2 };
}

/** The sender's address, which only the note's secret key opens; any other key gives some other point. Spec: 03 §3.3 */
export function decryptSender({ A1, A2, B1, B2 }: EncryptedSender, noteSk: Fl): PhoenixPublicKey {
  return { A: elgamalDecrypt(noteSk, { c1: A1, c2: A2 }), B: elgamalDecrypt(noteSk, { c1: B1, c2: B2 }) };
}

/** Function name, contract id, zeros. Spec: 03 §3.3 @throws CodecError CODEC_RANGE for a name above 96 bytes or an id of another size than 32 */
export function contractSender(fnName: string, contract: Uint8Array): ContractSender {
  const name = utf8(fnName);
  const padding = INFO_SIZE - name.length - ID_SIZE;
  if (padding < 0 || contract.length !== ID_SIZE) {
    throw new CodecError('CODEC_RANGE', { nameBytes: name.length, idBytes: contract.length });
  }
  return { kind: 'contract', info: concatBytes(name, contract, new Uint8Array(padding)) };
}

/** The sender as an encryption. @throws TxError TX_BAD_SENDER if a contract made the note */
export function expectEncryptedSender(sender: NoteSender): EncryptedSender {
  if (sender.kind !== 'encryption') throw new TxError('TX_BAD_SENDER', { found: sender.kind });
  return sender;
}
