import { fromHex, toHex } from '@eventide/base';
import { decode, encode, Reader } from '@eventide/codec';
import { fr } from '@eventide/crypto/fields/fr';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { phoenixPublicKeyCodec } from '@eventide/crypto/keys/phoenix';
import { StdRng } from '@eventide/crypto/rng/stdRng';
import { describe, expect, test } from 'vitest';
import { readData } from '../data.ts';
import { decodeTx, encodeTx } from '../envelope.ts';
import { formatTxId, spendIds } from '../id.ts';
import { buildPhoenix, type PhoenixRequest } from './build.ts';
import { phoenixFeeCodec } from './fee.ts';
import { encodePhoenixPayload, type PhoenixTransaction, phoenixHashInput, phoenixPayloadHash } from './payload.ts';
import { txCircuitVecCodec } from './txCircuitVec.ts';
import { attachProof, encodeCircuitInputs } from './unproven.ts';
import { type PhoenixVector, phoenixVectors, placeholderProof, spendable } from './vectors.fixture.ts';

const lenient = { strict: false };
const strict = { strict: true };

function requestOf(vector: PhoenixVector): PhoenixRequest {
  return {
    set: 'aegis',
    chainId: vector.chain_id,
    from: derivePhoenixSecretKey(fromHex(vector.sender_seed), vector.sender_index),
    to: decode(phoenixPublicKeyCodec, fromHex(vector.receiver_pk)),
    refundTo: decode(phoenixPublicKeyCodec, fromHex(vector.refund_pk)),
    inputs: spendable.slice(0, 2),
    value: BigInt(vector.transfer_value),
    transparent: !vector.obfuscated,
    deposit: BigInt(vector.deposit),
    gas: { gasLimit: BigInt(vector.gas_limit), gasPrice: BigInt(vector.gas_price) },
    data: vector.data === null ? undefined : (readData(new Reader(fromHex(vector.data))) ?? undefined),
  };
}

describe('03 §6 Phoenix transactions', () => {
  test.each(phoenixVectors)('$name: decodes, hashes and re-encodes', (vector) => {
    const bytes = fromHex(vector.tx);
    const tx = decodeTx(bytes, strict) as PhoenixTransaction;
    expect(encodeTx(tx)).toEqual(bytes);
    expect(toHex(encodePhoenixPayload(tx.payload))).toBe(vector.payload);
    expect(toHex(encode(phoenixFeeCodec, tx.payload.fee))).toBe(vector.fee);
    expect(toHex(phoenixHashInput(tx.payload))).toBe(vector.payload_hash_input);
    expect(toHex(fr.encode(phoenixPayloadHash(tx.payload)))).toBe(vector.payload_hash);
    expect(formatTxId(tx)).toBe(vector.tx_id);
    expect(spendIds(tx).map(toHex)).toEqual(vector.nullifiers);
    expect(tx.payload.skeleton.maxFee).toBe(BigInt(vector.max_fee));
  });

  test.each(phoenixVectors)('03 §6.3 $name: the reference generator gives the reference bytes', (vector) => {
    const unproven = buildPhoenix(requestOf(vector), new StdRng(fromHex(vector.rng_seed)).randomBytes);
    expect(unproven.circuit).toBe('aegis/phoenix/2');
    expect(toHex(encodeCircuitInputs(unproven))).toBe(vector.tx_circuit_vec);
    expect(toHex(encodeTx(attachProof(unproven, placeholderProof)))).toBe(vector.tx);
  });

  test.each(phoenixVectors)('03 §12.1 $name: circuit inputs decode and re-encode', (vector) => {
    const bytes = fromHex(vector.tx_circuit_vec);
    expect(bytes.length).toBe(872 + 2778 * 2);
    expect(encode(txCircuitVecCodec, decode(txCircuitVecCodec, bytes))).toEqual(bytes);
    expect(() => decode(txCircuitVecCodec, bytes.subarray(1))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(txCircuitVecCodec, bytes.subarray(0, -1))).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('03 §9 what the reference accepts', () => {
  const canonical = fromHex(phoenixVectors[1]?.tx ?? '');
  const payloadLength = Number(new DataView(canonical.buffer).getBigUint64(1, true));
  const same = (bytes: Uint8Array): void => {
    expect(encodeTx(decodeTx(bytes, lenient))).toEqual(canonical);
    expect(() => decodeTx(bytes, strict)).toThrowCode('TX_NOT_CANONICAL');
  };

  test('bytes after the proof are ignored', () => same(new Uint8Array([...canonical, 1, 2, 3])));

  test('bytes after data other than a memo are ignored, after a memo refused', () => {
    const plain = fromHex(phoenixVectors[0]?.tx ?? '');
    const extended = insert(plain, 9 + payloadOf(plain), Uint8Array.of(7, 7));
    new DataView(extended.buffer).setBigUint64(1, BigInt(payloadOf(plain) + 2), true);
    expect(encodeTx(decodeTx(extended, lenient))).toEqual(plain);
    expect(() => decodeTx(extended, strict)).toThrowCode('TX_NOT_CANONICAL');
    const afterMemo = insert(canonical, 9 + payloadLength, Uint8Array.of(7));
    new DataView(afterMemo.buffer).setBigUint64(1, BigInt(payloadLength + 1), true);
    expect(() => decodeTx(afterMemo, lenient)).toThrowCode('CODEC_TRAILING');
  });

  test('the skeleton ends where its length says, not where it was read to', () => {
    const gap = Uint8Array.of(1, 2, 3, 4);
    const skeletonLength = Number(new DataView(canonical.buffer).getBigUint64(10, true));
    const shifted = insert(canonical, 18 + skeletonLength, gap);
    const view = new DataView(shifted.buffer);
    view.setBigUint64(1, BigInt(payloadLength + gap.length), true);
    view.setBigUint64(10, BigInt(skeletonLength + gap.length), true);
    same(shifted);
    view.setBigUint64(10, BigInt(payloadLength), true);
    expect(() => decodeTx(shifted, lenient)).toThrowCode('CODEC_TOO_SHORT');
  });

  test.each([
    ['an unknown model', 0, 2, 'CODEC_BAD_TAG'],
    ['a payload longer than the bytes', 4, 1, 'CODEC_TOO_LONG'],
    ['a skeleton length beyond the payload', 12, 9, 'CODEC_TOO_SHORT'],
    ['an absurd number of nullifiers', 56, 1, 'CODEC_TOO_LONG'],
    ['an unreduced root', 49, 0xff, 'CODEC_NOT_CANONICAL'],
  ])('refuses %s', (_, at, byte, code) => {
    expect(() => decodeTx(canonical.with(at, byte), lenient)).toThrowCode(code);
  });

  test('refuses a proof longer than the bytes, and empty input', () => {
    expect(() => decodeTx(canonical.subarray(0, -1), lenient)).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decodeTx(new Uint8Array(), lenient)).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('03 §6.3 what cannot be built', () => {
  const request = requestOf(phoenixVectors[0] as PhoenixVector);
  const random = new StdRng(new Uint8Array(32)).randomBytes;
  const refused = (change: Partial<PhoenixRequest>, code: string): void => {
    expect(() => buildPhoenix({ ...request, ...change }, random)).toThrowCode(code);
  };
  const [first, second] = spendable as [PhoenixRequest['inputs'][0], PhoenixRequest['inputs'][0]];

  test('none or five inputs', () => {
    refused({ inputs: [] }, 'TX_INPUT_COUNT');
    refused({ inputs: [first, first, first, first, first] }, 'TX_INPUT_COUNT');
  });
  test('the same note twice', () => refused({ inputs: [first, first] }, 'TX_REPEATED_INPUT'));
  test('notes of others', () => refused({ from: { a: 5n, b: 6n } }, 'TX_NOT_OWNED'));
  test('a path that leads elsewhere', () => {
    refused({ inputs: [{ note: first.note, opening: second.opening }] }, 'TX_BAD_OPENING');
    refused({ inputs: [first, { ...second, opening: { ...second.opening, root: 1n } }] }, 'TX_BAD_OPENING');
  });
  test('more than the notes hold', () => refused({ value: 50_000_000_000n }, 'TX_FUNDS_SHORT'));
  test('amounts outside u64', () => {
    refused({ value: -1n }, 'TX_AMOUNT_RANGE');
    refused({ gas: { gasLimit: 2n ** 63n, gasPrice: 2n } }, 'TX_AMOUNT_RANGE');
  });
  test('a deposit without a call', () => refused({ deposit: 1n }, 'TX_BAD_REQUEST'));
  test('a proof of another size', () => {
    const unproven = buildPhoenix({ ...request, inputs: [first] }, random);
    expect(() => attachProof(unproven, new Uint8Array(1007))).toThrowCode('TX_BAD_PROOF_FIELD');
  });
});

function payloadOf(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer).getBigUint64(1, true));
}

function insert(bytes: Uint8Array, at: number, more: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...bytes.subarray(0, at), ...more, ...bytes.subarray(at)]);
}
