import { fromHex, toHex } from '@eventide/base';
import type { VerifierData } from '@eventide/plonk/keys/verifierData';
import { isMockProof, mockProof } from '@eventide/plonk/mock';
import { loadVectors } from '@eventide/testkit';
import { knownVerifierData } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import { createMockProver } from './mock.ts';
import type { CircuitSource } from './prover.ts';
import { toyCircuits, toyInputs } from './toy.fixture.ts';

/** Any verifier data does: a mock says only whose it is. */
const data: VerifierData = knownVerifierData('sound-1', 1);
const prover = createMockProver({ circuits: toyCircuits, verifierData: () => data });

describe('13 §3.1 mock proofs', () => {
  test('are of the form of the known answer', () => {
    const { proof, version } = loadVectors<{ proof: string; version: number }>('product/mock-proof');
    const made = toHex(mockProof(data, [1n, 2n], 'V3'));
    expect(version).toBe(3);
    expect(made.length).toBe(proof.length);
    expect(made.slice(0, 64)).toBe(proof.slice(0, 64));
    expect(
      fromHex(made)
        .subarray(128)
        .every((byte) => byte === 0),
    ).toBe(true);
  });

  test('are made for a true statement, and of this statement only', async () => {
    const { proof, publicInputs } = await prover.prove('test/product', toyInputs(6n, 7n, 42n));
    expect(publicInputs).toHaveLength(1);
    expect(isMockProof(proof, data, publicInputs, 'V3')).toBe(true);
    expect(isMockProof(proof, data, [publicInputs[0] as bigint, 1n], 'V3')).toBe(false);
    expect(isMockProof(proof, data, publicInputs, 'V2')).toBe(false);
  });

  test('a false statement names its first broken row, as with real proofs', async () => {
    const false_ = prover.prove('test/product', toyInputs(6n, 7n, 43n));
    await expect(false_).rejects.toThrowCode('PROVE_UNSATISFIED');
    await expect(false_).rejects.toMatchObject({ details: { gadget: expect.stringContaining('product') } });
    await expect(prover.prove('test/other', new Uint8Array())).rejects.toThrowCode('PROVE_UNKNOWN_CIRCUIT');
    await expect(
      prover.prove('test/product', toyInputs(6n, 7n, 42n), { signal: AbortSignal.abort() }),
    ).rejects.toThrowCode('PROVE_ABORTED');
  });

  test('a circuit whose rows depend on its witness fails here, although every row holds', async () => {
    const wavering: CircuitSource = (name) => {
      const found = toyCircuits(name);
      if (found === undefined) return undefined;
      const { circuit } = found;
      const compose: typeof circuit.compose = (composer, inputs) => {
        circuit.compose(composer, inputs);
        if ((inputs as { readonly x: bigint }).x > 5n) composer.row({});
      };
      return { ...found, circuit: { ...circuit, compose } };
    };
    const strict = createMockProver({ circuits: wavering, verifierData: () => data });
    expect((await strict.prove('test/product', toyInputs(5n, 7n, 35n))).proof).toHaveLength(1_008);
    await expect(strict.prove('test/product', toyInputs(6n, 7n, 42n))).rejects.toThrowCode('PROVE_UNSATISFIED');
  });
});
