import { fromHex, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { sha256 } from '@eventide/crypto/hash';
import { checkRelations } from '@eventide/plonk/check';
import { circuitStream } from '@eventide/plonk/circuitStream';
import { layOut } from '@eventide/plonk/composer/composer';
import { numberedRowDigest, rowDigest } from '@eventide/plonk/digest';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { txCircuitVecCodec } from '../txCircuitVec.ts';
import { aegisPhoenixCircuit } from './aegis/circuit.ts';
import { sound1PhoenixCircuit } from './sound-1/circuit.ts';

type AegisVector = {
  inputs: number;
  constraints: number;
  witnesses: number;
  public_inputs: number[];
  packed_sha256: string;
  packed_bytes: number;
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
    for (const { first_row, rows_before_sha256 } of vector.sections) {
      if (rows_before_sha256 !== undefined) {
        expect(numberedRowDigest(layout, { end: first_row })).toBe(rows_before_sha256);
      }
    }
    const stream = circuitStream(layout);
    expect(stream.length).toBe(vector.packed_bytes);
    expect(toHex(sha256(stream))).toBe(vector.packed_sha256);
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
