// BLAKE2b with 64 bytes of digest, unkeyed. RFC 7693
import { blakeIv, blakeSigma } from "./constants";

@inline
function mix(v: usize, a: usize, b: usize, c: usize, d: usize, x: u64, y: u64): void {
  let va = load<u64>(v + a), vb = load<u64>(v + b), vc = load<u64>(v + c), vd = load<u64>(v + d);
  va = va + vb + x;
  vd = rotr<u64>(vd ^ va, 32);
  vc += vd;
  vb = rotr<u64>(vb ^ vc, 24);
  va = va + vb + y;
  vd = rotr<u64>(vd ^ va, 16);
  vc += vd;
  vb = rotr<u64>(vb ^ vc, 63);
  store<u64>(v + a, va);
  store<u64>(v + b, vb);
  store<u64>(v + c, vc);
  store<u64>(v + d, vd);
}

function half(v: usize, m: usize, s: usize, diagonal: bool): void {
  for (let i: usize = 0; i < 4; i++) {
    const x = load<u64>(m + (<usize>load<u8>(s + 2 * i) << 3)), y = load<u64>(m + (<usize>load<u8>(s + 2 * i, 1) << 3));
    if (diagonal) mix(v, i << 3, 32 + (((i + 1) & 3) << 3), 64 + (((i + 2) & 3) << 3), 96 + (((i + 3) & 3) << 3), x, y);
    else mix(v, i << 3, 32 + (i << 3), 64 + (i << 3), 96 + (i << 3), x, y);
  }
}

/** d = the digest of the bytes, 64 bytes. */
export function blake2b(from: usize, length: usize, d: usize): void {
  const mark = __top;
  const v = __alloc(128), m = __alloc(128), h = __alloc(64), iv = blakeIv();
  memory.copy(h, iv, 64);
  store<u64>(h, load<u64>(h) ^ 0x01010040);
  let done: usize = 0;
  do {
    const rest = length - done, n: usize = rest < 128 ? rest : 128;
    memory.fill(m, 0, 128);
    memory.copy(m, from + done, n);
    done += n;
    memory.copy(v, h, 64);
    memory.copy(v + 64, iv, 64);
    store<u64>(v, load<u64>(v, 96) ^ <u64>done, 96);
    if (done == length) store<u64>(v, ~load<u64>(v, 112), 112);
    for (let round = 0; round < 12; round++) {
      const s = blakeSigma() + <usize>(round % 10) * 16;
      half(v, m, s, false);
      half(v, m, s + 8, true);
    }
    for (let i: usize = 0; i < 64; i += 8) store<u64>(h + i, load<u64>(h + i) ^ load<u64>(v + i) ^ load<u64>(v + 64 + i));
  } while (done < length);
  memory.copy(d, h, 64);
  __top = mark;
}
