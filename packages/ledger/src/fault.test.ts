import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { sha3_256 } from '@eventide/crypto';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { voteMessage } from './consensusHeader.ts';
import { type Fault, faultCodec, faultId, faultItemId, faultItemMessage } from './fault.ts';
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

  test('the kinds by number, their sizes and the bytes signed: a candidate has no step', () => {
    const hash = (n: number): Uint8Array => new Uint8Array(32).fill(n);
    const header = { prevBlockHash: hash(1), round: 7n, iteration: 2 };
    const sign = { signer: fromHex(hex).slice(1 + 41, 1 + 41 + 96), signature: new Uint8Array(48) };
    const candidate = (n: number) => ({ header, sign, data: hash(n) });
    const voted = (n: number) => ({ header, sign, data: { kind: 'Valid', hash: hash(n) } as const });
    const faults: Fault[] = [
      { kind: 'DoubleCandidate', items: [candidate(1), candidate(2)] },
      { kind: 'DoubleRatificationVote', items: [voted(1), voted(2)] },
      { kind: 'DoubleValidationVote', items: [voted(1), voted(2)] },
    ];
    for (const [kind, one] of faults.entries()) {
      const bytes = encode(faultCodec, one);
      expect([bytes[0], bytes.length]).toEqual([kind, [435, 437, 437][kind]]);
      expect(decode(faultCodec, bytes)).toEqual(one);
      expect(faultItemMessage(one, 1).length).toBe([73, 75, 75][kind]);
    }
    expect(new Set(faults.map((one) => toHex(faultItemId(one, 0)))).size).toBe(3);
  });

  test('refuses a fourth kind and a cut', () => {
    const bytes = fromHex(hex);
    expect(() => decode(faultCodec, Uint8Array.from([3, ...bytes.subarray(1)]))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(faultCodec, bytes.subarray(0, bytes.length - 1))).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('06 §11 keys in faults', () => {
  const bytes = fromHex(vectors.fault_double_validation_vote.hex);
  const signers = decode(faultCodec, bytes).items.map(({ sign }) => toHex(sign.signer));

  test.each([0, 1])('the signer of item %i is a key of the subgroup', (item) => {
    const at = vectors.fault_double_validation_vote.hex.indexOf(signers[item] as string, item * bytes.length) / 2;
    const bad = bytes.slice();
    // x = 5 belongs to points outside the subgroup; the other item keeps its good key.
    bad.fill(0, at, at + 96).set([0x80], at);
    bad[at + 95] = 5;
    expect(() => decode(faultCodec, bad)).toThrowCode('CODEC_BAD_POINT');
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
