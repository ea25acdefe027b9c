import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { checkRelations } from '../../check.ts';
import { circuitStream } from '../../circuitStream.ts';
import { type Composer, layOut } from '../../composer/composer.ts';
import { numberedRowDigest } from '../../digest.ts';
import { pointWitness } from '../points.ts';
import {
  appendConstant,
  appendPublic,
  appendPublicPoint,
  assertBoolean,
  assertEqualPoint,
  assertPublicPoint,
  decompose,
  select,
  selectOne,
  selectZero,
  start,
} from './basic.ts';
import { addPoint, mulGenerator, mulPoint, subPoint } from './curve.ts';
import { hash, hashTruncated } from './hash.ts';
import { assertRange, logicAnd, logicXor } from './range.ts';

type Listed = { wires: number[]; pi?: string } & Record<string, string | number[]>;
type Case = {
  name: string;
  rows: number;
  new_witnesses: number;
  first_row: number;
  packed_sha256: string;
  rows_sha256: string;
  listing?: Listed[];
};
const vectors = loadVectors<{ gadgets: Case[] }>('plonk/gadgets');

const wire = (c: Composer, value: bigint) => c.witness(value);
const some = (c: Composer, ...values: bigint[]) => values.map((value) => c.witness(value));
const G = JUBJUB_GENERATOR;

const builders: Record<string, (c: Composer) => unknown> = {
  initialized: () => undefined,
  'append_public(5)': (c) => appendPublic(c, 5n),
  'append_constant(42)': (c) => appendConstant(c, 42n),
  'append_public_point(G)': (c) => appendPublicPoint(c, G),
  component_boolean: (c) => assertBoolean(c, wire(c, 1n)),
  'component_decomposition<4>(11)': (c) => decompose(c, 4, wire(c, 11n)),
  'component_select(1,a=5,b=9)': (c) => {
    const [bit, a, b] = some(c, 1n, 5n, 9n) as [number, number, number];
    select(c, bit, a, b);
  },
  'component_select_zero / select_one': (c) => {
    const [bit, v] = some(c, 0n, 5n) as [number, number];
    selectZero(c, bit, v);
    selectOne(c, bit, v);
  },
  'component_range<4>(0xa5)': (c) => assertRange(c, 4, wire(c, 0xa5n)),
  'component_range<3>(42)': (c) => assertRange(c, 3, wire(c, 42n)),
  'component_range<0>(0)': (c) => assertRange(c, 0, wire(c, 0n)),
  'component_range<32>(2^64-1)': (c) => assertRange(c, 32, wire(c, 2n ** 64n - 1n)),
  'append_logic_xor<4>(0xa5,0x3c)': (c) => logicXor(c, 4, wire(c, 0xa5n), wire(c, 0x3cn)),
  'append_logic_and<4>(0xa5,0x3c)': (c) => logicAnd(c, 4, wire(c, 0xa5n), wire(c, 0x3cn)),
  'component_add_point(G,G)': (c) => addPoint(c, pointWitness(c, G), pointWitness(c, G)),
  'component_sub_point(G,G)': (c) => subPoint(c, pointWitness(c, G), pointWitness(c, G)),
  assert_equal_point: (c) => assertEqualPoint(c, pointWitness(c, G), pointWitness(c, G)),
  assert_equal_public_point: (c) => assertPublicPoint(c, pointWitness(c, G), G),
  'component_mul_generator(s=12345, GENERATOR)': (c) => mulGenerator(c, wire(c, 12_345n), G),
  'component_mul_generator(s=12345, GENERATOR_NUMS)': (c) => mulGenerator(c, wire(c, 12_345n), JUBJUB_GENERATOR_NUMS),
  'component_mul_point(s=12345, G)': (c) => mulPoint(c, wire(c, 12_345n), pointWitness(c, G)),
  'hash(Other,[1,2,3])': (c) => hash(c, 'other', some(c, 1n, 2n, 3n)),
  'hash(Other,[1..6])': (c) => hash(c, 'other', some(c, 1n, 2n, 3n, 4n, 5n, 6n)),
  'hash(Merkle4,[1..4])': (c) => hash(c, 'merkle4', some(c, 1n, 2n, 3n, 4n)),
  'hash_truncated(Other,[1..5])': (c) => hashTruncated(c, some(c, 1n, 2n, 3n, 4n, 5n)),
};

describe('02 §5 gadgets of aegis', () => {
  test.each(vectors.gadgets)('02 §5 $name', (vector) => {
    const build = builders[vector.name] as (c: Composer) => unknown;
    const { layout, assignment } = layOut((composer) => {
      start(composer);
      build(composer);
    });
    expect(layout.rows.length - 4).toBe(vector.rows);
    expect(layout.witnessCount - 6).toBe(vector.new_witnesses);
    expect(numberedRowDigest(layout)).toBe(vector.rows_sha256);
    expect(toHex(sha256(circuitStream(layout)))).toBe(vector.packed_sha256);
    expect(checkRelations(layout, assignment)).toEqual([]);
  });

  test('02 §5 the range gadget refuses 4^K', () => {
    const { layout, assignment } = layOut((c) => {
      start(c);
      assertRange(c, 4, wire(c, 256n));
    });
    expect(checkRelations(layout, assignment).map(({ widget }) => widget)).toContain('arithmetic');
  });

  test('02 §5 mul_generator refuses a scalar beyond the order of the subgroup', () => {
    expect(() => layOut((c) => mulGenerator(c, wire(c, 2n ** 252n), G))).toThrowCode('PLONK_BAD_WITNESS');
  });
});
