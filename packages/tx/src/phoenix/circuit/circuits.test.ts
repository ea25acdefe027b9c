import { createHash } from 'node:crypto';
import { fromHex, toHex } from '@eventide/base';
import { type Codec, decode, encode } from '@eventide/codec';
import { sha256 } from '@eventide/crypto/hash';
import { localnet, mainnet, rulesAt } from '@eventide/params';
import { checkRelations } from '@eventide/plonk/check';
import { circuitId, circuitStream } from '@eventide/plonk/circuitStream';
import { type Composer, layOut } from '@eventide/plonk/composer/composer';
import { numberedRows, rowDigest } from '@eventide/plonk/digest';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { txCircuitVecCodec } from '../txCircuitVec.ts';
import { aegisPhoenixCircuit } from './aegis/circuit.ts';
import snapshot from './circuits.snap.json' with { type: 'json' };
import { samplePayment } from './samples.ts';
import { circuitSet, phoenixCircuits } from './set.ts';
import { sound1PhoenixCircuit } from './sound-1/circuit.ts';

type AegisVector = {
  inputs: number;
  constraints: number;
  witnesses: number;
  public_inputs: number[];
  packed_sha256: string;
  packed_bytes: number;
  circuit_id_plonk_0_20: string;
  circuit_id_plonk_0_22: string;
  sections: { label: string; first_row: number; rows_before_sha256?: string }[];
};
type Sound1Vector = { inputs: number; rows: number; public_inputs: number[]; rows_sha256: string };
const aegis = loadVectors<{ circuits: AegisVector[] }>('plonk/phoenix-circuits').circuits;
const sound1 = loadVectors<{ phoenix: Sound1Vector[] }>('circuits/sound-1-rows').phoenix;
const witness4 = loadVectors<{ hex: string }>('plonk/phoenix-witness-4in').hex;

describe('02 §5.6 aegis', () => {
  test.each(aegis)('02 §5.6 $inputs inputs: rows, sections and stream', (vector) => {
    const circuit = aegisPhoenixCircuit(vector.inputs);
    const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
    expect(layout.rows.length).toBe(vector.constraints);
    expect(layout.witnessCount).toBe(vector.witnesses);
    expect(layout.publicRows).toEqual(vector.public_inputs);
    // Each digest is of all rows before its section: the next one goes on where the last one ended.
    const hash = createHash('sha256');
    let start = 0;
    for (const { first_row: end, rows_before_sha256 } of vector.sections) {
      hash.update(numberedRows(layout, { start, end }));
      start = end;
      if (rows_before_sha256 !== undefined) expect(hash.copy().digest('hex')).toBe(rows_before_sha256);
    }
    const stream = circuitStream(layout);
    expect(stream.length).toBe(vector.packed_bytes);
    expect(toHex(sha256(stream))).toBe(vector.packed_sha256);
  });

  test.each(aegis)("02 §11.3 $inputs inputs: the reference's name", (vector) => {
    const circuit = aegisPhoenixCircuit(vector.inputs);
    const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
    // The smallest one under the older version too: only the suffix differs.
    if (vector.inputs === 1)
      expect(toHex(circuitId(layout, { major: 0, minor: 20 }))).toBe(vector.circuit_id_plonk_0_20);
    expect(toHex(circuitId(layout, { major: 0, minor: 22 }))).toBe(vector.circuit_id_plonk_0_22);
  });

  test("02 §5.6 the reference's own witness satisfies all 128 296 rows", () => {
    const inputs = decode(txCircuitVecCodec, fromHex(witness4));
    const { layout, assignment } = layOut((composer) => aegisPhoenixCircuit(4).compose(composer, inputs));
    expect(checkRelations(layout, assignment)).toEqual([]);
  });
});

describe('10 §7 sound-1', () => {
  test.each(sound1)('10 §7 $inputs inputs: rows and digest', (vector) => {
    const circuit = sound1PhoenixCircuit(vector.inputs);
    const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
    expect(layout.rows.length).toBe(vector.rows);
    expect(layout.publicRows).toEqual(vector.public_inputs);
    expect(rowDigest(layout)).toBe(vector.rows_sha256);
  });
});

describe('10 §9 circuit sets', () => {
  const laidOut = (['aegis', 'sound-1'] as const).flatMap((set) =>
    phoenixCircuits(set).map((circuit) => {
      const compose = circuit.compose as (composer: Composer, inputs: unknown) => void;
      const { layout } = layOut((composer) => compose(composer, circuit.example));
      return { name: circuit.name, layout };
    }),
  );

  test('10 §9 rows, digests and domains are those of circuits.snap.json; a change is a decision', () => {
    const found = laidOut.map(({ name, layout }) => ({
      name,
      rows: layout.rows.length,
      log2: Math.ceil(Math.log2(layout.rows.length)),
      publicInputs: layout.publicRows.length,
      digest: rowDigest(layout),
    }));
    expect(found).toEqual(snapshot);
  });

  test('10 §9 no circuit crosses its power of two', () => {
    for (const { name, layout } of laidOut) {
      const pinned = snapshot.find((entry) => entry.name === name);
      expect(layout.rows.length, name).toBeLessThanOrEqual(2 ** (pinned?.log2 as number));
    }
  });

  test.each(['aegis', 'sound-1'] as const)('10 §2 %s: rows do not depend on the witness', (set) => {
    const circuit = circuitSet(set).circuit(1);
    const compose = circuit.compose as (composer: Composer, inputs: unknown) => void;
    const payment = samplePayment(1);
    const inputs = set === 'aegis' ? payment.aegis : payment.sound1;
    const { layout } = layOut((composer) => compose(composer, inputs));
    expect(rowDigest(layout)).toBe(snapshot.find(({ name }) => name === circuit.name)?.digest);
  });

  test.each(['aegis', 'sound-1'] as const)('10 §9 %s: names, requests and the number of inputs', (set) => {
    const { name, maxInputs, circuit, requestCodec } = circuitSet(set);
    expect(name).toBe(set);
    expect(phoenixCircuits(set).map((entry) => entry.name)).toEqual([1, 2, 3, 4].map((i) => `${set}/phoenix/${i}`));
    for (const inputs of [0, maxInputs + 1, 1.5]) expect(() => circuit(inputs)).toThrowCode('TX_BAD_PROOF_FIELD');
    const payment = samplePayment(2);
    const inputs = set === 'aegis' ? payment.aegis : payment.sound1;
    const codec = requestCodec as Codec<unknown>;
    expect(decode(codec, encode(codec, inputs))).toEqual(inputs);
  });

  test('14 §3 the rules name the set', () => {
    for (const network of [localnet, mainnet]) expect(circuitSet(rulesAt(network, 1n).circuitSet).id).toBe(0);
    expect(circuitSet('sound-1').id).toBe(1);
  });
});
