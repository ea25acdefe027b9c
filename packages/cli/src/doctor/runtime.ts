import { availableParallelism } from 'node:os';
import { detectTier } from '@eventide/kernels/tier';
import { type Finding, fail, ok, warn } from './check.ts';

/** Node's version and threads. */
export function checkRuntime(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > 22 || (major === 22 && minor >= 18);
  const threads = availableParallelism();
  return [
    recent
      ? ok('node', process.versions.node)
      : fail('node', process.versions.node, 'run through npm, which brings Node 24'),
    threads >= 2 ? ok('threads', String(threads)) : warn('threads', '1', 'proving and nodes are slow on one thread'),
  ];
}

/** Smallest modules that use one feature each. */
const PROBES = {
  simd: [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
  'multi-memory': [0, 97, 115, 109, 1, 0, 0, 0, 5, 5, 2, 0, 0, 0, 0],
  memory64: [0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 4, 1],
} as const;

/** What the engine's WebAssembly can do; only multi-memory is indispensable (contracts run in it). */
export function checkWasm(): Finding[] {
  const has = (name: keyof typeof PROBES): boolean => WebAssembly.validate(new Uint8Array(PROBES[name]));
  return [
    has('simd') ? ok('wasm simd', 'yes') : warn('wasm simd', 'no', 'proofs take about three times as long without it'),
    has('multi-memory') ? ok('wasm multi-memory', 'yes') : fail('wasm multi-memory', 'no', 'use Node 22.18 or newer'),
    ok('wasm memory64', has('memory64') ? 'yes (not needed)' : 'no (not needed)'),
    typeof SharedArrayBuffer === 'function'
      ? ok('shared memory', 'yes')
      : warn('shared memory', 'no', 'proving uses one thread; serve pages with COOP and COEP headers'),
  ];
}

/** How this machine computes proofs. Spec: 11 §1.3 */
const TIERS = {
  fma: ok('kernels', 'fused multiply-add, the fastest tier'),
  simd: warn('kernels', 'SIMD integers', 'proofs take about twice as long without fused multiply-add'),
  scalar: warn('kernels', 'plain integers', 'proofs take about three times as long without SIMD'),
} as const;

/** The arithmetic tier the kernels choose here. */
export function checkKernels(): Finding {
  return TIERS[detectTier()];
}
