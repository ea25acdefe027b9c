import { toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { headerHash } from './header.ts';
import { attestationFromJson, headerFromJson } from './headerFromJson.ts';

type JsonHeader = { readonly [key: string]: unknown; readonly height: number; readonly hash: string };
const { headers } = loadVectors<{ headers: JsonHeader[] }>('consensus/mainnet-headers');

describe('08 §4.3 headers of a node’s JSON', () => {
  test.each(headers.map((header) => [Number(header.height), header] as const))('height %i has its hash', (_, json) => {
    expect(toHex(headerHash(headerFromJson(json)))).toBe(json.hash);
  });

  test('everything else is refused', () => {
    const good = headers[0] as JsonHeader;
    const broken = [
      null,
      [],
      'text',
      { ...good, height: -1 },
      { ...good, height: 1.5 },
      { ...good, seed: 'zz' },
      { ...good, generator_bls_pubkey: '0OIl' },
      { ...good, failed_iterations: null },
      { ...good, failed_iterations: [[1]] },
      { ...good, prev_block_cert: {} },
    ];
    for (const json of broken) expect(() => headerFromJson(json)).toThrowCode('CODEC_INVALID');
    const votes = { bitset: 1, aggregate_signature: '00' };
    expect(() => attestationFromJson({ result: { Maybe: '00' }, validation: votes, ratification: votes })).toThrowCode(
      'CODEC_INVALID',
    );
    expect(attestationFromJson({ result: 'NoQuorum', validation: votes, ratification: votes }).result).toEqual({
      kind: 'Fail',
      vote: { kind: 'NoQuorum' },
    });
  });
});
