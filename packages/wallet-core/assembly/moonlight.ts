// Transactions of public accounts. Spec: 03 §7
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { rawG2 } from "./blsPoint";
import { signatureBytes, signBls } from "./bls";
import { fieldModulus } from "./constants";
import { isInGroup } from "./curve";
import { encodedLength, hashLength, isLongMemo, putEncoded, putHashed } from "./data";
import { accountBytes, blsPublicRaw } from "./keys";
import { give, MOONLIGHT_TRANSACTION, OK, putBytes, putU64, putU8, writeHex } from "./memory";
import { hashToField } from "./scalars";

const FP2: usize = 96;
/** Kind, length, payload without a receiver and without data, signature. */
const FRAME: usize = 9 + 1 + 96 + 2 + 40 + 48;
const MESSAGE: usize = 1 + 96 + 96 + 40;

/** What a transaction says besides whom it is from. */
@unmanaged
export class Terms {
  /** 96 bytes of the receiver; 0 for the sender. */
  receiver: usize;
  value: u64;
  deposit: u64;
  gasLimit: u64;
  gasPrice: u64;
  nonce: u64;
  chainId: u32;
  /** Archived data or 0. */
  data: usize;
}

/** The 200 raw bytes of 96 bytes that are an account in the group of prime order, or 0. */
export function readAccount(bytes: usize): usize {
  const raw = rawG2(bytes);
  return raw && isInGroup(raw, fieldModulus(), FP2) ? raw : 0;
}

/** Signs, and gives the transaction by way of `out` and its id as text at `hash`. */
export function sendMoonlight(secret: usize, terms: Terms, out: usize, hash: usize): u32 {
  const data = terms.data;
  if (data && isLongMemo(data)) return MOONLIGHT_TRANSACTION;
  const sender = accountBytes(blsPublicRaw(secret));
  const other = terms.receiver && memory.compare(terms.receiver, sender, 96) != 0;
  const message = __large(MESSAGE + hashLength(data) + 48), tx = __large(FRAME + 96 + encodedLength(data));
  let w = putBytes(putU8(message, terms.chainId), sender, 96);
  if (other) w = putBytes(w, terms.receiver, 96);
  w = putHashed(putU64(putAmounts(w, terms), terms.nonce), data);
  const signature = signatureBytes(signBls(secret, message, w - message));
  w = putBytes(w, signature, 48);
  const id = __alloc(32);
  hashToField(message, w - message, id);
  fieldToCanonical(id, id);
  w = putBytes(putU8(tx + 9, terms.chainId), sender, 96);
  w = putU8(w, other ? 1 : 0);
  if (other) w = putBytes(w, terms.receiver, 96);
  w = putU64(putU8(putAmounts(w, terms), 0), terms.nonce);
  w = putEncoded(w, data);
  store<u8>(tx, 1);
  store<u64>(tx, w - tx - 9, 1);
  w = putBytes(w, signature, 48);
  const code = give(out, tx, w - tx);
  if (code == OK) writeHex(id, hash, false);
  return code;
}

function putAmounts(w: usize, terms: Terms): usize {
  return putU64(putU64(putU64(putU64(w, terms.value), terms.deposit), terms.gasLimit), terms.gasPrice);
}
