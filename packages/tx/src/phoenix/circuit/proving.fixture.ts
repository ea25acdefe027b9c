import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import type { Circuit } from '@eventide/plonk/circuit';
import { type CompileOptions, compile } from '@eventide/plonk/compile';
import { prove } from '@eventide/plonk/prover/prove';
import { localSrs } from '@eventide/plonk/srs/local';
import type { Srs } from '@eventide/plonk/srs/srs';
import { samplePayment } from './samples.ts';
import { circuitSet } from './set.ts';

export type Timing = { readonly threads: number; readonly mode: string; readonly tier: string; readonly ms: number[] };

export type ProvingOptions = {
  readonly set: 'sound-1' | 'aegis';
  readonly runs: number;
  readonly srs?: Srs | undefined;
  readonly verifierData?: CompileOptions['verifierData'];
};

/** Milliseconds of proofs of a 2-in/2-out payment on two threads; the first are the cold ones. Runs in Node and in a page. */
export async function timeProofs({ set, runs, srs, verifierData }: ProvingOptions): Promise<Timing> {
  const payment = samplePayment(2);
  const circuit = circuitSet(set).circuit(2) as Circuit<unknown>;
  const inputs = set === 'sound-1' ? payment.sound1 : payment.aegis;
  const pool = await createPool({ threads: 2 });
  try {
    const key = await compile(circuit, srs ?? localSrs(2 ** (set === 'sound-1' ? 15 : 17) + 10), pool, {
      verifierData,
    });
    const ms: number[] = [];
    while (ms.length < runs) {
      const start = performance.now();
      await prove(key, inputs, { random: systemRandom });
      ms.push(performance.now() - start);
    }
    key.close();
    return { threads: pool.threads, mode: pool.mode, tier: pool.tier, ms };
  } finally {
    await pool.close();
  }
}
