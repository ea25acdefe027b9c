/** True if both arrays hold the same bytes. Not constant time: see `equalSecret`. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** As `equalBytes`, without a branch on the content (lengths are public). */
export function equalSecret(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

/** Lexicographic order of bytes; a prefix comes first. Negative, zero or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A new array holding all parts in order. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The unsigned integer of little-endian bytes; 0 for none. */
export function bytesToIntLe(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  let at = bytes.length;
  for (; at % 8 !== 0; at--) value = (value << 8n) | BigInt(bytes[at - 1] as number);
  for (; at > 0; at -= 8) value = (value << 64n) | view.getBigUint64(at - 8, true);
  return value;
}

/** The unsigned integer of big-endian bytes; 0 for none. */
export function bytesToIntBe(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let value = 0n;
  let at = 0;
  for (; (bytes.length - at) % 8 !== 0; at++) value = (value << 8n) | BigInt(bytes[at] as number);
  for (; at < bytes.length; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}

/** `value` in exactly `length` little-endian bytes. @throws RangeError if it does not fit or is negative */
export function intToBytesLe(value: bigint, length: number): Uint8Array {
  const out = new Uint8Array(length);
  const view = new DataView(out.buffer);
  let rest = value;
  let at = 0;
  for (; at + 8 <= length; at += 8) {
    view.setBigUint64(at, BigInt.asUintN(64, rest), true);
    rest >>= 64n;
  }
  for (; at < length; at++) {
    out[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError(`integer does not fit ${length} unsigned bytes`);
  return out;
}

/** `value` in exactly `length` big-endian bytes. @throws RangeError if it does not fit or is negative */
export function intToBytesBe(value: bigint, length: number): Uint8Array {
  return intToBytesLe(value, length).reverse();
}

const encoder = new TextEncoder();

/** UTF-8 bytes of `text`. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
