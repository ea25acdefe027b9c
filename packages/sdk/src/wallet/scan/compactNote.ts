import { intToBytesLe } from '@eventide/base';
import { decode, Reader, Writer } from '@eventide/codec';
import type { Fr } from '@eventide/crypto/fields/fr';
import { jubjubPointCodec } from '@eventide/crypto/jubjub/encoding';
import { stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import { poseidonDigestEach } from '@eventide/crypto/poseidon/hash';
import { loadKernels } from '@eventide/kernels';
import type { Note, NoteSender } from '@eventide/tx';
import { NetworkError } from '../../errors.ts';

/** Height and a note without its sender. Spec: 14 §9 */
export const COMPACT_SIZE = 181;
const HEIGHT_BYTES = 8;
const POINT = 32;
const AT = { type: 8, commitment: 9, address: 41, notePk: 73, pos: 105, valueEnc: 113 } as const;

/** Compact notes in a row, in the order of their positions. */
export type CompactPage = Uint8Array;

/** What stands for a sender that compact notes leave out: nothing signs or hashes it. */
export const UNKNOWN_SENDER: NoteSender = Object.freeze({ kind: 'contract', info: new Uint8Array(128) });

/** How many notes a page holds. */
export function countNotes(page: CompactPage): number {
  return page.length / COMPACT_SIZE;
}

/** Block height and position of the note at `index`. */
export function placeOf(page: CompactPage, index: number): { readonly height: bigint; readonly pos: bigint } {
  const view = new DataView(page.buffer, page.byteOffset + index * COMPACT_SIZE, COMPACT_SIZE);
  return { height: view.getBigUint64(0, true), pos: view.getBigUint64(AT.pos, true) };
}

/** `R ‖ note_pk` of every note, as the trial kernel takes them. */
export function addressesOf(page: CompactPage): Uint8Array {
  const count = countNotes(page);
  const out = new Uint8Array(count * 2 * POINT);
  for (let i = 0; i < count; i++) {
    const at = i * COMPACT_SIZE + AT.address;
    out.set(page.subarray(at, at + 2 * POINT), i * 2 * POINT);
  }
  return out;
}

/** The note at `index`, its points checked. @throws CodecError */
export function readCompactNote(page: CompactPage, index: number): Note {
  const bytes = page.subarray(index * COMPACT_SIZE + HEIGHT_BYTES, (index + 1) * COMPACT_SIZE);
  return decodeCompact(bytes);
}

/** 173 bytes: a note without its sender. @throws CodecError. Spec: 03 §3.1 */
export function decodeCompact(bytes: Uint8Array): Note {
  const r = new Reader(bytes);
  const type = r.bool() ? 'obfuscated' : 'transparent';
  const valueCommitment = jubjubPointCodec.read(r);
  const stealthAddress = decode(stealthAddressCodec, r.bytes(2 * POINT));
  return { type, valueCommitment, stealthAddress, pos: r.u64(), valueEnc: r.bytes(68), sender: UNKNOWN_SENDER };
}

/** The 173 bytes of a note without its sender. Spec: 03 §3.1 */
export function encodeCompact(note: Note): Uint8Array {
  const w = new Writer();
  w.u8(note.type === 'transparent' ? 0 : 1);
  jubjubPointCodec.write(w, note.valueCommitment);
  stealthAddressCodec.write(w, note.stealthAddress);
  w.u64(note.pos);
  w.bytes(note.valueEnc, 68);
  return w.finish();
}

/** One entry of a page. */
export function compactEntry(height: bigint, note: Note): Uint8Array {
  const out = new Uint8Array(COMPACT_SIZE);
  out.set(intToBytesLe(height, HEIGHT_BYTES));
  out.set(encodeCompact(note), HEIGHT_BYTES);
  return out;
}

/**
 * The leaves of the note tree for all notes of a page: two decoded points and two permutations each. Spec: 03 §3.4
 * @throws NetworkError NETWORK_BAD_ANSWER for a note whose points are none
 */
export function leavesOf(page: CompactPage): Fr[] {
  const count = countNotes(page);
  const encodings = new Uint8Array(count * 2 * POINT);
  for (let i = 0; i < count; i++) {
    const at = i * COMPACT_SIZE;
    encodings.set(page.subarray(at + AT.commitment, at + AT.commitment + POINT), 2 * i * POINT);
    encodings.set(page.subarray(at + AT.notePk, at + AT.notePk + POINT), (2 * i + 1) * POINT);
  }
  const { points, valid } = loadKernels().jubjub.decompressMany(encodings);
  const bad = valid.indexOf(0);
  if (bad >= 0) throw new NetworkError('NETWORK_BAD_ANSWER', { at: `note ${bad >> 1}`, rule: 'points of the curve' });
  const view = new DataView(points.buffer, points.byteOffset, points.byteLength);
  const element = (at: number): bigint =>
    view.getBigUint64(at, true) |
    (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) |
    (view.getBigUint64(at + 24, true) << 192n);
  const rows: Fr[][] = [];
  for (let i = 0; i < count; i++) {
    const at = 4 * POINT * i;
    const type = BigInt(page[i * COMPACT_SIZE + AT.type] as number);
    rows.push([
      type,
      element(at),
      element(at + POINT),
      element(at + 2 * POINT),
      element(at + 3 * POINT),
      placeOf(page, i).pos,
    ]);
  }
  return poseidonDigestEach(rows);
}
