import { fromHex, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeVerifierData } from './keys/verifierData.ts';
import { isMockProof, mockProof } from './mock.ts';
import { createVerifier, verify } from './verifier/verifier.ts';

const vector = loadVectors<{ version: number; proof: string }>('product/mock-proof');
const { verifier_data: keys } = loadVectors<{ verifier_data: { inputs: number; hex: string }[] }>(
  'plonk/phoenix-verifier-data',
);
const { proofs } = loadVectors<{ proofs: { public_inputs_le: string[] }[] }>('plonk/phoenix-proofs');

const data = decodeVerifierData(fromHex(keys[0]?.hex as string));
const [first] = proofs as [{ public_inputs_le: string[] }];
const publicInputs = first.public_inputs_le.map((hex) => fr.decode(fromHex(hex)));
const proof = fromHex(vector.proof);

describe('13 §3.1 mock proofs', () => {
  test('are these bytes', () => {
    expect(toHex(mockProof(data, publicInputs, 'V3'))).toBe(vector.proof);
    expect(isMockProof(proof, data, publicInputs, 'V3')).toBe(true);
  });

  test('hold for their version, key and inputs only', () => {
    expect(isMockProof(proof, data, publicInputs, 'V2')).toBe(false);
    expect(isMockProof(proof, data, publicInputs.with(0, 1n), 'V3')).toBe(false);
    expect(isMockProof(proof, decodeVerifierData(fromHex(keys[1]?.hex as string)), publicInputs, 'V3')).toBe(false);
  });

  test('any other byte is no mock', () => {
    for (let at = 0; at < proof.length; at += 9) {
      const other = new Uint8Array(proof);
      other[at] = (other[at] as number) ^ 1;
      expect(isMockProof(other, data, publicInputs, 'V3'), `byte ${at}`).toBe(false);
    }
    expect(isMockProof(proof.subarray(1), data, publicInputs, 'V3')).toBe(false);
  });

  test('a real verifier refuses them while decoding', () => {
    expect(verify(createVerifier(data), proof, publicInputs, 'V3')).toMatchObject({
      ok: false,
      reason: 'PROOF_MALFORMED',
    });
  });
});
