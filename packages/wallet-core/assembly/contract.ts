// The functions of the module, by the names and with the arguments that w3sper knows. `buf` stands for `u32 length ‖ bytes`, `out` for a
// place that receives the address of such a buffer. Spec: 03 §18.4
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { bufferLength, ENTRY, LEAF, listLength, listStart, MAYBE_OPENING, openEntries, openFlat, openLeaves, openOpenings, SCALAR } from "./archive";
import { callStake, callToAccount, callToNote, callUnstake } from "./contractCalls";
import { aligned, createCall, createMemo, openData, outsideLength } from "./data";
import { extendedFrom } from "./jubjubPoint";
import { accountBytes, blsPublicRaw, blsSecret, phoenixPublic, phoenixSecret } from "./keys";
import { ARCHIVING, DESERIALIZATION, done, give, isInside, OK, UNARCHIVING, writeHex } from "./memory";
import { readAccount, sendMoonlight, Terms } from "./moonlight";
import { copyLeaf, nullifierOf, openValue, owns, POS } from "./note";
import { MAX_INPUTS, Payment, proven, sendPhoenix } from "./phoenix";
import { encodePoint, POINT } from "./point";
import { openStream } from "./random";
import { isSubgroup } from "./subgroup";
import { signedDigits } from "./windows";

const SEED: usize = 64;
const TEXT: usize = 64;
const ACCOUNT: usize = 96;
const RAW_ACCOUNT: usize = 200;
const HEIGHT: usize = 728;
const DATA: usize = 80;

export const KEY_SIZE: usize = memory.data<u32>([32]);
export const ITEM_SIZE: usize = memory.data<u32>([736]);
export const MINIMUM_STAKE: usize = memory.data<u64>([1000000000000]);

/** `length` bytes of memory; 0 if there are none. */
export function malloc(length: u32): usize { return __block(length); }

/** Gives memory back, and empties it. */
export function free(at: usize, length: u32): void { __unblock(at); }

/** Address and account of a profile: 64 and 96 bytes. */
export function generate_profile(seed: usize, index: u32, profile: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(profile, TEXT + ACCOUNT)) return DESERIALIZATION;
  const key = phoenixPublic(phoenixSecret(seed, index));
  encodePoint(key, profile);
  encodePoint(key + POINT, profile + 32);
  memory.copy(profile + 64, accountBytes(blsPublicRaw(blsSecret(seed, index))), ACCOUNT);
  return done(OK);
}

/** The notes of each of some profiles with their nullifiers, and the greatest height and position of all notes. */
export function map_owned(seed: usize, indexes: usize, notes: usize, out: usize, info: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(indexes, 1) || !isInside(out, 4) || !isInside(info, 16)) return UNARCHIVING;
  const keys: usize = load<u8>(indexes);
  if (!isInside(indexes + 1, keys)) return UNARCHIVING;
  const root = openLeaves(notes);
  if (!root) return done(UNARCHIVING);
  const count: usize = listLength(root), leaves = listStart(root);
  // For each key a and b, the digits of a, B.
  const row = 64 + 64 + POINT, secrets = __alloc(keys * row);
  for (let i: usize = 0; i < keys; i++) {
    const mark = __top, secret = phoenixSecret(seed, load<u8>(indexes + 1 + i)), at = secrets + i * row;
    memory.copy(at, secret, 64);
    memory.copy(at + 64, signedDigits(secret), 64);
    memory.copy(at + 128, phoenixPublic(secret) + POINT, POINT);
    __top = mark;
  }
  // 1 + the number of the key that owns the note.
  const owners = __large(count << 1), totals = __alloc(keys << 2);
  memory.fill(totals, 0, keys << 2);
  let height: u64 = 0, pos: u64 = 0, owned: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const leaf = leaves + i * LEAF;
    height = max(height, load<u64>(leaf, HEIGHT));
    pos = max(pos, load<u64>(leaf, POS));
    for (let k: usize = 0; k < keys; k++) {
      if (!owns(secrets + k * row + 64, secrets + k * row + 128, leaf)) continue;
      store<u16>(owners + (i << 1), <u16>(k + 1));
      store<u32>(totals + (k << 2), load<u32>(totals + (k << 2)) + 1);
      owned++;
      break;
    }
  }
  const size = owned * ENTRY + 8 * keys + 8, block = __block(size + 4);
  if (!block) return done(ARCHIVING);
  store<u32>(block, <u32>size);
  let w = block + 4, list = block + 4 + owned * ENTRY;
  for (let k: usize = 0; k < keys; k++, list += 8) {
    store<i32>(list, <i32>(w - list));
    store<u32>(list, load<u32>(totals + (k << 2)), 4);
    for (let i: usize = 0; i < count; i++) {
      if (load<u16>(owners + (i << 1)) != k + 1) continue;
      nullifierOf(secrets + k * row, leaves + i * LEAF, w);
      copyLeaf(leaves + i * LEAF, w + SCALAR);
      w += ENTRY;
    }
  }
  store<i32>(list, -<i32>(8 * keys));
  store<u32>(list, <u32>keys, 4);
  store<u32>(out, <u32>block);
  store<u64>(info, height);
  store<u64>(info, pos, 8);
  return done(OK);
}

/** An archived element of the field as 64 digits of a number. */
export function display_scalar(scalar: usize, text: usize): u32 {
  if (!isInside(scalar, SCALAR) || !isInside(text, TEXT)) return UNARCHIVING;
  const canonical = __alloc(SCALAR);
  fieldToCanonical(scalar, canonical);
  writeHex(canonical, text, true);
  return done(OK);
}

/** Accounts of 96 bytes as contracts archive them: 200 bytes each. */
export function accounts_into_raw(accounts: usize, out: usize): u32 {
  const length = bufferLength(accounts);
  if (length < 0 || !isInside(out, 4) || length % ACCOUNT != 0) return DESERIALIZATION;
  const count = <usize>length / ACCOUNT, raws = __large(count * RAW_ACCOUNT);
  for (let i: usize = 0; i < count; i++) {
    const mark = __top, raw = readAccount(accounts + 4 + i * ACCOUNT);
    if (!raw) return done(DESERIALIZATION);
    memory.copy(raws + i * RAW_ACCOUNT, raw, RAW_ACCOUNT);
    __top = mark;
  }
  return done(give(out, raws, count * RAW_ACCOUNT));
}

/** Sum of the notes of a profile, and of its four largest. What cannot be opened does not count. */
export function balance(seed: usize, index: u32, notes: usize, info: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(info, 16)) return UNARCHIVING;
  const root = openLeaves(notes);
  if (!root) return done(UNARCHIVING);
  const a = phoenixSecret(seed, index), opened = __alloc(40), largest = __alloc(8 * MAX_INPUTS), leaves = listStart(root);
  memory.fill(largest, 0, 8 * MAX_INPUTS);
  let total: u64 = 0;
  for (let i: u32 = 0; i < listLength(root); i++) {
    if (!openValue(a, leaves + <usize>i * LEAF, opened)) continue;
    let value = load<u64>(opened);
    total += value;
    for (let k: usize = 0; k < 8 * MAX_INPUTS; k += 8) {
      const other = load<u64>(largest + k);
      if (value > other) {
        store<u64>(largest + k, value);
        value = other;
      }
    }
  }
  let spendable: u64 = 0;
  for (let k: usize = 0; k < 8 * MAX_INPUTS; k += 8) spendable += load<u64>(largest + k);
  store<u64>(info, total);
  store<u64>(info, spendable, 8);
  return done(OK);
}

/** Leaves of a list of owned notes what a payment of `value` takes; in place. Spec: 03 §18.1 */
export function pick_notes(seed: usize, index: u32, value: usize, notes: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(value, 8)) return UNARCHIVING;
  const root = openEntries(notes);
  if (!root) return done(UNARCHIVING);
  const a = phoenixSecret(seed, index), cost = load<u64>(value), count: usize = listLength(root), entries = listStart(root);
  // Values with the numbers of their notes, smallest first; among equal ones the earlier.
  const values = __large(16 * count);
  let known: usize = 0;
  for (let i: usize = 0; i < count; i++) {
    const mark = __top, opened = __alloc(40);
    if (openValue(a, entries + i * ENTRY + SCALAR, opened)) {
      store<u64>(values + 16 * known, load<u64>(opened));
      store<u64>(values + 16 * known, i, 8);
      known++;
    }
    __top = mark;
  }
  sortPairs(values, known);
  const chosen = __alloc(4 * MAX_INPUTS);
  let picked: usize = 0, largest: u64 = 0;
  for (let i: usize = 0; i < min<usize>(known, MAX_INPUTS); i++) largest += load<u64>(values + 16 * (known - 1 - i));
  if (largest >= cost) {
    if (count <= MAX_INPUTS) {
      picked = count;
      for (let i: usize = 0; i < count; i++) store<u32>(chosen + 4 * i, <u32>i);
    } else if (known >= MAX_INPUTS) {
      picked = MAX_INPUTS;
      firstFour(values, known, cost, chosen);
    }
  }
  const copies = __alloc(ENTRY * MAX_INPUTS), size = picked * ENTRY + 8;
  for (let i: usize = 0; i < picked; i++) {
    const entry = entries + <usize>load<u32>(chosen + 4 * i) * ENTRY;
    memory.copy(copies + i * ENTRY, entry, SCALAR);
    copyLeaf(entry + SCALAR, copies + i * ENTRY + SCALAR);
  }
  memory.copy(notes + 4, copies, picked * ENTRY);
  store<u32>(notes, <u32>size);
  store<i32>(notes + 4 + picked * ENTRY, -<i32>(picked * ENTRY));
  store<u32>(notes + 4 + picked * ENTRY, <u32>picked, 4);
  return done(OK);
}

/** Sorts pairs of values and numbers by merging runs, which keeps the order of equal ones. */
function sortPairs(pairs: usize, count: usize): void {
  const spare = __large(16 * count);
  for (let run: usize = 1; run < count; run <<= 1) {
    for (let from: usize = 0; from < count; from += run << 1) {
      const middle = min(from + run, count), end = min(from + (run << 1), count);
      let i = from, j = middle;
      for (let k = from; k < end; k++) {
        const left = i < middle && (j >= end || load<u64>(pairs + 16 * i) <= load<u64>(pairs + 16 * j));
        memory.copy(spare + 16 * k, pairs + 16 * (left ? i++ : j++), 16);
      }
    }
    memory.copy(pairs, spare, 16 * count);
  }
}

/** The first four numbers, in lexicographic order, whose values make up the cost; the four largest do. */
function firstFour(values: usize, count: usize, cost: u64, chosen: usize): void {
  // What the four last of those from i on make up decides whether i may come first.
  let from: usize = 0, rest = cost;
  for (let k: usize = 0; k < MAX_INPUTS; k++) {
    const left = MAX_INPUTS - 1 - k;
    while (load<u64>(values + 16 * from) + lastOf(values, count, left) < rest) from++;
    const value = load<u64>(values + 16 * from);
    store<u32>(chosen + 4 * k, load<u32>(values + 16 * from, 8));
    rest = value < rest ? rest - value : 0;
    from++;
  }
}

function lastOf(values: usize, count: usize, many: usize): u64 {
  let sum: u64 = 0;
  for (let i: usize = 1; i <= many; i++) sum += load<u64>(values + 16 * (count - i));
  return sum;
}

/** Positions of notes, eight bytes each, without a length in front. */
export function bookmarks(notes: usize, out: usize): u32 {
  const root = isInside(out, 4) ? openLeaves(notes) : 0;
  if (!root) return done(UNARCHIVING);
  const count: usize = listLength(root), leaves = listStart(root), block = __block(8 * count);
  if (!block) return done(ARCHIVING);
  for (let i: usize = 0; i < count; i++) store<u64>(block + 8 * i, load<u64>(leaves + i * LEAF, POS));
  store<u32>(out, <u32>block);
  return done(OK);
}

/** Archived data of a transaction: a memo, if there is one, else a call. */
export function create_tx_data(nameLength: usize, name: usize, argsLength: usize, args: usize, contract: usize, memoLength: usize, memo: usize, out: usize): u32 {
  if (!isInside(out, 4)) return ARCHIVING;
  let data: usize;
  if (memoLength && memo) {
    if (!isInside(memoLength, 4) || !isInside(memo, load<u32>(memoLength))) return ARCHIVING;
    data = createMemo(memo, load<u32>(memoLength));
  } else {
    if (!isInside(nameLength, 4) || !isInside(argsLength, 4) || !isInside(contract, 32)) return ARCHIVING;
    if (!isInside(name, load<u32>(nameLength)) || !isInside(args, load<u32>(argsLength))) return ARCHIVING;
    data = createCall(contract, name, load<u32>(nameLength), args, load<u32>(argsLength));
  }
  const outside = aligned(outsideLength(data));
  return done(give(out, data - outside, outside + DATA));
}

/** The transaction with its proof, and its id as text. */
export function into_proven(tx: usize, proof: usize, out: usize, hash: usize): u32 {
  const length = bufferLength(proof);
  if (length < 0 || !isInside(out, 4) || !isInside(hash, TEXT)) return UNARCHIVING;
  return done(proven(tx, proof + 4, <usize>length, out, hash));
}

/** A shielded payment: archive of the transaction without proof, and the circuit's inputs. */
export function phoenix(rng: usize, seed: usize, index: u32, receiver: usize, inputs: usize, openings: usize, root: usize, value: usize, obfuscated: u32, deposit: usize, gasLimit: usize, gasPrice: usize, chainId: u32, data: usize, txOut: usize, proofOut: usize): u32 {
  if (!isInside(rng, 32) || !isInside(seed, SEED) || !isInside(receiver, TEXT) || !isInside(root, SCALAR)) return UNARCHIVING;
  if (!isInside(value, 8) || !isInside(deposit, 8) || !isInside(gasLimit, 8) || !isInside(gasPrice, 8)) return UNARCHIVING;
  if (!isInside(txOut, 4) || !isInside(proofOut, 4)) return UNARCHIVING;
  const payment = new Payment(), key = __alloc(2 * POINT), first = readPoint(receiver), second = readPoint(receiver + 32);
  if (!first || !second) return done(DESERIALIZATION);
  memory.copy(key, first, POINT);
  memory.copy(key + POINT, second, POINT);
  const found = chooseInputs(payment, inputs, openings, 0);
  if (!found) return done(UNARCHIVING);
  payment.data = data ? openData(data) : 0;
  if (data && !payment.data) return done(UNARCHIVING);
  payment.secret = phoenixSecret(seed, index);
  payment.receiver = key;
  payment.root = root;
  payment.value = load<u64>(value);
  payment.obfuscated = (obfuscated & 255) != 0;
  payment.deposit = load<u64>(deposit);
  payment.gasLimit = load<u64>(gasLimit);
  payment.gasPrice = load<u64>(gasPrice);
  payment.chainId = chainId;
  return done(sendPhoenix(openStream(rng), payment, txOut, proofOut));
}

/** A point of 32 bytes in the group of prime order, extended; or 0. */
function readPoint(bytes: usize): usize {
  const point = extendedFrom(bytes);
  return point && isSubgroup(point) ? point : 0;
}

/** Pairs notes with their openings and leaves out those that have none; with nullifiers, gives those too. */
function chooseInputs(payment: Payment, inputs: usize, openings: usize, nullifiers: usize): bool {
  const second = openOpenings(openings);
  if (!second) return false;
  let third: usize = 0;
  if (nullifiers) {
    third = openFlat(nullifiers, SCALAR, 8);
    if (!third) return false;
  }
  const first = openLeaves(inputs);
  if (!first) return false;
  let count: usize = min(listLength(first), listLength(second));
  if (third) count = min<usize>(count, listLength(third));
  payment.notes = __alloc(4 * (MAX_INPUTS + 1));
  payment.openings = __alloc(4 * (MAX_INPUTS + 1));
  spent = __alloc(SCALAR * (MAX_INPUTS + 1));
  let chosen: u32 = 0;
  for (let i: usize = 0; i < count && chosen <= MAX_INPUTS; i++) {
    const opening = listStart(second) + i * MAYBE_OPENING;
    if (!load<u8>(opening)) continue;
    store<u32>(payment.notes + 4 * chosen, <u32>(listStart(first) + i * LEAF));
    store<u32>(payment.openings + 4 * chosen, <u32>(opening + 8));
    if (third) memory.copy(spent + SCALAR * chosen, listStart(third) + SCALAR * i, SCALAR);
    chosen++;
  }
  payment.count = chosen;
  return true;
}

/** Nullifiers of the chosen inputs. */
let spent: usize = 0;

/** Shielded money to the account of the profile. */
export function phoenix_to_moonlight(rng: usize, seed: usize, index: u32, inputs: usize, openings: usize, nullifiers: usize, root: usize, value: usize, gasLimit: usize, gasPrice: usize, chainId: u32, txOut: usize, proofOut: usize): u32 {
  if (!isInside(rng, 32) || !isInside(seed, SEED) || !isInside(root, SCALAR) || !nullifiers) return UNARCHIVING;
  if (!isInside(value, 8) || !isInside(gasLimit, 8) || !isInside(gasPrice, 8)) return UNARCHIVING;
  if (!isInside(txOut, 4) || !isInside(proofOut, 4)) return UNARCHIVING;
  const payment = new Payment();
  const found = chooseInputs(payment, inputs, openings, nullifiers);
  if (!found) return done(UNARCHIVING);
  payment.secret = phoenixSecret(seed, index);
  payment.receiver = phoenixPublic(payment.secret);
  payment.root = root;
  payment.value = 0;
  payment.obfuscated = false;
  payment.deposit = load<u64>(value);
  payment.gasLimit = load<u64>(gasLimit);
  payment.gasPrice = load<u64>(gasPrice);
  payment.chainId = chainId;
  payment.data = callToAccount(blsSecret(seed, index), load<u64>(value), spent, payment.count);
  return done(sendPhoenix(openStream(rng), payment, txOut, proofOut));
}

/** What the public transactions have in common, or null. */
function readTerms(seed: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize): Terms | null {
  if (!isInside(seed, SEED) || !isInside(gasLimit, 8) || !isInside(gasPrice, 8) || !isInside(nonce, 8)) return null;
  if (!isInside(out, 4) || !isInside(hash, TEXT)) return null;
  const terms = new Terms();
  terms.receiver = 0;
  terms.value = 0;
  terms.deposit = 0;
  terms.gasLimit = load<u64>(gasLimit);
  terms.gasPrice = load<u64>(gasPrice);
  terms.nonce = load<u64>(nonce);
  terms.chainId = chainId;
  terms.data = 0;
  return terms;
}

/** A public payment, with a call or memo if there is one. */
export function moonlight(seed: usize, index: u32, receiver: usize, value: usize, deposit: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, data: usize, out: usize, hash: usize): u32 {
  const terms = readTerms(seed, gasLimit, gasPrice, nonce, chainId, out, hash);
  if (!terms || !isInside(value, 8) || !isInside(deposit, 8)) return done(UNARCHIVING);
  if (receiver && (!isInside(receiver, ACCOUNT) || !readAccount(receiver))) return done(DESERIALIZATION);
  terms.receiver = receiver;
  terms.value = load<u64>(value);
  terms.deposit = load<u64>(deposit);
  terms.data = data ? openData(data) : 0;
  if (data && !terms.data) return done(UNARCHIVING);
  return done(sendMoonlight(blsSecret(seed, index), terms, out, hash));
}

/** Public money to the address of the profile. */
export function moonlight_to_phoenix(rng: usize, seed: usize, index: u32, value: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize): u32 {
  const terms = readTerms(seed, gasLimit, gasPrice, nonce, chainId, out, hash);
  if (!terms || !isInside(value, 8) || !isInside(rng, 32)) return done(UNARCHIVING);
  terms.deposit = load<u64>(value);
  terms.data = callToNote(openStream(rng), phoenixSecret(seed, index), terms.deposit, terms.nonce);
  return done(sendMoonlight(blsSecret(seed, index), terms, out, hash));
}

/** Stakes money of the account. */
export function moonlight_stake(seed: usize, index: u32, value: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize): u32 {
  const terms = readTerms(seed, gasLimit, gasPrice, nonce, chainId, out, hash);
  if (!terms || !isInside(value, 8)) return done(UNARCHIVING);
  const secret = blsSecret(seed, index);
  terms.deposit = load<u64>(value);
  terms.data = callStake(secret, terms.deposit, chainId);
  return done(sendMoonlight(secret, terms, out, hash));
}

/** Takes back a stake. Nothing is drawn: an account's signature is the same every time. */
export function moonlight_unstake(rng: usize, seed: usize, index: u32, value: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize): u32 {
  return takeBack(seed, index, value, gasLimit, gasPrice, nonce, chainId, out, hash, false);
}

/** Takes a stake's reward. */
export function moonlight_stake_reward(rng: usize, seed: usize, index: u32, value: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize): u32 {
  return takeBack(seed, index, value, gasLimit, gasPrice, nonce, chainId, out, hash, true);
}

function takeBack(seed: usize, index: u32, value: usize, gasLimit: usize, gasPrice: usize, nonce: usize, chainId: u32, out: usize, hash: usize, reward: bool): u32 {
  const terms = readTerms(seed, gasLimit, gasPrice, nonce, chainId, out, hash);
  if (!terms || !isInside(value, 8)) return done(UNARCHIVING);
  const secret = blsSecret(seed, index);
  terms.data = callUnstake(secret, load<u64>(value), terms.nonce, reward);
  return done(sendMoonlight(secret, terms, out, hash));
}
