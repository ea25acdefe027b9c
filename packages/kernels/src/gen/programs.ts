import type { Bound } from '../bounds/bound.ts';
import { type Code, get, I32, i32, i32c, set } from '../emit/code.ts';
import type { Fn, Mod } from '../emit/module.ts';
import { type Expression, KernelError, type Program } from '../kernels.ts';
import { assemble } from './assembly.ts';
import type { WasmTier } from './backend.ts';
import type { Field, Pairing } from './field.ts';
import { COLUMN_VALUE } from './ntt.ts';
import { operand, plus, type Slot, type Term, times } from './slot.ts';

/** Slots a program may keep in the 64 KiB of scratch of its thread. */
const MAX_SLOTS = 700;
/** Products per reduction: the columns of one multiplication hold more, the generated functions get no faster. */
const MAX_PRODUCTS = 4;
/** A factor is pulled back when its value passes this; keeps every product near one modulus. */
const MAX_FACTOR = 4;

export type CompiledProgram = {
  readonly module: Mod;
  readonly columns: number;
  readonly scalars: number;
  readonly outputs: number;
  /** Input columns read at the following row. */
  readonly rotated: ReadonlySet<number>;
};

/**
 * Compiles a pointwise program to a module with one export `run(scratch, addresses, scalars, from, count, half)`. `addresses`
 * holds the i32 addresses of the inputs, then of the outputs; `scalars` holds pair slots; rows from … from + count − 1 of columns
 * with `half` rows are computed. Its constants start at `base`. Products under one sum share a reduction. Spec: 11 §1.1, §4
 */
export function compileProgram(tier: WasmTier, program: Program, base: number): CompiledProgram {
  const uses = analyse(program);
  const { module, fr } = assemble(tier, [], base);
  module.fn('run', [I32, I32, I32, I32, I32, I32], (f) => {
    const rows = new RowCompiler(f, fr, uses);
    rows.begin();
    f.repeat(4, () => {
      rows.body(program);
    });
  });
  return { module, ...uses };
}

type Uses = {
  readonly columns: number;
  readonly scalars: number;
  readonly outputs: number;
  readonly plain: ReadonlySet<number>;
  readonly rotated: ReadonlySet<number>;
  /** How many expressions read this one. */
  readonly readers: ReadonlyMap<Expression, number>;
};

function analyse(program: Program): Uses {
  const [plain, rotated] = [new Set<number>(), new Set<number>()];
  const readers = new Map<Expression, number>();
  let [columns, scalars] = [0, 0];
  const index = (value: number): number => {
    if (!Number.isInteger(value) || value < 0 || value > 255)
      throw new KernelError('KERNEL_BAD_PROGRAM', { index: value });
    return value + 1;
  };
  const visit = (node: Expression): void => {
    const seen = readers.get(node) ?? 0;
    readers.set(node, seen + 1);
    if (seen > 0) return;
    if (readers.size > 20_000) throw new KernelError('KERNEL_BAD_PROGRAM', { nodes: readers.size });
    if (node.op === 'column') {
      columns = Math.max(columns, index(node.index));
      (node.next ? rotated : plain).add(node.index);
    } else if (node.op === 'scalar') scalars = Math.max(scalars, index(node.index));
    else if (node.op !== 'constant') {
      visit(node.a);
      visit(node.b);
    }
  };
  if (program.outputs.length === 0) throw new KernelError('KERNEL_BAD_PROGRAM', { outputs: 0 });
  for (const output of program.outputs) visit(output);
  return { columns, scalars, outputs: program.outputs.length, plain, rotated, readers };
}

/** Emits the loop body of one program; every intermediate has its own scratch slot. */
class RowCompiler {
  readonly #f: Fn;
  readonly #fr: Field;
  readonly #uses: Uses;
  readonly #pointers: number[] = [];
  readonly #done = new Map<Expression, Slot>();
  #slots = 0;

  constructor(f: Fn, fr: Field, uses: Uses) {
    this.#f = f;
    this.#fr = fr;
    this.#uses = uses;
  }

  /** Loads the addresses and moves them to the first row. */
  begin(): void {
    for (let i = 0; i < this.#uses.columns + this.#uses.outputs; i++) {
      const pointer = this.#f.i32();
      this.#pointers.push(pointer);
      this.#f.emit(set(pointer, i32.add(i32.load(get(1), 4 * i), i32.mul(get(3), i32c(this.#fr.size)))));
    }
  }

  body(program: Program): void {
    const nextRows = this.#nextRows();
    const entry = this.#fr.normal(COLUMN_VALUE);
    const outputs = program.outputs.map((output) => {
      const slot = this.#slotOf(output, nextRows);
      const settled = this.#fresh();
      this.#fr.lin(this.#f, settled, [plus(slot)], 'reduce');
      this.#fr.ensure(settled, entry, 'program output');
      return settled;
    });
    outputs.forEach((slot, i) => {
      this.#fr.copy(this.#f, this.#fr.slot(get(this.#pointers[this.#uses.columns + i] as number)), slot);
    });
    for (const pointer of this.#pointers) this.#f.emit(set(pointer, i32.add(get(pointer), i32c(this.#fr.size))));
    this.#f.emit(set(3, i32.add(get(3), i32c(1))));
  }

  /** The following row of each rotated column; behind the last row comes the first with its lanes swapped. */
  #nextRows(): Map<number, Slot> {
    const entry = this.#fr.normal(COLUMN_VALUE);
    const slots = new Map<number, Slot>();
    for (const index of this.#uses.rotated) slots.set(index, this.#fresh());
    if (slots.size === 0) return slots;
    const last = i32.eq(i32.add(get(3), i32c(1)), get(5));
    this.#f.if(
      last,
      () => {
        for (const [index, slot] of slots) {
          this.#fr.lin(this.#f, slot, [plus(this.#fr.slot(i32.load(get(1), 4 * index), 0, entry), 'swap')], 'raw');
        }
      },
      () => {
        for (const [index, slot] of slots) {
          const pointer = get(this.#pointers[index] as number);
          this.#fr.copy(this.#f, slot, this.#fr.slot(pointer, this.#fr.size, entry));
        }
      },
    );
    return slots;
  }

  #fresh(): Slot {
    if (this.#slots >= MAX_SLOTS) throw new KernelError('KERNEL_BAD_PROGRAM', { slots: MAX_SLOTS });
    return this.#fr.slot(get(0), this.#slots++ * this.#fr.size);
  }

  #slotOf(node: Expression, nextRows: ReadonlyMap<number, Slot>): Slot {
    const known = this.#done.get(node);
    if (known !== undefined) return known;
    const slot = this.#compute(node, nextRows);
    this.#done.set(node, slot);
    return slot;
  }

  #compute(node: Expression, nextRows: ReadonlyMap<number, Slot>): Slot {
    const entry: Bound = this.#fr.normal(COLUMN_VALUE);
    switch (node.op) {
      case 'column':
        return node.next
          ? (nextRows.get(node.index) as Slot)
          : this.#fr.slot(get(this.#pointers[node.index] as number), 0, entry);
      case 'scalar':
        return this.#fr.slot(get(2) as Code, node.index * this.#fr.size, entry);
      case 'constant':
        return this.#fr.constant(node.value);
      default:
        return this.#sum(node, nextRows);
    }
  }

  /** A sum flattened as far as nobody else reads its parts: products grouped by reduction, the rest added. */
  #sum(root: Expression, nextRows: ReadonlyMap<number, Slot>): Slot {
    const products: Pairing[] = [];
    const terms: Term[] = [];
    const collect = (node: Expression, sign: 1 | -1): void => {
      const inner = node === root || (this.#uses.readers.get(node) === 1 && !this.#done.has(node));
      if (inner && (node.op === 'add' || node.op === 'sub')) {
        collect(node.a, sign);
        collect(node.b, node.op === 'add' ? sign : (-sign as 1 | -1));
      } else if (inner && node.op === 'mul') {
        const a = this.#factor(this.#slotOf(node.a, nextRows));
        const b = this.#factor(this.#slotOf(node.b, nextRows));
        products.push([operand(a, 'same', [sign, sign]), b]);
      } else terms.push(times(sign, this.#slotOf(node, nextRows)));
    };
    collect(root, 1);
    for (let i = 0; i < products.length; i += MAX_PRODUCTS) {
      const part = this.#fresh();
      this.#product(part, products.slice(i, i + MAX_PRODUCTS));
      terms.push(plus(part));
    }
    const only = terms[0];
    if (terms.length === 1 && only !== undefined && only.k[0] === 1) return only.slot;
    // Three summands of normal limbs leave room for the carries; the running total is one of them.
    let total: Slot | undefined;
    for (let i = 0; i < terms.length; ) {
      const group = terms.slice(i, i + (total === undefined ? 3 : 2));
      i += group.length;
      const slot = this.#fresh();
      const value = group.reduce((sum, { slot: { bound } }) => sum + (bound?.value ?? 0), total?.bound?.value ?? 0);
      this.#fr.lin(
        this.#f,
        slot,
        total === undefined ? group : [plus(total), ...group],
        value > MAX_FACTOR ? 'reduce' : 'carry',
      );
      total = slot;
    }
    return total as Slot;
  }

  #product(out: Slot, pairs: readonly Pairing[]): void {
    const [only] = pairs;
    const square = pairs.length === 1 && only !== undefined && 'slot' in only[0] && only[0].slot === only[1];
    if (square && 'slot' in only[0] && only[0].sign[0] === 1) this.#fr.sqr(this.#f, out, only[0].slot);
    else this.#fr.dot(this.#f, out, pairs);
  }

  /** A slot fit to be a factor: pulled back if its value has grown. */
  #factor(slot: Slot): Slot {
    if ((slot.bound?.value ?? 0) <= MAX_FACTOR) return slot;
    this.#fr.lin(this.#f, slot, [plus(slot)], 'reduce');
    return slot;
  }
}
