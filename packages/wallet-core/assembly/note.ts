// Notes in their archived form: who owns them, what they hold, what marks them as spent. Spec: 03 §2, §3
import { fieldMultiply } from "~lib/eventide/curve/scalarField";
import { isBelow } from "./montgomery";
import { decryptGcm, encryptGcm } from "./aesGcm";
import { fieldSquare, groupModulus, noteInfo, numsGenerator } from "./constants";
import { noteSecret, stealthAddress } from "./keys";
import { addPoints, affineAt, encodeAffine, encodePoint, hashPoint, multiply, multiplyGenerator, POINT, samePoint } from "./point";
import { poseidon } from "./poseidon";
import { draw, drawScalar } from "./random";
import { hkdf } from "./sha256";
import { addMultipleOfGenerator, multiplyFast } from "./windows";

export const NOTE: usize = 728;
export const NOTE_BYTES: usize = 302;
/** Offsets of an archived note. */
export const SENDER: usize = 0;
export const COMMITMENT: usize = 264;
export const ADDRESS: usize = 328;
export const NOTE_KEY: usize = ADDRESS + POINT;
export const POS: usize = 648;
export const VALUE: usize = 656;
export const TYPE: usize = 724;
/** What a note that lies in no tree yet has for a position. */
const UNPLACED: u64 = 0xffffffffffffffff;
const INFO_LENGTH: usize = 12;
const SEALED: usize = 40;

/** Whether a note belongs to a key: `digits` of its a, and B. */
export function owns(digits: usize, b: usize, note: usize): bool {
  const mark = __top;
  const point = __alloc(POINT), k = __alloc(32);
  multiplyFast(note + ADDRESS, digits, point);
  hashPoint(point, k);
  memory.copy(point, b, POINT);
  const own = addMultipleOfGenerator(k, point) && samePoint(point, note + NOTE_KEY);
  __top = mark;
  return own;
}

/** d = the nullifier of an owned note, in Montgomery form. */
export function nullifierOf(secret: usize, note: usize, d: usize): void {
  const mark = __top;
  const point = __alloc(POINT), inputs = __alloc(96);
  multiply(numsGenerator(), noteSecret(secret, note + ADDRESS), point);
  affineAt(point, inputs);
  integerToField(load<u64>(note, POS), inputs + 64);
  poseidon(inputs, 3, d);
  __top = mark;
}

function integerToField(value: u64, d: usize): void {
  const t = __alloc(32);
  memory.fill(t, 0, 32);
  store<u64>(t, value);
  fieldMultiply(t, fieldSquare(), d);
}

/** value ‖ blinder of a note at d, 40 bytes; false if it is not for the key whose a is given. */
export function openValue(a: usize, note: usize, d: usize): bool {
  if (!load<u8>(note, TYPE)) {
    memory.fill(d, 0, SEALED);
    store<u64>(d, load<u64>(note, VALUE));
    return true;
  }
  const mark = __top;
  const shared = __alloc(POINT), key = __alloc(32);
  multiply(note + ADDRESS, a, shared);
  valueKey(shared, note + ADDRESS, key);
  const good = decryptGcm(key, note + VALUE, note + VALUE + 12, SEALED, d) && isBelow(d + 8, groupModulus(), 8);
  __top = mark;
  return good;
}

/** d = the key of a note's value from the shared point, which is lost. */
function valueKey(shared: usize, address: usize, d: usize): void {
  const bytes = __alloc(32), salt = __alloc(64);
  encodePoint(shared, bytes);
  encodePoint(address, salt);
  encodePoint(address + POINT, salt + 32);
  hkdf(bytes, 32, salt, 64, noteInfo(), INFO_LENGTH, d);
}

/** What a note is made of. Secrets are canonical scalars. */
@unmanaged
export class Draft {
  receiver: usize;
  /** A ‖ B of whoever sends. */
  sender: usize;
  value: u64;
  blinder: usize;
  /** Of A, then of B. */
  blinders: usize;
  obfuscated: bool;
}

/** A fresh archived note. Draws the address, then the nonce of what it hides. Spec: 03 §6.3 */
export function createNote(stream: usize, draft: Draft): usize {
  const note = __alloc(NOTE), mark = __top;
  memory.fill(note, 0, NOTE);
  const r = drawScalar(stream);
  memory.copy(note + ADDRESS, stealthAddress(draft.receiver, r), 2 * POINT);
  encryptSender(note + NOTE_KEY, draft.sender, draft.blinders, note);
  const plain = __alloc(SEALED), point = __alloc(POINT);
  store<u64>(plain, draft.value);
  memory.copy(plain + 8, draft.blinder, 32);
  commit(draft.value, draft.blinder, note + COMMITMENT);
  store<u64>(note, UNPLACED, POS);
  if (draft.obfuscated) {
    const key = __alloc(32);
    draw(stream, note + VALUE, 12);
    multiply(draft.receiver, r, point);
    valueKey(point, note + ADDRESS, key);
    encryptGcm(key, note + VALUE, plain, SEALED, note + VALUE + 12);
    store<u8>(note, 1, TYPE);
  } else store<u64>(note, draft.value, VALUE);
  __top = mark;
  return note;
}

/** d = value · G + blinder · G′ as u ‖ v. */
function commit(value: u64, blinder: usize, d: usize): void {
  const mark = __top;
  const scalar = __alloc(32), p = __alloc(POINT), q = __alloc(POINT);
  memory.fill(scalar, 0, 32);
  store<u64>(scalar, value);
  multiplyGenerator(scalar, p);
  multiply(numsGenerator(), blinder, q);
  addPoints(p, q, p);
  affineAt(p, d);
  __top = mark;
}

/** d = an archived sender: A and B under the note's key. Spec: 03 §3.3 */
export function encryptSender(noteKey: usize, sender: usize, blinders: usize, d: usize): void {
  memory.fill(d, 0, COMMITMENT);
  for (let i: usize = 0; i < 2; i++) {
    const mark = __top, point = __alloc(POINT), t = blinders + 32 * i, at = d + 8 + 128 * i;
    multiplyGenerator(t, point);
    affineAt(point, at);
    multiply(noteKey, t, point);
    addPoints(point, sender + POINT * i, point);
    affineAt(point, at + 64);
    __top = mark;
  }
}

/** d = the 129 bytes of an archived sender; gives the place behind them. */
export function encodeSender(sender: usize, d: usize): usize {
  const kind = load<u8>(sender);
  store<u8>(d, kind);
  if (kind) memory.copy(d + 1, sender + 1, 128);
  else for (let i: usize = 0; i < 4; i++) encodeAffine(sender + 8 + 64 * i, d + 1 + 32 * i);
  return d + 129;
}

/** d = the 64 bytes of R ‖ note key; gives the place behind them. */
export function encodeAddress(address: usize, d: usize): usize {
  encodePoint(address, d);
  encodePoint(address + POINT, d + 32);
  return d + 64;
}

/** d = the 302 bytes of an archived note; gives the place behind them. */
export function encodeNote(note: usize, d: usize): usize {
  store<u8>(d, load<u8>(note, TYPE));
  encodeAffine(note + COMMITMENT, d + 1);
  encodeAddress(note + ADDRESS, d + 33);
  store<u64>(d, load<u64>(note, POS), 97);
  memory.copy(d + 105, note + VALUE, 68);
  return encodeSender(note, d + 173);
}

/** d = an archived sender as the archive would be made anew: padding is 0. */
export function copySender(from: usize, d: usize): void {
  memory.fill(d, 0, COMMITMENT);
  const kind = load<u8>(from);
  store<u8>(d, kind);
  if (kind) memory.copy(d + 1, from + 1, 128);
  else memory.copy(d + 8, from + 8, 256);
}

/** d = an archived leaf as the archive would be made anew: padding is 0. */
export function copyLeaf(from: usize, d: usize): void {
  copySender(from, d);
  memory.copy(d + COMMITMENT, from + COMMITMENT, TYPE + 1 - COMMITMENT);
  memory.fill(d + TYPE + 1, 0, NOTE - TYPE - 1);
  store<u64>(d, load<u64>(from, NOTE), NOTE);
}
