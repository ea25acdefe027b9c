/**
 * A list of row operations over numbered slots of equal size, executed by `RowEngine` (or by its plain twin `runPlain`).
 *
 * | word 0 | further words | does |
 * |---|---|---|
 * | 0 | target, n, n sources | target = XOR of the sources, which may include the target; n = 0 clears |
 * | 1 | sum, source, h1, h2 | sum = α·sum + source; h1 += sum; h2 += sum |
 * | 2 | target, source, β | target += β·source |
 */
export const OP_GATHER = 0;
export const OP_HORNER = 1;
export const OP_MULADD = 2;

/** The slot that always holds zeros. */
export const ZERO_SLOT = 0;

/** Grows a program. */
export class ProgramWriter {
  #words: Int32Array;
  #length = 0;
  #gather = -1;

  constructor(capacity = 1024) {
    this.#words = new Int32Array(capacity);
  }

  /** Starts `target = …`; sources follow by `source`. */
  gather(target: number): void {
    this.#reserve(3);
    this.#gather = this.#length;
    this.#words[this.#length++] = OP_GATHER;
    this.#words[this.#length++] = target;
    this.#words[this.#length++] = 0;
  }

  /** One more source of the gather started last. */
  source(slot: number): void {
    this.#reserve(1);
    this.#words[this.#length++] = slot;
    this.#words[this.#gather + 2]!++;
  }

  horner(sum: number, source: number, h1: number, h2: number): void {
    this.#reserve(5);
    const words = this.#words;
    const at = this.#length;
    words[at] = OP_HORNER;
    words[at + 1] = sum;
    words[at + 2] = source;
    words[at + 3] = h1;
    words[at + 4] = h2;
    this.#length = at + 5;
  }

  mulAdd(target: number, source: number, beta: number): void {
    this.#reserve(4);
    const words = this.#words;
    const at = this.#length;
    words[at] = OP_MULADD;
    words[at + 1] = target;
    words[at + 2] = source;
    words[at + 3] = beta;
    this.#length = at + 4;
  }

  /** The program, a view of the writer's memory. */
  finish(): Int32Array {
    return this.#words.subarray(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#words.length) return;
    const larger = new Int32Array(this.#words.length * 2 + count);
    larger.set(this.#words);
    this.#words = larger;
  }
}
