import { Mod } from '../emit/module.ts';
import type { BackendFactory, WasmTier } from './backend.ts';
import { Field } from './field.ts';
import { fmaBackend } from './fieldFma.ts';
import { scalarBackend } from './fieldScalar.ts';
import { simdBackend } from './fieldSimd.ts';

const backends: Record<WasmTier, BackendFactory> = { fma: fmaBackend, simd: simdBackend, scalar: scalarBackend };

/** What a generator of kernels receives: a module to add functions to and both fields of the tier. */
export type Assembly = { readonly tier: WasmTier; readonly module: Mod; readonly fr: Field; readonly fp: Field };

/** Adds the functions of one area to the module. */
export type Area = (assembly: Assembly) => void;

/** Generates a module from areas; throws `BoundError` if any of them could overflow. Constants start at `base`. Spec: 11 §2 */
export function assemble(tier: WasmTier, areas: readonly Area[], base?: number): Assembly {
  const module = new Mod(base);
  const backend = backends[tier];
  const assembly = {
    tier,
    module,
    fr: new Field(module, backend(module, 'Fr')),
    fp: new Field(module, backend(module, 'Fp')),
  };
  for (const area of areas) area(assembly);
  return assembly;
}
