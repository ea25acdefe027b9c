import { readFileSync, writeFileSync } from 'node:fs';
import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import type { Circuit } from '@eventide/plonk/circuit';
import { compile } from '@eventide/plonk/compile';
import { decodeOpeningKey, OPENING_KEY_SIZE } from '@eventide/plonk/keys/verifierData';
import { prove } from '@eventide/plonk/prover/prove';
import { samplePayment } from './samples.ts';
import { circuitSet } from './set.ts';

export type PeakMemory = {
  readonly beforeMiB: number;
  readonly kernelMiB: number;
  readonly peakMiB: number;
  readonly lastMs: number;
};

const MIB = 2 ** 20;

/** A process that does nothing but prove: `memory.fixture.ts SET PARAMETERS REPORT`. */
async function main(set: 'sound-1' | 'aegis', file: string, report: string): Promise<void> {
  const beforeMiB = Math.round(process.memoryUsage.rss() / MIB);
  const payment = samplePayment(2);
  const circuit = circuitSet(set).circuit(2) as Circuit<unknown>;
  const pool = await createPool({ threads: 2 });
  const bytes = new Uint8Array(readFileSync(file));
  const [openingKey, powers] = [decodeOpeningKey(bytes), bytes.subarray(OPENING_KEY_SIZE)];
  const srs = { name: 'local-1', insecure: true, openingKey, format: 'uncompressed', powers, trusted: true } as const;
  const key = await compile(circuit, srs, pool);
  let lastMs = 0;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await prove(key, set === 'sound-1' ? payment.sound1 : payment.aegis, { random: systemRandom });
    lastMs = Math.round(performance.now() - start);
  }
  const kernelMiB = Math.round(pool.usedBytes / MIB);
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  writeFileSync(report, JSON.stringify({ beforeMiB, kernelMiB, peakMiB, lastMs } satisfies PeakMemory));
  await pool.close();
}

const [set, file, report] = process.argv.slice(2) as ['sound-1' | 'aegis', string, string];
await main(set, file, report);
