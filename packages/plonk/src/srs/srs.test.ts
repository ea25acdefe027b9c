import { concatBytes } from '@eventide/base';
import { decodeG1Uncompressed, encodeG1 } from '@eventide/crypto/bls12-381/encoding';
import { mulG1 } from '@eventide/crypto/bls12-381/group';
import { G1_GENERATOR } from '@eventide/crypto/bls12-381/points';
import { fr } from '@eventide/crypto/fields/fr';
import { describe, expect, test } from 'vitest';
import { encodeOpeningKey } from '../keys/verifierData.ts';
import { knownSecretSrs, localSrs } from './local.ts';
import {
  cutResponse,
  decodeParameters,
  encodeParameters,
  importCeremony,
  importCeremonyResponse,
} from './parameters.ts';
import { firstPowers, powerCount, type Srs } from './srs.ts';

const local = localSrs(40);
const compressed: Srs = {
  ...local,
  format: 'compressed',
  powers: concatBytes(
    ...Array.from({ length: 40 }, (_, i) => encodeG1(decodeG1Uncompressed(local.powers.slice(96 * i, 96 * i + 96)))),
  ),
};

describe('02 §3 reference strings', () => {
  test('14 §8 the local string is marked insecure and starts at the generator', () => {
    expect(local).toMatchObject({ name: 'local-1', insecure: true });
    expect(powerCount(local)).toBe(40);
    expect(decodeG1Uncompressed(local.powers.slice(0, 96))).toEqual(G1_GENERATOR);
  });

  test('02 §3.1 powers of a known secret, zero digits and large ones', () => {
    for (const secret of [1n, 2n, 1n << 250n, fr.modulus - 1n]) {
      const srs = knownSecretSrs('test', secret, 3);
      const square = decodeG1Uncompressed(srs.powers.slice(192, 288));
      expect(square).toEqual(mulG1(fr.mul(secret, secret), G1_GENERATOR));
    }
  });

  test('a shorter string is continued', () => {
    expect(localSrs(40, localSrs(7)).powers).toEqual(local.powers);
    expect(localSrs(8, local).powers).toEqual(local.powers.subarray(0, 8 * 96));
  });

  test('02 §3.2 compressed parameters round-trip; others are refused', () => {
    const bytes = encodeParameters(compressed);
    expect(decodeParameters(bytes, 'local-1')).toMatchObject({ powers: compressed.powers, trusted: false });
    expect(() => encodeParameters(local)).toThrowCode('PLONK_SRS_WRONG');
    expect(() => decodeParameters(bytes.subarray(0, 240), 'x')).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeParameters(bytes.subarray(0, bytes.length - 1), 'x')).toThrowCode('CODEC_TRAILING');
    expect(() => firstPowers(local, 41)).toThrowCode('PLONK_SRS_SHORT');
  });

  test('02 §3.3 only the pinned files are the ceremony', () => {
    expect(() => importCeremony(encodeParameters(compressed))).toThrowCode('PLONK_SRS_WRONG');
    expect(() => importCeremonyResponse(encodeParameters(compressed), 10)).toThrowCode('PLONK_SRS_WRONG');
  });

  test('02 §3.3 a response is cut at its G1 and G2 powers', () => {
    const response = concatBytes(
      new Uint8Array(64),
      compressed.powers,
      local.openingKey.h,
      local.openingKey.xH,
      new Uint8Array(96),
    );
    const cut = cutResponse(response, 10, 40);
    expect(encodeOpeningKey(cut.openingKey)).toEqual(encodeOpeningKey(local.openingKey));
    expect(cut.powers).toEqual(compressed.powers.slice(0, 480));
    expect(() => cutResponse(response.subarray(0, 64 + 40 * 48 + 191), 10, 40)).toThrowCode('CODEC_TOO_SHORT');
  });
});
