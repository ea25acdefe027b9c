import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { HADES_PARTIAL_ROUNDS, HADES_WIDTH, hadesConstants } from '@eventide/crypto/poseidon/hades';
import { type PoseidonDomain, poseidonTag } from '@eventide/crypto/poseidon/hash';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { appendLinear, assertLinear, type Term } from './linear.ts';
import { type LayerTable, type LinearRelation, poseidonTables } from './poseidonTables.ts';

/** What enters a lane of the first round: a constant, a witness, or a witness with the round constant already added. */
export type Lane = { readonly constant: Fr } | { readonly input: Wire } | { readonly prepared: Wire };

/** An S-box output: a witness, or a constant where the lane was one. */
type Output = { readonly wire: Wire } | { readonly constant: Fr };

const RATE = HADES_WIDTH - 1;
const FULL_BEFORE = 4;
const ROUNDS = 68;

/** The round constant of lane `lane` in the first round, for callers that prepare a lane in a row of their own. */
export function firstRoundConstant(lane: number): Fr {
  return roundConstant(0, lane);
}

/** Two rows: x^5 by the variable-base widget. The rows must stay neighbours. Spec: 10 §3.1 */
export function fifthPower(composer: Composer, x: Wire): Wire {
  const value = composer.value(x);
  const square = fr.mul(value, value);
  const cube = fr.mul(square, value);
  const c = composer.witness(square);
  const b = composer.witness(cube);
  const y = composer.witness(fr.mul(square, cube));
  composer.raw({ qVariable: 1n, a: x, b: 0, c, d: x });
  composer.row({ qM: 1n, a: c, b, c: y, qO: -1n, d: c });
  return y;
}

/** The permutation up to the last S-box layer; its outputs are combinations of the result. Spec: 10 §3.4 */
export function permuteToOutputs(composer: Composer, lanes: readonly Lane[]): Wire[] {
  let outputs: Output[] = lanes.map((lane, i) => firstSbox(composer, lane, i));
  for (let round = 1; round < FULL_BEFORE; round++) {
    outputs = linearLayer(composer, outputs, round).map((wire) => ({ wire: fifthPower(composer, wire) }));
  }
  let wires = partialRounds(composer, wiresOf(outputs)).map((wire) => fifthPower(composer, wire));
  for (let round = FULL_BEFORE + HADES_PARTIAL_ROUNDS + 1; round < ROUNDS; round++) {
    const next = linearLayer(composer, asOutputs(wires), round);
    wires = next.map((wire) => fifthPower(composer, wire));
  }
  return wires;
}

/** Output lane `lane` of the permutation as a combination of its last S-box outputs. */
export function outputTerms(outputs: readonly Wire[], lane: number): Term[] {
  const row = hadesConstants().mds[lane] as readonly Fr[];
  return outputs.map((wire, j): Term => [row[j] as Fr, wire]);
}

/** The S-box outputs from which every output of the hash is a combination. `prepared[i]` replaces input i. */
export function absorb(
  composer: Composer,
  domain: PoseidonDomain,
  inputs: readonly Wire[],
  { outputs = 1, prepared = {} }: { outputs?: number; prepared?: Readonly<Record<number, Wire>> } = {},
): Wire[] {
  const lane = (i: number): Lane => {
    const wire = prepared[i];
    if (wire !== undefined) return { prepared: wire };
    return i < inputs.length ? { input: inputs[i] as Wire } : { constant: 0n };
  };
  let state = permuteToOutputs(composer, [
    { constant: poseidonTag(domain, inputs.length, outputs) },
    ...[0, 1, 2, 3].map(lane),
  ]);
  for (let at = RATE; at < inputs.length; at += RATE) {
    const lanes = linearLayer(composer, asOutputs(state), 0);
    const added = lanes.map((wire, i): Lane => {
      const input = i === 0 ? undefined : inputs[at + i - 1];
      return {
        prepared:
          input === undefined
            ? wire
            : appendLinear(composer, [
                [1n, wire],
                [1n, input],
              ]),
      };
    });
    state = permuteToOutputs(composer, added);
  }
  return state;
}

/** The Poseidon hash as a new witness. Spec: 10 §3.4 */
export function hash(
  composer: Composer,
  domain: PoseidonDomain,
  inputs: readonly Wire[],
  prepared: Readonly<Record<number, Wire>> = {},
): Wire {
  return appendLinear(composer, outputTerms(absorb(composer, domain, inputs, { prepared }), 1));
}

/** The hash with up to four outputs. */
export function hashMany(composer: Composer, inputs: readonly Wire[], count: number): Wire[] {
  const state = absorb(composer, 'other', inputs, { outputs: count });
  return Array.from({ length: count }, (_, i) => appendLinear(composer, outputTerms(state, 1 + i)));
}

/** The hash, whose value is the public input `pi`. */
export function hashToPublic(
  composer: Composer,
  inputs: readonly Wire[],
  pi: Fr,
  prepared: Readonly<Record<number, Wire>> = {},
): void {
  const state = absorb(composer, 'other', inputs, { prepared });
  const terms = outputTerms(state, 1).map(([coefficient, wire]): Term => [fr.neg(coefficient), wire]);
  assertLinear(composer, terms, 0n, pi);
}

function firstSbox(composer: Composer, lane: Lane, i: number): Output {
  if ('prepared' in lane) return { wire: fifthPower(composer, lane.prepared) };
  if ('input' in lane) {
    return { wire: fifthPower(composer, appendLinear(composer, [[1n, lane.input]], roundConstant(0, i))) };
  }
  const value = fr.add(lane.constant, roundConstant(0, i));
  return { constant: fr.pow(value, 5n) };
}

/** Lanes of round `round` from the S-box outputs before it, constants included. Spec: 10 §3.2 */
function linearLayer(composer: Composer, outputs: readonly Output[], round: number): Wire[] {
  const { mds } = hadesConstants();
  const constants = mds.map((row, i) =>
    outputs.reduce(
      (sum, output, j) => ('constant' in output ? fr.add(sum, fr.mul(row[j] as Fr, output.constant)) : sum),
      roundConstant(round, i),
    ),
  );
  const varying = outputs.flatMap((output, j) => ('wire' in output ? [{ j, wire: output.wire }] : []));
  if (varying.length === HADES_WIDTH) return tableRows(composer, poseidonTables().layer5, varying, constants);
  if (varying.length === RATE && varying[0]?.j === 1) {
    return tableRows(composer, poseidonTables().layer4, varying, constants);
  }
  return mds.map((row, i) =>
    appendLinear(
      composer,
      varying.map(({ j, wire }): Term => [row[j] as Fr, wire]),
      constants[i] as Fr,
    ),
  );
}

function tableRows(
  composer: Composer,
  table: LayerTable,
  outputs: readonly { readonly j: number; readonly wire: Wire }[],
  constants: readonly Fr[],
): Wire[] {
  const wires = new Map(outputs.map(({ j, wire }) => [`y${j}`, wire]));
  const values = outputs.map(({ wire }) => composer.value(wire));
  const constantOf = (name: string): Fr => (name.startsWith('x') ? (constants[Number(name.slice(1))] as Fr) : 0n);
  for (const [name, functional] of table.functionals) {
    if (wires.has(name)) continue;
    const value = functional.reduce((sum, coefficient, i) => sum + coefficient * (values[i] as Fr), constantOf(name));
    wires.set(name, composer.witness(value));
  }
  for (const { variables, coefficients } of table.relations) {
    // The tables speak of lanes without constants.
    const shift = variables.reduce((sum, name, i) => sum - (coefficients[i] as Fr) * constantOf(name), 0n);
    const terms = variables.map((name, i): Term => [coefficients[i] as Fr, wires.get(name) as Wire]);
    assertLinear(composer, terms, fr.reduce(shift));
  }
  return [0, 1, 2, 3, 4].map((i) => wires.get(`x${i}`) as Wire);
}

/** From the outputs of round 3 to the lanes of round 64. The other four lanes never become witnesses. Spec: 10 §3.3 */
function partialRounds(composer: Composer, outputs: readonly Wire[]): Wire[] {
  const { partial } = poseidonTables();
  const wires = new Map(outputs.map((wire, i) => [`Y${i}`, wire]));
  const relate = ({ variables, coefficients, constant }: LinearRelation) =>
    assertLinear(
      composer,
      variables.map((name, i): Term => [coefficients[i] as Fr, wires.get(name) as Wire]),
      constant,
    );
  let lanes = nextLanes(
    outputs.map((wire) => composer.value(wire)),
    FULL_BEFORE,
  );
  for (let k = 0; k < HADES_PARTIAL_ROUNDS; k++) {
    wires.set(`X${k}`, composer.witness(lanes[4] as Fr));
    relate(partial[k] as LinearRelation);
    const output = fifthPower(composer, wires.get(`X${k}`) as Wire);
    wires.set(`y${k}`, output);
    lanes = nextLanes([...lanes.slice(0, RATE), composer.value(output)], FULL_BEFORE + k + 1);
  }
  const result = lanes.map((value) => composer.witness(value));
  result.forEach((wire, i) => {
    wires.set(`L${i}`, wire);
  });
  for (const relation of partial.slice(HADES_PARTIAL_ROUNDS)) relate(relation);
  return result;
}

function nextLanes(state: readonly Fr[], round: number): Fr[] {
  const { mds } = hadesConstants();
  return mds.map((row, i) => {
    let sum = roundConstant(round, i);
    for (let j = 0; j < HADES_WIDTH; j++) sum += (row[j] as Fr) * (state[j] as Fr);
    return sum % fr.modulus;
  });
}

function roundConstant(round: number, lane: number): Fr {
  return (hadesConstants().rounds[round] as readonly Fr[])[lane] as Fr;
}

function wiresOf(outputs: readonly Output[]): Wire[] {
  return outputs.map((output) => (output as { wire: Wire }).wire);
}

function asOutputs(wires: readonly Wire[]): Output[] {
  return wires.map((wire) => ({ wire }));
}
