// BLS signatures of accounts: version 2, the only one that wallets make since Aegis. Spec: 03 §11.1
import { compressG1 } from "~lib/eventide/curve/bls";
import { FP } from "./blsPoint";
import { signatureTag } from "./constants";
import { multiplyJacobian, toRaw } from "./curve";
import { hashToG1 } from "./hashToG1";

const TAG_LENGTH: usize = 38;

/** The 104 raw bytes of a signature of the message. */
export function signBls(secret: usize, message: usize, length: usize): usize {
  const raw = __alloc(104), mark = __top, point = __alloc(3 * FP);
  hashToG1(message, length, signatureTag(), TAG_LENGTH, point);
  multiplyJacobian(point, secret, 32, point, FP);
  toRaw(point, raw, FP);
  __top = mark;
  return raw;
}

/** The 48 bytes of a raw signature. */
export function signatureBytes(raw: usize): usize {
  const bytes = __alloc(48);
  compressG1(raw, bytes);
  return bytes;
}
