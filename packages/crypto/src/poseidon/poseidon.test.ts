import { concatBytes, fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import { sha256 } from '../hash.ts';
import { poseidonDecrypt, poseidonEncrypt } from './encrypt.ts';
import { HADES_FULL_ROUNDS, HADES_PARTIAL_ROUNDS, HADES_WIDTH, hadesConstants, hadesPermutation } from './hades.ts';
import {
  type PoseidonDomain,
  poseidonDigest,
  poseidonDigestEach,
  poseidonDigestMany,
  poseidonTag,
  poseidonTruncated,
} from './hash.ts';
import { Sponge, type SpongeCall, spongeTagInput } from './safe.ts';

type Hades = {
  width: number;
  full_rounds: number;
  partial_rounds: number;
  arc_bin_sha256: string;
  mds_bin_sha256: string;
  round_constants_effective_le: string[];
  mds_effective_le: string[][];
  permutation: { in_le: string[]; out_le: string[] }[];
};
type Poseidon = {
  test_inputs_le: string[];
  sponge_zero_tag: { cases: { n: number; output_int: string }[] };
  tag_input: { domain: string; calls: ['A' | 'S', number][]; bytes: string; tag_le: string }[];
  digest: { domain: string; inputs_le: string[]; output_len: number; output_le: string[]; truncated_le?: string }[];
  encryption: {
    message_le: string[];
    shared_u_le: string;
    shared_v_le: string;
    nonce_le: string;
    cipher_le: string[];
  }[];
};
const hades = loadVectors<Hades>('crypto/hades');
const poseidon = loadVectors<Poseidon>('crypto/poseidon');

const scalar = (hex: string): bigint => fr.decode(fromHex(hex));
const hex = (value: bigint): string => toHex(fr.encode(value));
const separators: Record<string, bigint> = { Other: 0n, Merkle4: 15n, Merkle2: 3n, Encryption: 1n << 32n };

describe('01 §5 Hades', () => {
  test('01 §5 all 340 + 25 constants', () => {
    const { rounds, mds } = hadesConstants();
    expect(rounds.flat().map(hex)).toEqual(hades.round_constants_effective_le);
    expect(mds.map((row) => row.map(hex))).toEqual(hades.mds_effective_le);
  });

  test('01 §5 digests of the published assets, which are the constants in order', () => {
    const { rounds, mds } = hadesConstants();
    const digest = (values: readonly bigint[]) => toHex(sha256(concatBytes(...values.map(fr.encode))));
    expect(digest(rounds.flat())).toBe(hades.arc_bin_sha256);
    expect(digest(mds.flat())).toBe(hades.mds_bin_sha256);
    expect([HADES_WIDTH, HADES_FULL_ROUNDS, HADES_PARTIAL_ROUNDS]).toEqual([
      hades.width,
      hades.full_rounds,
      hades.partial_rounds,
    ]);
  });

  test.each(hades.permutation)('01 §5 permutation of $in_le.0 …', ({ in_le: input, out_le: output }) => {
    expect(hadesPermutation(input.map(scalar)).map(hex)).toEqual(output);
  });

  test('01 §16 item 1: constants without the limb factor would be others', () => {
    const { mds } = hadesConstants();
    expect(fr.mul(mds[0]?.[0] as bigint, 5n)).toBe((1n << 256n) % fr.modulus);
  });
});

describe('01 §6 Poseidon', () => {
  const inputs = poseidon.test_inputs_le.map(scalar);

  test.each(poseidon.sponge_zero_tag.cases)('01 §6.1 zero tag, $n inputs', ({ n, output_int: expected }) => {
    let state = [0n, 0n, 0n, 0n, 0n];
    const all = [...inputs.slice(0, n), 1n];
    all.forEach((input, i) => {
      if (i > 0 && i % 4 === 0) state = hadesPermutation(state);
      state[1 + (i % 4)] = fr.add(state[1 + (i % 4)] as bigint, input);
    });
    expect(hadesPermutation(state)[1]).toBe(BigInt(expected));
  });

  test.each(poseidon.tag_input)('01 §6.2 tag of $domain $calls', ({ domain, calls, bytes, tag_le: tag }) => {
    const pattern = calls.map(([kind, length]): SpongeCall => ({ kind: kind === 'A' ? 'absorb' : 'squeeze', length }));
    const input = spongeTagInput(pattern, separators[domain] as bigint);
    expect(toHex(input)).toBe(bytes);
    expect(hex(hashToFr(input))).toBe(tag);
  });

  test.each(poseidon.digest)('01 §6.3 digest in $domain, $output_len outputs', (vector) => {
    const domain = vector.domain.toLowerCase() as PoseidonDomain;
    const values = vector.inputs_le.map(scalar);
    if (vector.output_len === 1) expect([hex(poseidonDigest(domain, values))]).toEqual(vector.output_le);
    else expect(poseidonDigestMany(values, vector.output_len).map(hex)).toEqual(vector.output_le);
    if (domain === 'other') expect(poseidonDigestMany(values, vector.output_len).map(hex)).toEqual(vector.output_le);
    if (vector.truncated_le !== undefined && domain === 'other') {
      expect(toHex(fl.encode(poseidonTruncated(values)))).toBe(vector.truncated_le);
    }
  });

  test('01 §6.3 the sponge agrees with the digest, however its input is split', () => {
    for (const parts of [[7], [1, 6], [4, 3], [2, 3, 2]]) {
      const pattern = parts.map((length): SpongeCall => ({ kind: 'absorb', length }));
      const sponge = new Sponge([...pattern, { kind: 'squeeze', length: 3 }], 0n);
      let at = 0;
      for (const length of parts) {
        sponge.absorb(inputs.slice(at, at + length));
        at += length;
      }
      expect(sponge.squeeze(3)).toEqual(poseidonDigestMany(inputs.slice(0, 7), 3));
      sponge.finish();
    }
  });

  test('01 §16 item 3: merkle4 is not other with four inputs', () => {
    expect(poseidonDigest('merkle4', inputs.slice(0, 4))).not.toBe(poseidonDigest('other', inputs.slice(0, 4)));
    expect(poseidonTag('other', 4, 1)).not.toBe(poseidonTag('other', 3, 1));
  });

  test('01 §6.3 refuses no input and wrong arities', () => {
    expect(() => poseidonDigest('other', [])).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonDigest('merkle4', inputs.slice(0, 3))).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonDigest('merkle2', inputs.slice(0, 4))).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonDigestMany(inputs, 0)).toThrowCode('CRYPTO_BAD_PATTERN');
  });

  test('01 §6.1 refuses patterns that do not absorb first and squeeze last, and calls against the pattern', () => {
    const absorb: SpongeCall = { kind: 'absorb', length: 1 };
    const squeeze: SpongeCall = { kind: 'squeeze', length: 1 };
    for (const pattern of [[], [absorb], [squeeze], [squeeze, absorb], [{ ...absorb, length: 0 }, squeeze]]) {
      expect(() => new Sponge(pattern, 0n)).toThrowCode('CRYPTO_BAD_PATTERN');
    }
    expect(() => new Sponge([absorb, squeeze], 0n).squeeze(1)).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => new Sponge([absorb, squeeze], 0n).absorb([1n, 2n])).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => new Sponge([absorb, squeeze], 0n).finish()).toThrowCode('CRYPTO_BAD_PATTERN');
  });

  test.each(poseidon.encryption)('01 §6.5 encryption', (vector) => {
    const shared = { u: scalar(vector.shared_u_le), v: scalar(vector.shared_v_le) };
    const nonce = scalar(vector.nonce_le);
    const message = vector.message_le.map(scalar);
    const cipher = poseidonEncrypt(message, shared, nonce);
    expect(cipher.map(hex)).toEqual(vector.cipher_le);
    expect(poseidonDecrypt(cipher, shared, nonce)).toEqual(message);
    expect(() => poseidonDecrypt(cipher, shared, fr.add(nonce, 1n))).toThrowCode('CRYPTO_DECRYPT');
    for (let i = 0; i < cipher.length; i++) {
      const altered = cipher.with(i, fr.add(cipher[i] as bigint, 1n));
      expect(() => poseidonDecrypt(altered, shared, nonce)).toThrowCode('CRYPTO_DECRYPT');
    }
    expect(() => poseidonEncrypt([], shared, nonce)).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonDecrypt([], shared, nonce)).toThrowCode('CRYPTO_BAD_PATTERN');
  });
});

describe('01 §6.3 many digests at a time', () => {
  test.each([1, 3, 4, 5, 6, 8, 9])('%i inputs: as one by one', (length) => {
    const rows = Array.from({ length: 5 }, (_, row) =>
      Array.from({ length }, (_, i) => fr.reduce(7n ** BigInt(60 + 13 * row + i))),
    );
    expect(poseidonDigestEach(rows)).toEqual(rows.map((row) => poseidonDigest('other', row)));
  });

  test('nothing gives nothing; inputs of different or no length are refused', () => {
    expect(poseidonDigestEach([])).toEqual([]);
    expect(() => poseidonDigestEach([[1n], [1n, 2n]])).toThrowCode('CRYPTO_BAD_PATTERN');
    expect(() => poseidonDigestEach([[]])).toThrowCode('CRYPTO_BAD_PATTERN');
  });
});
