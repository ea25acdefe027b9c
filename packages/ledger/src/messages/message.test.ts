import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from './message.ts';

const vectors = loadVectors<Record<string, string>>('consensus/encodings');
const lenient = { strict: false };
const strict = { strict: true };

const samples = [
  ['candidate_message', 'Candidate'],
  ['block_message', 'Block'],
  ['validation_message', 'Validation'],
  ['ratification_message', 'Ratification'],
  ['quorum_message', 'Quorum'],
  ['validation_quorum_message', 'ValidationQuorum'],
  ['inv_message', 'Inv'],
  ['get_resource_message', 'GetResource'],
  ['get_blocks_message', 'GetBlocks'],
  ['get_mempool_message', 'GetMempool'],
] as const;

describe('06 §6.1 messages', () => {
  test.each(samples)('%s decodes and re-encodes', (name, topic) => {
    const hex = vectors[name] as string;
    const message = decodeMessage(fromHex(hex), strict);
    expect(message.topic).toBe(topic);
    expect(toHex(encodeMessage(message))).toBe(hex);
  });

  test.each(samples)('%s: every cut is refused', (name) => {
    const bytes = fromHex(vectors[name] as string);
    for (let length = 0; length < bytes.length; length += 1 + (bytes.length >> 6)) {
      expect(() => decodeMessage(bytes.subarray(0, length), lenient)).toThrowCode('CODEC_TOO_SHORT');
    }
  });

  test('unknown topics are refused', () => {
    for (const id of [0, 7, 12, 15, 21, 255]) {
      expect(() => decodeMessage(Uint8Array.of(1, 0, 0, 0, 0, id), lenient)).toThrowCode('CODEC_BAD_TAG');
    }
  });

  test('14 §7 S9: bytes after the payload are ignored, and refused where the rules are strict', () => {
    const longer = new Uint8Array([...fromHex(vectors.quorum_message as string), 0]);
    expect(decodeMessage(longer, lenient).topic).toBe('Quorum');
    expect(() => decodeMessage(longer, strict)).toThrowCode('CODEC_TRAILING');
  });

  test('a signer that is no point of G2 drops the message', () => {
    const bytes = fromHex(vectors.validation_message as string);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    expect(() => decodeMessage(bytes, lenient)).toThrowCode('CODEC_BAD_POINT');
  });

  test('06 §6.3 bounds: 10,000 items, address family 4 or 6', () => {
    const inventory = new Uint8Array(6 + 4);
    inventory.set([1, 0, 0, 0, 0, 14, 0x11, 0x27, 0, 0]);
    expect(() => decodeMessage(inventory, lenient)).toThrowCode('CODEC_TOO_LONG');
    const request = fromHex(vectors.get_resource_message as string);
    const family = request.length - 17;
    expect(request[family]).toBe(4);
    request[family] = 5;
    expect(() => decodeMessage(request, lenient)).toThrowCode('CODEC_BAD_TAG');
  });
});
