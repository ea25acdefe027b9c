// Shielded transactions: the archive of one without its proof, the secrets for its prover, the finished bytes. Spec: 03 §6, §12.1
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { bufferLength, checkFlat, checkNote, isGood, listLength, listStart, openArchive, PHOENIX, tag } from "./archive";
import { numsGenerator } from "./constants";
import { aligned, archiveData, archiveList, checkData, encodedLength, hashLength, isLongMemo, outsideLength, putEncoded, putHashed } from "./data";
import { noteSecret, phoenixPublic } from "./keys";
import { give, OK, PHOENIX_TRANSACTION, putBytes, putU64, putU8, UNARCHIVING, writeHex } from "./memory";
import { ADDRESS, createNote, Draft, encodeAddress, encodeNote, encodeSender, encryptSender, NOTE, NOTE_BYTES, NOTE_KEY, nullifierOf, openValue } from "./note";
import { encodeAffine, encodePoint, multiply, POINT } from "./point";
import { drawScalar } from "./random";
import { hashToField } from "./scalars";
import { encodeSingle, signDouble, signSingle } from "./schnorr";

const COMMITMENT: usize = 264;
/** Offsets of an archived transaction. */
const ROOT: usize = 1456;
const NULLIFIERS: usize = 1488;
const MAX_FEE: usize = 1496;
const DEPOSIT: usize = 1504;
const FEE: usize = 1512;
const FEE_GAS: usize = FEE + 264;
const FEE_ADDRESS: usize = FEE + 280;
const DATA: usize = 2112;
const CHAIN: usize = 2200;
const PROOF: usize = 2208;
const FEE_BYTES: usize = 209;
const OPENING_BYTES: usize = 2276;
const BRANCH: usize = 17 * 4 * 32;
export const MAX_INPUTS: u32 = 4;

/** A payment to build. Secrets are canonical; keys extended points. */
@unmanaged
export class Payment {
  /** a ‖ b. */
  secret: usize;
  /** A ‖ B. */
  receiver: usize;
  /** Addresses of archived notes, and of their openings, as many as `count`. */
  notes: usize;
  openings: usize;
  count: u32;
  /** Root of the tree, in Montgomery form. */
  root: usize;
  value: u64;
  obfuscated: bool;
  deposit: u64;
  gasLimit: u64;
  gasPrice: u64;
  chainId: u32;
  /** Archived data or 0. */
  data: usize;
}

/** a + b, or the greatest number if that is too large. */
function saturated(a: u64, b: u64): u64 { return a + b < a ? u64.MAX_VALUE : a + b; }

/** Gives the archive of the unproven transaction and the circuit's inputs. Draws in the reference's order. */
export function sendPhoenix(stream: usize, payment: Payment, txOut: usize, proofOut: usize): u32 {
  const data = payment.data, count = payment.count, secret = payment.secret;
  if (count == 0 || count > MAX_INPUTS || (data && isLongMemo(data))) return PHOENIX_TRANSACTION;
  const nullifiers = __alloc(32 * count), values = __alloc(40 * count);
  let total: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const note = load<u32>(payment.notes + 4 * i), nullifier = nullifiers + 32 * i, value = values + 40 * i;
    nullifierOf(secret, note, nullifier);
    for (let k: u32 = 0; k < i; k++) if (memory.compare(nullifiers + 32 * k, nullifier, 32) == 0) return PHOENIX_TRANSACTION;
    if (!openValue(secret, note, value)) return PHOENIX_TRANSACTION;
    total = saturated(total, load<u64>(value));
  }
  const maxFee = payment.gasLimit * payment.gasPrice;
  if (payment.gasLimit && maxFee / payment.gasLimit != payment.gasPrice) return PHOENIX_TRANSACTION;
  const need = saturated(saturated(payment.value, maxFee), payment.deposit);
  if (total < need || total == u64.MAX_VALUE) return PHOENIX_TRANSACTION;

  const blinders = __alloc(32 * 6), sender = phoenixPublic(secret);
  memory.fill(blinders, 0, 64);
  if (payment.obfuscated) memory.copy(blinders, drawScalar(stream), 32);
  for (let i: usize = 2; i < 6; i++) memory.copy(blinders + 32 * i, drawScalar(stream), 32);
  const draft = new Draft();
  draft.sender = sender;
  draft.receiver = payment.receiver;
  draft.value = payment.value;
  draft.blinder = blinders;
  draft.blinders = blinders + 64;
  draft.obfuscated = payment.obfuscated;
  const transfer = createNote(stream, draft), change = total - need;
  memory.copy(blinders + 32, drawScalar(stream), 32);
  draft.receiver = sender;
  draft.value = change;
  draft.blinder = blinders + 32;
  draft.blinders = blinders + 128;
  draft.obfuscated = true;
  const rest = createNote(stream, draft), refund = __alloc(64);
  memory.copy(refund, drawScalar(stream), 32);
  memory.copy(refund + 32, drawScalar(stream), 32);

  // Behind the root there is nothing, so what it points to comes first; the circuit's inputs stand in for the proof.
  const inputs: usize = 872 + 2778 * <usize>count, list: usize = 32 * <usize>count;
  const outside = aligned(list + outsideLength(data) + inputs), archive = __large(outside + PHOENIX), tx = archive + outside;
  memory.copy(tx, transfer, NOTE);
  memory.copy(tx + NOTE, rest, NOTE);
  memory.copy(tx + ROOT, payment.root, 32);
  store<u64>(tx, maxFee, MAX_FEE);
  store<u64>(tx, payment.deposit, DEPOSIT);
  encryptSender(rest + NOTE_KEY, sender, refund, tx + FEE);
  store<u64>(tx, payment.gasLimit, FEE_GAS);
  store<u64>(tx, payment.gasPrice, FEE_GAS + 8);
  memory.copy(tx + FEE_ADDRESS, rest + ADDRESS, 2 * POINT);
  store<u8>(tx, <u8>payment.chainId, CHAIN);
  let w = archiveList(nullifiers, list, archive, tx + NULLIFIERS);
  store<u32>(tx + NULLIFIERS, count, 4);
  if (data) {
    store<u8>(tx, 1, DATA);
    w = archiveData(data, w, tx + DATA + 8);
  }
  const circuit = w;
  store<i32>(tx + PROOF, <i32>(circuit - tx - PROOF));
  store<u32>(tx + PROOF, <u32>inputs, 4);

  const hash = __alloc(32);
  hashOf(tx, 0, 0, hash);
  w = putU64(circuit, count);
  for (let i: u32 = 0; i < count; i++) {
    const note = load<u32>(payment.notes + 4 * i), own = noteSecret(secret, note + ADDRESS), key = __alloc(POINT);
    w = encodeNote(note, putOpening(w, load<u32>(payment.openings + 4 * i)));
    multiply(numsGenerator(), own, key);
    encodePoint(key, w);
    w = putBytes(w + 32, values + 40 * i, 40);
    w = putCanonical(w, nullifiers + 32 * i);
    w = putBytes(w, signDouble(stream, own, hash), 96);
  }
  w = putOutput(w, tx, payment.value, blinders, blinders + 64);
  w = putOutput(w, tx + NOTE, change, blinders + 32, blinders + 128);
  w = putCanonical(putCanonical(w, hash), payment.root);
  w = encodeAddress(sender, putU64(putU64(w, payment.deposit), maxFee));
  encodeSingle(signSingle(stream, secret, hash), w);
  encodeSingle(signSingle(stream, secret + 32, hash), w + 64);
  const code = give(txOut, archive, outside + PHOENIX);
  return code == OK ? give(proofOut, circuit, inputs) : code;
}

function putCanonical(w: usize, field: usize): usize {
  fieldToCanonical(field, w);
  return w + 32;
}

/** `root ‖ branch ‖ positions` of an archived opening. Spec: 01 §7.3 */
function putOpening(w: usize, opening: usize): usize {
  putCanonical(w, opening + BRANCH);
  for (let i: usize = 0; i < BRANCH; i += 32) putCanonical(w + 32 + i, opening + i);
  memory.copy(w + 32 + BRANCH, opening + BRANCH + 32, 68);
  return w + OPENING_BYTES;
}

function putOutput(w: usize, note: usize, value: u64, blinder: usize, senderBlinders: usize): usize {
  w = putU64(w, value);
  encodeAffine(note + COMMITMENT, w);
  w = putBytes(w + 32, blinder, 32);
  encodePoint(note + NOTE_KEY, w);
  w += 32;
  for (let i: usize = 0; i < 4; i++) encodeAffine(note + 8 + 64 * i, w + 32 * i);
  return putBytes(w + 128, senderBlinders, 64);
}

/** d = the hash of the payload and a proof, if any: in Montgomery form. */
function hashOf(tx: usize, proof: usize, length: usize, d: usize): void {
  const data = dataOf(tx), count = listLength(tx + NULLIFIERS);
  const bytes = __large(1 + 32 + 32 * <usize>count + 2 * NOTE_BYTES + 16 + hashLength(data) + length);
  let w = putCanonical(putU8(bytes, load<u8>(tx, CHAIN)), tx + ROOT);
  w = putHashed(putRest(w, tx), data);
  hashToField(bytes, putBytes(w, proof, length) - bytes, d);
}

/** Nullifiers, outputs, fee, deposit. */
function putRest(w: usize, tx: usize): usize {
  for (let i: u32 = 0; i < listLength(tx + NULLIFIERS); i++) w = putCanonical(w, listStart(tx + NULLIFIERS) + 32 * <usize>i);
  w = encodeNote(tx + NOTE, encodeNote(tx, w));
  return putU64(putU64(w, load<u64>(tx, MAX_FEE)), load<u64>(tx, DEPOSIT));
}

function dataOf(tx: usize): usize { return load<u8>(tx, DATA) ? tx + DATA + 8 : 0; }

/** Checks an archived transaction and gives the bytes of the one with this proof, and its id as text at `hash`. */
export function proven(archive: usize, proof: usize, length: usize, out: usize, hash: usize): u32 {
  const size = bufferLength(archive);
  const tx = size < 0 ? 0 : openArchive(archive + 4, <usize>size, PHOENIX, 8);
  if (!tx) return UNARCHIVING;
  checkFlat(tx + NULLIFIERS, 32, 8);
  checkNote(tx);
  checkNote(tx + NOTE);
  tag(tx + FEE, 2);
  if (tag(tx + DATA, 2)) checkData(tx + DATA + 8);
  checkFlat(tx + PROOF, 1, 1);
  if (!isGood()) return UNARCHIVING;
  const data = dataOf(tx), count = listLength(tx + NULLIFIERS), skeleton = 660 + 32 * <usize>count;
  const payload = 9 + skeleton + FEE_BYTES + encodedLength(data), bytes = __large(17 + payload + length);
  let w = putU64(putU8(bytes, 0), payload);
  w = putU64(putU8(w, load<u8>(tx, CHAIN)), skeleton);
  w = putRest(putU64(putCanonical(w, tx + ROOT), count), tx);
  w = putU64(putU64(w, load<u64>(tx, FEE_GAS)), load<u64>(tx, FEE_GAS + 8));
  w = encodeSender(tx + FEE, encodeAddress(tx + FEE_ADDRESS, w));
  w = putBytes(putU64(putEncoded(w, data), length), proof, length);
  const id = __alloc(32);
  hashOf(tx, proof, length, id);
  const code = give(out, bytes, w - bytes);
  if (code != OK) return code;
  fieldToCanonical(id, id);
  writeHex(id, hash, false);
  return OK;
}
