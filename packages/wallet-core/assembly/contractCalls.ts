// Calls that move money between notes, accounts and stakes, signed. Spec: 03 §14, §17.2
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { signatureBytes, signBls } from "./bls";
import { createCall } from "./data";
import { accountBytes, blsPublicRaw, noteSecret, phoenixPublic, stealthAddress } from "./keys";
import { putBytes, putU64, putU8 } from "./memory";
import { encodeAddress } from "./note";
import { POINT } from "./point";
import { drawScalar } from "./random";
import { groupToMontgomery, hashToField } from "./scalars";
import { signSingle } from "./schnorr";

const TRANSFER: u8 = 1;
const STAKE: u8 = 2;
/** An archived permission to withdraw, and its parts. */
const WITHDRAW: usize = 584;
const TOKEN: usize = 328;
const SIGNATURE: usize = 344;
const CONTRACT: usize = 544;
const VALUE: usize = 576;
const STAKE_WITHDRAW: usize = 992;
const STAKE_ARGS: usize = 632;
const STAKE_MESSAGE: usize = 201;

function contractId(first: u8): usize {
  const id = __alloc(32);
  memory.fill(id, 0, 32);
  store<u8>(id, first);
  return id;
}

function convertName(): usize { return memory.data<u8>([99, 111, 110, 118, 101, 114, 116]); }
function stakeName(): usize { return memory.data<u8>([115, 116, 97, 107, 101]); }
function unstakeName(): usize { return memory.data<u8>([117, 110, 115, 116, 97, 107, 101]); }
function withdrawName(): usize { return memory.data<u8>([119, 105, 116, 104, 100, 114, 97, 119]); }

/** `contract ‖ value` at the front of a message of a withdrawal. */
function putFront(w: usize, contract: usize, value: u64): usize { return putU64(putBytes(w, contract, 32), value); }

/** A call that turns notes into the money of an account; `nullifiers` in Montgomery form. */
export function callToAccount(secret: usize, value: u64, nullifiers: usize, count: u32): usize {
  const contract = contractId(TRANSFER), list: usize = 32 * <usize>count, args = __large(list + WITHDRAW), root = args + list;
  memory.copy(args, nullifiers, list);
  const account = blsPublicRaw(secret), message = __large(136 + list);
  let w = putBytes(putFront(message, contract, value), accountBytes(account), 96);
  for (let i: usize = 0; i < list; i += 32) {
    fieldToCanonical(nullifiers + i, w);
    w += 32;
  }
  store<i32>(root + TOKEN, -<i32>(list + TOKEN + 4), 4);
  store<u32>(root + TOKEN, count, 8);
  finishWithdraw(root, contract, value, account, signBls(secret, message, w - message));
  return createCall(contract, convertName(), 7, args, list + WITHDRAW);
}

/** An archived withdrawal to an account; its token is there. */
function finishWithdraw(root: usize, contract: usize, value: u64, account: usize, signature: usize): void {
  store<u8>(root, 1);
  memory.copy(root + 8, account, 200);
  store<u8>(root, 1, SIGNATURE);
  memory.copy(root + SIGNATURE + 8, signature, 104);
  memory.copy(root + CONTRACT, contract, 32);
  store<u64>(root, value, VALUE);
}

/** A call that turns the money of an account into a note. Draws the address, then the nonce of the signature. */
export function callToNote(stream: usize, secret: usize, value: u64, nonce: u64): usize {
  const contract = contractId(TRANSFER), root = __large(WITHDRAW), message = __alloc(128), hash = __alloc(32);
  const address = stealthAddress(phoenixPublic(secret), drawScalar(stream));
  const w = putU64(encodeAddress(address, putFront(message, contract, value)), nonce);
  hashToField(message, w - message, hash);
  const signature = signSingle(stream, noteSecret(secret, address), hash);
  memory.copy(root + 8, address, 2 * POINT);
  store<u8>(root, 1, TOKEN);
  store<u64>(root, nonce, TOKEN + 8);
  groupToMontgomery(signature, root + SIGNATURE + 8);
  memory.copy(root + SIGNATURE + 40, signature + 32, POINT);
  memory.copy(root + CONTRACT, contract, 32);
  store<u64>(root, value, VALUE);
  return createCall(contract, convertName(), 7, root, WITHDRAW);
}

/** A call that stakes what the account owns; the account is its own owner. */
export function callStake(secret: usize, value: u64, chainId: u32): usize {
  const root = __large(STAKE_ARGS), message = __alloc(STAKE_MESSAGE), raw = blsPublicRaw(secret), account = accountBytes(raw);
  const w = putBytes(putBytes(putU8(message, chainId), account, 96), account, 96);
  putU64(w, value);
  const signature = signBls(secret, message, STAKE_MESSAGE);
  memory.copy(root + 8, raw, 200);
  memory.copy(root + 208, raw, 200);
  store<u64>(root, value, 408);
  memory.copy(root + 416, signature, 104);
  memory.copy(root + 520, signature, 104);
  store<u8>(root, <u8>chainId, 624);
  return createCall(contractId(STAKE), stakeName(), 5, root, STAKE_ARGS);
}

/** A call that takes back a stake, or its reward. */
export function callUnstake(secret: usize, value: u64, nonce: u64, reward: bool): usize {
  const contract = contractId(STAKE), root = __large(STAKE_WITHDRAW), message = __alloc(288), raw = blsPublicRaw(secret);
  const account = accountBytes(raw), inner = message + 96;
  const w = putU64(putBytes(putFront(putBytes(message, account, 96), contract, value), account, 96), nonce);
  const permission = signBls(secret, inner, w - inner);
  const all = putBytes(w, signatureBytes(permission), 48);
  store<u8>(root, 1, TOKEN);
  store<u64>(root, nonce, TOKEN + 8);
  finishWithdraw(root, contract, value, raw, permission);
  memory.copy(root + WITHDRAW, raw, 200);
  const signature = signBls(secret, message, all - message);
  memory.copy(root + 784, signature, 104);
  memory.copy(root + 888, signature, 104);
  return reward
    ? createCall(contract, withdrawName(), 8, root, STAKE_WITHDRAW)
    : createCall(contract, unstakeName(), 7, root, STAKE_WITHDRAW);
}
