import type { Area } from '../gen/assembly.ts';
import { convertArea } from '../gen/convert.ts';
import { curveG2Area } from '../gen/curveG2.ts';
import { msmArea } from '../gen/msm.ts';
import { pairingArea } from '../gen/pairing.ts';
import { selftestArea } from '../gen/selftest.ts';
import { KernelError, type Tier } from '../kernels.ts';
import { generateLocal, type LocalParts, startLocal } from '../local/engine.ts';
import { createPairing } from '../pairing/pairing.ts';
import { detectTier, hasTier } from '../tier.ts';
import { createG1 } from './g1.ts';
import { createG2 } from './g2.ts';
import { createPlainCurves } from './plainCurves.ts';
import type { CurveKernels } from './types.ts';

const curveAreas: readonly Area[] = [convertArea, selftestArea, msmArea, curveG2Area, pairingArea];

const loaded = new Map<Tier, CurveKernels>();

/**
 * The curve kernels of this thread; generated and self-tested at the first call of a tier, the same object afterwards. They have
 * a module and memory of their own, so that hashing does not pay for pairings.
 * @throws KernelError KERNEL_TIER_MISSING; FaultError FAULT_INTERNAL if the self-test fails
 * Spec: 11 §1.3, §6
 */
export function loadCurves(tier: Tier = detectTier()): CurveKernels {
  const known = loaded.get(tier);
  if (known !== undefined) return known;
  const parts = prepare(tier);
  return keep(tier, parts && { parts, module: new WebAssembly.Module(parts.binary) });
}

/** As `loadCurves`, compiling off the thread; for pages whose engine refuses large synchronous modules. */
export async function loadCurvesAsync(tier: Tier = detectTier()): Promise<CurveKernels> {
  const known = loaded.get(tier);
  if (known !== undefined) return known;
  const parts = prepare(tier);
  return keep(tier, parts && { parts, module: await WebAssembly.compile(parts.binary) });
}

function prepare(tier: Tier): LocalParts | undefined {
  if (tier === 'bigint') return undefined;
  if (!hasTier(tier)) throw new KernelError('KERNEL_TIER_MISSING', { tier });
  return generateLocal(tier, curveAreas);
}

function keep(tier: Tier, compiled: { parts: LocalParts; module: WebAssembly.Module } | undefined): CurveKernels {
  const made = compiled === undefined ? createPlainCurves() : wasmCurves(tier, compiled.parts, compiled.module);
  loaded.set(tier, made);
  return made;
}

function wasmCurves(tier: Tier, parts: LocalParts, module: WebAssembly.Module): CurveKernels {
  const engine = startLocal(parts, module);
  return { tier, g1: createG1(engine), g2: createG2(engine), pairing: createPairing(engine) };
}
