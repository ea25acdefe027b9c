import type { Fl } from '@eventide/crypto/fields/fl';
import { type Fr, fr } from '@eventide/crypto/fields/fr';
import {
  JUBJUB_GENERATOR,
  JUBJUB_GENERATOR_NUMS,
  JUBJUB_IDENTITY,
  type JubJubPoint,
} from '@eventide/crypto/jubjub/constants';
import { addJubJub, mulJubJub, sumOfProductsJubJub } from '@eventide/crypto/jubjub/point';
import { NOTE_TREE_ARITY, NOTE_TREE_HEIGHT } from '@eventide/crypto/merkle/opening';
import { poseidonDigest } from '@eventide/crypto/poseidon/hash';
import { type Circuit, SOUND_1_BLINDING } from '@eventide/plonk/circuit';
import type { Composer } from '@eventide/plonk/composer/composer';
import type { Row, Wire } from '@eventide/plonk/composer/row';
import { type PointWires, pointWitness } from '@eventide/plonk/gadgets/points';
import {
  anchor,
  commit,
  type Digit,
  freeChain,
  sharedChain,
  ternaryDigits,
} from '@eventide/plonk/gadgets/sound-1/chains';
import { appendPublic, assertPublic, start } from '@eventide/plonk/gadgets/sound-1/linear';
import { assertOpening } from '@eventide/plonk/gadgets/sound-1/merkle';
import { firstRoundConstant, hash, hashToPublic } from '@eventide/plonk/gadgets/sound-1/poseidon';
import { assertRange } from '@eventide/plonk/gadgets/sound-1/range';
import { noteTypeByte } from '../../note.ts';
import type { Sound1CircuitInputs, Sound1Input } from '../../proverRequest.ts';

const VALUE_BITS = 64;

/** One input with everything the rows state. */
export type Sound1InputWitness = {
  readonly rk: JubJubPoint;
  readonly rkPrime: JubJubPoint;
  /** Of −α. */
  readonly digits: readonly Digit[];
  readonly nullifier: Fr;
  readonly pos: bigint;
  readonly typeByte: bigint;
  readonly value: bigint;
  readonly valueBlinder: Fl;
  readonly siblings: readonly (readonly Fr[])[];
};

export type Sound1OutputWitness = {
  readonly value: bigint;
  readonly valueBlinder: Fl;
  readonly valueCommitment: JubJubPoint;
};

/** The complete statement and its witness. */
export type Sound1Witness = {
  readonly payloadHash: Fr;
  readonly root: Fr;
  readonly inputs: readonly Sound1InputWitness[];
  readonly outputs: readonly Sound1OutputWitness[];
  readonly maxFee: bigint;
  readonly deposit: bigint;
};

/** The Phoenix circuit of `sound-1` with 1 to 4 inputs. Spec: 10 §7 */
export function sound1PhoenixCircuit(inputs: number): Circuit<Sound1CircuitInputs> {
  const name = `sound-1/phoenix/${inputs}`;
  return {
    name,
    label: name,
    blinding: SOUND_1_BLINDING,
    compose: (composer, values) => composeSound1(composer, sound1Witness(values)),
    example: exampleInputs(inputs),
  };
}

/** Derives keys, nullifiers and commitments from what a prover receives. Spec: 14 §4 */
export function sound1Witness({ inputs, outputs, ...statement }: Sound1CircuitInputs): Sound1Witness {
  return {
    ...statement,
    inputs: inputs.map(inputWitness),
    outputs: outputs.map(({ value, valueBlinder }) => ({
      value,
      valueBlinder,
      valueCommitment: commitment(value, valueBlinder),
    })),
  };
}

/** All rows: 474 + 10 787 per input. Spec: 10 §7 */
export function composeSound1(composer: Composer, values: Sound1Witness): void {
  composer.within('start', () => start(composer));
  composer.within('payload hash', () => appendPublic(composer, values.payloadHash));
  const root = composer.within('root', () => appendPublic(composer, values.root));
  let inputSum: Wire | undefined;
  values.inputs.forEach((input, i) => {
    inputSum = composer.within(`input ${i}`, () => composeInput(composer, input, root, inputSum));
  });
  let outputSum: Wire | undefined;
  values.outputs.forEach((output, j) => {
    outputSum = composer.within(`output ${j}`, () => composeOutput(composer, output, outputSum));
  });
  composer.within('balance', () => {
    const a = outputSum as Wire;
    const total = composer.witness(composer.value(a) + values.maxFee);
    composer.row({ qL: 1n, a, qO: -1n, c: total, pi: values.maxFee });
    // The last row does not read a next one; keep it last.
    composer.row({ qL: 1n, a: total, qR: -1n, b: inputSum, pi: values.deposit });
  });
}

function composeInput(composer: Composer, input: Sound1InputWitness, root: Wire, sum: Wire | undefined): Wire {
  const rk = pointWitness(composer, input.rk);
  const rkPrime = pointWitness(composer, input.rkPrime);
  composer.within('keys', () => {
    assertPublicPoint(composer, rk, input.rk);
    assertPublicPoint(composer, rkPrime, input.rkPrime);
  });
  // Both chains add the same secret integer, so the note's two keys have one secret. Spec: 10 §6
  const keyChain = composer.within('note key', () => freeChain(composer, rk, JUBJUB_GENERATOR, input.digits));
  const notePk = keyChain.end;
  const notePkLane = composer.within('note key', () => anchorLane(composer, keyChain, 4));
  const primeChain = composer.within('key prime', () =>
    sharedChain(composer, rkPrime, JUBJUB_GENERATOR_NUMS, input.digits, keyChain.digits),
  );
  const pkPrime = primeChain.end;
  const pkPrimeLane = composer.within('key prime', () => anchorLane(composer, primeChain, 1));

  const pos = composer.witness(input.pos);
  composer.within('nullifier', () =>
    hashToPublic(composer, [pkPrime.u, pkPrime.v, pos], input.nullifier, { 0: pkPrimeLane }),
  );
  const value = composer.witness(input.value);
  const total = composer.within('range', () => rangeAndSum(composer, value, sum));
  const opened = composer.within('commitment', () => {
    const chain = commit(composer, value, input.valueBlinder);
    return { point: chain.end, lane: anchorLane(composer, chain, 2) };
  });
  const type = composer.witness(input.typeByte);
  const leaf = composer.within('note hash', () =>
    hash(composer, 'other', [type, opened.point.u, opened.point.v, notePk.u, notePk.v, pos], {
      1: opened.lane,
      3: notePkLane,
    }),
  );
  composer.within('opening', () => assertOpening(composer, leaf, input.siblings, root));
  return total;
}

function composeOutput(composer: Composer, output: Sound1OutputWitness, sum: Wire | undefined): Wire {
  const value = composer.witness(output.value);
  const total = composer.within('range', () => rangeAndSum(composer, value, sum));
  composer.within('commitment', () => {
    const chain = commit(composer, value, output.valueBlinder);
    anchor(composer, chain, { qL: -1n, pi: output.valueCommitment.u });
    assertPublic(composer, chain.end.v, output.valueCommitment.v);
  });
  return total;
}

/** 64 bits; the row after the range also adds the value to the sum so far. */
function rangeAndSum(composer: Composer, value: Wire, sum: Wire | undefined): Wire {
  if (sum === undefined) {
    assertRange(composer, VALUE_BITS, value);
    return value;
  }
  const total = composer.witness(composer.value(sum) + composer.value(value));
  const addition: Row = { qArith: 1n, qL: 1n, a: sum, qF: 1n, qO: -1n, c: total };
  assertRange(composer, VALUE_BITS, value, addition);
  return total;
}

/** The chain's anchor also makes u + C[0][lane], the lane in which a later hash absorbs u. */
function anchorLane(composer: Composer, chain: ReturnType<typeof freeChain>, lane: number): Wire {
  const constant = firstRoundConstant(lane);
  const c = composer.witness(composer.value(chain.end.u) + constant);
  anchor(composer, chain, { qL: 1n, qO: -1n, c, qC: constant });
  return c;
}

function assertPublicPoint(composer: Composer, wires: PointWires, point: JubJubPoint): void {
  assertPublic(composer, wires.u, point.u);
  assertPublic(composer, wires.v, point.v);
}

function inputWitness(input: Sound1Input): Sound1InputWitness {
  const { notePk, pkPrime, alpha, pos } = input;
  return {
    rk: addJubJub(notePk, mulJubJub(alpha, JUBJUB_GENERATOR)),
    rkPrime: addJubJub(pkPrime, mulJubJub(alpha, JUBJUB_GENERATOR_NUMS)),
    digits: ternaryDigits(alpha).map((digit) => -digit as Digit),
    nullifier: poseidonDigest('other', [pkPrime.u, pkPrime.v, fr.reduce(pos)]),
    pos,
    typeByte: BigInt(noteTypeByte[input.type]),
    value: input.value,
    valueBlinder: input.valueBlinder,
    siblings: input.opening.branch,
  };
}

function commitment(value: bigint, blinder: Fl): JubJubPoint {
  return sumOfProductsJubJub([value, blinder], [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS]);
}

function exampleInputs(count: number): Sound1CircuitInputs {
  const point = JUBJUB_IDENTITY;
  const opening = {
    root: 0n,
    branch: Array.from({ length: NOTE_TREE_HEIGHT }, () => new Array<Fr>(NOTE_TREE_ARITY).fill(0n)),
    positions: new Array<number>(NOTE_TREE_HEIGHT).fill(0),
  };
  const input: Sound1Input = {
    opening,
    notePk: point,
    pkPrime: point,
    alpha: 0n,
    type: 'transparent',
    pos: 0n,
    value: 0n,
    valueBlinder: 0n,
  };
  const output = { value: 0n, valueBlinder: 0n };
  return {
    payloadHash: 0n,
    root: 0n,
    maxFee: 0n,
    deposit: 0n,
    inputs: new Array<Sound1Input>(count).fill(input),
    outputs: [output, output],
  };
}
