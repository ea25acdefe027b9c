import { nibbleTables } from './gf256.ts';
import { emitRowModule, ROW_MEMORY, STEP } from './rowModule.ts';

const PAGE = 65_536;
/** The nibble tables lie before the slots. */
const SLOT_BASE = 256 * 32;
/** Bytes of all slots that are worked on at a time: a part of the level 2 cache. */
const STRIPE_BYTES = 512 * 1024;

type Run = (pc: number, end: number, base: number, stride: number, width: number) => void;

/** Working memory for row programs: slots of equal size in WebAssembly memory. Contents do not outlive `open`. */
export class RowEngine {
  readonly #memory: WebAssembly.Memory = new WebAssembly.Memory(ROW_MEMORY);
  readonly #run: Run;
  #bytes: Uint8Array;
  #stride = STEP;
  #slots = 0;

  constructor() {
    this.#bytes = new Uint8Array(this.#memory.buffer);
    this.#bytes.set(nibbleTables());
    const module = new WebAssembly.Module(emitRowModule());
    const instance = new WebAssembly.Instance(module, { e: { m: this.#memory } });
    this.#run = instance.exports.run as Run;
  }

  /** Prepares `slots` slots of `symbolSize` bytes; slot 0 is zero, the others hold old data. */
  open(slots: number, symbolSize: number): void {
    this.#stride = Math.ceil(symbolSize / STEP) * STEP;
    this.#slots = slots;
    this.#need(SLOT_BASE + slots * this.#stride);
    this.#bytes.fill(0, SLOT_BASE, SLOT_BASE + this.#stride);
  }

  /** Copies into a slot; what the bytes do not fill is zero. */
  write(slot: number, bytes: Uint8Array): void {
    const at = this.#address(slot);
    this.#bytes.set(bytes, at);
    if (bytes.length < this.#stride) this.#bytes.fill(0, at + bytes.length, at + this.#stride);
  }

  /** A view of the first `length` bytes of a slot; valid until the next call. */
  view(slot: number, length: number): Uint8Array {
    const at = this.#address(slot);
    return this.#bytes.subarray(at, at + length);
  }

  /** Executes a program (see `program.ts`) on the open slots. */
  run(program: Int32Array): void {
    const start = SLOT_BASE + this.#slots * this.#stride;
    const end = start + program.byteLength;
    this.#need(end);
    this.#bytes.set(new Uint8Array(program.buffer, program.byteOffset, program.byteLength), start);
    const stripe = Math.max(STEP, Math.floor(STRIPE_BYTES / this.#slots / STEP) * STEP);
    for (let offset = 0; offset < this.#stride; offset += stripe) {
      this.#run(start, end, SLOT_BASE + offset, this.#stride, Math.min(stripe, this.#stride - offset));
    }
  }

  #address(slot: number): number {
    return SLOT_BASE + slot * this.#stride;
  }

  #need(bytes: number): void {
    const missing = bytes - this.#bytes.length;
    if (missing <= 0) return;
    this.#memory.grow(Math.ceil(missing / PAGE));
    this.#bytes = new Uint8Array(this.#memory.buffer);
  }
}

let shared: RowEngine | undefined;

/** The engine of this thread, made on first use. Work on it is synchronous, so one suffices. */
export function rowEngine(): RowEngine {
  shared ??= new RowEngine();
  return shared;
}
