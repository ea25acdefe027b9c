// Functions about keys: profiles of a seed, accounts in raw form, a scalar as text. Spec: 03 §18.4
import { fieldToCanonical } from "~lib/eventide/curve/scalarField";
import { bufferLength, SCALAR } from "./archive";
import { accountBytes, blsPublicRaw, blsSecret, phoenixPublic, phoenixSecret } from "./keys";
import { ACCOUNT, DESERIALIZATION, done, give, isInside, OK, SEED, TEXT, UNARCHIVING, writeHex } from "./memory";
import { readAccount } from "./moonlight";
import { encodePoint, POINT } from "./point";

const RAW_ACCOUNT: usize = 200;

/** Address and account of a profile: 64 and 96 bytes. */
export function generate_profile(seed: usize, index: u32, profile: usize): u32 {
  if (!isInside(seed, SEED) || !isInside(profile, TEXT + ACCOUNT)) return DESERIALIZATION;
  const key = phoenixPublic(phoenixSecret(seed, index));
  encodePoint(key, profile);
  encodePoint(key + POINT, profile + 32);
  memory.copy(profile + 64, accountBytes(blsPublicRaw(blsSecret(seed, index))), ACCOUNT);
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
