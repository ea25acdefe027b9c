import { setFlagsFromString } from 'node:v8';
import { concatBytes, FaultError, keepCode, readKeptCode, toHex } from '@eventide/base';
import { acceptModule, type ModuleShape, readShape } from './module/accept.ts';
import { instrument, REWRITER_VERSION } from './module/instrument.ts';
import { blake3 } from './state/blake3.ts';

/** A contract's code, ready to be instantiated. */
export type CompiledContract = ModuleShape & {
  readonly plain: WebAssembly.Module;
  /** With the barrier on loads too, compiled when first needed. Spec: 04 §8.4 */
  readonly watching: () => WebAssembly.Module;
  /** Does an instance differ from a new one in its globals only, whatever it ran? */
  readonly reusable: boolean;
  /** Export name → name of its entry in the rewritten module. */
  readonly entries: ReadonlyMap<string, string>;
};

/**
 * Lets the engine read the branch hints of rewritten modules: slow paths then cost no registers. Changes speed only;
 * engines that do not know the flag ignore it.
 */
setFlagsFromString('--experimental-wasm-branch-hinting');

/**
 * Accepts, rewrites and compiles a contract. With `bulkBytes`, bulk operators pay a unit of gas for so many bytes. Where generated code
 * is kept, what was accepted and rewritten before is taken from there.
 * @throws ModuleError; FaultError FAULT_INTERNAL if the engine refuses what the validator accepted
 */
export function compileContract(bytecode: Uint8Array, bulkBytes = 0): CompiledContract {
  const name = `contract-${toHex(blake3(bytecode))}-${bulkBytes}-${REWRITER_VERSION}`;
  const kept = readKeptCode(name, (bytes) => readKept(bytecode, bytes));
  if (kept !== undefined) return compiled(bytecode, bulkBytes, kept);
  const accepted = acceptModule(bytecode);
  const rewritten = instrument(accepted, { bulkBytes });
  const reusable = !accepted.facts.some(({ changesTables }) => changesTables);
  const contract = compiled(bytecode, bulkBytes, { shape: accepted, plain: build(rewritten), reusable });
  keepCode(name, () => concatBytes(Uint8Array.of(Number(reusable)), rewritten));
  return contract;
}

type Parts = { readonly shape: ModuleShape; readonly plain: WebAssembly.Module; readonly reusable: boolean };

/** Is it reusable, then the rewritten module. @throws for one that was cut off */
function readKept(bytecode: Uint8Array, bytes: Uint8Array<ArrayBuffer>): Parts {
  return { shape: readShape(bytecode), plain: new WebAssembly.Module(bytes.subarray(1)), reusable: bytes[0] === 1 };
}

function compiled(bytecode: Uint8Array, bulkBytes: number, { shape, plain, reusable }: Parts): CompiledContract {
  const { module, wide, argumentBuffer } = shape;
  let watching: WebAssembly.Module | undefined;
  return {
    module,
    wide,
    argumentBuffer,
    plain,
    reusable,
    watching: () => {
      watching ??= build(instrument(acceptModule(bytecode), { watchLoads: true, bulkBytes }));
      return watching;
    },
    entries: new Map(module.exports.filter((e) => e.kind === 'function').map((e) => [e.name, `f${e.index}`] as const)),
  };
}

function build(rewritten: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(rewritten);
  } catch (cause) {
    throw new FaultError(
      'FAULT_INTERNAL',
      { what: 'engine refused a rewritten module', reason: String(cause) },
      { cause },
    );
  }
}
