import { inflateRawSync } from 'node:zlib';
import { toHex, utf8 } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deflate } from './deflate.ts';

/** A repeatable mixture of repetitions, near repetitions and noise. */
function mixture(length: number, alphabet: number): Uint8Array {
  let state = length;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 8;
  };
  const out = Uint8Array.from({ length }, () => random() % alphabet);
  for (let at = 1_000; at < length; at += 1 + (random() % 500)) {
    const from = Math.max(0, at - (random() % 40_000));
    out.copyWithin(at, from, from + (random() % 300));
  }
  return out;
}

describe('02 §11.4 DEFLATE as the reference writes it', () => {
  // Digests of what miniz_oxide 0.7.4 gives for the same bytes at level 10.
  test.each([
    ['nothing', new Uint8Array(), '9b4fb24edd6d1d8830e272398263cdbf026b97392cc35387b991dc0248a628f9'],
    [
      'a short text: fixed codes',
      utf8('Deflate late'),
      '768b8548229c1f7c21a40a997cb725a00c4d1462070117536b46d5312a6d8988',
    ],
    ['zeros', new Uint8Array(100_000), '97ed0afbbfcab5dace30e74f885a9618df671bf8af519e8d6e304baa6109dd62'],
    ['noise: stored', mixture(900, 256), '73a2e3a86f9aa53bda228d0e1a318eb094ec4f63c1598cbd077efed960c32374'],
    ['several blocks', mixture(200_000, 7), '81608970dc3b57aad6cafdeb9348d27f33773fba1508dce331211e9e250523e4'],
    [
      'distances of every size',
      mixture(150_000, 251),
      'ddb18502112ad872893b74d4bd285e2d1bc5b60d088c90fa75ee5847bafa12b9',
    ],
  ])('%s', (_, bytes, digest) => {
    expect(toHex(sha256(deflate(bytes)))).toBe(digest);
  });

  test('any inflater reads it', () => {
    const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(pieces, (list) => {
        const bytes = Uint8Array.from(
          list.flatMap(([piece, times]) => Array.from({ length: times }, () => [...piece]).flat()),
        );
        expect(Uint8Array.from(inflateRawSync(deflate(bytes)))).toEqual(bytes);
      }),
    );
  });
});
