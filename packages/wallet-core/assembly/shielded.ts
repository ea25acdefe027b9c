// Functions that spend notes. Spec: 03 §6, §18.2
import { bufferLength, LEAF, listLength, listStart, MAYBE_OPENING, openFlat, openLeaves, openOpenings, SCALAR } from "./archive";
import { callToAccount } from "./contractCalls";
import { openData } from "./data";
import { extendedFrom } from "./jubjubPoint";
import { blsSecret, phoenixPublic, phoenixSecret } from "./keys";
import { DESERIALIZATION, done, isInside, SEED, TEXT, UNARCHIVING } from "./memory";
import { MAX_INPUTS, Payment, proven, sendPhoenix } from "./phoenix";
import { POINT } from "./point";
import { openStream } from "./random";
import { isSubgroup } from "./subgroup";

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

/** The transaction with its proof, and its id as text. */
export function into_proven(tx: usize, proof: usize, out: usize, hash: usize): u32 {
  const length = bufferLength(proof);
  if (length < 0 || !isInside(out, 4) || !isInside(hash, TEXT)) return UNARCHIVING;
  return done(proven(tx, proof + 4, <usize>length, out, hash));
}
