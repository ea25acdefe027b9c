import { ModuleError } from './errors.ts';
import { type AcceptedModule, acceptModule } from './module/accept.ts';
import { Binary } from './module/binary.ts';
import { createOperator, readOperator } from './module/decode.ts';
import { frameBytes } from './module/gas.ts';
import { instrument } from './module/instrument.ts';
import type { ExportKind, WasmModule } from './module/types.ts';

/** What can be told about a contract without running it. */
export type ModuleInspection = {
  readonly bytes: number;
  /** Bytes after rewriting for this engine. */
  readonly rewrittenBytes: number;
  readonly width: 32 | 64;
  /** Initial length of the exported memory, in wasm pages. */
  readonly pages: bigint;
  readonly argumentBuffer: number;
  readonly imports: readonly string[];
  readonly exports: readonly { readonly name: string; readonly kind: ExportKind }[];
  readonly functions: number;
  readonly dataBytes: number;
  /** Operators in the code by price, each counted once where it stands. Spec: 04 §6.1 */
  readonly gasTable: readonly { readonly operator: string; readonly price: number; readonly count: number }[];
  /** Largest estimated stack frame in bytes. Spec: 04 §9.7 */
  readonly largestFrame: number;
  /** Results of these operators depend on the machine in the reference; nodes should log it. Spec: 04 §9.6 */
  readonly relaxedSimd: boolean;
};

export type InspectResult =
  | { readonly accepted: true; readonly contract: ModuleInspection }
  | { readonly accepted: false; readonly error: ModuleError };

/** Would these bytes deploy? If so, what are they; if not, why not. Spec: 04 §2 */
export function inspectModule(bytes: Uint8Array): InspectResult {
  try {
    return { accepted: true, contract: describe(acceptModule(bytes)) };
  } catch (error) {
    if (error instanceof ModuleError) return { accepted: false, error };
    throw error;
  }
}

function describe(accepted: AcceptedModule): ModuleInspection {
  const { module, facts, wide, argumentBuffer } = accepted;
  const exported = module.exports.find((e) => e.kind === 'memory')?.index ?? 0;
  return {
    bytes: module.bytes.length,
    rewrittenBytes: instrument(accepted).length,
    width: wide ? 64 : 32,
    pages: module.memories[exported]?.minimum ?? 0n,
    argumentBuffer,
    imports: [...new Set(module.imports.map(({ field }) => field))],
    exports: module.exports.map(({ name, kind }) => ({ name, kind })),
    functions: module.bodies.length,
    dataBytes: module.data.reduce((sum, { bytes }) => sum + bytes.length, 0),
    gasTable: countOperators(module),
    largestFrame: Math.max(0, ...facts.map(({ locals, depth }) => frameBytes(locals.length, depth))),
    relaxedSimd: facts.some(({ relaxedSimd }) => relaxedSimd),
  };
}

function countOperators(module: WasmModule): ModuleInspection['gasTable'] {
  const counts = new Map<string, { price: number; count: number }>();
  const op = createOperator();
  for (const { from, to } of module.bodies) {
    const r = new Binary(module.bytes, from, to);
    while (!r.done) {
      readOperator(r, op);
      const entry = counts.get(op.info.name);
      if (entry) entry.count++;
      else counts.set(op.info.name, { price: op.info.price, count: 1 });
    }
  }
  return [...counts]
    .map(([operator, entry]) => ({ operator, ...entry }))
    .sort((a, b) => b.price * b.count - a.price * a.count || (a.operator < b.operator ? -1 : 1));
}
