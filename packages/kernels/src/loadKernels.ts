import type { Area } from './gen/assembly.ts';
import { blake2bArea } from './gen/blake2b.ts';
import { columnArea } from './gen/columns.ts';
import { convertArea } from './gen/convert.ts';
import { jubjubArea } from './gen/jubjub.ts';
import { jubjubDecodeArea } from './gen/jubjubDecode.ts';
import { poseidonArea } from './gen/poseidon.ts';
import { selftestArea } from './gen/selftest.ts';
import { sqrtArea } from './gen/sqrt.ts';
import { KernelError, type Kernels, type Tier } from './kernels.ts';
import { generateLocal, type LocalParts, startLocal } from './local/engine.ts';
import { createFr } from './local/fr.ts';
import { createJubjub } from './local/jubjub.ts';
import { createPoseidon } from './local/poseidon.ts';
import { createPlainKernels } from './plain/kernels.ts';
import { detectTier, hasTier } from './tier.ts';

/** Areas of the module behind the synchronous kernels. */
const localAreas: readonly Area[] = [
  convertArea,
  selftestArea,
  columnArea,
  sqrtArea,
  poseidonArea,
  jubjubArea,
  jubjubDecodeArea,
  blake2bArea,
];

const loaded = new Map<Tier, Kernels>();

/**
 * The synchronous kernels of this thread; generated, compiled and self-tested at the first call of a tier, the same object
 * afterwards. A page's main thread may be refused large modules by its engine and awaits `loadKernelsAsync` instead.
 * @throws KernelError KERNEL_TIER_MISSING; FaultError FAULT_INTERNAL if the self-test fails
 * Spec: 11 §1.3, §2
 */
export function loadKernels(tier: Tier = detectTier()): Kernels {
  const known = loaded.get(tier);
  if (known !== undefined) return known;
  const parts = prepare(tier);
  return keep(tier, parts && { parts, module: new WebAssembly.Module(parts.binary) });
}

/** As `loadKernels`, compiling off the thread. */
export async function loadKernelsAsync(tier: Tier = detectTier()): Promise<Kernels> {
  const known = loaded.get(tier);
  if (known !== undefined) return known;
  const parts = prepare(tier);
  return keep(tier, parts && { parts, module: await WebAssembly.compile(parts.binary) });
}

function prepare(tier: Tier): LocalParts | undefined {
  if (tier === 'bigint') return undefined;
  if (!hasTier(tier)) throw new KernelError('KERNEL_TIER_MISSING', { tier });
  return generateLocal(tier, localAreas);
}

function keep(tier: Tier, compiled: { parts: LocalParts; module: WebAssembly.Module } | undefined): Kernels {
  const made = compiled === undefined ? createPlainKernels() : wasmKernels(tier, compiled.parts, compiled.module);
  loaded.set(tier, made);
  return made;
}

function wasmKernels(tier: Tier, parts: LocalParts, module: WebAssembly.Module): Kernels {
  const engine = startLocal(parts, module);
  return { tier, fr: createFr(engine), poseidon: createPoseidon(engine), jubjub: createJubjub(engine) };
}
