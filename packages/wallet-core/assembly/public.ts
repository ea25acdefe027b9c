// Functions that spend the money of an account. Spec: 03 §7, §14, §18.2
import { callStake, callToNote, callUnstake } from "./contractCalls";
import { openData } from "./data";
import { blsSecret, phoenixSecret } from "./keys";
import { ACCOUNT, DESERIALIZATION, done, isInside, SEED, TEXT, UNARCHIVING } from "./memory";
import { readAccount, sendMoonlight, Terms } from "./moonlight";
import { openStream } from "./random";

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
