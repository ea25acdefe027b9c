import type { Fr } from '@eventide/crypto/fields/fr';
import {
  JUBJUB_GENERATOR,
  JUBJUB_GENERATOR_NUMS,
  JUBJUB_IDENTITY,
  type JubJubPoint,
} from '@eventide/crypto/jubjub/constants';
import { NOTE_TREE_ARITY, NOTE_TREE_HEIGHT } from '@eventide/crypto/merkle/opening';
import { AEGIS_BLINDING, type Circuit } from '@eventide/plonk/circuit';
import type { Composer } from '@eventide/plonk/composer/composer';
import type { Wire } from '@eventide/plonk/composer/row';
import {
  appendPublic,
  appendPublicPoint,
  assertEqual,
  assertEqualPoint,
  assertPublicPoint,
  start,
} from '@eventide/plonk/gadgets/aegis/basic';
import { addPoint, mulGenerator } from '@eventide/plonk/gadgets/aegis/curve';
import { encryptUnchecked } from '@eventide/plonk/gadgets/aegis/elgamal';
import { hash } from '@eventide/plonk/gadgets/aegis/hash';
import { opening } from '@eventide/plonk/gadgets/aegis/merkle';
import { assertRange } from '@eventide/plonk/gadgets/aegis/range';
import { verifyDoubleSignature, verifySignature } from '@eventide/plonk/gadgets/aegis/schnorr';
import { type PointWires, pointWitness } from '@eventide/plonk/gadgets/points';
import { noteTypeByte } from '../../note.ts';
import type { AegisCircuitInputs, AegisInput, AegisOutput } from '../../txCircuitVec.ts';

const VALUE_PAIRS = 32;

/** What the rows of an input need; a note gives more. */
export type AegisInputWitness = Omit<AegisInput, 'note'> & {
  readonly note: { readonly typeByte: bigint; readonly notePk: JubJubPoint; readonly pos: bigint };
};

/** `AegisCircuitInputs` reduced to what the rows need. */
export type AegisWitness = Omit<AegisCircuitInputs, 'inputs'> & { readonly inputs: readonly AegisInputWitness[] };

/** The Phoenix circuit of `aegis` with 1 to 4 inputs. Spec: 02 §5.6, 03 §12 */
export function aegisPhoenixCircuit(inputs: number): Circuit<AegisCircuitInputs> {
  return {
    name: `aegis/phoenix/${inputs}`,
    label: 'dusk-network',
    blinding: AEGIS_BLINDING,
    compose: (composer, values) => composeAegis(composer, aegisWitness(values)),
    example: exampleInputs(inputs),
  };
}

/** The witness of the inputs a prover receives. */
export function aegisWitness(values: AegisCircuitInputs): AegisWitness {
  return {
    ...values,
    inputs: values.inputs.map((input) => ({
      ...input,
      note: {
        typeByte: BigInt(noteTypeByte[input.note.type]),
        notePk: input.note.stealthAddress.notePk,
        pos: input.note.pos,
      },
    })),
  };
}

/** All rows: 18 996 + 27 325 per input. Spec: 02 §5.6 */
export function composeAegis(composer: Composer, values: AegisWitness): void {
  composer.within('start', () => start(composer));
  const payloadHash = composer.within('payload hash', () => appendPublic(composer, values.payloadHash));
  const root = composer.within('root', () => appendPublic(composer, values.root));

  let inputSum: Wire = 0;
  values.inputs.forEach((input, i) => {
    inputSum = composer.within(`input ${i}`, () => composeInput(composer, input, payloadHash, root, inputSum));
  });
  let outputSum: Wire = 0;
  values.outputs.forEach((output, j) => {
    outputSum = composer.within(`output ${j}`, () => composeOutput(composer, output, outputSum));
  });
  composer.within('balance', () => {
    const b = appendPublic(composer, values.maxFee);
    const d = appendPublic(composer, values.deposit);
    const total = composer.evaluate({ qL: 1n, a: outputSum, qR: 1n, b, qF: 1n, d });
    assertEqual(composer, inputSum, total);
  });
  composeSender(composer, values, payloadHash);
}

function composeInput(composer: Composer, input: AegisInputWitness, payloadHash: Wire, root: Wire, sum: Wire): Wire {
  const nullifier = appendPublic(composer, input.nullifier);
  const notePk = pointWitness(composer, input.note.notePk);
  const pkPrime = pointWitness(composer, input.pkPrime);
  const type = composer.witness(input.note.typeByte);
  const pos = composer.witness(input.note.pos);
  const value = composer.witness(input.value);
  const blinder = composer.witness(input.valueBlinder);
  const u = composer.witness(input.signature.u);
  const r = pointWitness(composer, input.signature.R);
  const rPrime = pointWitness(composer, input.signature.RPrime);

  composer.within('signature', () => verifyDoubleSignature(composer, { u, r, rPrime }, notePk, pkPrime, payloadHash));
  composer.within('nullifier', () => {
    assertEqual(composer, hash(composer, 'other', [pkPrime.u, pkPrime.v, pos]), nullifier);
  });
  composer.within('range', () => assertRange(composer, VALUE_PAIRS, value));
  const total = composer.evaluate({ qL: 1n, a: sum, qR: 1n, b: value });
  const commitment = composer.within('commitment', () => commit(composer, value, blinder));
  const leaf = composer.within('note hash', () =>
    hash(composer, 'other', [type, commitment.u, commitment.v, notePk.u, notePk.v, pos]),
  );
  composer.within('opening', () => {
    const { branch, positions } = input.opening;
    const computed = opening(composer, { siblings: branch, positions }, leaf);
    composer.within('root', () => assertEqual(composer, computed, root));
  });
  return total;
}

function composeOutput(composer: Composer, output: AegisOutput, sum: Wire): Wire {
  const value = composer.witness(output.value);
  const expected = composer.within('public commitment', () => appendPublicPoint(composer, output.valueCommitment));
  const blinder = composer.witness(output.valueBlinder);
  composer.within('range', () => assertRange(composer, VALUE_PAIRS, value));
  const total = composer.evaluate({ qL: 1n, a: sum, qR: 1n, b: value });
  composer.within('commitment', () => {
    assertEqualPoint(composer, expected, commit(composer, value, blinder));
  });
  return total;
}

/** The sender signs with both halves of its key, and both outputs carry encryptions of that key. */
function composeSender(composer: Composer, values: AegisWitness, payloadHash: Wire): void {
  const { senderPk, signatures, outputs } = values;
  const a = pointWitness(composer, senderPk.A);
  const b = pointWitness(composer, senderPk.B);
  const signed = signatures.map(({ u, R }) => ({ u: composer.witness(u), r: pointWitness(composer, R) }));
  [a, b].forEach((key, k) => {
    const { u, r } = signed[k] as { u: Wire; r: PointWires };
    composer.within(`sender signature ${k}`, () => verifySignature(composer, u, r, key, payloadHash));
  });
  const keys = outputs.map((output, j) =>
    composer.within(`output key ${j}`, () => appendPublicPoint(composer, output.notePk)),
  );
  const blinders = outputs.map(({ senderBlinders: { A, B } }) => [composer.witness(A), composer.witness(B)] as const);
  outputs.forEach(({ sender: { A1, A2, B1, B2 } }, j) => {
    composer.within(`encryption ${j}`, () => {
      const key = keys[j] as PointWires;
      const [blinderA, blinderB] = blinders[j] as readonly [Wire, Wire];
      const encrypted = [
        ...composer.within('A', () => encryptUnchecked(composer, key, a, blinderA)),
        ...composer.within('B', () => encryptUnchecked(composer, key, b, blinderB)),
      ];
      [A1, A2, B1, B2].forEach((point, k) => {
        composer.within(`ciphertext ${k}`, () => assertPublicPoint(composer, encrypted[k] as PointWires, point));
      });
    });
  });
}

function commit(composer: Composer, value: Wire, blinder: Wire): PointWires {
  const left = mulGenerator(composer, value, JUBJUB_GENERATOR);
  const right = mulGenerator(composer, blinder, JUBJUB_GENERATOR_NUMS);
  return addPoint(composer, left, right);
}

function exampleInputs(count: number): AegisCircuitInputs {
  const point = JUBJUB_IDENTITY;
  const zero: Fr = 0n;
  const opening = {
    root: zero,
    branch: Array.from({ length: NOTE_TREE_HEIGHT }, () => new Array<Fr>(NOTE_TREE_ARITY).fill(zero)),
    positions: new Array<number>(NOTE_TREE_HEIGHT).fill(0),
  };
  const signature = { u: zero, R: point };
  const sender = { kind: 'encryption', A1: point, A2: point, B1: point, B2: point } as const;
  const output: AegisOutput = {
    value: zero,
    valueCommitment: point,
    valueBlinder: zero,
    notePk: point,
    sender,
    senderBlinders: { A: zero, B: zero },
  };
  const note = {
    type: 'transparent',
    valueCommitment: point,
    stealthAddress: { R: point, notePk: point },
    pos: zero,
    valueEnc: new Uint8Array(),
    sender,
  } as const;
  return {
    inputs: Array.from({ length: count }, () => ({
      opening,
      note,
      pkPrime: point,
      value: zero,
      valueBlinder: zero,
      nullifier: zero,
      signature: { ...signature, RPrime: point },
    })),
    outputs: [output, output],
    payloadHash: zero,
    root: zero,
    deposit: zero,
    maxFee: zero,
    senderPk: { A: point, B: point },
    signatures: [signature, signature],
  };
}
