// AES-256-GCM with a nonce of 12 bytes, a tag of 16 behind the text and nothing beside it. FIPS 197, SP 800-38D
import { aesBox } from "./constants";

const ROUNDS: usize = 14;

@inline
function box(x: u32): u32 { return load<u8>(aesBox() + <usize>(x & 255)); }

/** Fifteen round keys from a key of 32 bytes. */
function expandKey(key: usize): usize {
  const w = __alloc(16 * (ROUNDS + 1));
  memory.copy(w, key, 32);
  let round: u32 = 1;
  for (let i: usize = 8; i < 4 * (ROUNDS + 1); i++) {
    let t = load<u32>(w + 4 * (i - 1));
    if ((i & 7) == 0) {
      t = boxes(rotr<u32>(t, 8)) ^ round;
      round <<= 1;
    } else if ((i & 7) == 4) t = boxes(t);
    store<u32>(w + 4 * i, load<u32>(w + 4 * (i - 8)) ^ t);
  }
  return w;
}

function boxes(t: u32): u32 { return box(t) | (box(t >> 8) << 8) | (box(t >> 16) << 16) | (box(t >> 24) << 24); }

/** Doubles four bytes at once in the field of AES. */
@inline
function twice(x: u32): u32 { return ((x & 0x7f7f7f7f) << 1) ^ (((x >> 7) & 0x01010101) * 0x1b); }

function encryptBlock(keys: usize, from: usize, d: usize): void {
  const mark = __top;
  const s = __alloc(16), t = __alloc(16);
  for (let i: usize = 0; i < 16; i += 4) store<u32>(s + i, load<u32>(from + i) ^ load<u32>(keys + i));
  for (let round: usize = 1; round <= ROUNDS; round++) {
    for (let c: usize = 0; c < 4; c++) {
      for (let r: usize = 0; r < 4; r++) store<u8>(t + 4 * c + r, <u8>box(load<u8>(s + 4 * ((c + r) & 3) + r)));
    }
    for (let i: usize = 0; i < 16; i += 4) {
      let x = load<u32>(t + i);
      if (round < ROUNDS) {
        const y = x ^ rotr<u32>(x, 8);
        x = twice(y) ^ rotr<u32>(x, 8) ^ rotr<u32>(x, 16) ^ rotr<u32>(x, 24);
      }
      store<u32>(s + i, x ^ load<u32>(keys + 16 * round + i));
    }
  }
  memory.copy(d, s, 16);
  __top = mark;
}

/** y = (y + x) · h in the field of GCM. */
function absorb(y: usize, x: usize, h: usize): void {
  const high = bswap<u64>(load<u64>(y) ^ load<u64>(x)), low = bswap<u64>(load<u64>(y, 8) ^ load<u64>(x, 8));
  let vh = bswap<u64>(load<u64>(h)), vl = bswap<u64>(load<u64>(h, 8)), zh: u64 = 0, zl: u64 = 0;
  for (let i: u64 = 0; i < 128; i++) {
    const bit = (i < 64 ? high >> (63 - i) : low >> (127 - i)) & 1, mask: u64 = 0 - bit;
    zh ^= vh & mask;
    zl ^= vl & mask;
    const carry: u64 = 0 - (vl & 1);
    vl = (vl >> 1) | (vh << 63);
    vh = (vh >> 1) ^ (carry & 0xe100000000000000);
  }
  store<u64>(y, bswap<u64>(zh));
  store<u64>(y, bswap<u64>(zl), 8);
}

/** d = text under the key stream; the same function both ways. */
function cipher(keys: usize, nonce: usize, from: usize, length: usize, d: usize): void {
  const counter = __alloc(16), stream = __alloc(16);
  memory.copy(counter, nonce, 12);
  for (let at: usize = 0; at < length; at += 16) {
    store<u32>(counter, bswap<u32>(<u32>(at >> 4) + 2), 12);
    encryptBlock(keys, counter, stream);
    const n = min<usize>(16, length - at);
    for (let i: usize = 0; i < n; i++) store<u8>(d + at + i, load<u8>(from + at + i) ^ load<u8>(stream + i));
  }
}

/** d = the 16 bytes that prove the sealed text. */
function seal(keys: usize, nonce: usize, text: usize, length: usize, d: usize): void {
  const h = __alloc(16), y = __alloc(16), block = __alloc(16);
  memory.fill(y, 0, 16);
  encryptBlock(keys, y, h);
  for (let at: usize = 0; at < length; at += 16) {
    memory.fill(block, 0, 16);
    memory.copy(block, text + at, min<usize>(16, length - at));
    absorb(y, block, h);
  }
  store<u64>(block, 0);
  store<u64>(block, bswap<u64>(<u64>length << 3), 8);
  absorb(y, block, h);
  memory.copy(block, nonce, 12);
  store<u32>(block, bswap<u32>(1), 12);
  encryptBlock(keys, block, d);
  for (let i: usize = 0; i < 16; i += 8) store<u64>(d + i, load<u64>(d + i) ^ load<u64>(y + i));
}

/** d = the text sealed, with 16 more bytes. */
export function encryptGcm(key: usize, nonce: usize, from: usize, length: usize, d: usize): void {
  const mark = __top;
  const keys = expandKey(key);
  cipher(keys, nonce, from, length, d);
  seal(keys, nonce, d, length, d + length);
  __top = mark;
}

/** d = the text of `length` bytes in front of its proof; false, and nothing written, if the proof is another. */
export function decryptGcm(key: usize, nonce: usize, from: usize, length: usize, d: usize): bool {
  const mark = __top;
  const keys = expandKey(key), proof = __alloc(16);
  seal(keys, nonce, from, length, proof);
  const good = ((load<u64>(proof) ^ load<u64>(from + length)) | (load<u64>(proof, 8) ^ load<u64>(from + length, 8))) == 0;
  if (good) cipher(keys, nonce, from, length, d);
  __top = mark;
  return good;
}
