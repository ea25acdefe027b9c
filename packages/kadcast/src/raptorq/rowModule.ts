import { block, br, brIf, type Code, get, I32, i32, i32c, loop, set, v128, when } from '@eventide/kernels/emit/code';
import { type Fn, Mod } from '@eventide/kernels/emit/module';
import { OP_GATHER, OP_HORNER } from './program.ts';

/** Pages the memory of the row engine starts with and may grow to (1 GB). */
export const ROW_MEMORY: { readonly initial: number; readonly maximum: number; readonly shared: boolean } = {
  initial: 1,
  maximum: 16_384,
  shared: false,
};

/** Bytes one step of the gather covers; slots are whole steps. */
export const STEP = 64;

/** SIMD operations on bytes. */
const bytes16 = {
  splat: (value: number): Code => [i32c(value), 0xfd, 0x0f],
  swizzle: (table: Code, indexes: Code): Code => [table, indexes, 0xfd, 0x0e],
  shl: (a: Code, n: number): Code => [a, i32c(n), 0xfd, 0x6b],
  shrS: (a: Code, n: number): Code => [a, i32c(n), 0xfd, 0x6c],
  shrU: (a: Code, n: number): Code => [a, i32c(n), 0xfd, 0x6d],
};

/**
 * Emits the module of the row operations (`program.ts`); nothing binary is stored, it is put together at start-up.
 * `run(pc, end, base, stride, width)` executes the program in memory at `pc … end` on slots of `stride` bytes from `base`, of
 * each slot the first `width` bytes, a multiple of 64. Nibble tables lie at address 0, 32 bytes per β. Spec: 07 §9.1
 */
export function emitRowModule(): Uint8Array<ArrayBuffer> {
  const module = new Mod();
  module.fn('run', [I32, I32, I32, I32, I32], (f) => {
    const row = new RowFunction(f);
    f.emit(
      block(
        loop(
          brIf(1, i32.geU(get(PC), get(END))),
          when(
            i32.eq(row.word(0), i32c(OP_GATHER)),
            row.gather(),
            when(i32.eq(row.word(0), i32c(OP_HORNER)), row.horner(), row.mulAdd()),
          ),
          br(0),
        ),
      ),
    );
  });
  return module.encode(ROW_MEMORY);
}

const [PC, END, BASE, STRIDE, WIDTH] = [0, 1, 2, 3, 4] as const;

class RowFunction {
  readonly #target: number;
  readonly #source: number;
  readonly #first: number;
  readonly #second: number;
  /** Offset inside the slots. */
  readonly #at: number;
  readonly #cursor: number;
  readonly #sums: readonly number[];
  readonly #low: number;
  readonly #high: number;

  constructor(f: Fn) {
    [this.#target, this.#source, this.#first, this.#second] = [f.i32(), f.i32(), f.i32(), f.i32()];
    [this.#at, this.#cursor] = [f.i32(), f.i32()];
    this.#sums = f.v128s(STEP / 16);
    [this.#low, this.#high] = [f.v128(), f.v128()];
  }

  /** Word `index` of the operation at PC. */
  word(index: number): Code {
    return i32.load(get(PC), 4 * index);
  }

  /** target = XOR of n sources, summed up in registers. */
  gather(): Code {
    const listEnd = this.#second;
    const sourceAt = i32.add(i32.add(i32.mul(i32.load(get(this.#cursor)), get(STRIDE)), get(BASE)), get(this.#at));
    return [
      set(this.#target, this.#slot(this.word(1))),
      set(this.#first, i32.add(get(PC), i32c(12))),
      set(listEnd, i32.add(get(this.#first), i32.shl(this.word(2), i32c(2)))),
      this.#overWidth(STEP, [
        this.#sums.map((sum) => set(sum, v128.const64(0n, 0n))),
        set(this.#cursor, get(this.#first)),
        block(
          loop(
            brIf(1, i32.geU(get(this.#cursor), get(listEnd))),
            set(this.#source, sourceAt),
            this.#sums.map((sum, i) => set(sum, v128.xor(get(sum), v128.load(get(this.#source), 16 * i)))),
            set(this.#cursor, i32.add(get(this.#cursor), i32c(4))),
            br(0),
          ),
        ),
        this.#sums.map((sum, i) => v128.store(this.#here(this.#target), get(sum), 16 * i)),
      ]),
      set(PC, get(listEnd)),
    ];
  }

  /** sum = α·sum + source; h1 += sum; h2 += sum. */
  horner(): Code {
    const sum = this.#here(this.#target);
    const doubled = (x: number): Code =>
      v128.xor(bytes16.shl(get(x), 1), v128.and(bytes16.shrS(get(x), 7), bytes16.splat(0x1d)));
    return [
      set(this.#target, this.#slot(this.word(1))),
      set(this.#source, this.#slot(this.word(2))),
      set(this.#first, this.#slot(this.word(3))),
      set(this.#second, this.#slot(this.word(4))),
      this.#overWidth(
        STEP,
        this.#sums.map((x, i) => [
          set(x, v128.load(sum, 16 * i)),
          set(x, v128.xor(doubled(x), v128.load(this.#here(this.#source), 16 * i))),
          v128.store(sum, get(x), 16 * i),
          [this.#first, this.#second].map((row) => this.#addTo(row, get(x), 16 * i)),
        ]),
      ),
      this.#skip(5),
    ];
  }

  /** target += β·source by two table look-ups per byte. */
  mulAdd(): Code {
    const table = i32.shl(this.word(3), i32c(5));
    const lowProduct = (x: number): Code => bytes16.swizzle(get(this.#low), v128.and(get(x), bytes16.splat(0x0f)));
    const highProduct = (x: number): Code => bytes16.swizzle(get(this.#high), bytes16.shrU(get(x), 4));
    return [
      set(this.#target, this.#slot(this.word(1))),
      set(this.#source, this.#slot(this.word(2))),
      set(this.#low, v128.load(table)),
      set(this.#high, v128.load(table, 16)),
      this.#overWidth(
        STEP,
        this.#sums.map((x, i) => [
          set(x, v128.load(this.#here(this.#source), 16 * i)),
          this.#addTo(this.#target, v128.xor(lowProduct(x), highProduct(x)), 16 * i),
        ]),
      ),
      this.#skip(4),
    ];
  }

  /** Repeats for offsets 0, step, … below WIDTH. */
  #overWidth(step: number, body: Code): Code {
    const next = set(this.#at, i32.add(get(this.#at), i32c(step)));
    return [set(this.#at, i32c(0)), loop(body, next, brIf(0, i32.ltU(get(this.#at), get(WIDTH))))];
  }

  #addTo(slot: number, value: Code, offset: number): Code {
    return v128.store(this.#here(slot), v128.xor(v128.load(this.#here(slot), offset), value), offset);
  }

  #slot(index: Code): Code {
    return i32.add(i32.mul(index, get(STRIDE)), get(BASE));
  }

  #here(slot: number): Code {
    return i32.add(get(slot), get(this.#at));
  }

  #skip(words: number): Code {
    return set(PC, i32.add(get(PC), i32c(4 * words)));
  }
}
