import { seededRandom } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { inverse, mul, nibbleTables, power } from './gf256.ts';
import { hdpcTargets, ldpcRows, ltColumns, MAX_ROW_WEIGHT } from './matrix.ts';
import { type BlockParams, blockParams } from './params.ts';
import { OP_GATHER, OP_HORNER, ProgramWriter } from './program.ts';
import { RowEngine } from './rowEngine.ts';
import { buildPlan } from './solve.ts';

/** Executes a program byte by byte: what the kernel must equal. */
function runPlain(program: Int32Array, slots: Uint8Array[]): void {
  const add = (target: number, source: number, beta: number): void => {
    slots[source]?.forEach((byte, i) => {
      slots[target]![i]! ^= mul(beta, byte);
    });
  };
  for (let pc = 0; pc < program.length; ) {
    const [op, target, a, b, c] = program.subarray(pc, pc + 5) as unknown as [number, number, number, number, number];
    if (op === OP_GATHER) {
      const sum = new Uint8Array(slots[target]!.length);
      for (let i = 0; i < a; i++) {
        slots[program[pc + 3 + i] as number]?.forEach((byte, k) => {
          sum[k]! ^= byte;
        });
      }
      slots[target] = sum;
      pc += 3 + a;
    } else if (op === OP_HORNER) {
      slots[target] = slots[target]!.map((byte, i) => mul(2, byte) ^ (slots[a]![i] as number));
      add(b, target, 1);
      add(c, target, 1);
      pc += 5;
    } else {
      add(target, a, b);
      pc += 4;
    }
  }
}

/** All rows of the constraint matrix with their right sides, HDPC rows from their definition. */
function denseSystem(params: BlockParams, ids: Int32Array, symbols: Uint8Array[]): number[][] {
  const { S, H, K, Kp, L } = params;
  const width = symbols[0]!.length;
  const row = (columns: Iterable<number>, symbol?: Uint8Array): number[] => {
    const out = new Array<number>(L + width).fill(0);
    for (const column of columns) out[column] = (out[column] as number) ^ 1;
    symbol?.forEach((byte, i) => {
      out[L + i] = byte;
    });
    return out;
  };
  const { starts, columns } = ldpcRows(params);
  const rows = Array.from({ length: S }, (_, i) => row(columns.subarray(starts[i] as number, starts[i + 1] as number)));
  const targets = hdpcTargets(params);
  const last = Kp + S - 1;
  for (let r = 0; r < H; r++) {
    const out = row([Kp + S + r]);
    out[last] = power(r);
    for (let j = last - 1; j >= 0; j--) {
      const hit = targets[2 * j] === r || targets[2 * j + 1] === r ? 1 : 0;
      out[j] = mul(2, out[j + 1] as number) ^ hit;
    }
    rows.push(out);
  }
  const buffer = new Int32Array(MAX_ROW_WEIGHT);
  for (let X = K; X < Kp; X++) rows.push(row(buffer.slice(0, ltColumns(params, X, buffer, 0))));
  ids.forEach((X, i) => {
    rows.push(row(buffer.slice(0, ltColumns(params, X, buffer, 0)), symbols[i]));
  });
  return rows;
}

/** Plain elimination; the intermediate symbols, or undefined without full rank. */
function solveDense(rows: number[][], L: number): number[][] | undefined {
  for (let column = 0; column < L; column++) {
    const at = rows.findIndex((row, i) => i >= column && row[column] !== 0);
    if (at < 0) return undefined;
    [rows[column], rows[at]] = [rows[at]!, rows[column]!];
    const pivot = rows[column]!.map((x) => mul(x, inverse(rows[column]![column] as number)));
    rows[column] = pivot;
    rows.forEach((row, i) => {
      const factor = row[column] as number;
      if (i === column || factor === 0) return;
      for (let k = column; k < row.length; k++) row[k] = (row[k] as number) ^ mul(factor, pivot[k] as number);
    });
  }
  return rows.slice(0, L).map((row) => row.slice(L));
}

const WIDTH = 8;

function received(params: BlockParams, seed: number, extra: number): { ids: Int32Array; symbols: Uint8Array[] } {
  const random = seededRandom(seed);
  const ids = new Set<number>();
  for (let X = 0; X < params.K; X++) if (random() % 3 !== 0) ids.add(X);
  while (ids.size < params.K + extra) ids.add(params.Kp + (random() % 1000));
  const symbols = Array.from(ids, () => Uint8Array.from({ length: WIDTH }, random));
  return { ids: Int32Array.from(ids), symbols };
}

describe('07 §8.4 solver against plain elimination', () => {
  test.each([1, 2, 5, 10, 11, 16, 26, 40, 78, 101])('K = %d', (K) => {
    const params = blockParams(K);
    for (let seed = 0; seed < 4; seed++) {
      const { ids, symbols } = received(params, seed, 0);
      const expected = solveDense(denseSystem(params, ids, symbols), params.L);
      const plan = buildPlan(params, ids);
      expect(plan === undefined).toBe(expected === undefined);
      if (plan === undefined) continue;
      const slots = Array.from({ length: plan.slots }, () => new Uint8Array(WIDTH));
      symbols.forEach((symbol, i) => {
        slots[plan.firstInput + i] = symbol.slice();
      });
      runPlain(plan.program, slots);
      const solved = slots.slice(plan.firstIntermediate, plan.firstIntermediate + params.L);
      expect(solved.map((slot) => [...slot])).toEqual(expected);
    }
  });

  test('too few symbols give no plan', () => {
    expect(buildPlan(blockParams(10), Int32Array.of(0, 1, 2))).toBeUndefined();
  });

  test('with H symbols to spare the HDPC rows are not needed', () => {
    const params = blockParams(78);
    const { ids } = received(params, 1, params.H + 12);
    const program = buildPlan(params, ids)!.program;
    const operations = new Set<number>();
    for (let pc = 0; pc < program.length; ) {
      const op = program[pc] as number;
      operations.add(op);
      pc += op === OP_GATHER ? 3 + (program[pc + 2] as number) : op === OP_HORNER ? 5 : 4;
    }
    expect([...operations]).toEqual([OP_GATHER]);
  });
});

describe('07 §9.1 kernel against its plain twin', () => {
  test.each([1, 8, 63, 64, 65, 1296, 1496])('%d bytes', (size) => {
    const random = seededRandom(size);
    const slots = Array.from({ length: 40 }, (_, i) =>
      Uint8Array.from({ length: size }, () => (i === 0 ? 0 : random())),
    );
    const out = new ProgramWriter(4);
    const slot = (): number => 1 + (random() % 39);
    for (let i = 0; i < 300; i++) {
      const kind = random() % 3;
      if (kind === 0) {
        out.gather(slot());
        for (let n = random() % 7; n > 0; n--) out.source(random() % 40);
      } else if (kind === 1) {
        out.horner(1, random() % 40, 2, 3);
      } else {
        out.mulAdd(slot(), slot(), random() & 255);
      }
    }
    const engine = new RowEngine();
    engine.open(slots.length, size);
    slots.forEach((bytes, i) => {
      engine.write(i, bytes);
    });
    engine.run(out.finish());
    runPlain(out.finish(), slots);
    slots.forEach((bytes, i) => {
      expect(engine.view(i, size)).toEqual(bytes);
    });
  });
});

describe('07 §8.6 GF(256)', () => {
  test('inverses, powers and nibble tables', () => {
    const tables = nibbleTables();
    for (let a = 1; a < 256; a++) {
      expect(mul(a, inverse(a))).toBe(1);
      expect(tables[a * 32 + (0x5a & 15)]! ^ tables[a * 32 + 16 + (0x5a >> 4)]!).toBe(mul(a, 0x5a));
    }
    expect(power(255 + 8)).toBe(0x1d);
  });
});
