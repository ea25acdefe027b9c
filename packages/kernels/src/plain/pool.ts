import { FaultError } from '@eventide/base';
import { type Column, type Expression, KernelError, type Pool, type Workspace } from '../kernels.ts';
import { checkElements, frConcat, frFromBytes, recordCount } from '../local/elements.ts';
import { evaluatePolynomial, fft, ifft } from './fft.ts';
import { FR_MODULUS, invMod, mod, powMod } from './numbers.ts';

/** The bigint tier of the pool: columns are arrays of canonical integers, coefficients bit-reversed as everywhere. */
export function createPlainPool(): Pool {
  const columns = new Map<number, bigint[]>();
  let lastId = 0;
  let closed = false;
  const find = ({ id }: Column): bigint[] => {
    const values = columns.get(id);
    if (values === undefined) throw new KernelError('KERNEL_FREED', { column: id });
    return values;
  };

  const open = ({ signal }: { signal?: AbortSignal | undefined } = {}): Workspace => {
    if (closed) throw new FaultError('FAULT_WORKER', { worker: 'closed' });
    const own = new Set<number>();
    /** Misuse throws at the call, as in the other tiers; the work itself is asynchronous. */
    const later = async <T>(work: () => T): Promise<T> => {
      signal?.throwIfAborted();
      await Promise.resolve();
      if (closed) throw new FaultError('FAULT_WORKER', { worker: 'closed' });
      return work();
    };
    const workspace: Workspace = {
      column(length) {
        const log = Math.log2(length);
        if (!Number.isInteger(log) || log < 1 || log > 20) throw new KernelError('KERNEL_BAD_SIZE', { length });
        const id = ++lastId;
        columns.set(id, new Array<bigint>(length).fill(0n));
        own.add(id);
        return { id, length };
      },
      free(...list) {
        for (const column of list) {
          find(column);
          own.delete(column.id);
          columns.delete(column.id);
        }
      },
      close() {
        for (const id of own) columns.delete(id);
        own.clear();
      },
      write(column, bytes, { from = 0, order = 'natural' } = {}) {
        const values = find(column);
        const count = recordCount(bytes, 32);
        checkSpan(from, count, values.length);
        return later(() => {
          for (let i = 0; i < count; i++) {
            values[position(from + i, values.length, order)] = frFromBytes(bytes.subarray(32 * i, 32 * i + 32));
          }
        });
      },
      read(column, { from = 0, count, order = 'natural' } = {}) {
        const values = find(column);
        const wanted = count ?? values.length - from;
        checkSpan(from, wanted, values.length);
        return later(() =>
          frConcat(
            Array.from({ length: wanted }, (_, i) => values[position(from + i, values.length, order)] as bigint),
          ),
        );
      },
      copy(from, to) {
        const [source, target] = [find(from), find(to)];
        sameLength([source, target]);
        return later(() => replace(target, source));
      },
      toValues(list, shift = 1n) {
        checkElements(shift);
        const all = list.map(find);
        checkShift(all, shift);
        return later(() => {
          for (const values of all) {
            const scaled = reversed(values).map((c, i) => (c * powMod(shift, BigInt(i), FR_MODULUS)) % FR_MODULUS);
            replace(values, fft(scaled));
          }
        });
      },
      toCoefficients(list, shift = 1n) {
        checkElements(shift);
        const all = list.map(find);
        checkShift(all, shift);
        const inverse = invMod(shift, FR_MODULUS);
        return later(() => {
          for (const values of all) {
            const scaled = ifft(values).map((c, i) => (c * powMod(inverse, BigInt(i), FR_MODULUS)) % FR_MODULUS);
            replace(values, reversed(scaled));
          }
        });
      },
      fillPowers(column, base, scale = 1n, order = 'natural') {
        checkElements(base, scale);
        const values = find(column);
        return later(() => {
          let power = mod(scale, FR_MODULUS);
          for (let i = 0; i < values.length; i++, power = (power * base) % FR_MODULUS) {
            values[position(i, values.length, order)] = power;
          }
        });
      },
      run(program, operands) {
        checkElements(...operands.scalars);
        const inputs = operands.columns.map(find);
        const outputs = operands.outputs.map(find);
        sameLength([...inputs, ...outputs]);
        if (outputs.length !== program.outputs.length || outputs.length === 0)
          throw new KernelError('KERNEL_BAD_PROGRAM');
        return later(() => {
          const length = outputs[0]?.length ?? 0;
          const results = program.outputs.map(() => new Array<bigint>(length));
          for (let row = 0; row < length; row++) {
            const known = new Map<Expression, bigint>();
            program.outputs.forEach((output, k) => {
              (results[k] as bigint[])[row] = evaluate(output, inputs, operands.scalars, row, known);
            });
          }
          outputs.forEach((target, k) => {
            replace(target, results[k] as bigint[]);
          });
        });
      },
      invert(list) {
        const all = list.map(find);
        return later(() => {
          for (const values of all)
            replace(
              values,
              values.map((value) => invMod(value, FR_MODULUS)),
            );
        });
      },
      runningProduct(column) {
        const values = find(column);
        return later(() => {
          let product = 1n;
          values.forEach((value, i) => {
            values[i] = product;
            product = (product * value) % FR_MODULUS;
          });
          return product;
        });
      },
      evaluate(list, point) {
        checkElements(point);
        const all = list.map(find);
        return later(() => all.map((values) => evaluatePolynomial(reversed(values), point)));
      },
      divideByRoot(column, point, top = 0n) {
        checkElements(point, top);
        const values = find(column);
        return later(() => {
          const coefficients = reversed(values);
          let carry = mod(top, FR_MODULUS);
          for (let i = values.length - 1; i >= 0; i--) {
            const next = mod((coefficients[i] as bigint) + point * carry, FR_MODULUS);
            coefficients[i] = carry;
            carry = next;
          }
          replace(values, reversed(coefficients));
          return carry;
        });
      },
    };
    return workspace;
  };

  return {
    tier: 'bigint',
    mode: 'single',
    threads: 1,
    get usedBytes() {
      return [...columns.values()].reduce((sum, values) => sum + 32 * values.length, 0);
    },
    open,
    close() {
      closed = true;
      columns.clear();
      return Promise.resolve();
    },
  };
}

function evaluate(
  node: Expression,
  inputs: readonly (readonly bigint[])[],
  scalars: readonly bigint[],
  row: number,
  known: Map<Expression, bigint>,
): bigint {
  const found = known.get(node);
  if (found !== undefined) return found;
  const visit = (inner: Expression): bigint => evaluate(inner, inputs, scalars, row, known);
  const value = (): bigint | undefined => {
    switch (node.op) {
      case 'column': {
        const values = inputs[node.index];
        return values?.[(row + (node.next ? 1 : 0)) % values.length];
      }
      case 'scalar':
        return scalars[node.index];
      case 'constant':
        return node.value;
      case 'add':
        return visit(node.a) + visit(node.b);
      case 'sub':
        return visit(node.a) - visit(node.b);
      case 'mul':
        return visit(node.a) * visit(node.b);
    }
  };
  const result = value();
  if (result === undefined) throw new KernelError('KERNEL_BAD_PROGRAM', { op: node.op });
  const residue = mod(result, FR_MODULUS);
  known.set(node, residue);
  return residue;
}

function position(i: number, length: number, order: 'natural' | 'bitReversed'): number {
  if (order === 'natural') return i;
  let out = 0;
  for (let rest = i, size = length; size > 1; size >>= 1, rest >>= 1) out = (out << 1) | (rest & 1);
  return out;
}

const reversed = (values: readonly bigint[]): bigint[] =>
  values.map((_, i) => values[position(i, values.length, 'bitReversed')] as bigint);

function replace(target: bigint[], source: readonly bigint[]): void {
  source.forEach((value, i) => {
    target[i] = value;
  });
}

function checkSpan(from: number, count: number, length: number): void {
  if (!Number.isInteger(from) || !Number.isInteger(count) || from < 0 || count < 0 || from + count > length) {
    throw new KernelError('KERNEL_BAD_LENGTH', { from, count, length });
  }
}

function sameLength(columns: readonly (readonly bigint[])[]): void {
  for (const { length } of columns) {
    if (length !== columns[0]?.length)
      throw new KernelError('KERNEL_BAD_SIZE', { length, expected: columns[0]?.length });
  }
}

function checkShift(columns: readonly (readonly bigint[])[], shift: bigint): void {
  sameLength(columns);
  if (mod(shift, FR_MODULUS) === 0n) throw new KernelError('KERNEL_BAD_SIZE', { shift });
}
