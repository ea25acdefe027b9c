// Bytes as JSON texts: hex, and for keys, points and field elements their canonical encodings. Spec: 05 §9
import { compressG1, compressG2 } from "~lib/eventide/curve/bls";
import { affine, compress, jubjubScalarBytes } from "~lib/eventide/curve/jubjub";
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { readBase58, writeBase58 } from "./base58";
import { rawG1, rawG2 } from "./blsPoint";
import { fail } from "./failure";
import { cursor, QUOTE, rawLength, seek, take } from "./jsonReader";
import { affineFrom, extendedFrom, groupScalarFrom, scalarFrom } from "./jubjubPoint";
import { hexDigit, lowerHex } from "./text";
import { putByte } from "./writer";

const SCALAR: u32 = 1;
const GROUP_SCALAR: u32 = 2;
const AFFINE: u32 = 3;
const EXTENDED: u32 = 4;
const STEALTH_ADDRESS: u32 = 5;
const PUBLIC_KEY: u32 = 6;
const SIGNATURE: u32 = 7;

/** Keys and signatures end with a flag of infinity and 7 bytes of padding: other flags are no values. */
export function isForm(form: u32, bytes: usize, size: usize): bool {
  return form < PUBLIC_KEY || load<u8>(bytes + size - 8) <= 1;
}

export function writeForm(form: u32, bytes: usize, size: usize): void {
  putByte(QUOTE);
  const t = __alloc(96);
  if (form == SCALAR) {
    fieldToCanonical(bytes, t);
    writeHex(t, 32);
  } else if (form == GROUP_SCALAR) writeHex(jubjubScalarBytes(bytes), 32);
  else if (form == AFFINE) {
    compress(bytes, t);
    writeHex(t, 32);
  } else if (form == EXTENDED) {
    compress(affine(bytes), t);
    writeHex(t, 32);
  } else if (form == STEALTH_ADDRESS) {
    compress(affine(bytes), t);
    compress(affine(bytes + 160), t + 32);
    writeBase58(t, 64);
  } else if (form == PUBLIC_KEY) {
    compressG2(bytes, t);
    writeBase58(t, 96);
  } else if (form == SIGNATURE) {
    compressG1(bytes, t);
    writeBase58(t, 48);
  } else writeHex(bytes, size);
  putByte(QUOTE);
}

function writeHex(bytes: usize, size: usize): void {
  for (let i: usize = 0; i < size; i++) {
    const byte = load<u8>(bytes + i);
    putByte(lowerHex(byte >> 4));
    putByte(lowerHex(byte & 15));
  }
}

/** Reads a text in the form of a type of `size` bytes to d. */
export function readForm(form: u32, d: usize, size: usize): void {
  if (!take(QUOTE)) {
    fail(1, utf8("text expected"));
    return;
  }
  const length = rawLength();
  if (length < 0) {
    fail(1, utf8("text does not end"));
    return;
  }
  const from = cursor;
  seek(from + length + 1);
  const raw = rawOf(form, from, <usize>length, size);
  if (raw) memory.copy(d, raw, size);
  else if (form >= STEALTH_ADDRESS) fail(1, utf8("base58 of a key, an address or a signature expected"));
  else if (form) fail(1, utf8("hex of a canonical encoding expected"));
  else fail(1, utf8("hex of another length expected"));
}

function rawOf(form: u32, text: usize, length: usize, size: usize): usize {
  if (form == PUBLIC_KEY) {
    const key = readBase58(text, length, 96);
    return key ? rawG2(key) : 0;
  }
  if (form == SIGNATURE) {
    const signature = readBase58(text, length, 48);
    return signature ? rawG1(signature) : 0;
  }
  if (form == STEALTH_ADDRESS) return address(readBase58(text, length, 64));
  const bytes = readHex(text, length, form ? 32 : size);
  if (!bytes || !form) return bytes;
  if (form == SCALAR) return scalarFrom(bytes);
  if (form == GROUP_SCALAR) return groupScalarFrom(bytes);
  return form == AFFINE ? affineFrom(bytes) : extendedFrom(bytes);
}

function address(bytes: usize): usize {
  if (!bytes) return 0;
  const r = extendedFrom(bytes), key = extendedFrom(bytes + 32);
  if (!r || !key) return 0;
  const out = __alloc(320);
  memory.copy(out, r, 160);
  memory.copy(out + 160, key, 160);
  return out;
}

/** `size` bytes in the arena, or 0. */
export function readHex(text: usize, length: usize, size: usize): usize {
  if (length != size * 2) return 0;
  const out = __alloc(size + 1);
  for (let i: usize = 0; i < size; i++) {
    const high = hexDigit(load<u8>(text + 2 * i)), low = hexDigit(load<u8>(text + 2 * i + 1));
    if (high < 0 || low < 0) return 0;
    store<u8>(out + i, <u8>((high << 4) | low));
  }
  return out;
}

/** Reads hex of any length; where it lies is returned, how long it is in `hexLength`. */
export let hexLength: usize = 0;
export function readHexVector(): usize {
  if (!take(QUOTE)) {
    fail(1, utf8("hex expected"));
    return 0;
  }
  const length = rawLength();
  const bytes = length < 0 || length & 1 ? 0 : readHex(cursor, <usize>length, <usize>length >> 1);
  if (!bytes) {
    fail(1, utf8("hex expected"));
    return 0;
  }
  seek(cursor + length + 1);
  hexLength = <usize>length >> 1;
  return bytes;
}

export function writeHexText(bytes: usize, size: usize): void {
  putByte(QUOTE);
  writeHex(bytes, size);
  putByte(QUOTE);
}
