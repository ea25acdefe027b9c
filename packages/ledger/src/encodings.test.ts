import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { attestationCodec, failedIterationsCodec, stepVotesCodec, validationResultCodec } from './attestation.ts';
import { blockCodec, lightBlockCodec } from './block.ts';
import { consensusHeaderCodec, voteMessage } from './consensusHeader.ts';
import { genesisHeader, headerCodec } from './header.ts';
import { formatJson, headerToJson } from './json.ts';
import { decodeMessage } from './messages/message.ts';
import { equalVotes, quorumTypeCodec, ratificationResultCodec, resultOfVote, type Vote, voteCodec } from './vote.ts';

type SampleVotes = { bitset: number; aggregate_signature: string };
type SampleAttestation = { result: string; validation: SampleVotes; ratification: SampleVotes };
type Encodings = {
  consensus_header: { prev_block_hash: string; round: number; iteration: number; hex: string };
  message_header: { version: string; candidate_prefix: string };
  header: { fields: Record<string, unknown>; attestation: SampleAttestation; wire_hex: string };
  candidate_message: string;
  quorum_message: string;
};
const vectors = loadVectors<Encodings>('consensus/encodings');
const hash = (n: number): Uint8Array => new Uint8Array(32).fill(n);

describe('06 §3 primitive encodings', () => {
  test('the sample consensus header: 41 bytes', () => {
    const { prev_block_hash: prev, round, iteration, hex } = vectors.consensus_header;
    const header = decode(consensusHeaderCodec, fromHex(hex));
    expect(header).toEqual({ prevBlockHash: fromHex(prev), round: BigInt(round), iteration });
    expect(toHex(encode(consensusHeaderCodec, header))).toBe(hex);
    expect(fromHex(hex)).toHaveLength(41);
  });

  test('the sample header says what its fields say, and carries the sample attestation', () => {
    const header = decode(headerCodec, fromHex(vectors.header.wire_hex));
    const json = JSON.parse(formatJson(headerToJson(header))) as Record<string, unknown>;
    expect(json).toMatchObject(vectors.header.fields);
    const { result, validation, ratification } = vectors.header.attestation;
    const { att: found } = header;
    expect(found.result.vote.kind).toBe(result);
    for (const [votes, expected] of [
      [found.validation, validation],
      [found.ratification, ratification],
    ] as const) {
      expect(votes.bitset).toBe(BigInt(expected.bitset));
      expect(toHex(votes.signature)).toBe(expected.aggregate_signature);
    }
  });

  test.each<[Vote, string]>([
    [{ kind: 'NoCandidate' }, '00'],
    [{ kind: 'Valid', hash: hash(5) }, `01${'05'.repeat(32)}`],
    [{ kind: 'Invalid', hash: hash(5) }, `02${'05'.repeat(32)}`],
    [{ kind: 'NoQuorum' }, '03'],
  ])('vote %o', (vote, hex) => {
    expect(toHex(encode(voteCodec, vote))).toBe(hex);
    expect(decode(voteCodec, fromHex(hex))).toEqual(vote);
    const result = resultOfVote(vote);
    expect(result.kind).toBe(vote.kind === 'Valid' ? 'Success' : 'Fail');
    expect(toHex(encode(ratificationResultCodec, result))).toBe((vote.kind === 'Valid' ? '01' : '00') + hex);
  });

  test('unknown tags refuse the whole object', () => {
    for (const tag of [4, 5, 255]) expect(() => decode(voteCodec, Uint8Array.of(tag))).toThrowCode('CODEC_BAD_TAG');
    for (const tag of [2, 255])
      expect(() => decode(ratificationResultCodec, Uint8Array.of(tag, 3))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(ratificationResultCodec, Uint8Array.of(0, 4))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(failedIterationsCodec, Uint8Array.of(1, 2))).toThrowCode('CODEC_BAD_TAG');
    expect(() => decode(failedIterationsCodec, Uint8Array.of(9))).toThrowCode('CODEC_TOO_LONG');
  });

  test('a Success without Valid and a Fail with Valid decode: judging is not decoding', () => {
    expect(decode(ratificationResultCodec, Uint8Array.of(1, 3))).toEqual({
      kind: 'Success',
      vote: { kind: 'NoQuorum' },
    });
    expect(decode(ratificationResultCodec, Uint8Array.of(0, 1, ...hash(1))).kind).toBe('Fail');
  });

  test('a quorum type without a meaning is NoQuorum', () => {
    const types = [0, 1, 2, 3, 77, 254, 255].map((byte) => decode(quorumTypeCodec, Uint8Array.of(byte)));
    expect(types).toEqual(['Valid', 'Invalid', 'NoCandidate', 'NoQuorum', 'NoQuorum', 'NoQuorum', 'NoQuorum']);
  });

  test('sizes, and every cut is refused', () => {
    const votes = { bitset: 2n ** 64n - 1n, signature: new Uint8Array(48).fill(1) };
    const valid: Vote = { kind: 'Valid', hash: hash(1) };
    const result = { stepVotes: votes, vote: valid, quorum: 'Valid' } as const;
    const attestation = { result: resultOfVote(valid), validation: votes, ratification: votes };
    const samples: readonly (readonly [number, Uint8Array, (bytes: Uint8Array) => unknown])[] = [
      [56, encode(stepVotesCodec, votes), (bytes) => decode(stepVotesCodec, bytes)],
      [90, encode(validationResultCodec, result), (bytes) => decode(validationResultCodec, bytes)],
      [146, encode(attestationCodec, attestation), (bytes) => decode(attestationCodec, bytes)],
    ];
    for (const [size, bytes, read] of samples) {
      expect(bytes).toHaveLength(size);
      for (let length = 0; length < size; length++)
        expect(() => read(bytes.subarray(0, length))).toThrowCode('CODEC_TOO_SHORT');
      expect(() => read(Uint8Array.of(...bytes, 0))).toThrowCode('CODEC_TRAILING');
    }
  });

  test('votes are equal if they say the same of the same candidate', () => {
    const all: Vote[] = [
      { kind: 'NoCandidate' },
      { kind: 'NoQuorum' },
      { kind: 'Valid', hash: hash(1) },
      { kind: 'Valid', hash: hash(2) },
      { kind: 'Invalid', hash: hash(1) },
    ];
    for (const [i, a] of all.entries())
      for (const [j, b] of all.entries()) expect(equalVotes(a, structuredClone(b))).toBe(i === j);
  });
});

describe('06 §6 signed bytes and envelope', () => {
  test('the step tells validation from ratification', () => {
    const header = decode(consensusHeaderCodec, fromHex(vectors.consensus_header.hex));
    const vote: Vote = { kind: 'NoCandidate' };
    expect(toHex(voteMessage(header, 'validation', vote))).toBe(`${vectors.consensus_header.hex}0100`);
    expect(toHex(voteMessage(header, 'ratification', vote))).toBe(`${vectors.consensus_header.hex}0200`);
  });

  test('version 1.0.0 and the topic lead; another version is read all the same', () => {
    expect(vectors.candidate_message.startsWith(vectors.message_header.candidate_prefix)).toBe(true);
    const bytes = fromHex(vectors.quorum_message);
    const view = new DataView(bytes.buffer);
    expect([bytes[0], view.getUint16(1, true), view.getUint16(3, true)].join('.')).toBe(vectors.message_header.version);
    bytes[0] = 9;
    expect(decodeMessage(bytes, { strict: true }).topic).toBe('Quorum');
  });
});

describe('06 §1 block bounds', () => {
  const header = encode(headerCodec, genesisHeader(0n, new Uint8Array(32)));
  const counted = (txs: number, faults: number): Uint8Array => {
    const counts = new DataView(new ArrayBuffer(8));
    counts.setUint32(0, txs, true);
    counts.setUint32(4, faults, true);
    return Uint8Array.of(...header, ...new Uint8Array(counts.buffer));
  };

  test('more than 1000 transactions or 100 faults are refused before any is read', () => {
    expect(decode(blockCodec, counted(0, 0))).toMatchObject({ txs: [], faults: [] });
    for (const bytes of [counted(1_001, 0), counted(2 ** 32 - 1, 0), counted(0, 101), counted(0, 2 ** 32 - 1)]) {
      expect(() => decode(blockCodec, bytes)).toThrowCode('CODEC_TOO_LONG');
      expect(() => decode(lightBlockCodec, bytes)).toThrowCode('CODEC_TOO_LONG');
    }
    expect(() => decode(blockCodec, counted(1_000, 0))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(blockCodec, counted(0, 100))).toThrowCode('CODEC_TOO_SHORT');
  });
});
