// SHA-256 and what is built on it: HMAC, HKDF, the expansion of messages. FIPS 180-4, RFC 2104, 5869, 9380 5.3.1
import { shaConstants, shaStart } from "./constants";

@inline
function word(p: usize): u32 { return bswap<u32>(load<u32>(p)); }

function compress(h: usize, block: usize, w: usize): void {
  for (let i: usize = 0; i < 64; i += 4) store<u32>(w + i, word(block + i));
  for (let i: usize = 64; i < 256; i += 4) {
    const a = load<u32>(w + i - 60), b = load<u32>(w + i - 8);
    const s0 = rotr<u32>(a, 7) ^ rotr<u32>(a, 18) ^ (a >> 3), s1 = rotr<u32>(b, 17) ^ rotr<u32>(b, 19) ^ (b >> 10);
    store<u32>(w + i, load<u32>(w + i - 64) + s0 + load<u32>(w + i - 28) + s1);
  }
  let a = load<u32>(h), b = load<u32>(h, 4), c = load<u32>(h, 8), d = load<u32>(h, 12);
  let e = load<u32>(h, 16), f = load<u32>(h, 20), g = load<u32>(h, 24), k = load<u32>(h, 28);
  for (let i: usize = 0; i < 256; i += 4) {
    const s1 = rotr<u32>(e, 6) ^ rotr<u32>(e, 11) ^ rotr<u32>(e, 25);
    const t1 = k + s1 + ((e & f) ^ (~e & g)) + load<u32>(shaConstants() + i) + load<u32>(w + i);
    const s0 = rotr<u32>(a, 2) ^ rotr<u32>(a, 13) ^ rotr<u32>(a, 22);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    k = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  store<u32>(h, load<u32>(h) + a);
  store<u32>(h, load<u32>(h, 4) + b, 4);
  store<u32>(h, load<u32>(h, 8) + c, 8);
  store<u32>(h, load<u32>(h, 12) + d, 12);
  store<u32>(h, load<u32>(h, 16) + e, 16);
  store<u32>(h, load<u32>(h, 20) + f, 20);
  store<u32>(h, load<u32>(h, 24) + g, 24);
  store<u32>(h, load<u32>(h, 28) + k, 28);
}

/** d = the digest of the bytes, 32 bytes. */
export function sha256(from: usize, length: usize, d: usize): void {
  const mark = __top;
  const h = __alloc(32), w = __alloc(256), last = __alloc(128);
  memory.copy(h, shaStart(), 32);
  const whole = length & ~63, rest = length - whole;
  for (let at: usize = 0; at < whole; at += 64) compress(h, from + at, w);
  memory.fill(last, 0, 128);
  memory.copy(last, from + whole, rest);
  store<u8>(last + rest, 0x80);
  const end: usize = rest < 56 ? 64 : 128;
  store<u64>(last + end - 8, bswap<u64>(<u64>length << 3));
  compress(h, last, w);
  if (end == 128) compress(h, last + 64, w);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(d + i, word(h + i));
  __top = mark;
}

/** d = HMAC of at most 192 bytes under a key of at most 64. */
function hmac(key: usize, keyLength: usize, from: usize, length: usize, d: usize): void {
  const mark = __top;
  const buffer = __alloc(256), inner = __alloc(32);
  pad(buffer, key, keyLength, 0x36);
  memory.copy(buffer + 64, from, length);
  sha256(buffer, 64 + length, inner);
  pad(buffer, key, keyLength, 0x5c);
  memory.copy(buffer + 64, inner, 32);
  sha256(buffer, 96, d);
  __top = mark;
}

function pad(buffer: usize, key: usize, keyLength: usize, byte: u8): void {
  memory.fill(buffer, 0, 64);
  memory.copy(buffer, key, keyLength);
  for (let i: usize = 0; i < 64; i++) store<u8>(buffer + i, load<u8>(buffer + i) ^ byte);
}

/** d = 32 bytes of HKDF with a salt of at most 64 bytes and a short info. */
export function hkdf(ikm: usize, ikmLength: usize, salt: usize, saltLength: usize, info: usize, infoLength: usize, d: usize): void {
  const mark = __top;
  const prk = __alloc(32), message = __alloc(64);
  hmac(salt, saltLength, ikm, ikmLength, prk);
  memory.copy(message, info, infoLength);
  store<u8>(message + infoLength, 1);
  hmac(prk, 32, message, infoLength + 1, d);
  __top = mark;
}

/** d = 128 bytes that stand for the message under a short tag. */
export function expandMessage(from: usize, length: usize, tag: usize, tagLength: usize, d: usize): void {
  const mark = __top;
  const all = __large(64 + length + 4 + tagLength), first = __alloc(32), next = __alloc(96);
  memory.copy(all + 64, from, length);
  store<u8>(all + 64 + length, 0);
  store<u8>(all + 64 + length, 128, 1);
  store<u8>(all + 64 + length, 0, 2);
  memory.copy(all + 64 + length + 3, tag, tagLength);
  store<u8>(all + 64 + length + 3 + tagLength, <u8>tagLength);
  sha256(all, 64 + length + 4 + tagLength, first);
  memory.fill(next, 0, 32);
  for (let i: usize = 0; i < 4; i++) {
    for (let k: usize = 0; k < 32; k += 8) store<u64>(next + k, load<u64>(next + k) ^ load<u64>(first + k));
    store<u8>(next, <u8>(i + 1), 32);
    memory.copy(next + 33, tag, tagLength);
    store<u8>(next + 33 + tagLength, <u8>tagLength);
    sha256(next, 34 + tagLength, d + 32 * i);
    memory.copy(next, d + 32 * i, 32);
  }
  __top = mark;
}
