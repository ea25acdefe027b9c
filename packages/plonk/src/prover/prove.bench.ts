import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import type { Bench } from '@eventide/testkit';
import { type Circuit, SOUND_1_BLINDING } from '../circuit.ts';
import { compile } from '../compile.ts';
import { start } from '../gadgets/sound-1/linear.ts';
import { localSrs } from '../srs/local.ts';
import { prove } from './prove.ts';

export const area: string = 'plonk/prove';

const ROWS = 2 ** 12 - 8;

/** Squarings to 2^12 rows: what a proof costs whatever the circuit says. Payments are measured where their circuits live. */
const squarings: Circuit<bigint> = {
  name: 'bench/squarings',
  label: 'bench/squarings',
  blinding: SOUND_1_BLINDING,
  example: 3n,
  compose(composer, value) {
    start(composer);
    let wire = composer.witness(value);
    while (composer.rows < ROWS) wire = composer.evaluate({ qM: 1n, a: wire, b: wire });
  },
};

/** A first proof with known verifier data against a warm one. */
export async function run(bench: Bench): Promise<void> {
  const srs = localSrs(2 ** 12 + 16);
  const pool = await createPool({ threads: 2 });
  try {
    const key = await compile(squarings, srs, pool);
    const { verifierData } = key;
    const warm = await bench.measure('prove 2^12 rows', () => prove(key, 5n, { random: systemRandom }), { runs: 3 });
    const cold = async () => {
      const fresh = await compile(squarings, srs, pool, { verifierData });
      await prove(fresh, 5n, { random: systemRandom });
      fresh.close();
    };
    const first = await bench.measure('compile with verifier data, then prove', cold, { runs: 3 });
    bench.ratio('first / warm', first, warm, { atMost: 3 });
    key.close();
  } finally {
    await pool.close();
  }
}
