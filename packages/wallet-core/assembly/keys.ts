// Keys of a seed, and addresses of keys. Secrets are canonical scalars; points are extended. Spec: 01 §12.1, 03 §1, §2
import { compressG2 } from "~lib/eventide/curve/bls";
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { FP } from "./blsPoint";
import { g2Generator } from "./constants";
import { multiplyJacobian, toRaw } from "./curve";
import { addPoints, hashPoint, multiply, multiplyGenerator, POINT } from "./point";
import { draw, openStream } from "./random";
import { groupSum, wideToField, wideToGroup } from "./scalars";
import { sha256 } from "./sha256";

const FP2: usize = 2 * FP;
/** "SSK", of which the last two letters are the label of the other kind. */
function labels(): usize { return memory.data<u8>([83, 83, 75]); }

function streamOf(seed: usize, index: u32, label: usize, length: usize): usize {
  const bytes = __alloc(80), key = __alloc(32);
  memory.copy(bytes, seed, 64);
  store<u64>(bytes, index & 255, 64);
  memory.copy(bytes + 72, label, length);
  sha256(bytes, 72 + length, key);
  return openStream(key);
}

/** a ‖ b of a profile. */
export function phoenixSecret(seed: usize, index: u32): usize {
  const secret = __alloc(64), stream = streamOf(seed, index, labels(), 3), wide = __alloc(64);
  draw(stream, wide, 64);
  wideToGroup(wide, secret);
  draw(stream, wide, 64);
  wideToGroup(wide, secret + 32);
  return secret;
}

/** The secret of a profile's account. */
export function blsSecret(seed: usize, index: u32): usize {
  const secret = __alloc(32), stream = streamOf(seed, index, labels() + 1, 2), wide = __alloc(64);
  draw(stream, wide, 64);
  wideToField(wide, wide);
  fieldToCanonical(wide, secret);
  return secret;
}

/** A ‖ B of a secret, as computed. */
export function phoenixPublic(secret: usize): usize {
  const key = __alloc(2 * POINT);
  multiplyGenerator(secret, key);
  multiplyGenerator(secret + 32, key + POINT);
  return key;
}

/** The 200 raw bytes of an account. */
export function blsPublicRaw(secret: usize): usize {
  const raw = __alloc(200), mark = __top, point = __alloc(3 * FP2);
  multiplyJacobian(g2Generator(), secret, 32, point, FP2);
  toRaw(point, raw, FP2);
  __top = mark;
  return raw;
}

/** The 96 bytes of a raw account. */
export function accountBytes(raw: usize): usize {
  const bytes = __alloc(96);
  compressG2(raw, bytes);
  return bytes;
}

/** R ‖ note key for a public key and a fresh r. */
export function stealthAddress(key: usize, r: usize): usize {
  const address = __alloc(2 * POINT), mark = __top, shared = __alloc(POINT), k = __alloc(32);
  multiplyGenerator(r, address);
  multiply(key, r, shared);
  hashPoint(shared, k);
  multiplyGenerator(k, shared);
  addPoints(shared, key + POINT, address + POINT);
  __top = mark;
  return address;
}

/** The secret of the note at R ‖ note key. */
export function noteSecret(secret: usize, address: usize): usize {
  const own = __alloc(32), mark = __top, shared = __alloc(POINT);
  multiply(address, secret, shared);
  hashPoint(shared, own);
  groupSum(own, secret + 32, own);
  __top = mark;
  return own;
}
