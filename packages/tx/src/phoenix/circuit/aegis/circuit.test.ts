import { fl } from '@eventide/crypto/fields/fl';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import { addJubJub } from '@eventide/crypto/jubjub/point';
import { checkRelations, rowChecker } from '@eventide/plonk/check';
import { layOut } from '@eventide/plonk/composer/composer';
import { describe, expect, test } from 'vitest';
import type { AegisOutput } from '../../txCircuitVec.ts';
import { samplePayment } from '../samples.ts';
import { type AegisInputWitness, type AegisWitness, aegisWitness, composeAegis } from './circuit.ts';

const valid = aegisWitness(samplePayment(1).aegis);
const layOutWith = (witness: AegisWitness) => layOut((composer) => composeAegis(composer, witness));
const firstBroken = (witness: AegisWitness) => {
  const { layout, assignment } = layOutWith(witness);
  return checkRelations(layout, assignment, 1)[0]?.path;
};
const withInput = (change: Partial<AegisInputWitness>): AegisWitness => ({
  ...valid,
  inputs: [{ ...(valid.inputs[0] as AegisInputWitness), ...change }],
});
const withOutput = (change: Partial<AegisOutput>): AegisWitness => ({
  ...valid,
  outputs: [{ ...valid.outputs[0], ...change }, valid.outputs[1]],
});
const input = valid.inputs[0] as AegisInputWitness;
const output = valid.outputs[0];
const shift = (point: { u: bigint; v: bigint }) => addJubJub(point, JUBJUB_GENERATOR);
const { branch } = input.opening;

/** One altered datum per relation of 03 §12.2, and the relation that must break first. */
const cases: [string, string, AegisWitness][] = [
  ['another payload hash', 'input 0/signature', { ...valid, payloadHash: fr.add(valid.payloadHash, 1n) }],
  ['another root', 'input 0/opening/root', { ...valid, root: fr.add(valid.root, 1n) }],
  ['signature: another response', 'input 0/signature', withInput({ signature: { ...input.signature, u: 5n } })],
  ['signature: another R', 'input 0/signature', withInput({ signature: { ...input.signature, R: JUBJUB_GENERATOR } })],
  [
    "signature: another R'",
    'input 0/signature',
    withInput({ signature: { ...input.signature, RPrime: JUBJUB_GENERATOR } }),
  ],
  ["signature: another key'", 'input 0/signature', withInput({ pkPrime: shift(input.pkPrime) })],
  ['another nullifier', 'input 0/nullifier', withInput({ nullifier: fr.add(input.nullifier, 1n) })],
  ['a value of 2^64', 'input 0/range', withInput({ value: 2n ** 64n })],
  ['another value', 'input 0/opening/level 16', withInput({ value: input.value + 1n })],
  ['another blinder', 'input 0/opening/level 16', withInput({ valueBlinder: fl.add(input.valueBlinder, 1n) })],
  ['another type', 'input 0/opening/level 16', withInput({ note: { ...input.note, typeByte: 0n } })],
  [
    'the position of another child',
    'input 0/opening/level 16',
    withInput({ opening: { ...input.opening, positions: input.opening.positions.with(16, 3) } }),
  ],
  [
    'no position at a level',
    'input 0/opening/position 3',
    withInput({ opening: { ...input.opening, positions: input.opening.positions.with(3, 4) } }),
  ],
  [
    'another sibling',
    'input 0/opening/level 6',
    withInput({
      opening: {
        ...input.opening,
        branch: branch.with(7, (branch[7] ?? []).with(0, 5n)),
      },
    }),
  ],
  ['output of 2^64', 'output 0/range', withOutput({ value: 2n ** 64n })],
  ['output commitment', 'output 0/commitment', withOutput({ valueCommitment: shift(output.valueCommitment) })],
  ['maximal fee', 'balance', { ...valid, maxFee: valid.maxFee + 1n }],
  ['deposit', 'balance', { ...valid, deposit: valid.deposit + 1n }],
  [
    'sender signature A',
    'sender signature 0',
    { ...valid, signatures: [{ ...valid.signatures[0], u: 5n }, valid.signatures[1]] },
  ],
  [
    'sender signature B',
    'sender signature 1',
    { ...valid, signatures: [valid.signatures[0], { ...valid.signatures[1], u: 5n }] },
  ],
  [
    'encryption A: blinder',
    'encryption 0/ciphertext 0',
    withOutput({ senderBlinders: { ...output.senderBlinders, A: 5n } }),
  ],
  [
    'encryption B: blinder',
    'encryption 0/ciphertext 2',
    withOutput({ senderBlinders: { ...output.senderBlinders, B: 5n } }),
  ],
  [
    'encryption A: message',
    'encryption 0/ciphertext 1',
    withOutput({ sender: { ...output.sender, A2: JUBJUB_GENERATOR } }),
  ],
  [
    'encryption B: message',
    'encryption 0/ciphertext 3',
    withOutput({ sender: { ...output.sender, B2: JUBJUB_GENERATOR } }),
  ],
  ['encryption: note key', 'encryption 0/ciphertext 1', withOutput({ notePk: shift(output.notePk) })],
];

describe('03 §12.2 relations of aegis', () => {
  test('03 §12.2 a valid payment breaks none', () => {
    expect(firstBroken(valid)).toBeUndefined();
  });

  test.each(cases)('03 §12.2 %s', (_, path, witness) => {
    const found = firstBroken(witness);
    expect(found?.startsWith(path), found).toBe(true);
  });

  test('03 §12.3 every public input is tied to its row', () => {
    const { layout, assignment } = layOutWith(valid);
    layout.publicRows.forEach((row, i) => {
      const publicInputs = assignment.publicInputs.with(i, fr.add(assignment.publicInputs[i] as bigint, 1n));
      expect(rowChecker(layout, { ...assignment, publicInputs })(row)).toEqual(['arithmetic']);
    });
  });
});
