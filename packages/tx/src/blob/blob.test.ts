import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { type Blob, blobHash } from './blob.ts';
import { createBlob, MAX_PACKED_BYTES, packBlob } from './create.ts';
import { ethereumBlobSetup } from './ethereumSetup.ts';
import { blobDomain, evaluateBlob, quotientOfBlob, readBlobScalars } from './polynomial.ts';
import { verifyBlob } from './verify.ts';

// Commitments and proofs as an independent implementation of EIP-4844 gives them.
const INFINITY = `c0${'00'.repeat(47)}`;
const known = [
  { name: 'zeros', value: () => 0n, commitment: INFINITY, proof: INFINITY },
  {
    name: 'ones',
    value: () => 1n,
    commitment: '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
    proof: INFINITY,
  },
  {
    name: 'i² · 1000000007',
    value: (i: number) => BigInt(i * i) * 1_000_000_007n,
    commitment: '81a0351aa119928b55d9c2dd261b096f3c6d24a879acce2d3a467f6e85f67754cf53818f7a3ba96b3b8560c1432ef46b',
    proof: 'b4a1d9e967a010dd1397810a46d8ec851e7d95a49aebadbf73ce577318dd9c14ae7a565c8599212a1ec0078624a7aa81',
  },
];

function dataOf(value: (i: number) => bigint): Uint8Array {
  const data = new Uint8Array(131_072);
  const view = new DataView(data.buffer);
  for (let i = 0; i < 4096; i++) view.setBigUint64(32 * i + 24, value(i));
  return data;
}

describe('03 §5.1 blobs', () => {
  const made = known.map(({ value }) => createBlob(dataOf(value), ethereumBlobSetup()));
  const last = made[2] as Blob & { sidecar: NonNullable<Blob['sidecar']> };
  const { sidecar } = last;

  test.each(known.map((entry, i) => ({ ...entry, i })))(
    '$name: commitment, proof, verdict',
    ({ i, commitment, proof }) => {
      const blob = made[i] as Blob;
      expect(toHex(blob.sidecar?.commitment ?? new Uint8Array())).toBe(commitment);
      expect(toHex(blob.sidecar?.proof ?? new Uint8Array())).toBe(proof);
      expect(verifyBlob(blob)).toBe(true);
    },
  );

  test('the hash of the empty blob', () => {
    const { blob_versioned_hash } = loadVectors<{ blob_versioned_hash: { hash: string } }>('transactions/misc');
    expect(toHex(made[0]?.hash ?? new Uint8Array())).toBe(blob_versioned_hash.hash);
    expect(blobHash(fromHex(INFINITY))).toEqual(made[0]?.hash);
  });

  test.each<[string, Blob]>([
    ['without sidecar', { hash: last.hash, sidecar: null }],
    ['with another hash', { ...last, hash: last.hash.with(5, 1) }],
    ['with other data', { ...last, sidecar: { ...sidecar, data: sidecar.data.with(131_071, 9) } }],
    ['with another proof', { ...last, sidecar: { ...sidecar, proof: fromHex(INFINITY) } }],
    ['with a proof that is no point', { ...last, sidecar: { ...sidecar, proof: new Uint8Array(48) } }],
    ['with unreduced data', { ...last, sidecar: { ...sidecar, data: sidecar.data.with(0, 0xff) } }],
    ['with short data', { ...last, sidecar: { ...sidecar, data: sidecar.data.subarray(1) } }],
  ])('refuses a blob %s', (_, blob) => expect(verifyBlob(blob)).toBe(false));

  test('opened at a root of unity the polynomial gives the scalar itself', () => {
    const scalars = readBlobScalars(sidecar.data);
    const root = blobDomain()[77] as bigint;
    expect(evaluateBlob(scalars, root)).toBe(scalars[77]);
    const quotient = quotientOfBlob(scalars, root, scalars[77] as bigint);
    // q(X)·(X − z) + y = p(X) at a point outside the domain.
    const x = 123_456_789n;
    const modulus = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
    const right = (evaluateBlob(quotient, x) * (x - root + modulus) + (scalars[77] as bigint)) % modulus;
    expect(right).toBe(evaluateBlob(scalars, x));
  });

  test('content packs into canonical scalars', () => {
    const packed = packBlob(new Uint8Array(MAX_PACKED_BYTES).fill(0xff));
    expect(readBlobScalars(packed)).toHaveLength(4096);
    expect(packed[0]).toBe(0);
    expect(() => packBlob(new Uint8Array(MAX_PACKED_BYTES + 1))).toThrowCode('TX_BAD_BLOB');
    expect(() => createBlob(packed, { g1Lagrange: [] })).toThrowCode('TX_BAD_BLOB');
    expect(() => createBlob(packed.subarray(1), ethereumBlobSetup())).toThrowCode('CODEC_TOO_SHORT');
  });
});
