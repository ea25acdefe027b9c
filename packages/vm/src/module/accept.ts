import { ModuleError } from '../errors.ts';
import { hostImports } from './hostTypes.ts';
import { parseModule } from './parse.ts';
import { functionType, I32, I64, sameType, type WasmModule } from './types.ts';
import { type BodyFacts, validateBodies } from './validate.ts';

/** A module that may be deployed: validated, and of the shape of a contract. Spec: 04 §2 */
export type AcceptedModule = ModuleShape & {
  readonly facts: readonly BodyFacts[];
};

/** What instances and memories need to know of a module. */
export type ModuleShape = {
  readonly module: WasmModule;
  /** Width of the exported memory. */
  readonly wide: boolean;
  /** Address of the argument buffer. */
  readonly argumentBuffer: number;
};

export const ARGUMENT_BYTES = 65_536;
/** Bytes code can address, for both widths. Spec: 04 §3.2 */
export const ADDRESSABLE = 2 ** 32;

/**
 * Parses, validates and checks the structure of a contract.
 * @throws ModuleError every refusal of 04 §2; VM_MODULE_UNSUPPORTED for lawful modules this implementation cannot run
 * Spec: 04 §2.2, §2.3
 */
export function acceptModule(bytes: Uint8Array): AcceptedModule {
  const module = parseModule(bytes);
  const facts = validateBodies(module);
  const shape = shapeOf(module);
  checkSupported(module, facts);
  return { ...shape, facts };
}

/** The shape of a module that was accepted before, whose bodies need no other look. @throws ModuleError */
export function readShape(bytes: Uint8Array): ModuleShape {
  return shapeOf(parseModule(bytes));
}

function shapeOf(module: WasmModule): ModuleShape {
  const exported = module.exports.filter((e) => e.kind === 'memory');
  if (exported.length !== 1) throw structure('needs exactly one exported memory', { count: exported.length });
  const wide = module.memories[exported[0]?.index ?? 0]?.wide as boolean;
  checkExports(module);
  checkImports(module, wide);
  return { module, wide, argumentBuffer: findArgumentBuffer(module, wide) };
}

function checkExports(module: WasmModule): void {
  for (const { name, kind, index } of module.exports) {
    if (kind === 'function' && !sameType(functionType(module, index), { params: [I32], results: [I32] })) {
      throw structure('exported function is not (i32) -> i32', { name });
    }
  }
}

function checkImports(module: WasmModule, wide: boolean): void {
  const known = hostImports(wide);
  for (const { field, type } of module.imports) {
    const expected = known.get(field);
    if (!expected) throw structure('unknown import', { field });
    if (!sameType(type, expected)) throw structure('import type', { field });
  }
}

function findArgumentBuffer(module: WasmModule, wide: boolean): number {
  const found = module.exports.find((e) => e.name === 'A');
  const global = found?.kind === 'global' ? module.globals[found.index] : undefined;
  if (!global) throw structure('needs an exported global A');
  if (global.type.mutable) throw structure('A is mutable');
  if (global.type.type !== (wide ? I64 : I32)) throw structure('type of A');
  const address = global.init.value as bigint;
  if (!wide && address >= 2n ** 31n) throw structure('A is negative', { address });
  if (address + BigInt(ARGUMENT_BYTES) >= (wide ? 2n ** 42n : 2n ** 32n)) {
    throw structure('A is beyond the address space', { address });
  }
  if (address + BigInt(ARGUMENT_BYTES) > BigInt(ADDRESSABLE)) throw unsupported('argument buffer above 4 GiB');
  return Number(address);
}

/** V8's own limits that are tighter than the reference's. Each refusal is listed in the README. */
function checkSupported(module: WasmModule, facts: readonly BodyFacts[]): void {
  if (module.memories.some((m) => m.minimum > 65_536n)) throw unsupported('memory of more than 4 GiB');
  if (facts.some((f) => f.locals.length > 49_900)) throw unsupported('more than 49 900 locals');
}

function structure(what: string, details: Record<string, string | number | bigint> = {}): ModuleError {
  return new ModuleError('VM_MODULE_STRUCTURE', { what, ...details });
}

function unsupported(what: string): ModuleError {
  return new ModuleError('VM_MODULE_UNSUPPORTED', { what });
}
