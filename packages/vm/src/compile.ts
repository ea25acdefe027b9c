import { setFlagsFromString } from 'node:v8';
import { FaultError } from '@eventide/base';
import { type AcceptedModule, acceptModule } from './module/accept.ts';
import { instrument } from './module/instrument.ts';

/** A contract's code, ready to be instantiated. */
export type CompiledContract = AcceptedModule & {
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
 * Accepts, rewrites and compiles a contract. With `bulkBytes`, bulk operators pay a unit of gas for so many bytes.
 * @throws ModuleError; FaultError FAULT_INTERNAL if the engine refuses what the validator accepted
 */
export function compileContract(bytecode: Uint8Array, bulkBytes = 0): CompiledContract {
  const accepted = acceptModule(bytecode);
  const plain = build(accepted, false, bulkBytes);
  let watching: WebAssembly.Module | undefined;
  return {
    ...accepted,
    plain,
    reusable: !accepted.facts.some(({ changesTables }) => changesTables),
    watching: () => {
      watching ??= build(accepted, true, bulkBytes);
      return watching;
    },
    entries: new Map(
      accepted.module.exports.filter((e) => e.kind === 'function').map((e) => [e.name, `f${e.index}`] as const),
    ),
  };
}

function build(accepted: AcceptedModule, watchLoads: boolean, bulkBytes: number): WebAssembly.Module {
  try {
    return new WebAssembly.Module(instrument(accepted, { watchLoads, bulkBytes }));
  } catch (cause) {
    throw new FaultError(
      'FAULT_INTERNAL',
      { what: 'engine refused a rewritten module', reason: String(cause) },
      { cause },
    );
  }
}
