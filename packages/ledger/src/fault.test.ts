import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { sha3_256 } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { voteMessage } from './consensusHeader.ts';
import { faultCodec, faultId, faultItemId, faultItemMessage } from './fault.ts';
import { labelCodec } from './label.ts';

type Encodings = {
  labels: [kind: string, distance: number, hex: string][];
  fault_double_validation_vote: { hex: string; id: string; inner_ids: [string, string] };
};
const vectors = loadVectors<Encodings>('consensus/encodings');

describe('06 §11 faults', () => {
  const { hex, id, inner_ids: innerIds } = vectors.fault_double_validation_vote;
  const fault = decode(faultCodec, fromHex(hex));

  test('decodes, re-encodes and is named', () => {
    expect(fault.kind).toBe('DoubleValidationVote');
    expect(toHex(encode(faultCodec, fault))).toBe(hex);
    expect(toHex(faultId(fault))).toBe(id);
    expect([toHex(faultItemId(fault, 0)), toHex(faultItemId(fault, 1))]).toEqual(innerIds);
  });

  test('an item covers the bytes its vote was signed over', () => {
    if (fault.kind === 'DoubleCandidate') throw new Error('wrong kind');
    const [first] = fault.items;
    expect(faultItemMessage(fault, 0)).toEqual(voteMessage(first.header, 'validation', first.data));
    expect(faultItemId(fault, 0)).toEqual(sha3_256(faultItemMessage(fault, 0)));
  });

  test('refuses a fourth kind and a cut', () => {
    const bytes = fromHex(hex);
    expect(() => decode(faultCodec, Uint8Array.from([3, ...bytes.subarray(1)]))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(faultCodec, bytes.subarray(0, bytes.length - 1))).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('06 §3 labels', () => {
  test.each(vectors.labels)('%s(%i)', (kind, distance, hex) => {
    const label = decode(labelCodec, fromHex(hex));
    expect(label).toEqual({ kind, distance: BigInt(distance) });
    expect(toHex(encode(labelCodec, label))).toBe(hex);
  });

  test('refuses a fifth', () => {
    expect(() => decode(labelCodec, fromHex('040000000000000000'))).toThrowCode('CODEC_BAD_TAG');
  });
});
