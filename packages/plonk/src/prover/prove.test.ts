import { fromHex, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import { systemRandom } from '@eventide/crypto/random';
import { createPool, type Pool } from '@eventide/kernels';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AEGIS_BLINDING, type Circuit, SOUND_1_BLINDING } from '../circuit.ts';
import { compile } from '../compile.ts';
import type { Composer } from '../composer/composer.ts';
import type { Row, Selector } from '../composer/row.ts';
import {
  appendConstant,
  appendPublic,
  assertConstant,
  assertEqual,
  assertEqualPoint,
  decompose,
  select,
  selectOne,
  selectZero,
  start,
} from '../gadgets/aegis/basic.ts';
import { addPoint, mulGenerator, subPoint } from '../gadgets/aegis/curve.ts';
import { hash } from '../gadgets/aegis/hash.ts';
import { assertRange, logicAnd, logicXor } from '../gadgets/aegis/range.ts';
import { IDENTITY_WIRES } from '../gadgets/points.ts';
import { decodeVerifierData, encodeVerifierData } from '../keys/verifierData.ts';
import { knownSecretSrs } from '../srs/local.ts';
import type { PlonkVersion } from '../version.ts';
import { prove } from './prove.ts';

type ListedRow = { wires: [number, number, number, number]; pi?: string } & Record<string, string>;
type Toy = {
  name: string;
  label: string;
  constraints: number;
  blinders_le: string[];
  verifier_data: string;
  rows?: ListedRow[];
  witness_values_le: string[];
  public_inputs: { row: number; value_le: string }[];
  proofs: Record<PlonkVersion, { proof: string }>;
};
const { circuits, srs: setup } = loadVectors<{ circuits: Toy[]; srs: { tau_le: string } }>('plonk/toy-proofs');
const scalar = (hex: string) => fr.decode(fromHex(hex));
const NAMES: Record<string, Selector> = {
  q_m: 'qM',
  q_l: 'qL',
  q_r: 'qR',
  q_o: 'qO',
  q_f: 'qF',
  q_c: 'qC',
  q_arith: 'qArith',
  q_range: 'qRange',
  q_logic: 'qLogic',
  q_fixed_group_add: 'qFixed',
  q_variable_group_add: 'qVariable',
};

/** The circuit that a listing of rows and values describes. */
function listed({ label, rows, witness_values_le, public_inputs }: Toy): Circuit<readonly bigint[]> {
  const values = witness_values_le.map(scalar);
  return {
    name: label,
    label,
    blinding: AEGIS_BLINDING,
    example: values,
    compose(composer: Composer, witnesses) {
      for (const value of witnesses) composer.witness(value);
      (rows as ListedRow[]).forEach(({ wires: [a, b, c, d], ...row }, i) => {
        const selectors = Object.entries(NAMES).flatMap(([name, selector]) => {
          const text = row[name];
          return text === undefined ? [] : [[selector, text === '-1' ? -1n : BigInt(text)]];
        });
        const open = public_inputs.find((input) => input.row === i);
        const pi = open === undefined ? {} : { pi: scalar(open.value_le) };
        composer.raw({ ...(Object.fromEntries(selectors) as Row), a, b, c, d, ...pi });
      });
    },
  };
}

const DEADBEEF = 0xdead_beefn;

/** The build of the third circuit, as its listing says in words. */
function allGates(label: string): Circuit<null> {
  return {
    name: label,
    label,
    blinding: AEGIS_BLINDING,
    example: null,
    compose(c) {
      start(c);
      const x = appendPublic(c, DEADBEEF);
      const bits = decompose(c, 32, x);
      const y = c.witness(0x1234_5678n);
      assertRange(c, 16, y);
      assertRange(c, 3, appendConstant(c, 42n));
      assertRange(c, 0, 0);
      const xor = logicXor(c, 16, x, y);
      const and = logicAnd(c, 16, x, y);
      assertConstant(c, xor, DEADBEEF ^ 0x1234_5678n);
      assertConstant(c, and, DEADBEEF & 0x1234_5678n);
      assertEqual(c, select(c, bits[0] as number, x, y), x);
      const k = c.witness(0x1234567890abcdef1234567890abcdefn);
      const g = mulGenerator(c, k, JUBJUB_GENERATOR);
      const h = mulGenerator(c, x, JUBJUB_GENERATOR_NUMS);
      const sum = addPoint(c, g, h);
      assertEqualPoint(c, subPoint(c, sum, h), g);
      const bit = bits[4] as number;
      assertEqualPoint(c, { u: selectZero(c, bit, sum.u), v: selectOne(c, bit, sum.v) }, IDENTITY_WIRES);
      const digest = hash(c, 'other', [x, y, sum.u, sum.v, k]);
      c.row({ qL: -1n, a: digest, qC: 0n, pi: c.value(digest) });
    },
  };
}

/** A source of randomness that yields these scalars, 64 bytes each. */
function replay(scalars: readonly string[]) {
  let next = 0;
  return () => {
    const bytes = new Uint8Array(64);
    bytes.set(fromHex(scalars[next++] as string));
    return bytes;
  };
}

const srs = knownSecretSrs('toy', scalar(setup.tau_le), 4096 + 7);

describe.each([{ mode: 'shared', threads: 2 }, { mode: 'single' }] as const)('02 §8 prover, $mode', (options) => {
  let pool: Pool;
  beforeAll(async () => {
    pool = await createPool(options);
  });
  afterAll(() => pool.close());

  const small = circuits.filter(({ rows }) => rows !== undefined);
  test.each(small)('02 §15 $name: key and proofs equal the known ones byte for byte', async (toy) => {
    const circuit = listed(toy);
    const key = await compile(circuit, srs, pool);
    expect(toHex(encodeVerifierData(key.verifierData))).toBe(toy.verifier_data);
    for (const version of ['V2', 'V3'] as const) {
      const { proof } = await prove(key, circuit.example, { random: replay(toy.blinders_le), version });
      expect(toHex(proof)).toBe(toy.proofs[version].proof);
    }
    key.close();
  });

  test('02 §15 all_gates: key and proofs equal the known ones byte for byte', async () => {
    const toy = circuits.find(({ name }) => name === 'all_gates') as Toy;
    const circuit = allGates(toy.label);
    const key = await compile(circuit, srs, pool);
    expect(toHex(encodeVerifierData(key.verifierData))).toBe(toy.verifier_data);
    const { proof } = await prove(key, null, { random: replay(toy.blinders_le) });
    expect(toHex(proof)).toBe(toy.proofs.V3.proof);
    key.close();
  });

  test('02 §8 refuses what it cannot prove, tells its phases and can be aborted', async () => {
    const toy = circuits.find(({ name }) => name === 'public_inputs') as Toy;
    const circuit = listed(toy);
    const key = await compile(circuit, srs, pool);
    const random = systemRandom;
    const wrong = circuit.example.with(8, 5n);
    await expect(prove(key, wrong, { random })).rejects.toThrowCode('PLONK_UNSATISFIED');
    await expect(prove(key, [...circuit.example, 1n], { random })).rejects.toThrowCode('PLONK_ROWS_DIFFER');
    const version = 'V1' as 'V2';
    await expect(prove(key, circuit.example, { random, version })).rejects.toThrowCode('PLONK_BAD_VERSION');
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(prove(key, circuit.example, { random, signal })).rejects.toThrow('enough');

    const phases: string[] = [];
    const first = await prove(key, circuit.example, { random, onPhase: (phase) => phases.push(phase) });
    const second = await prove(key, circuit.example, { random });
    expect(phases).toEqual(['witness', 'commit', 'quotient', 'open', 'check']);
    expect(toHex(first.proof)).not.toBe(toHex(second.proof));
    key.close();
  });

  test('02 §6 refuses too few powers, a circuit too small for its blinders, and data of another circuit', async () => {
    const [toy, other] = small as [Toy, Toy];
    const circuit = listed(toy);
    const short = knownSecretSrs('short', 5n, 8);
    await expect(compile(circuit, short, pool)).rejects.toThrowCode('PLONK_SRS_SHORT');
    const tiny = { ...circuit, blinding: SOUND_1_BLINDING };
    await expect(compile(tiny, srs, pool)).rejects.toThrowCode('PLONK_BAD_SIZE');
    const verifierData = decodeVerifierData(fromHex(other.verifier_data));
    await expect(compile(circuit, srs, pool, { verifierData })).rejects.toThrowCode('PLONK_ROWS_DIFFER');
  });
});
