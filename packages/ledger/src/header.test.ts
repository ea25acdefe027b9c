import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { genesisHeader, hashableHeaderCodec, headerCodec, headerHash } from './header.ts';
import { formatJson, headerToJson, type JsonValue } from './json.ts';

type JsonHeader = { [key: string]: JsonValue } & { hashable_hex: string; hash: string };

const { headers } = loadVectors<{ headers: JsonHeader[] }>('consensus/mainnet-headers');
const encodings = loadVectors<{
  header: { hashable_hex: string; computed_block_hash: string; wire_hex: string };
  default_header: { hashable_hex: string; wire_size: number };
}>('consensus/encodings');

describe('06 §4.1 mainnet headers', () => {
  test.each(headers.map((header) => [Number(header.height), header] as const))('height %i', (_, vector) => {
    const bytes = fromHex(vector.hashable_hex);
    const header = decode(hashableHeaderCodec, bytes);
    expect(toHex(headerHash(header))).toBe(vector.hash);
    expect(toHex(encode(hashableHeaderCodec, header))).toBe(vector.hashable_hex);
    const whole = {
      ...header,
      att: header.prevBlockCert,
      hash: fromHex(vector.hash),
      signature: fromHex(String(vector.signature)),
    };
    const { hashable_hex, ...expected } = vector;
    expect(JSON.parse(formatJson(headerToJson(whole)))).toEqual(expected);
  });
});

describe('06 §4.2 header on the wire', () => {
  test('the sample header decodes and re-encodes', () => {
    const header = decode(headerCodec, fromHex(encodings.header.wire_hex));
    expect(toHex(encode(headerCodec, header))).toBe(encodings.header.wire_hex);
    expect(toHex(headerHash(header))).toBe(encodings.header.computed_block_hash);
  });

  test('a zero hash is filled in', () => {
    const sent = decode(headerCodec, fromHex(encodings.header.wire_hex));
    const received = decode(headerCodec, encode(headerCodec, { ...sent, hash: new Uint8Array(32) }));
    expect(received.hash).toEqual(headerHash(sent));
  });

  test('the default header has 669 hashable and 863 wire bytes', () => {
    const header = genesisHeader(0n, new Uint8Array(32));
    expect(toHex(encode(hashableHeaderCodec, header))).toBe(encodings.default_header.hashable_hex);
    expect(encode(headerCodec, header).length).toBe(encodings.default_header.wire_size);
  });

  test('refuses a cut header, nine failed iterations and unknown tags', () => {
    const wire = fromHex(encodings.header.wire_hex);
    expect(() => decode(headerCodec, wire.subarray(0, wire.length - 1))).toThrowCode('CODEC_TOO_SHORT');
    expect(() => decode(headerCodec, new Uint8Array([...wire, 0]))).toThrowCode('CODEC_TRAILING');
    const start = fromHex(encodings.default_header.hashable_hex);
    const many = start.slice();
    many[many.length - 1] = 9;
    expect(() => decode(hashableHeaderCodec, many)).toThrowCode('CODEC_TOO_LONG');
    const oddOption = new Uint8Array([...start.subarray(0, start.length - 1), 1, 2]);
    expect(() => decode(hashableHeaderCodec, oddOption)).toThrowCode('CODEC_BAD_TAG');
  });
});

test('06 §3 a bitset beyond 2^53 is printed exactly', () => {
  expect(formatJson({ bitset: 2n ** 64n - 1n })).toBe('{"bitset":18446744073709551615}');
});
