import { fromHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { systemRandom } from '@eventide/crypto/random';
import { type Bench, loadVectors } from '@eventide/testkit';
import { decodeVerifierData } from '../keys/verifierData.ts';
import { verifyBatch } from './batch.ts';
import { createVerifier, verify } from './verifier.ts';

export const area: string = 'plonk/verify';

const BATCH = 64;

/** One verification, and a batch of 64 against 64 of them. */
export async function run(bench: Bench): Promise<void> {
  const { proofs } = loadVectors<{ proofs: { public_inputs_le: string[]; proof: string }[] }>('plonk/phoenix-proofs');
  const { verifier_data } = loadVectors<{ verifier_data: { hex: string }[] }>('plonk/phoenix-verifier-data');
  const [known] = proofs as [(typeof proofs)[number]];
  const verifier = createVerifier(decodeVerifierData(fromHex((verifier_data[0] as { hex: string }).hex)));
  const proof = fromHex(known.proof);
  const publicInputs = known.public_inputs_le.map((hex) => fr.decode(fromHex(hex)));
  const single = await bench.measure('verify one proof', () => verify(verifier, proof, publicInputs, 'V1'));
  const claims = Array.from({ length: BATCH }, () => ({ verifier, proof, publicInputs, version: 'V1' as const }));
  const batch = await bench.measure('verify 64 proofs as a batch', () => verifyBatch(claims, systemRandom), {
    operations: BATCH,
    runs: 5,
  });
  bench.ratio('one of a batch of 64 / one alone', batch, single, { atMost: 1 / 8 });
}
