import { fromHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { systemRandom } from '@eventide/crypto/random';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeVerifierData } from '../keys/verifierData.ts';
import { isMockProof, mockProof } from '../mock.ts';
import { verifyBatch } from './batch.ts';
import { createVerifier, type ProofClaim, type Verifier, verify } from './verifier.ts';

const { proofs } = loadVectors<{ proofs: { inputs: number; public_inputs_le: string[]; proof: string }[] }>(
  'plonk/phoenix-proofs',
);
const { verifier_data } = loadVectors<{ verifier_data: { inputs: number; hex: string }[] }>(
  'plonk/phoenix-verifier-data',
);
const verifiers = new Map(
  verifier_data.map(({ inputs, hex }) => [inputs, createVerifier(decodeVerifierData(fromHex(hex)))]),
);
const claims: ProofClaim[] = proofs.map(({ inputs, proof, public_inputs_le }) => ({
  verifier: verifiers.get(inputs) as Verifier,
  proof: fromHex(proof),
  publicInputs: public_inputs_le.map((hex) => fr.decode(fromHex(hex))),
  version: 'V1',
}));
const first = claims[0] as ProofClaim;
const altered: ProofClaim = { ...first, publicInputs: first.publicInputs.with(3, 1n) };

describe('02 §10 batches', () => {
  test('02 §10 four circuits, one product', () => {
    expect(verifyBatch(claims, systemRandom).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    expect(verifyBatch([], systemRandom)).toEqual([]);
  });

  test('02 §10 bad proofs are found among good ones, whatever is wrong', () => {
    const batch = [
      ...claims,
      altered,
      { ...first, proof: first.proof.subarray(1) },
      { ...first, version: 'V3' as const },
      { ...first, publicInputs: [] },
      first,
    ];
    const verdicts = verifyBatch(batch, systemRandom);
    expect(verdicts.map((verdict) => (verdict.ok ? 'ok' : verdict.reason))).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'PROOF_INVALID',
      'PROOF_MALFORMED',
      'PROOF_INVALID',
      'PROOF_PUBLIC_INPUTS',
      'ok',
    ]);
  });

  test('02 §10 two faults that cancel without weights do not cancel with them', () => {
    expect(verifyBatch([altered, altered], systemRandom).map(({ ok }) => ok)).toEqual([false, false]);
  });
});

describe('13 §3.1 mock proofs', () => {
  test('13 §3.1 a mock fits its own statement only, and no real verifier', () => {
    const { verifier, publicInputs } = first;
    const mock = mockProof(verifier.data, publicInputs, 'V3');
    expect(mock.length).toBe(1008);
    expect(isMockProof(mock, verifier.data, publicInputs, 'V3')).toBe(true);
    expect(isMockProof(mock, verifier.data, publicInputs, 'V2')).toBe(false);
    expect(isMockProof(mock, verifier.data, altered.publicInputs, 'V3')).toBe(false);
    expect(isMockProof(mock, (claims[1] as ProofClaim).verifier.data, publicInputs, 'V3')).toBe(false);
    expect(isMockProof(first.proof, verifier.data, publicInputs, 'V1')).toBe(false);
    expect(verify(verifier, mock, publicInputs, 'V3')).toMatchObject({ reason: 'PROOF_MALFORMED' });
  });
});
