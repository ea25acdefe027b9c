import { equalBytes, fromHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeVerifierData, encodeVerifierData } from '../keys/verifierData.ts';
import { decodeProof, encodeProof } from '../proof.ts';
import { seedTranscript } from '../transcript/rounds.ts';
import type { PlonkVersion } from '../version.ts';
import { drawChallenges } from './claim.ts';
import { createVerifier, verify } from './verifier.ts';

type Proofs = {
  proofs: {
    inputs: number;
    expect: Record<PlonkVersion, boolean>;
    public_inputs_le: string[];
    proof: string;
    challenges: Record<string, string>;
  }[];
};
type Data = { verifier_data: { inputs: number; hex: string; public_input_indexes: number[]; n_constraints: number }[] };
const { proofs } = loadVectors<Proofs>('plonk/phoenix-proofs');
const { verifier_data } = loadVectors<Data>('plonk/phoenix-verifier-data');
const { circuits } = loadVectors<{ circuits: { inputs: number; hex: string }[] }>('transactions/circuits');
const toy = loadVectors<{
  circuits: {
    name: string;
    verifier_data: string;
    public_inputs: unknown[];
    proofs: Record<PlonkVersion, { proof: string }>;
  }[];
}>('plonk/toy-proofs');
const scalar = (hex: string) => fr.decode(fromHex(hex));
const versions: readonly PlonkVersion[] = ['V1', 'V2', 'V3'];
const verifiers = new Map(
  verifier_data.map(({ inputs, hex }) => [inputs, createVerifier(decodeVerifierData(fromHex(hex)))]),
);
const verifierOf = (inputs: number) => verifiers.get(inputs) as ReturnType<typeof createVerifier>;

describe('02 §11.1 verifier data', () => {
  test.each(verifier_data)('02 §11.1 $inputs inputs', ({ inputs, hex, public_input_indexes, n_constraints }) => {
    const bytes = fromHex(hex);
    const data = decodeVerifierData(bytes);
    expect(data).toMatchObject({
      publicRows: public_input_indexes,
      constraints: n_constraints,
      keyRows: n_constraints,
    });
    expect(equalBytes(encodeVerifierData(data), bytes)).toBe(true);
    expect(decodeVerifierData(new Uint8Array([...bytes, 7]))).toEqual(data);
    expect(() => decodeVerifierData(bytes.subarray(0, bytes.length - 1))).toThrowCode('CODEC_TOO_SHORT');
    expect(circuits.find((circuit) => circuit.inputs === inputs)?.hex).toBe(hex);
  });

  test('02 §11.1 absurd header numbers are refused before anything is allocated', () => {
    const bytes = fromHex(verifier_data[0]?.hex as string);
    for (const at of [0, 8, 16, 24]) {
      const absurd = bytes.slice().fill(0xff, at, at + 8);
      expect(() => decodeVerifierData(absurd)).toThrowCode('CODEC_RANGE');
      const large = bytes.slice();
      large[at + 4] = 0x7f;
      expect(() => decodeVerifierData(large)).toThrowCode('CODEC_TOO_SHORT');
    }
  });
});

describe('02 §10 real proofs', () => {
  test.each(proofs)(
    '02 §10 $inputs inputs: each version decides as expected',
    ({ inputs, proof, public_inputs_le, expect: wanted }) => {
      const publicInputs = public_inputs_le.map(scalar);
      for (const version of versions) {
        expect(verify(verifierOf(inputs), fromHex(proof), publicInputs, version).ok).toBe(wanted[version]);
      }
    },
  );

  test.each(proofs)('02 §7.2 $inputs inputs: challenges', ({ inputs, proof, public_inputs_le, challenges }) => {
    const { data } = verifierOf(inputs);
    const drawn = drawChallenges(seedTranscript(data, 'V1'), decodeProof(fromHex(proof)), public_inputs_le.map(scalar));
    const { beta, gamma, alpha, range, logic, fixedBase, variableBase, z, v, vW, u } = drawn;
    const named = { beta, gamma, alpha, range_sep: range, logic_sep: logic, fixed_base_sep: fixedBase };
    expect({ ...named, var_base_sep: variableBase, z, v, v_w: vW, u }).toEqual(
      Object.fromEntries(Object.entries(challenges).map(([name, hex]) => [name, scalar(hex)])),
    );
  });

  test('02 §9 bytes after the proof are ignored, missing ones are not', () => {
    const { inputs, proof, public_inputs_le } = proofs[0] as Proofs['proofs'][number];
    const bytes = fromHex(proof);
    const publicInputs = public_inputs_le.map(scalar);
    expect(equalBytes(encodeProof(decodeProof(bytes)), bytes)).toBe(true);
    expect(verify(verifierOf(inputs), new Uint8Array([...bytes, 1]), publicInputs, 'V1').ok).toBe(true);
    expect(verify(verifierOf(inputs), bytes.subarray(1), publicInputs, 'V1')).toMatchObject({
      reason: 'PROOF_MALFORMED',
    });
    expect(verify(verifierOf(inputs), bytes, publicInputs.slice(1), 'V1')).toMatchObject({
      reason: 'PROOF_PUBLIC_INPUTS',
    });
    const unreduced = publicInputs.with(0, (publicInputs[0] as bigint) + fr.modulus);
    expect(verify(verifierOf(inputs), bytes, unreduced, 'V1')).toMatchObject({ reason: 'PROOF_PUBLIC_INPUTS' });
  });

  test('02 §10 every public input matters', () => {
    const { inputs, proof, public_inputs_le } = proofs[0] as Proofs['proofs'][number];
    const publicInputs = public_inputs_le.map(scalar);
    publicInputs.forEach((value, i) => {
      const altered = publicInputs.with(i, fr.add(value, 1n));
      expect(verify(verifierOf(inputs), fromHex(proof), altered, 'V1')).toMatchObject({ reason: 'PROOF_INVALID' });
    });
  });

  // `EVENTIDE_EVERY_BIT=true` flips all 8064 bits of all proofs; else one bit of every fifth byte of the first.
  const everyBit = process.env.EVENTIDE_EVERY_BIT === 'true';
  test.each(everyBit ? proofs : proofs.slice(0, 1))(
    '02 §10 $inputs inputs: flipped bits are refused, in all commitments and evaluations',
    ({ inputs, proof, public_inputs_le }) => {
      const publicInputs = public_inputs_le.map(scalar);
      const bytes = fromHex(proof);
      for (let bit = 0; bit < 8 * bytes.length; bit += everyBit ? 1 : 41) {
        const at = bit >> 3;
        const altered = bytes.with(at, (bytes[at] as number) ^ (1 << (bit & 7)));
        expect(verify(verifierOf(inputs), altered, publicInputs, 'V1').ok, `bit ${bit}`).toBe(false);
      }
    },
    600_000,
  );
});

describe('02 §15 toy proofs', () => {
  test.each(toy.circuits)(
    '02 §15 $name: a proof verifies under its own version only',
    ({ verifier_data: hex, proofs: made, ...rest }) => {
      const verifier = createVerifier(decodeVerifierData(fromHex(hex)));
      const publicInputs = rest.public_inputs.map((input) => toyInput(input));
      for (const made_under of versions) {
        for (const version of versions) {
          const verdict = verify(verifier, fromHex(made[made_under].proof), publicInputs, version);
          expect(verdict.ok, `${made_under} under ${version}`).toBe(made_under === version);
        }
      }
    },
  );
});

function toyInput(input: unknown): bigint {
  const text = typeof input === 'string' ? input : ((input as { value_le?: string; value?: string }).value_le ?? '');
  return scalar(text);
}
