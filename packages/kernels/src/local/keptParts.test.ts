import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WasmTier } from '../gen/backend.ts';
import { convertArea } from '../gen/convert.ts';
import { selftestArea } from '../gen/selftest.ts';
import { sqrtArea } from '../gen/sqrt.ts';
import { hasTier } from '../tier.ts';
import { generateLocal, startLocal } from './engine.ts';
import { keptParts } from './keptParts.ts';

const areas = [convertArea, selftestArea, sqrtArea];
const tiers = (['fma', 'simd', 'scalar'] as const).filter(hasTier);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-kernels-'));
  vi.stubEnv('EVENTIDE_CODE_CACHE', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function refuse(): never {
  throw new Error('generated again');
}

describe('11 §1.3 generated modules that are kept', () => {
  test.each(tiers)('%s: the same binary, constants and tables as generated', (tier: WasmTier) => {
    const made = keptParts('kept', tier, () => generateLocal(tier, areas));
    const kept = keptParts('kept', tier, refuse);
    expect(kept.binary).toEqual(made.binary);
    expect(kept.initial).toBe(made.initial);
    expect(kept.assembly.module.top).toBe(made.assembly.module.top);
    expect([...kept.assembly.module.memory.reserved]).toEqual([...made.assembly.module.memory.reserved]);
    const memories = [made, kept].map((parts) => {
      const { memory } = startLocal(parts, new WebAssembly.Module(parts.binary));
      return new Uint8Array(memory.buffer, 0, parts.assembly.module.top).slice();
    });
    expect(memories[1]).toEqual(memories[0]);
  });

  test('what was cut off is generated again, and replaced', () => {
    const [tier] = tiers as [WasmTier];
    keptParts('kept', tier, () => generateLocal(tier, areas));
    const [name] = readdirSync(folder) as [string];
    const whole = readFileSync(join(folder, name));
    for (const length of [0, 3, 100, whole.length - 1]) {
      writeFileSync(join(folder, name), whole.subarray(0, length));
      expect(() => keptParts('kept', tier, refuse), `${length} bytes`).toThrow('generated again');
      keptParts('kept', tier, () => generateLocal(tier, areas));
      expect(readFileSync(join(folder, name))).toEqual(whole);
    }
  });
});
