import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeArchive, encodeArchive } from './archive.ts';
import { byteVec, text, vec } from './pointer.ts';
import { bool, u16, u64 } from './primitives.ts';
import { struct, tuple } from './product.ts';
import { enumOf, option, variant } from './sum.ts';

const { cases } = loadVectors<{ cases: readonly { archive: string; canonical: string | null }[] }>(
  'codec/rkyv-validation',
);
const branch = struct('Branch', { name: text(), flags: vec(bool), weights: vec(u16) });
const nested = struct('Nested', {
  branches: vec(branch),
  pair: tuple(byteVec(), vec(text())),
  choice: enumOf('Choice', { None: variant(0), Words: variant(1, vec(text())), Number: variant(2, option(u64)) }),
});

describe('03 §17.1 validation agrees with the reference on damaged archives', () => {
  const accepted = cases.filter(({ canonical }) => canonical !== null);
  const refused = cases.filter(({ canonical }) => canonical === null);

  test(`${accepted.length} accepted, and written anew to the same bytes`, () => {
    expect(accepted.length).toBeGreaterThanOrEqual(50);
    for (const { archive, canonical } of accepted) {
      expect(toHex(encodeArchive(nested, decodeArchive(nested, fromHex(archive))))).toBe(canonical);
    }
  });

  test(`${refused.length} refused`, () => {
    expect(refused.length).toBeGreaterThanOrEqual(50);
    for (const { archive } of refused) {
      expect(() => decodeArchive(nested, fromHex(archive)), archive).toThrow(/^CODEC_/);
    }
  });
});
