import type { Sink } from './sink.ts';

/** Local variables of a function being rewritten: the original ones, then scratch added on demand. */
export class Locals {
  readonly #shiftFrom: number;
  readonly #shift: number;
  readonly #first: number;
  readonly #added: number[] = [];
  readonly #scratch = new Map<string, number>();

  /** `inserted` params were put after the first `params` locals. */
  constructor(params: number, total: number, inserted: number) {
    this.#shiftFrom = params;
    this.#shift = inserted;
    this.#first = total + inserted;
  }

  /** New index of an original local. */
  moved(index: number): number {
    return index < this.#shiftFrom ? index : index + this.#shift;
  }

  /** A scratch local of its own for each (name, type). */
  scratch(name: string, type: number): number {
    const key = `${name} ${type}`;
    let index = this.#scratch.get(key);
    if (index === undefined) {
      index = this.#first + this.#added.length;
      this.#added.push(type);
      this.#scratch.set(key, index);
    }
    return index;
  }

  /** Writes the declarations: original groups, then scratch. */
  write(out: Sink, groups: readonly { readonly count: number; readonly type: number }[]): void {
    out.u32(groups.length + this.#added.length);
    for (const { count, type } of groups) out.u32(count).u8(type);
    for (const type of this.#added) out.u8(1).u8(type);
  }
}
