import type { Area } from './gen/assembly.ts';
import { blake2bArea } from './gen/blake2b.ts';
import { columnArea } from './gen/columns.ts';
import { convertArea } from './gen/convert.ts';
import { jubjubArea } from './gen/jubjub.ts';
import { jubjubDecodeArea } from './gen/jubjubDecode.ts';
import { jubjubSubgroupArea } from './gen/jubjubSubgroup.ts';
import { poseidonArea } from './gen/poseidon.ts';
import { selftestArea } from './gen/selftest.ts';
import { sqrtArea } from './gen/sqrt.ts';
import type { Kernels, Tier } from './kernels.ts';
import { createFr } from './local/fr.ts';
import { createJubjub } from './local/jubjub.ts';
import { createPoseidon } from './local/poseidon.ts';
import { createTierLoader } from './local/tierLoader.ts';
import { createPlainKernels } from './plain/kernels.ts';
import { detectTier } from './tier.ts';

/** Areas of the module behind the synchronous kernels. */
const localAreas: readonly Area[] = [
  convertArea,
  selftestArea,
  columnArea,
  sqrtArea,
  poseidonArea,
  jubjubArea,
  jubjubDecodeArea,
  jubjubSubgroupArea,
  blake2bArea,
];

const loader = createTierLoader<Kernels>({
  name: 'kernels',
  areas: localAreas,
  plain: createPlainKernels,
  wasm: (tier, engine) => ({
    tier,
    fr: createFr(engine),
    poseidon: createPoseidon(engine),
    jubjub: createJubjub(engine),
  }),
});

/**
 * The synchronous kernels of this thread; generated, compiled and self-tested at the first call of a tier, the same object
 * afterwards. A page's main thread may be refused large modules by its engine and awaits `loadKernelsAsync` instead.
 * @throws KernelError KERNEL_TIER_MISSING; FaultError FAULT_INTERNAL if the self-test fails
 * Spec: 11 §1.3, §2
 */
export function loadKernels(tier: Tier = detectTier()): Kernels {
  return loader.load(tier);
}

/** As `loadKernels`, compiling off the thread. */
export async function loadKernelsAsync(tier: Tier = detectTier()): Promise<Kernels> {
  return loader.loadAsync(tier);
}
