import { fromHex, toHex } from '@eventide/base';
import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import { addJubJub, subJubJub } from '@eventide/crypto/jubjub/point';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { createPool } from '@eventide/kernels';
import { checkRelations, rowChecker } from '@eventide/plonk/check';
import { type Circuit, SOUND_1_BLINDING } from '@eventide/plonk/circuit';
import { compile } from '@eventide/plonk/compile';
import { layOut } from '@eventide/plonk/composer/composer';
import { WIRES } from '@eventide/plonk/composer/row';
import { type Digit, ternaryDigits } from '@eventide/plonk/gadgets/sound-1/chains';
import { decodeVerifierData, encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { prove } from '@eventide/plonk/prover/prove';
import { knownSecretSrs } from '@eventide/plonk/srs/local';
import { createVerifier, verify } from '@eventide/plonk/verifier/verifier';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { commitValue } from '../../value.ts';
import { samplePayment } from '../samples.ts';
import { composeSound1, type Sound1InputWitness, type Sound1Witness, sound1Witness } from './circuit.ts';

type Negative = { cases: { case: string; first_bad_rows: number[] }[] };
type Point = [string, string];
type WitnessVector = {
  ph: string;
  root: string;
  max_fee: string;
  deposit: string;
  ins: {
    v: string;
    b: string;
    pos: string;
    type: string;
    al: string;
    rk: Point;
    rkp: Point;
    nul: string;
    branch: string[][];
  }[];
  outs: { v: string; b: string; vc: Point }[];
};
const negative = loadVectors<Negative>('circuits/negative');
const vector = loadVectors<WitnessVector>('circuits/phoenix-1in-witness');
const known = loadVectors<{
  tau: string;
  label: string;
  blinders: string[];
  vd: string;
  proof: string;
  pis: string[];
}>('circuits/phoenix-1in-proof');

const big = (text: string) => BigInt(text);
const point = ([u, v]: Point) => ({ u: big(u), v: big(v) });
const negated = (digits: readonly Digit[]) => digits.map((digit) => -digit as Digit);

const known1: Sound1Witness = {
  payloadHash: big(vector.ph),
  root: big(vector.root),
  maxFee: big(vector.max_fee),
  deposit: big(vector.deposit),
  inputs: vector.ins.map((input) => ({
    rk: point(input.rk),
    rkPrime: point(input.rkp),
    digits: negated(ternaryDigits(big(input.al))),
    nullifier: big(input.nul),
    pos: big(input.pos),
    typeByte: big(input.type),
    value: big(input.v),
    valueBlinder: big(input.b),
    siblings: input.branch.map((row) => row.map(big)),
  })),
  outputs: vector.outs.map(({ v, b, vc }) => ({ value: big(v), valueBlinder: big(b), valueCommitment: point(vc) })),
};
const valid = sound1Witness(samplePayment(2).sound1);

const layOutWith = (witness: Sound1Witness) => layOut((composer) => composeSound1(composer, witness));
const broken = (witness: Sound1Witness, limit = 16) => {
  const { layout, assignment } = layOutWith(witness);
  return checkRelations(layout, assignment, limit);
};
const withInput = (change: (input: Sound1InputWitness) => Partial<Sound1InputWitness>): Sound1Witness => {
  const [first, ...rest] = valid.inputs as [Sound1InputWitness, ...Sound1InputWitness[]];
  return { ...valid, inputs: [{ ...first, ...change(first) }, ...rest] };
};
const withValues = (...values: [bigint, bigint]): Sound1Witness => ({
  ...valid,
  outputs: valid.outputs.map(({ valueBlinder }, j) => {
    const value = values[j] as bigint;
    const valueCommitment = commitValue({ value: fl.reduce(value), blinder: valueBlinder });
    return { value, valueBlinder, valueCommitment };
  }),
});
const [value0, value1] = valid.outputs.map(({ value }) => value) as [bigint, bigint];
const nullifierOf = (u: bigint, v: bigint, pos: bigint) => poseidonDigest('other', [u, v, pos]);
/** rk' moved by a point, with the nullifier that goes with the moved key. */
const shifted = (by: { u: bigint; v: bigint }, recompute: boolean) =>
  withInput((input) => {
    const { pkPrime } = samplePayment(2).sound1.inputs[0] as { pkPrime: { u: bigint; v: bigint } };
    const moved = addJubJub(pkPrime, by);
    const nullifier = recompute ? nullifierOf(moved.u, moved.v, input.pos) : input.nullifier;
    return { rkPrime: addJubJub(input.rkPrime, by), nullifier };
  });

const mutations: Record<string, () => Sound1Witness> = {
  valid: () => valid,
  'nullifier+1': () => withInput(({ nullifier }) => ({ nullifier: fr.add(nullifier, 1n) })),
  'root+1': () => ({ ...valid, root: fr.add(valid.root, 1n) }),
  'max_fee+1': () => ({ ...valid, maxFee: valid.maxFee + 1n }),
  'deposit+1': () => ({ ...valid, deposit: valid.deposit + 1n }),
  'input value+1, output value+1 (commitment of input unchanged)': () => ({
    ...withInput(({ value }) => ({ value: value + 1n })),
    outputs: withValues(value0 + 1n, value1).outputs,
  }),
  'output value -1 (mod r), other output raised': () => withValues(-1n, value1 + value0 + 1n),
  'output value 2^64': () => withValues(2n ** 64n, value1 + value0 - 2n ** 64n),
  'leaf not in tree (pos changed)': () => withInput(({ pos }) => ({ pos: pos + 7n })),
  'sibling changed at level 5': () =>
    withInput(({ siblings }) => ({
      siblings: siblings.map((row, level) => (level === 5 ? row.with(3, fr.add(row[3] as bigint, 1n)) : row)),
    })),
  'input blinder changed': () => withInput(({ valueBlinder }) => ({ valueBlinder: fl.add(valueBlinder, 1n) })),
  'alpha changed': () => withInput(() => ({ digits: ternaryDigits(123n) })),
  'rk prime shifted by G_NUMS, nullifier unchanged': () => shifted(JUBJUB_GENERATOR_NUMS, false),
  'rk prime shifted by G_NUMS and nullifier recomputed: circuit accepts, authorisation must reject': () =>
    shifted(JUBJUB_GENERATOR_NUMS, true),
  'rk prime shifted by the point of order 2, nullifier recomputed: circuit accepts, authorisation must reject': () =>
    shifted({ u: 0n, v: fr.neg(1n) }, true),
};

describe('10 §7 relations of sound-1', () => {
  test.each(negative.cases.filter((entry) => entry.case !== 'digit 2'))('10 §10 $case', (entry) => {
    const mutate = mutations[entry.case] as () => Sound1Witness;
    const rows = broken(mutate()).map(({ row }) => row);
    expect(rows.slice(0, entry.first_bad_rows.length || undefined)).toEqual(entry.first_bad_rows);
  });

  test('10 §10 a digit of 2 breaks both chains', () => {
    const rows = broken(withInput(({ digits }) => ({ digits: digits.with(0, 2 as 1) }))).map(({ row }) => row);
    expect(rows).toContain(8);
    expect(rows).toContain(168);
  });

  test('10 §7 the first broken row names its relation', () => {
    const first = (witness: Sound1Witness) => broken(witness, 1)[0]?.path;
    expect(first((mutations['nullifier+1'] as () => Sound1Witness)())).toBe('input 0/nullifier');
    expect(first((mutations['root+1'] as () => Sound1Witness)())).toBe('input 0/opening/level 0');
    expect(first((mutations['deposit+1'] as () => Sound1Witness)())).toBe('balance');
    expect(first((mutations['output value 2^64'] as () => Sound1Witness)())).toBe('output 0/range');
    expect(first(withInput(() => ({ value: 2n ** 64n })))).toBe('input 0/range');
    expect(first(withInput(({ typeByte }) => ({ typeByte: typeByte ^ 1n })))).toBe('input 0/opening/level 16');
    expect(first(withInput(({ rk }) => ({ rk: subJubJub(rk, JUBJUB_GENERATOR_NUMS) })))).toBe(
      'input 0/opening/level 16',
    );
    const [output] = valid.outputs;
    const other = { ...output, valueCommitment: JUBJUB_GENERATOR_NUMS } as (typeof valid.outputs)[number];
    expect(first({ ...valid, outputs: [other, valid.outputs[1] as typeof other] })).toBe('output 0/commitment');
  });

  test('10 §7 every public input is tied to its row', () => {
    const { layout, assignment } = layOutWith(valid);
    layout.publicRows.forEach((row, i) => {
      const publicInputs = assignment.publicInputs.with(i, fr.add(assignment.publicInputs[i] as bigint, 1n));
      expect(rowChecker(layout, { ...assignment, publicInputs })(row)).toEqual(['arithmetic']);
    });
  });

  test('10 §10 each witness of the 1-input circuit changed alone breaks a row', () => {
    const { layout, assignment } = layOutWith(known1);
    expect(checkRelations(layout, assignment)).toEqual([]);
    const witnesses = [...assignment.witnesses];
    const check = rowChecker(layout, { ...assignment, witnesses });
    const touched = witnesses.map((): number[] => []);
    layout.rows.forEach((row, i) => {
      for (const name of WIRES) touched[row[name] ?? 0]?.push(i);
    });
    expect(witnesses.length).toBe(16_156);
    witnesses.forEach((value, i) => {
      witnesses[i] = fr.add(value, 1n);
      // A row also reads the next one.
      const rows = (touched[i] as number[]).flatMap((row) => (row === 0 ? [row] : [row, row - 1]));
      expect(rows.some((row) => check(row).length > 0)).toBe(true);
      witnesses[i] = value;
    });
  });
});

describe('10 §10 a complete proof', () => {
  test('10 §2 with 17 blinders, key and proof equal the known ones byte for byte, and V3 alone accepts', async () => {
    const circuit: Circuit<Sound1Witness> = {
      name: known.label,
      label: known.label,
      blinding: SOUND_1_BLINDING,
      compose: composeSound1,
      example: known1,
    };
    const pool = await createPool({ threads: 2 });
    try {
      const key = await compile(circuit, knownSecretSrs('test', big(known.tau), 2 ** 14 + 10), pool);
      expect(toHex(encodeVerifierData(key.verifierData))).toBe(known.vd);
      const blinders = known.blinders.map(big);
      const random = (length: number) => {
        const bytes = new Uint8Array(length);
        bytes.set(fr.encode(blinders.shift() as bigint));
        return bytes;
      };
      const made = await prove(key, known1, { random });
      expect(made.publicInputs).toEqual(known.pis.map(big));
      expect(toHex(made.proof)).toBe(known.proof);
    } finally {
      await pool.close();
    }
  });

  test('10 §10 refused as V2 and with each public input changed', () => {
    const verifier = createVerifier(decodeVerifierData(fromHex(known.vd)));
    const proof = fromHex(known.proof);
    const publicInputs = known.pis.map(big);
    expect(verify(verifier, proof, publicInputs, 'V3').ok).toBe(true);
    expect(verify(verifier, proof, publicInputs, 'V2').ok).toBe(false);
    publicInputs.forEach((value, i) => {
      expect(verify(verifier, proof, publicInputs.with(i, fr.add(value, 1n)), 'V3').ok).toBe(false);
    });
  });
});
