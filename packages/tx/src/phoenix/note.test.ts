import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { mulJubJub } from '@eventide/crypto/jubjub/point';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { noteSecretKey, phoenixPublicKey, phoenixViewKey, stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { NoteTree } from '@eventide/crypto/merkle/noteTree';
import { describe, expect, test } from 'vitest';
import { createNote, refundNote, transparentNote } from './createNote.ts';
import { noteCodec, noteHash, UNPLACED } from './note.ts';
import { noteNullifier } from './nullifier.ts';
import { noteSenderAddress, openNote, scanNote } from './scan.ts';
import { contractSender } from './sender.ts';
import { commitValue, decryptValue, encryptValue } from './value.ts';
import { noteVectors, ownerKey, spendable } from './vectors.fixture.ts';

const stranger = derivePhoenixSecretKey(new Uint8Array(64).fill(9), 0);
const { notes } = noteVectors;
const valid = fromHex(notes[1]?.bytes ?? '');

describe('03 §3 notes', () => {
  test.each(notes)('note at $pos: bytes, hash, key and nullifier', (vector) => {
    const note = decode(noteCodec, fromHex(vector.bytes));
    expect(toHex(encode(noteCodec, note))).toBe(vector.bytes);
    expect(toHex(encode(stealthAddressCodec, note.stealthAddress))).toBe(vector.stealth_address);
    expect(toHex(fr.encode(noteHash(note)))).toBe(vector.hash);
    const noteSk = noteSecretKey(ownerKey, note.stealthAddress);
    expect(toHex(fl.encode(noteSk))).toBe(vector.note_sk);
    expect(toHex(fr.encode(noteNullifier(noteSk, note.pos)))).toBe(vector.nullifier);
  });

  test.each(notes)('note at $pos: its owner reads value and sender', (vector) => {
    const note = decode(noteCodec, fromHex(vector.bytes));
    const blinder = fl.decode(fromHex(vector.value_blinder));
    expect(scanNote(phoenixViewKey(ownerKey), note)).toEqual({ value: BigInt(vector.value), blinder });
    expect(openNote(ownerKey, note)).toMatchObject({ value: BigInt(vector.value), blinder });
    const sender = derivePhoenixSecretKey(fromHex(noteVectors.sender_seed), noteVectors.sender_index);
    expect(noteSenderAddress(ownerKey, note)).toEqual(phoenixPublicKey(sender));
    expect(scanNote(phoenixViewKey(stranger), note)).toBeNull();
    expect(openNote(stranger, note)).toBeNull();
  });

  test.each(notes.slice(1))('note at $pos: the sender reproduces the value field', (vector) => {
    const { stealthAddress, valueEnc } = decode(noteCodec, fromHex(vector.bytes));
    const shared = mulJubJub(fl.decode(fromHex(vector.r)), phoenixPublicKey(ownerKey).A);
    const opening = { value: BigInt(vector.value), blinder: fl.decode(fromHex(vector.value_blinder)) };
    expect(encryptValue(shared, stealthAddress, opening, valueEnc.slice(0, 12))).toEqual(valueEnc);
    const altered = valueEnc.slice();
    altered[30] = (altered[30] as number) ^ 1;
    expect(decryptValue(shared, stealthAddress, altered)).toBeNull();
  });

  test('03 §3.5 the tree of the notes has the root of the openings', () => {
    const tree = new NoteTree();
    spendable.forEach(({ note }, i) => {
      tree.insert(BigInt(i), noteHash(note));
    });
    expect(toHex(fr.encode(tree.root))).toBe(noteVectors.tree_root);
    expect(tree.opening(2n)).toEqual(spendable[2]?.opening);
  });

  test('03 §3.2 a note whose field does not open its commitment is ignored', () => {
    const { note } = spendable[0] as { note: Parameters<typeof scanNote>[1] };
    const forged = { ...note, valueCommitment: commitValue({ value: 1n, blinder: 0n }) };
    expect(scanNote(phoenixViewKey(ownerKey), forged)).toBeNull();
  });

  test('03 §3.1 refusals', () => {
    const withByte = (at: number, byte: number): Uint8Array => valid.with(at, byte);
    expect(() => decode(noteCodec, valid.subarray(0, 301))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(noteCodec, new Uint8Array([...valid, 0]))).toThrowCode('CODEC_TRAILING');
    expect(() => decode(noteCodec, withByte(0, 2))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(noteCodec, withByte(173, 2))).toThrowCode('CODEC_BAD_TAG');
    const offCurve = valid.slice();
    offCurve.fill(0xff, 33, 64).fill(0x7f, 64, 65);
    expect(() => decode(noteCodec, offCurve)).toThrowCode('CODEC_NOT_CANONICAL');
    const torsion = valid.slice();
    torsion.set(fr.encode(fr.modulus - 1n), 1); // (0, −1), of order 2
    expect(() => decode(noteCodec, torsion)).toThrowCode('CODEC_BAD_POINT');
  });

  test('03 §3.3 contract senders: name, id, zeros', () => {
    const id = new Uint8Array(32).fill(7);
    const { info } = contractSender('withdraw', id);
    expect(info.length).toBe(128);
    expect(toHex(info.subarray(0, 8))).toBe(toHex(new TextEncoder().encode('withdraw')));
    expect(info.subarray(8, 40)).toEqual(id);
    expect(info.subarray(40).every((byte) => byte === 0)).toBe(true);
    expect(() => contractSender('x'.repeat(97), id)).toThrowCode('CODEC_RANGE');
    expect(() => contractSender('mint', id.subarray(1))).toThrowCode('CODEC_RANGE');
    const { note } = spendable[0] as { note: Parameters<typeof scanNote>[1] };
    const made = transparentNote(note.stealthAddress, 5n, contractSender('mint', id));
    expect(decode(noteCodec, encode(noteCodec, made))).toEqual(made);
    expect(noteSenderAddress(ownerKey, made)).toBeNull();
  });

  test('03 §13.4 the refund note belongs to the refund address', () => {
    const address = phoenixPublicKey(ownerKey);
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(3);
    const change = createNote(
      {
        type: 'obfuscated',
        receiver: address,
        sender: address,
        senderBlinders: { A: 1n, B: 2n },
        value: 10n,
        blinder: 4n,
      },
      random,
    );
    const fee = { gasLimit: 100n, gasPrice: 3n, refundTo: change.stealthAddress, sender: change.sender };
    const refund = refundNote(fee, 60n, 7n);
    expect(refund).toMatchObject({ type: 'transparent', pos: UNPLACED });
    expect(scanNote(phoenixViewKey(ownerKey), refund as NonNullable<typeof refund>)).toEqual({
      value: 127n,
      blinder: 0n,
    });
    expect(refundNote(fee, 100n, 0n)).toBeNull();
    expect(refundNote(fee, 1_000n, 0n)).toBeNull();
  });
});
