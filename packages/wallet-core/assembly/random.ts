// The stream that keys and drafts draw from: ChaCha of twelve rounds. Spec: 01 §2
import { wideToGroup } from "./scalars";

const KEY: usize = 0;
const COUNTER: usize = 32;
const USED: usize = 40;
const WORDS: usize = 48;

/** A stream over a key of 32 bytes. */
export function openStream(key: usize): usize {
  const stream = __alloc(112);
  memory.copy(stream, key, 32);
  store<u64>(stream, 0, COUNTER);
  store<u32>(stream, 64, USED);
  return stream;
}

@inline
function quarter(x: usize, a: usize, b: usize, c: usize, d: usize): void {
  let va = load<u32>(x + a), vb = load<u32>(x + b), vc = load<u32>(x + c), vd = load<u32>(x + d);
  va += vb;
  vd = rotl<u32>(vd ^ va, 16);
  vc += vd;
  vb = rotl<u32>(vb ^ vc, 12);
  va += vb;
  vd = rotl<u32>(vd ^ va, 8);
  vc += vd;
  vb = rotl<u32>(vb ^ vc, 7);
  store<u32>(x + a, va);
  store<u32>(x + b, vb);
  store<u32>(x + c, vc);
  store<u32>(x + d, vd);
}

function refill(stream: usize): void {
  const mark = __top;
  const start = __alloc(64), x = stream + WORDS;
  store<u64>(start, 0x3320646e61707865);
  store<u64>(start, 0x6b20657479622d32, 8);
  memory.copy(start + 16, stream + KEY, 32);
  store<u64>(start, load<u64>(stream, COUNTER), 48);
  store<u64>(start, 0, 56);
  memory.copy(x, start, 64);
  for (let round = 0; round < 6; round++) {
    for (let i: usize = 0; i < 16; i += 4) quarter(x, i, i + 16, i + 32, i + 48);
    quarter(x, 0, 20, 40, 60);
    quarter(x, 4, 24, 44, 48);
    quarter(x, 8, 28, 32, 52);
    quarter(x, 12, 16, 36, 56);
  }
  for (let i: usize = 0; i < 64; i += 4) store<u32>(x + i, load<u32>(x + i) + load<u32>(start + i));
  store<u64>(stream, load<u64>(stream, COUNTER) + 1, COUNTER);
  store<u32>(stream, 0, USED);
  __top = mark;
}

/** d = the next bytes of the stream, a multiple of four. */
export function draw(stream: usize, d: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 4) {
    if (load<u32>(stream, USED) == 64) refill(stream);
    const used = load<u32>(stream, USED);
    store<u32>(d + i, load<u32>(stream + WORDS + used));
    store<u32>(stream, used + 4, USED);
  }
}

/** A scalar of the JubJub group, canonical, in the arena. */
export function drawScalar(stream: usize): usize {
  const d = __alloc(32), wide = __alloc(64);
  draw(stream, wide, 64);
  wideToGroup(wide, d);
  return d;
}
