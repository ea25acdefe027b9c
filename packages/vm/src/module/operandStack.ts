import type { ModuleError } from '../errors.ts';
import type { FunctionType } from './types.ts';

/** An operand of unknown type, below an unconditional branch. */
export const ANY = 0;

/** A block under way. */
export type ControlFrame = {
  readonly code: number;
  readonly params: readonly number[];
  readonly results: readonly number[];
  readonly height: number;
  unreachable: boolean;
};

/** Types of operands and blocks while a body is checked; each operand remembers where it comes from. Spec: 04 §2.1 */
export class OperandStack {
  readonly #invalid: (what: string) => ModuleError;
  readonly #types: number[] = [];
  readonly #origins: number[] = [];
  readonly #frames: ControlFrame[] = [];
  /** Greatest number of operands alive at once. */
  depth = 0;
  /** Origin of the operand popped last; 0 if none is known. */
  poppedOrigin = 0;

  /** What the function returns. */
  readonly results: readonly number[];

  constructor(results: readonly number[], invalid: (what: string) => ModuleError) {
    this.#invalid = invalid;
    this.results = results;
    this.#frames.push({ code: 2, params: [], results, height: 0, unreachable: false });
  }

  /** The body has ended. */
  get ended(): boolean {
    return this.#frames.length === 0;
  }

  open(code: number, { params, results }: Pick<FunctionType, 'params' | 'results'>): void {
    this.#frames.push({ code, params, results, height: this.#types.length, unreachable: false });
    this.pushAll(params);
  }

  close(): ControlFrame {
    const frame = this.#frames.at(-1);
    if (!frame) throw this.#invalid('end without block');
    this.popAll(frame.results);
    if (this.#types.length !== frame.height) throw this.#invalid('operands left at the end of a block');
    this.#frames.pop();
    return frame;
  }

  /** What a branch to this depth takes along. */
  label(depth: number): readonly number[] {
    const frame = this.#frames[this.#frames.length - 1 - depth];
    if (!frame) throw this.#invalid('unknown label');
    return frame.code === 3 ? frame.params : frame.results;
  }

  /** Code from here to the end of the block never runs. */
  unreachable(): void {
    const frame = this.#frames.at(-1) as ControlFrame;
    this.#types.length = frame.height;
    this.#origins.length = frame.height;
    frame.unreachable = true;
  }

  push(type: number, origin = 0): void {
    this.#origins.push(origin);
    if (this.#types.push(type) > this.depth) this.depth = this.#types.length;
  }

  pushAll(types: readonly number[]): void {
    for (const type of types) this.push(type);
  }

  /** Pops an operand of type `expected` (ANY takes all) and returns its type. */
  pop(expected: number): number {
    const frame = this.#frames.at(-1) as ControlFrame;
    if (this.#types.length === frame.height) {
      if (!frame.unreachable) throw this.#invalid('operand missing');
      this.poppedOrigin = 0;
      return expected;
    }
    const type = this.#types.pop() as number;
    this.poppedOrigin = this.#origins.pop() as number;
    if (type !== expected && expected !== ANY && type !== ANY) throw this.#invalid('operand type');
    return type === ANY ? expected : type;
  }

  popAll(types: readonly number[]): void {
    for (let i = types.length - 1; i >= 0; i--) this.pop(types[i] as number);
  }
}
