import type { BlockSymbols } from './blockSymbols.ts';
import { invertRows } from './dense.ts';
import { encodingPlan, symbolProgram } from './encode.ts';
import type { BlockParams } from './params.ts';
import { ProgramWriter } from './program.ts';
import { type RowEngine, rowEngine } from './rowEngine.ts';
import type { Plan } from './solve.ts';

/** Id inside the constraint system. Pitfall: repair packets are numbered from K on, the system from K'. Spec: 07 §8.2 */
export function internalId(params: BlockParams, symbolId: number): number {
  return symbolId < params.K ? symbolId : symbolId + params.Kp - params.K;
}

/**
 * Finds m missing source symbols from as many repair symbols without solving the system anew: the encoder's plan, which is
 * kept, gives what the repair symbols would be with zeros for the missing ones, and, run on unit vectors of m bytes, how each
 * missing symbol enters them. What is left are m equations over GF(256).
 * The result is the slot from which the missing symbols lie, or undefined if the repair symbols do not determine them.
 * Cost: one encoding, m³ byte operations, m² row operations.
 */
export function repairFew(
  params: BlockParams,
  symbols: BlockSymbols,
  missing: Int32Array,
  symbolSize: number,
): number | undefined {
  const plan = encodingPlan(params.K);
  const repairIds = symbols.ids().filter((id) => id >= params.K);
  const program = symbolProgram(
    plan,
    Int32Array.from(repairIds, (id) => internalId(params, id)),
    plan.slots,
  );
  const weights = influence(plan, program, missing, repairIds.length);
  const solution = invertRows(weights, missing.length);
  if (solution === undefined) return undefined;
  const engine = rowEngine();
  const [expected, received] = [plan.slots, plan.slots + repairIds.length];
  const found = received + repairIds.length;
  engine.open(found + missing.length, symbolSize);
  runEncoder(engine, plan, program, (id) => symbols.get(id) ?? NOTHING);
  repairIds.forEach((id, i) => {
    engine.write(received + i, symbols.get(id) as Uint8Array);
  });
  const out = new ProgramWriter(missing.length * (missing.length * 4 + 10));
  for (const row of solution.rows) {
    out.gather(expected + row);
    out.source(expected + row);
    out.source(received + row);
  }
  solution.inverse.forEach((line, i) => {
    out.gather(found + i);
    solution.rows.forEach((row, k) => {
      if (line[k] !== 0) out.mulAdd(found + i, expected + row, line[k] as number);
    });
  });
  engine.run(out.finish());
  return found;
}

const NOTHING = new Uint8Array(0);

/** Row i: the weights of the missing symbols in repair symbol i. */
function influence(plan: Plan, program: Int32Array, missing: Int32Array, repairs: number): Uint8Array[] {
  const engine = rowEngine();
  engine.open(plan.slots + repairs, missing.length);
  const units = new Map(Array.from(missing, (id, i) => [id, new Uint8Array(missing.length).fill(1, i, i + 1)]));
  runEncoder(engine, plan, program, (id) => units.get(id) ?? NOTHING);
  return Array.from({ length: repairs }, (_, i) => engine.view(plan.slots + i, missing.length).slice());
}

function runEncoder(engine: RowEngine, plan: Plan, program: Int32Array, source: (id: number) => Uint8Array): void {
  for (let id = 0; id < plan.params.K; id++) engine.write(plan.firstInput + id, source(id));
  engine.run(plan.program);
  engine.run(program);
}
