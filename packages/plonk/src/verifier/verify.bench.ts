import { fr } from '@eventide/crypto/fields/fr';
import { systemRandom } from '@eventide/crypto/random';
import { createPool } from '@eventide/kernels';
import type { Bench } from '@eventide/testkit';
import { type Circuit, SOUND_1_BLINDING } from '../circuit.ts';
import { compile } from '../compile.ts';
import { appendProduct, appendPublic, start } from '../gadgets/sound-1/linear.ts';
import { prove } from '../prover/prove.ts';
import { localSrs } from '../srs/local.ts';
import { verifyBatch } from './batch.ts';
import { createVerifier, type ProofClaim, verify } from './verifier.ts';

export const area: string = 'plonk/verify';

const BATCH = 64;
/** As many as a payment of two inputs and two outputs has. */
const PUBLIC_INPUTS = 12;

/** Verification costs the same whatever a circuit says, but for its public inputs. */
const powers: Circuit<bigint> = {
  name: 'bench/powers',
  label: 'bench/powers',
  blinding: SOUND_1_BLINDING,
  example: 3n,
  compose(composer, value) {
    start(composer);
    let power = value;
    for (let i = 0; i < PUBLIC_INPUTS; i++) {
      const wire = appendPublic(composer, power);
      power = composer.value(appendProduct(composer, wire, wire));
    }
  },
};

/** One verification, and a batch of 64 different proofs against 64 single ones. */
export async function run(bench: Bench): Promise<void> {
  const claims = await differentProofs();
  let next = 0;
  const one = (): unknown => {
    const { verifier, proof, publicInputs, version } = claims[next++ % BATCH] as ProofClaim;
    return verify(verifier, proof, publicInputs, version);
  };
  const all = (): unknown => verifyBatch(claims, systemRandom);
  const single = await bench.measure('verify one proof', one, { runs: 64, warmup: 200 });
  const batch = await bench.measure('verify 64 different proofs as a batch', all, {
    operations: BATCH,
    runs: 15,
    warmup: 15,
  });
  bench.ratio('one of a batch of 64 / one alone', batch, single, { atMost: 1 / 8 });
}

async function differentProofs(): Promise<ProofClaim[]> {
  const pool = await createPool({ threads: 2 });
  try {
    const key = await compile(powers, localSrs(2 ** 6 + 16), pool);
    const verifier = createVerifier(key.verifierData);
    const claims: ProofClaim[] = [];
    while (claims.length < BATCH) {
      const { proof, publicInputs } = await prove(key, fr.random(systemRandom), { random: systemRandom });
      claims.push({ verifier, proof, publicInputs, version: 'V3' });
    }
    key.close();
    return claims;
  } finally {
    await pool.close();
  }
}
