import { toHex } from '@eventide/base';
import { createPool } from '@eventide/kernels';
import { compile } from '@eventide/plonk/compile';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { localSrs } from '@eventide/plonk/srs/local';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { sound1PhoenixCircuit } from './circuit/sound-1/circuit.ts';
import { knownVerifierData } from './verifierKeys.ts';

const { verifier_data: deployed } = loadVectors<{ verifier_data: { inputs: number; hex: string }[] }>(
  'plonk/phoenix-verifier-data',
);

describe('02 §11.1 known verifier data', () => {
  test.each(deployed)('aegis, $inputs inputs', ({ inputs, hex }) => {
    expect(toHex(encodeVerifierData(knownVerifierData('aegis', inputs)))).toBe(hex);
  });

  test('14 §8 sound-1 with one input follows from the circuit and the local parameters', async () => {
    const pool = await createPool({ threads: 1 });
    try {
      const key = await compile(sound1PhoenixCircuit(1), localSrs(2 ** 14 + 16), pool);
      expect(encodeVerifierData(key.verifierData)).toEqual(encodeVerifierData(knownVerifierData('sound-1', 1)));
      key.close();
    } finally {
      await pool.close();
    }
  });

  test.each([1, 2, 3, 4])('sound-1 with %i inputs is labelled and sized as its circuit', (inputs) => {
    const data = knownVerifierData('sound-1', inputs);
    expect(new TextDecoder().decode(data.label)).toBe(`sound-1/phoenix/${inputs}`);
    expect(data.publicRows).toHaveLength(8 + 5 * inputs);
  });

  test('there is none for no inputs and for five', () => {
    for (const inputs of [0, 5, -1, 1.5])
      expect(() => knownVerifierData('aegis', inputs)).toThrowCode('TX_BAD_PROOF_FIELD');
  });
});
