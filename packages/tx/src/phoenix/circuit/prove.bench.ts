import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import { checkRelations } from '@eventide/plonk/check';
import type { Circuit } from '@eventide/plonk/circuit';
import { compile } from '@eventide/plonk/compile';
import { layOut } from '@eventide/plonk/composer/composer';
import { prove } from '@eventide/plonk/prover/prove';
import { localSrs } from '@eventide/plonk/srs/local';
import type { Bench } from '@eventide/testkit';
import { samplePayment } from './samples.ts';
import { circuitSet } from './set.ts';

export const area: string = 'tx/phoenix/prove';

const THREADS = 2;

/** A private payment with two inputs: our circuit, and that of the reference, on two threads. */
export async function run(bench: Bench): Promise<void> {
  const payment = samplePayment(2);
  const srs = localSrs(2 ** 17 + 10);
  const ours = await measureCircuit(bench, circuitSet('sound-1').circuit(2), payment.sound1, 3);
  const reference = await measureCircuit(bench, circuitSet('aegis').circuit(2), payment.aegis, 1);
  bench.ratio('sound-1/phoenix/2 / aegis/phoenix/2, both ours', ours, reference);

  async function measureCircuit<Inputs>(bench: Bench, circuit: Circuit<Inputs>, inputs: Inputs, runs: number) {
    const { layout, assignment } = layOut((composer) => circuit.compose(composer, inputs));
    bench.figure(`${circuit.name} rows`, layout.rows.length, 'rows');
    await bench.measure(`${circuit.name} relation check`, () => checkRelations(layout, assignment), { runs: 3 });
    const pool = await createPool({ threads: THREADS });
    try {
      const key = await compile(circuit, srs, pool);
      bench.figure(`${circuit.name} kernel memory`, Math.round(pool.usedBytes / 2 ** 20), 'MiB');
      const prover = () => prove(key, inputs, { random: systemRandom });
      const first = await bench.measure(`${circuit.name} first proof`, prover, { runs: 1, warmup: 0 });
      const warm = await bench.measure(`${circuit.name} prove`, prover, { runs, warmup: 0 });
      bench.ratio(`${circuit.name} first / warm`, first, warm, { atMost: 3 });
      return warm;
    } finally {
      await pool.close();
    }
  }
}
