import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, test } from 'vitest';
import { encodeG1 } from '../bls12-381/encoding.ts';
import { mulG1 } from '../bls12-381/group.ts';
import { G1_GENERATOR, G1_IDENTITY } from '../bls12-381/points.ts';
import { fr } from '../fields/fr.ts';
import { hashToFr } from '../fields/hashToScalar.ts';
import { keccak256, sha256 } from '../hash.ts';
import { poseidonDigest } from '../poseidon/hash.ts';
import { verifyKzgProof } from './kzg.ts';
import { secp256k1Recover } from './secp256k1.ts';

type Query = { query: string; scalar_inputs?: string[]; input?: string; result_be_hex?: string; result?: string };
const { cases } = loadVectors<{ cases: Query[] }>('vm/host-queries');

describe('01 §14 hashes', () => {
  test.each(cases)('01 §14 $query', ({ query, scalar_inputs: scalars = [], input, result, result_be_hex: big }) => {
    if (query === 'hash') expect(hashToFr(fromHex(scalars.join('')))).toBe(BigInt(`0x${big}`));
    else if (query === 'poseidon_hash') {
      const inputs = scalars.map((hex) => fr.decode(fromHex(hex)));
      expect(poseidonDigest('other', inputs)).toBe(BigInt(`0x${big}`));
    } else expect(toHex(keccak256(fromHex(input as string)))).toBe(result);
  });
});

describe('01 §14 point evaluation', () => {
  // The published test of Ethereum's precompile: versioned hash, z, y, commitment, proof.
  const published = fromHex(
    '01e798154708fe7789429634053cbf9f99b619f9f084048927333fce637f549b564c0a11a0f704f4fc3e8acfe0f8245f0ad1347b378fbf96e206da11a5d3630624d25032e67a7e6a4910df5834b8fe70e6bcfeeac0352434196bdf4b2485d5a18f59a8d2a1a625a17f3fea0fe5eb8c896db3764f3185481bc22f91b4aaffcca25f26936857bc3a7c2539ea8ec3a952b7873033e038326e87ed3e1276fd140253fa08e9fc25fb2d9a98527fc22a2c9612fbeafdad446cbc7bcdbdcd780af2c16a',
  );
  const claim = {
    z: published.slice(32, 64),
    y: published.slice(64, 96),
    commitment: published.slice(96, 144),
    proof: published.slice(144, 192),
  };

  test('01 §13 the versioned hash of a commitment', () => {
    expect(toHex(sha256(claim.commitment).fill(1, 0, 1))).toBe(toHex(published.subarray(0, 32)));
  });

  test('01 §14 accepts the published claim and refuses each altered part', () => {
    expect(verifyKzgProof(claim)).toBe(true);
    expect(verifyKzgProof({ ...claim, y: claim.z })).toBe(false);
    expect(verifyKzgProof({ ...claim, z: claim.y })).toBe(false);
    expect(verifyKzgProof({ ...claim, proof: claim.commitment })).toBe(false);
    expect(verifyKzgProof({ ...claim, commitment: claim.proof })).toBe(false);
  });

  test('01 §14 a constant polynomial: the proof is the identity', () => {
    const y = new Uint8Array(32).fill(7, 31);
    const constant = { z: claim.z, y, commitment: encodeG1(mulG1(7n, G1_GENERATOR)), proof: encodeG1(G1_IDENTITY) };
    expect(verifyKzgProof(constant)).toBe(true);
    expect(verifyKzgProof({ ...constant, y: claim.y })).toBe(false);
  });

  test('01 §14 malformed input is no proof', () => {
    expect(verifyKzgProof({ ...claim, z: new Uint8Array(32).fill(0xff) })).toBe(false);
    expect(verifyKzgProof({ ...claim, y: new Uint8Array(31) })).toBe(false);
    expect(verifyKzgProof({ ...claim, proof: new Uint8Array(48) })).toBe(false);
    expect(verifyKzgProof({ ...claim, commitment: claim.commitment.subarray(1) })).toBe(false);
  });
});

describe('01 §14 secp256k1 recovery', () => {
  const secret = new Uint8Array(32).fill(3);
  const hash = sha256(secret);
  const key = secp256k1.getPublicKey(secret, false);
  const noble = secp256k1.sign(hash, secret, { prehash: false, format: 'recovered' });
  const sign = (v: number, s = noble.subarray(33)): Uint8Array => {
    const signature = new Uint8Array(65);
    signature.set(noble.subarray(1, 33));
    signature.set(s, 32);
    signature[64] = v;
    return signature;
  };
  const bit = noble[0] as number;
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

  test('01 §14 both forms of v', () => {
    expect(secp256k1Recover(hash, sign(bit))).toEqual(key);
    expect(secp256k1Recover(hash, sign(27 + bit))).toEqual(key);
    expect(secp256k1Recover(hash, sign(1 - bit))).not.toEqual(key);
  });

  test('01 §14 high s with the other bit gives the same key', () => {
    const s = order - BigInt(`0x${toHex(noble.subarray(33))}`);
    expect(secp256k1Recover(hash, sign(1 - bit, fromHex(s.toString(16).padStart(64, '0'))))).toEqual(key);
  });

  test('01 §14 refuses v, zeros, orders and lengths', () => {
    for (const v of [2, 3, 26, 29, 255]) expect(secp256k1Recover(hash, sign(v))).toBeNull();
    expect(secp256k1Recover(hash, sign(0, new Uint8Array(32)))).toBeNull();
    expect(secp256k1Recover(hash, sign(0, fromHex(order.toString(16))))).toBeNull();
    expect(secp256k1Recover(hash, sign(0).fill(0, 0, 32))).toBeNull();
    expect(secp256k1Recover(hash, sign(0).fill(0xff, 0, 32))).toBeNull();
    expect(secp256k1Recover(hash, sign(0).fill(0, 0, 31).fill(5, 31, 32))).toBeNull();
    expect(secp256k1Recover(hash.subarray(1), sign(0))).toBeNull();
    expect(secp256k1Recover(hash, sign(0).subarray(1))).toBeNull();
  });
});
