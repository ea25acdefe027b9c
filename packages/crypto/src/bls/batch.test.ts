import { utf8 } from '@eventide/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { G1_IDENTITY, G2_IDENTITY } from '../bls12-381/points.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import { type BlsClaim, blsVerifyBatch } from './batch.ts';
import { type BlsVersion, blsPublicKey } from './keys.ts';
import { blsSign, blsVerify } from './sign.ts';

const random = stdRngFromU64(3n).randomBytes;
const keys = [5n, 7n, 11n].map((secret) => ({ secret, publicKey: blsPublicKey(secret) }));
const signed = (version: BlsVersion, signer: number, text: string): BlsClaim => {
  const { secret, publicKey } = keys[signer] as (typeof keys)[0];
  const message = utf8(text);
  return { publicKey, signature: blsSign(version, secret, message), message };
};

describe('01 §9 many signatures at once', () => {
  test('nothing to verify', () => {
    expect(blsVerifyBatch('V2', [], random)).toEqual([]);
  });

  test.each(['V1', 'V2'] as const)('%s: verdicts of single verification, whatever is wrong', (version) => {
    const wrong: Record<string, (claim: BlsClaim) => BlsClaim> = {
      nothing: (claim) => claim,
      message: (claim) => ({ ...claim, message: utf8('another') }),
      signer: (claim) => ({ ...claim, publicKey: blsPublicKey(99n) }),
      'identity as key': (claim) => ({ ...claim, publicKey: G2_IDENTITY }),
      'identity as signature': (claim) => ({ ...claim, signature: G1_IDENTITY }),
      'point off the curve': (claim) => ({ ...claim, signature: { ...claim.signature, x: 1n } }),
    };
    const claim = fc
      .tuple(fc.nat(2), fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...Object.keys(wrong)))
      .map(([signer, text, fault]) => wrong[fault]?.(signed(version, signer, text)) as BlsClaim);
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 7 }), (claims) => {
        const single = claims.map((c) => blsVerify(version, c.publicKey, c.signature, c.message));
        expect(blsVerifyBatch(version, claims, random)).toEqual(single);
      }),
      { numRuns: 20 },
    );
  });

  test('two forgeries that cancel each other are found: weights differ', () => {
    const [a, b] = [signed('V2', 0, 'a'), signed('V2', 0, 'b')];
    const swapped = [
      { ...a, signature: b.signature },
      { ...b, signature: a.signature },
    ];
    expect(blsVerifyBatch('V2', swapped, random).map(({ ok }) => ok)).toEqual([false, false]);
  });
});
