const WORD = 64n;

/** The integer of little-endian `bytes`, whose length is a multiple of 8. */
export function readIntLe(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = bytes.length - 8; at >= 0; at -= 8) value = (value << WORD) | view.getBigUint64(at, true);
  return value;
}

/** The integer of big-endian `bytes`, whose length is a multiple of 8. */
export function readIntBe(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  for (let at = 0; at < bytes.length; at += 8) value = (value << WORD) | view.getBigUint64(at, false);
  return value;
}

/** `value` in `length` little-endian bytes, a multiple of 8; the caller knows that it fits. */
export function writeIntLe(value: bigint, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let rest = value;
  for (let at = 0; at < length; at += 8) {
    view.setBigUint64(at, rest, true);
    rest >>= WORD;
  }
  return out;
}

/** `value` in `length` big-endian bytes, a multiple of 8; the caller knows that it fits. */
export function writeIntBe(value: bigint, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let rest = value;
  for (let at = length - 8; at >= 0; at -= 8) {
    view.setBigUint64(at, rest, false);
    rest >>= WORD;
  }
  return out;
}
