import type { Area } from '../gen/assembly.ts';
import { convertArea } from '../gen/convert.ts';
import { curveG2Area } from '../gen/curveG2.ts';
import { mapToG1Area } from '../gen/mapToG1.ts';
import { msmArea } from '../gen/msm.ts';
import { pairingArea } from '../gen/pairing.ts';
import { selftestArea } from '../gen/selftest.ts';
import type { Tier } from '../kernels.ts';
import { createTierLoader } from '../local/tierLoader.ts';
import { createPairing } from '../pairing/pairing.ts';
import { detectTier } from '../tier.ts';
import { createG1 } from './g1.ts';
import { createG2 } from './g2.ts';
import { createMapToG1 } from './mapToG1.ts';
import { createPlainCurves } from './plainCurves.ts';
import type { CurveKernels } from './types.ts';

const curveAreas: readonly Area[] = [convertArea, selftestArea, msmArea, curveG2Area, pairingArea, mapToG1Area];

const loader = createTierLoader<CurveKernels>({
  name: 'curves',
  areas: curveAreas,
  plain: createPlainCurves,
  wasm(tier, engine) {
    const { group, ...g1 } = createG1(engine);
    return { tier, g1, g2: createG2(engine), pairing: createPairing(engine), ...createMapToG1(engine, group) };
  },
});

/**
 * The curve kernels of this thread; generated and self-tested at the first call of a tier, the same object afterwards. They have
 * a module and memory of their own, so that hashing does not pay for pairings.
 * @throws KernelError KERNEL_TIER_MISSING; FaultError FAULT_INTERNAL if the self-test fails
 * Spec: 11 §1.3, §6
 */
export function loadCurves(tier: Tier = detectTier()): CurveKernels {
  return loader.load(tier);
}

/** As `loadCurves`, compiling off the thread; for pages whose engine refuses large synchronous modules. */
export async function loadCurvesAsync(tier: Tier = detectTier()): Promise<CurveKernels> {
  return loader.loadAsync(tier);
}
