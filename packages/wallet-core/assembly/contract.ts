// The functions of the module, by the names and with the arguments that w3sper knows. `buf` stands for `u32 length ‖ bytes`, `out` for a
// place that receives the address of such a buffer. Spec: 03 §18.4
import { DATA } from "./archive";
import { aligned, createCall, createMemo, outsideLength } from "./data";
import { ARCHIVING, done, give, isInside } from "./memory";

export { balance, bookmarks, map_owned } from "./ownedNotes";
export { pick_notes } from "./pickNotes";
export { accounts_into_raw, display_scalar, generate_profile } from "./profile";
export { moonlight, moonlight_stake, moonlight_stake_reward, moonlight_to_phoenix, moonlight_unstake } from "./public";
export { into_proven, phoenix, phoenix_to_moonlight } from "./shielded";

export const KEY_SIZE: usize = memory.data<u32>([32]);
export const ITEM_SIZE: usize = memory.data<u32>([736]);
export const MINIMUM_STAKE: usize = memory.data<u64>([1000000000000]);

/** `length` bytes of memory; 0 if there are none. */
export function malloc(length: u32): usize { return __block(length); }

/** Gives memory back, and empties it. */
export function free(at: usize, length: u32): void { __unblock(at); }

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
