import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { concatBytes } from '@eventide/base';
import { encodeOpeningKey } from '@eventide/plonk/keys/verifierData';
import { localSrs } from '@eventide/plonk/srs/local';
import type { Bench } from '@eventide/testkit';
import type { PeakMemory } from './memory.fixture.ts';

export const area = 'tx/phoenix/memory';

/** Peak resident memory of a process of its own that reads its parameters, compiles the circuit and proves three payments. */
export async function run(bench: Bench): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-memory-'));
  try {
    for (const [set, log2, goal] of [
      ['sound-1', 15, 350],
      ['aegis', 17, 1024],
    ] as const) {
      const file = join(folder, `${log2}.srs`);
      const { openingKey, powers } = localSrs(2 ** log2 + 10);
      writeFileSync(file, concatBytes(encodeOpeningKey(openingKey), powers));
      const peak = measure(set, file);
      bench.figure(`${set} 2^${log2}: process before`, peak.beforeMiB, 'MiB');
      bench.figure(`${set} 2^${log2}: kernel memory`, peak.kernelMiB, 'MiB');
      bench.figure(`${set} 2^${log2}: peak (goal ≤ ${goal})`, peak.peakMiB, 'MiB');
      bench.figure(`${set} 2^${log2}: last of three proofs`, peak.lastMs, 'ms');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(set: string, file: string): PeakMemory {
  const script = fileURLToPath(new URL('./memory.fixture.ts', import.meta.url));
  const report = `${file}.json`;
  execFileSync(process.execPath, [script, set, file, report], { stdio: 'inherit' });
  return JSON.parse(readFileSync(report, 'utf8')) as PeakMemory;
}
