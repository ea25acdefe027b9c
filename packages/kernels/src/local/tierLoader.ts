import type { Area } from '../gen/assembly.ts';
import { KernelError, type Tier } from '../kernels.ts';
import { hasTier } from '../tier.ts';
import { generateLocal, type LocalEngine, type LocalParts, startLocal } from './engine.ts';
import { keptParts } from './keptParts.ts';

/** What differs between the sets of synchronous kernels. */
export type TierRecipe<Kernels> = {
  /** Under which its generated modules are kept. */
  readonly name: string;
  readonly areas: readonly Area[];
  /** The bigint twin. */
  readonly plain: () => Kernels;
  readonly wasm: (tier: Tier, engine: LocalEngine) => Kernels;
};

/** Makes each tier once per thread; the same object afterwards. */
export type TierLoader<Kernels> = {
  /** @throws KernelError KERNEL_TIER_MISSING; FaultError FAULT_INTERNAL if the self-test fails */
  load(tier: Tier): Kernels;
  /** As `load`, compiling off the thread. */
  loadAsync(tier: Tier): Promise<Kernels>;
};

/** A module and memory of their own for one set of kernels; generated and self-tested at the first call of a tier. Spec: 11 §1.3 */
export function createTierLoader<Kernels>({ name, areas, plain, wasm }: TierRecipe<Kernels>): TierLoader<Kernels> {
  const loaded = new Map<Tier, Kernels>();
  const prepare = (tier: Tier): LocalParts | undefined => {
    if (tier === 'bigint') return undefined;
    if (!hasTier(tier)) throw new KernelError('KERNEL_TIER_MISSING', { tier });
    return keptParts(name, tier, () => generateLocal(tier, areas));
  };
  const keep = (tier: Tier, compiled: { parts: LocalParts; module: WebAssembly.Module } | undefined): Kernels => {
    const made = compiled === undefined ? plain() : wasm(tier, startLocal(compiled.parts, compiled.module));
    loaded.set(tier, made);
    return made;
  };
  return {
    load(tier) {
      const known = loaded.get(tier);
      if (known !== undefined) return known;
      const parts = prepare(tier);
      return keep(tier, parts && { parts, module: new WebAssembly.Module(parts.binary) });
    },
    async loadAsync(tier) {
      const known = loaded.get(tier);
      if (known !== undefined) return known;
      const parts = prepare(tier);
      return keep(tier, parts && { parts, module: await WebAssembly.compile(parts.binary) });
    },
  };
}
