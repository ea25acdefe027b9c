import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { blsPublicKeyCodec, blsSignatureCodec } from '@eventide/crypto/bls/keys';
import { deriveBlsSecretKey } from '@eventide/crypto/keys/derive';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeTx, encodeTx } from '../envelope.ts';
import { formatTxId, spendIds } from '../id.ts';
import { buildMoonlight, type MoonlightRequest } from './build.ts';
import { encodeMoonlightPayload, type MoonlightTransaction, moonlightMessage } from './payload.ts';

type MoonlightVector = {
  readonly name: string;
  readonly value: string;
  readonly deposit: string;
  readonly gas_limit: string;
  readonly gas_price: string;
  readonly nonce: string;
  readonly chain_id: number;
  readonly receiver: string | null;
  readonly sender_seed: string;
  readonly sender_index: number;
  readonly tx: string;
  readonly tx_id: string;
  readonly payload_len: number;
  readonly signature: string;
  readonly signature_message: string;
};

const lenient = { strict: false };
const strict = { strict: true };
const { transactions, v1 } = loadVectors<{
  readonly transactions: readonly MoonlightVector[];
  readonly v1: { readonly tx: string; readonly tx_id: string };
}>('transactions/moonlight');

function read(hex: string): MoonlightTransaction {
  return decodeTx(fromHex(hex), strict) as MoonlightTransaction;
}

describe('03 §7 Moonlight transactions', () => {
  test.each(transactions)('$name: decodes, hashes and re-encodes', (vector) => {
    const tx = read(vector.tx);
    expect(toHex(encodeTx(tx))).toBe(vector.tx);
    expect(encodeMoonlightPayload(tx.payload).length).toBe(vector.payload_len);
    expect(toHex(moonlightMessage(tx.payload))).toBe(vector.signature_message);
    expect(toHex(encode(blsSignatureCodec, tx.signature))).toBe(vector.signature);
    expect(formatTxId(tx)).toBe(vector.tx_id);
    const sender = toHex(encode(blsPublicKeyCodec, tx.payload.sender));
    expect(spendIds(tx).map(toHex)).toEqual([`${sender}0100000000000000`]);
  });

  test.each(transactions)('$name: the sender builds the same bytes', (vector) => {
    const tx = buildMoonlight({
      chainId: vector.chain_id,
      from: deriveBlsSecretKey(fromHex(vector.sender_seed), vector.sender_index),
      to: vector.receiver === null ? undefined : decode(blsPublicKeyCodec, fromHex(vector.receiver)),
      value: BigInt(vector.value),
      deposit: BigInt(vector.deposit),
      gas: { gasLimit: BigInt(vector.gas_limit), gasPrice: BigInt(vector.gas_price) },
      nonce: BigInt(vector.nonce),
      data: read(vector.tx).payload.data ?? undefined,
    });
    expect(toHex(encodeTx(tx))).toBe(vector.tx);
  });

  test('a transaction signed before Aegis has another signature and id', () => {
    const old = read(v1.tx);
    expect(old.payload).toEqual(read(transactions[0]?.tx ?? '').payload);
    expect(formatTxId(old)).toBe(v1.tx_id);
  });
});

describe('03 §9 what the reference accepts', () => {
  const canonical = fromHex(transactions[0]?.tx ?? '');
  const self = fromHex(transactions[1]?.tx ?? '');

  test('flag 1 before the own key is normalised', () => {
    const key = self.subarray(10, 106);
    const long = new Uint8Array([...self.subarray(0, 106), 1, ...key, ...self.subarray(107)]);
    new DataView(long.buffer).setBigUint64(1, BigInt(140 + 96), true);
    expect(encodeTx(decodeTx(long, lenient))).toEqual(self);
    expect(() => decodeTx(long, strict)).toThrowCode('TX_NOT_CANONICAL');
  });

  test('exactly the signature follows the payload', () => {
    expect(() => decodeTx(canonical.subarray(0, -1), lenient)).toThrowCode('CODEC_INVALID');
    expect(() => decodeTx(new Uint8Array([...canonical, 0]), lenient)).toThrowCode('CODEC_INVALID');
  });

  test.each([
    ['a flag above 1', 106, 2, 'CODEC_BAD_TAG'],
    ['unknown data', 244, 5, 'CODEC_BAD_TAG'],
    ['an uncompressed sender', 10, 0x0d, 'CODEC_BAD_TAG'],
    ['a payload longer than the bytes', 2, 0xff, 'CODEC_TOO_SHORT'],
  ])('refuses %s', (_, at, byte, code) => {
    expect(() => decodeTx(canonical.with(at, byte), lenient)).toThrowCode(code);
  });
});

describe('03 §7 what cannot be built', () => {
  const request: MoonlightRequest = { chainId: 1, from: 7n, gas: { gasLimit: 1n, gasPrice: 1n }, nonce: 1n };
  test.each([
    ['a deposit without a call', { deposit: 1n }, 'TX_BAD_REQUEST'],
    ['a negative value', { value: -1n }, 'TX_AMOUNT_RANGE'],
    ['more than u64 together', { value: 2n ** 64n - 1n }, 'TX_AMOUNT_RANGE'],
    ['a nonce above u64', { nonce: 2n ** 64n }, 'TX_AMOUNT_RANGE'],
  ])('%s', (_, change, code) => {
    expect(() => buildMoonlight({ ...request, ...change })).toThrowCode(code);
  });
});
