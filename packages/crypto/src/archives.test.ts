import { fromHex, toHex } from '@eventide/base';
import { decodeArchive, encodeArchive, option } from '@eventide/codec/rkyv';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { flArchive, frArchive, g1Archive, g2Archive, jubjubArchive, openingArchive } from './archives.ts';
import { G1_GENERATOR } from './bls12-381/points.ts';
import { extendJubJub } from './jubjub/archive.ts';
import { JUBJUB_GENERATOR } from './jubjub/constants.ts';

const { rkyv_stake_withdraw: mainnet } = loadVectors<{ rkyv_stake_withdraw: { account_rkyv200: string } }>(
  'crypto/mainnet-moonlight',
);
const { poseidon_tree: tree } = loadVectors<{ poseidon_tree: { cases: { opening_rkyv: string }[] } }>('crypto/merkle');

describe('01 §15 archived forms', () => {
  test('01 §8.3 sizes and alignments', () => {
    const sizes = [frArchive, flArchive, jubjubArchive, g1Archive, g2Archive, openingArchive].map((t) => t.layout);
    expect(sizes.map(({ size }) => size)).toEqual([32, 32, 160, 104, 200, 2280]);
    expect(sizes.every(({ align }) => align === 8)).toBe(true);
    expect(option(g2Archive).layout.size).toBe(208);
    expect(option(openingArchive).layout.size).toBe(2288);
  });

  test('01 §8.3 a mainnet key', () => {
    const bytes = fromHex(mainnet.account_rkyv200);
    expect(toHex(encodeArchive(g2Archive, decodeArchive(g2Archive, bytes)))).toBe(mainnet.account_rkyv200);
    expect(() => decodeArchive(g2Archive, bytes.with(192, 2))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decodeArchive(g2Archive, bytes.subarray(8))).toThrowCode('CODEC_TOO_SHORT');
  });

  test('01 §4.4, §7.3 round trips', () => {
    const opening = fromHex(tree.cases[0]?.opening_rkyv as string);
    expect(encodeArchive(openingArchive, decodeArchive(openingArchive, opening))).toEqual(opening);
    const extended = extendJubJub(JUBJUB_GENERATOR);
    expect(decodeArchive(jubjubArchive, encodeArchive(jubjubArchive, extended))).toEqual(extended);
    expect(decodeArchive(frArchive, encodeArchive(frArchive, 7n))).toBe(7n);
    expect(decodeArchive(flArchive, encodeArchive(flArchive, 7n))).toBe(7n);
    expect(decodeArchive(g1Archive, encodeArchive(g1Archive, G1_GENERATOR))).toEqual(G1_GENERATOR);
  });
});
