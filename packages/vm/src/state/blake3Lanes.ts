import { Sink } from '../module/sink.ts';
import { I32, V128 } from '../module/types.ts';

const IV = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const PERMUTATION = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
const ROUNDS = 7;
const QUARTERS = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** Input, then 64 chaining values and room for three idle lanes, then the running values of four lanes. */
const OUTPUT_AT = 65_536;
const STATE_AT = OUTPUT_AT + 4096;

/** Four BLAKE3 compressions at once, one per lane of 32 bits. */
export type Blake3Lanes = {
  readonly input: Uint8Array;
  readonly output: Uint8Array;
  readonly outputAt: number;
  /** Sets the chaining values of all lanes to the initial vector. */
  begin(): void;
  /** Compresses the block at `at + lane · stride` in each lane, with counter `counter + lane · step`. */
  compress(at: number, stride: number, counter: number, step: number, flags: number): void;
  /** Writes the four chaining values, 32 bytes each, to the output from `index` on. */
  finish(index: number): void;
};

export function createBlake3Lanes(): Blake3Lanes {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(buildModule()));
  const memory = exports.memory as WebAssembly.Memory;
  const finish = exports.finish as (at: number) => void;
  return {
    input: new Uint8Array(memory.buffer, 0, OUTPUT_AT),
    output: new Uint8Array(memory.buffer, OUTPUT_AT, STATE_AT - OUTPUT_AT),
    outputAt: OUTPUT_AT,
    begin: exports.begin as () => void,
    compress: exports.compress as Blake3Lanes['compress'],
    finish: (index) => finish(OUTPUT_AT + 32 * index),
  };
}

const get = (out: Sink, local: number): Sink => out.u8(0x20).u32(local);
const set = (out: Sink, local: number): Sink => out.u8(0x21).u32(local);
const simd = (out: Sink, code: number): Sink => out.u8(0xfd).u32(code);
const splat = (out: Sink, value: number): Sink => simd(out.u8(0x41).i32(value), 0x11);
const load = (out: Sink, offset: number): Sink => simd(out, 0).u32(4).u32(offset);
const store = (out: Sink, offset: number): Sink => simd(out, 0x0b).u32(4).u32(offset);
const shuffle = (out: Sink, bytes: readonly number[]): Sink => simd(out, 0x0d).op(...bytes);

const wordBytes = (word: number): number[] => [0, 1, 2, 3].map((i) => 4 * word + i);
const words = (...list: number[]): number[] => list.flatMap(wordBytes);
const rotateBytes = (by: number): number[] =>
  [0, 1, 2, 3].flatMap((lane) => [0, 1, 2, 3].map((i) => 4 * lane + ((i + by) % 4)));

function buildModule(): Uint8Array<ArrayBuffer> {
  const out = new Sink().op(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const section = (id: number, content: Sink): void => void out.u8(id).block(content);
  section(1, new Sink().op(3, 0x60, 0, 0, 0x60, 5, I32, I32, I32, I32, I32, 0, 0x60, 1, I32, 0));
  section(3, new Sink().op(3, 0, 1, 2));
  section(5, new Sink().op(1, 0, 2));
  const exports = new Sink().op(4).name('memory').op(2, 0);
  section(7, exports.name('begin').op(0, 0).name('compress').op(0, 1).name('finish').op(0, 2));
  section(10, new Sink().op(3).block(beginBody()).block(compressBody()).block(finishBody()));
  return out.bytes();
}

function beginBody(): Sink {
  const out = new Sink().op(0);
  IV.forEach((word, i) => void store(splat(out.op(0x41, 0), word), STATE_AT + 16 * i));
  return out.u8(0x0b);
}

/** Params 0…4, then message words m, state words v, scratch. */
function compressBody(): Sink {
  const out = new Sink(32_768).op(1, 36, V128);
  const m = Array.from({ length: 16 }, (_, i) => 5 + i);
  const v = Array.from({ length: 16 }, (_, i) => 21 + i);
  const scratch = [37, 38, 39, 40] as const;
  for (let quad = 0; quad < 4; quad++) {
    scratch.forEach((local, lane) => {
      get(get(out, 0), 1).u8(0x41).i32(lane).op(0x6c, 0x6a);
      set(load(out, 16 * quad), local);
    });
    transpose(out, scratch, m.slice(4 * quad, 4 * quad + 4));
  }
  for (let i = 0; i < 8; i++) set(load(out.op(0x41, 0), STATE_AT + 16 * i), v[i] as number);
  for (let i = 0; i < 4; i++) set(splat(out, IV[i] as number), v[8 + i] as number);
  simd(get(out, 2), 0x11);
  simd(get(out, 3), 0x11);
  simd(out, 0x0c).op(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);
  set(simd(simd(out, 0xb5), 0xae), v[12] as number);
  set(splat(out, 0), v[13] as number);
  set(splat(out, 64), v[14] as number);
  set(simd(get(out, 4), 0x11), v[15] as number);
  let order = Array.from({ length: 16 }, (_, i) => i);
  for (let round = 0; round < ROUNDS; round++) {
    QUARTERS.forEach(([a, b, c, d], i) => {
      const x = m[order[2 * i] as number] as number;
      const y = m[order[2 * i + 1] as number] as number;
      quarter(out, [v[a] as number, v[b] as number, v[c] as number, v[d] as number], x, y);
    });
    order = PERMUTATION.map((from) => order[from] as number);
  }
  for (let i = 0; i < 8; i++) {
    get(get(out.op(0x41, 0), v[i] as number), v[i + 8] as number);
    store(simd(out, 0x51), STATE_AT + 16 * i);
  }
  return out.u8(0x0b);
}

function quarter(out: Sink, [a, b, c, d]: readonly [number, number, number, number], x: number, y: number): void {
  const half = (word: number, rotateD: readonly number[], rotateB: number): void => {
    set(simd(get(simd(get(get(out, a), b), 0xae), word), 0xae), a);
    simd(get(get(out, d), a), 0x51)
      .u8(0x22)
      .u32(d);
    set(shuffle(get(out, d), rotateD), d);
    set(simd(get(get(out, c), d), 0xae), c);
    set(simd(get(get(out, b), c), 0x51), b);
    simd(get(out, b).u8(0x41).i32(rotateB), 0xad);
    simd(
      get(out, b)
        .u8(0x41)
        .i32(32 - rotateB),
      0xab,
    );
    set(simd(out, 0x50), b);
  };
  half(x, rotateBytes(2), 12);
  half(y, rotateBytes(1), 7);
}

function finishBody(): Sink {
  const out = new Sink(1024).op(1, 8, V128);
  for (const half of [0, 1]) {
    const from = [1, 2, 3, 4] as const;
    from.forEach((local, i) => void set(load(out.op(0x41, 0), STATE_AT + 64 * half + 16 * i), local));
    transpose(out, from, [5, 6, 7, 8]);
    for (let lane = 0; lane < 4; lane++) store(get(get(out, 0), 5 + lane), 32 * lane + 16 * half);
  }
  return out.u8(0x0b);
}

/** Rows to columns of a 4 × 4 matrix of words. */
function transpose(out: Sink, from: readonly [number, number, number, number], to: readonly number[]): void {
  const [a, b, c, d] = from;
  const low = words(0, 4, 1, 5);
  const high = words(2, 6, 3, 7);
  const pair = (x: number, y: number, bytes: readonly number[]): Sink => shuffle(get(get(out, x), y), bytes);
  const firsts = words(0, 1, 4, 5);
  const seconds = words(2, 3, 6, 7);
  pair(a, b, low);
  shuffle(pair(c, d, low), firsts);
  set(out, to[0] as number);
  pair(a, b, low);
  shuffle(pair(c, d, low), seconds);
  set(out, to[1] as number);
  pair(a, b, high);
  shuffle(pair(c, d, high), firsts);
  set(out, to[2] as number);
  pair(a, b, high);
  shuffle(pair(c, d, high), seconds);
  set(out, to[3] as number);
}
