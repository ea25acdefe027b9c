// The rim: what the host points to, what it gets back, and what every function does first and last.

/** Codes of the functions. Spec: 03 §18.4 */
export const OK: u32 = 0;
export const ARCHIVING: u32 = 255;
export const UNARCHIVING: u32 = 254;
export const DESERIALIZATION: u32 = 253;
export const PHOENIX_TRANSACTION: u32 = 252;
export const MOONLIGHT_TRANSACTION: u32 = 251;

/** Bytes of a seed, of an address or an id as text, of an account. */
export const SEED: usize = 64;
export const TEXT: usize = 64;
export const ACCOUNT: usize = 96;

/** Whether so many bytes from there on lie in memory. */
export function isInside(at: usize, length: usize): bool {
  return at != 0 && <u64>at + <u64>length <= <u64>memory.size() << 16;
}

/** Ends a function: nothing of what it computed stays. */
export function done(code: u32): u32 {
  __wipe();
  return code;
}

/** Gives the host `u32 length ‖ bytes` by way of `out`. */
export function give(out: usize, from: usize, length: usize): u32 {
  const block = __block(length + 4);
  if (!block) return ARCHIVING;
  store<u32>(block, <u32>length);
  memory.copy(block + 4, from, length);
  store<u32>(out, <u32>block);
  return OK;
}

@inline
function digit(nibble: u32): u8 { return <u8>(nibble < 10 ? 48 + nibble : 87 + nibble); }

/** d = 64 hexadecimal digits of 32 bytes; from the last byte on, if they are shown as a number. */
export function writeHex(from: usize, d: usize, asNumber: bool): void {
  for (let i: usize = 0; i < 32; i++) {
    const byte = <u32>load<u8>(from + (asNumber ? 31 - i : i));
    store<u8>(d + 2 * i, digit(byte >> 4));
    store<u8>(d + 2 * i, digit(byte & 15), 1);
  }
}

/** Puts bytes at w; gives the place behind them. */
export function putBytes(w: usize, from: usize, length: usize): usize {
  memory.copy(w, from, length);
  return w + length;
}

export function putU64(w: usize, value: u64): usize {
  store<u64>(w, value);
  return w + 8;
}

export function putU8(w: usize, value: u32): usize {
  store<u8>(w, <u8>value);
  return w + 1;
}
