import { fromHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { decodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { mockProof } from '@eventide/plonk/mock';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { createPhoenixProofVerifier } from './proofVerifier.ts';
import type { PhoenixProofRequest } from './verify.ts';

type Version = PhoenixProofRequest['version'];

const { circuits } = loadVectors<{ readonly circuits: readonly { readonly inputs: number; readonly hex: string }[] }>(
  'transactions/circuits',
);
const { proofs } = loadVectors<{
  readonly proofs: readonly {
    readonly inputs: number;
    readonly plonk_version: Version;
    readonly expect: Readonly<Record<Version, boolean>>;
    readonly public_inputs_le: readonly string[];
    readonly proof: string;
  }[];
}>('plonk/phoenix-proofs');

function verifierData(set: string, inputs: number): ReturnType<typeof decodeVerifierData> {
  const found = circuits.find((circuit) => circuit.inputs === inputs);
  if (set !== 'aegis' || found === undefined) throw new Error(`no circuit ${set}/phoenix/${inputs}`);
  return decodeVerifierData(fromHex(found.hex));
}

const verifyProof = createPhoenixProofVerifier({ verifierData });

describe('03 §12.5 the deployed verifier keys judge Phoenix proofs', () => {
  const requests = proofs.map((entry): PhoenixProofRequest & { readonly expect: (typeof entry)['expect'] } => ({
    set: 'aegis',
    inputs: entry.inputs,
    version: entry.plonk_version,
    publicInputs: entry.public_inputs_le.map((hex) => fr.decode(fromHex(hex))),
    proof: fromHex(entry.proof),
    proofs: 'real',
    expect: entry.expect,
  }));

  test.each(requests)('proof %#: under its own version alone', (request) => {
    for (const version of ['V1', 'V2', 'V3'] as const) {
      expect(verifyProof({ ...request, version }), version).toBe(request.expect[version]);
    }
  });

  const first = requests[0] as PhoenixProofRequest;

  test('refuses other inputs, other bytes and another circuit', () => {
    const publicInputs = first.publicInputs.with(5, (first.publicInputs[5] as bigint) + 1n);
    expect(verifyProof({ ...first, publicInputs })).toBe(false);
    expect(verifyProof({ ...first, proof: new Uint8Array(1008) })).toBe(false);
    expect(verifyProof({ ...first, inputs: first.inputs === 1 ? 2 : 1 })).toBe(false);
  });

  test('13 §3.1 mock proofs pass where the network takes them, and nowhere else', () => {
    const mock = mockProof(verifierData(first.set, first.inputs), first.publicInputs, first.version);
    expect(verifyProof({ ...first, proof: mock, proofs: 'mock' })).toBe(true);
    expect(verifyProof({ ...first, proof: mock, proofs: 'real' })).toBe(false);
    expect(verifyProof({ ...first, proofs: 'mock' })).toBe(true);
    const others = first.publicInputs.with(0, 0n);
    expect(verifyProof({ ...first, publicInputs: others, proof: mock, proofs: 'mock' })).toBe(false);
  });
});
