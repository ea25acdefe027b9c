import { equalBytes, fromHex, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import { systemRandom } from '@eventide/crypto/random';
import { createPool, type Pool } from '@eventide/kernels';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AEGIS_BLINDING, type Circuit } from '../circuit.ts';
import { compile } from '../compile.ts';
import { appendPublic, assertBoolean, start } from '../gadgets/aegis/basic.ts';
import { addPoint, mulGenerator } from '../gadgets/aegis/curve.ts';
import { assertRange, logicXor } from '../gadgets/aegis/range.ts';
import { decodeVerifierData, encodeVerifierData } from '../keys/verifierData.ts';
import { decodeParameters } from '../srs/parameters.ts';
import { createVerifier, verify } from '../verifier/verifier.ts';
import { prove } from './prove.ts';

type Exchange = {
  parameters: string;
  verifier_data: string;
  public_inputs_le: string[];
  reference_proofs: { V2: string; V3: string };
  our_proof_V3: string;
};
const exchange = loadVectors<Exchange>('plonk/exchange');

/** The circuit of the exchange, with every kind of gate. */
const circuit: Circuit<{ a: bigint; b: bigint }> = {
  name: 'exchange',
  label: 'exchange',
  blinding: AEGIS_BLINDING,
  example: { a: 0n, b: 0n },
  compose(c, { a, b }) {
    start(c);
    const x = appendPublic(c, a);
    const y = c.witness(b);
    assertRange(c, 32, y);
    const sum = c.evaluate({ qL: 1n, qR: 1n, a: x, b: y });
    const k = c.witness(12_345n);
    const point = mulGenerator(c, k, JUBJUB_GENERATOR);
    const double = addPoint(c, point, point);
    const xor = logicXor(c, 16, x, y);
    assertBoolean(c, 1);
    const product = c.evaluate({ qM: 1n, a: sum, b: xor });
    c.row({ qL: -1n, a: product, pi: c.value(product) });
    c.row({ qL: -1n, a: double.u, pi: c.value(double.u) });
  },
};

describe('02 §14 proofs exchanged with dusk-plonk 0.22', () => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await createPool({ threads: 2 });
  });
  afterAll(() => pool.close());
  const publicInputs = exchange.public_inputs_le.map((hex) => fr.decode(fromHex(hex)));
  const verifier = createVerifier(decodeVerifierData(fromHex(exchange.verifier_data)));

  test('02 §10 its proofs are accepted under their own version only', () => {
    const { V2, V3 } = exchange.reference_proofs;
    for (const version of ['V1', 'V2', 'V3'] as const) {
      expect(verify(verifier, fromHex(V2), publicInputs, version).ok).toBe(version === 'V2');
      expect(verify(verifier, fromHex(V3), publicInputs, version).ok).toBe(version === 'V3');
    }
  });

  test('02 §6 its parameters give the same verifier data from our rows, and we prove under them', async () => {
    const srs = decodeParameters(fromHex(exchange.parameters), 'exchange');
    const key = await compile(circuit, srs, pool);
    expect(toHex(encodeVerifierData(key.verifierData))).toBe(exchange.verifier_data);
    const made = await prove(key, { a: 0xbeefn, b: 0x1234n }, { random: systemRandom });
    expect(made.publicInputs).toEqual(publicInputs);
    expect(verify(verifier, made.proof, publicInputs, 'V3').ok).toBe(true);
    key.close();
  });

  test('02 §9 the proof of ours that it has accepted still verifies', () => {
    expect(verify(verifier, fromHex(exchange.our_proof_V3), publicInputs, 'V3').ok).toBe(true);
    expect(equalBytes(fromHex(exchange.our_proof_V3), fromHex(exchange.reference_proofs.V3))).toBe(false);
  });
});
