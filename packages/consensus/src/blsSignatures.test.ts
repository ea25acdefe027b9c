import { fromBase58, fromHex, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsSecretKeyCodec } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { createBlsSignatures, createBlsSigner } from './blsSignatures.ts';

type Header = {
  height: number;
  hash: string;
  seed: string;
  signature: string;
  generator_bls_pubkey: string;
  prev_block_hash: string;
};
const { headers } = loadVectors<{ headers: Header[] }>('consensus/mainnet-headers');
type Steps = {
  signer_public_key: string;
  cases: { signed_bytes: string; signature_v1: string; signature_v2: string }[];
};
type Aggregate = { message: string; signers: string[] } & Record<string, unknown>;
const encodings = loadVectors<{ step_signatures: Steps; aggregate: Aggregate }>('consensus/encodings');
const { secret_keys_le: secrets } = loadVectors<{ secret_keys_le: string[] }>('consensus/sortition');

const v1 = createBlsSignatures(() => 'V1');
const v2 = createBlsSignatures(() => 'V2');

describe('06 §2 signatures of mainnet', () => {
  test.each(headers.map((header) => [header.height, header] as const))('block %i', (_, header) => {
    const key = fromBase58(header.generator_bls_pubkey, 96);
    expect(v1.verify(1n, [key], fromHex(header.signature), fromHex(header.hash))).toBe(true);
    const child = headers.find(({ prev_block_hash: parent }) => parent === header.hash);
    if (child === undefined) return;
    const childKey = fromBase58(child.generator_bls_pubkey, 96);
    expect(v1.verify(1n, [childKey], fromHex(child.seed), fromHex(header.seed))).toBe(true);
  });

  test('the other version, another message, another key and no key are refused', () => {
    const header = headers[0] as Header;
    const key = fromBase58(header.generator_bls_pubkey, 96);
    const other = fromBase58(
      (headers.find(({ generator_bls_pubkey: k }) => k !== header.generator_bls_pubkey) as Header).generator_bls_pubkey,
      96,
    );
    expect(v2.verify(1n, [key], fromHex(header.signature), fromHex(header.hash))).toBe(false);
    expect(v1.verify(1n, [key], fromHex(header.signature), fromHex(header.prev_block_hash))).toBe(false);
    expect(v1.verify(1n, [other], fromHex(header.signature), fromHex(header.hash))).toBe(false);
    expect(v1.verify(1n, [], fromHex(header.signature), fromHex(header.hash))).toBe(false);
    expect(v1.verify(1n, [new Uint8Array(96)], fromHex(header.signature), fromHex(header.hash))).toBe(false);
    expect(v1.verify(1n, [key], new Uint8Array(48), fromHex(header.hash))).toBe(false);
  });
});

describe('06 §6.2 signed bytes', () => {
  const { signer_public_key: signer, cases } = encodings.step_signatures;
  const secretKey = decode(blsSecretKeyCodec, fromHex(secrets[0] as string));

  test.each(cases)('$signed_bytes', ({ signed_bytes: signed, signature_v1: first, signature_v2: second }) => {
    const own = { v1: createBlsSigner(secretKey, () => 'V1'), v2: createBlsSigner(secretKey, () => 'V2') };
    expect(toHex(own.v1.key)).toBe(signer);
    expect(toHex(own.v1.sign(1n, fromHex(signed)))).toBe(first);
    expect(toHex(own.v2.sign(1n, fromHex(signed)))).toBe(second);
    expect(v2.verify(1n, [own.v2.key], fromHex(second), fromHex(signed))).toBe(true);
  });

  test('aggregates are sums', () => {
    const { message, signers } = encodings.aggregate;
    const keys = signers.map((key) => fromHex(key));
    const own = secrets.map((secret) => createBlsSigner(decode(blsSecretKeyCodec, fromHex(secret)), () => 'V2'));
    const shares = keys.map(
      (key) => own.find((signer) => toHex(signer.key) === toHex(key))?.sign(1n, fromHex(message)) as Uint8Array,
    );
    const sum = v2.aggregate(shares);
    expect(JSON.stringify(encodings.aggregate)).toContain(toHex(sum));
    expect(v2.verify(1n, keys, sum, fromHex(message))).toBe(true);
    expect(v2.verify(1n, keys.slice(1), sum, fromHex(message))).toBe(false);
  });
});
