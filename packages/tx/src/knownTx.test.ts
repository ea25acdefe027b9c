import { blsPublicKey } from '@eventide/crypto/bls/keys';
import { describe, expect, test } from 'vitest';
import { decodeTx, encodeTx } from './envelope.ts';
import { decodeKnownTx } from './knownTx.ts';
import { buildMoonlight } from './moonlight/build.ts';

/** What it gives, or the code it throws. */
function outcome(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}

describe('03 §8 transactions met before', () => {
  const gas = { gasLimit: 1n, gasPrice: 1n };
  const bytes = encodeTx(buildMoonlight({ chainId: 224, from: 3n, to: blsPublicKey(5n), value: 1n, nonce: 1n, gas }));

  test('are decoded once, to what decodeTx gives; the bytes may change afterwards', () => {
    const given = bytes.slice();
    const first = decodeKnownTx(given, { strict: true });
    expect(first).toEqual(decodeTx(bytes, { strict: true }));
    given.fill(0);
    expect(decodeKnownTx(bytes.slice(), { strict: true })).toBe(first);
    expect(encodeTx(first)).toEqual(bytes);
  });

  test('rules that accept more do not decide for those that accept less', () => {
    expect(decodeKnownTx(bytes, { strict: false })).toEqual(decodeTx(bytes, { strict: false }));
    // An ignored tail: lenient rules take it, also when it is known, and strict ones do not.
    const longer = new Uint8Array([...bytes, 7]);
    const lenient = [1, 2].map(() => outcome(() => decodeKnownTx(longer, { strict: false })));
    expect(lenient).toEqual([1, 2].map(() => outcome(() => decodeTx(longer, { strict: false }))));
    const strict = [1, 2].map(() => outcome(() => decodeKnownTx(longer, { strict: true })));
    expect(strict).toEqual([1, 2].map(() => outcome(() => decodeTx(longer, { strict: true }))));
    expect(() => decodeKnownTx(bytes.subarray(0, 40), { strict: true })).toThrow();
    expect(() => decodeKnownTx(bytes.subarray(0, 40), { strict: true })).toThrow();
  });
});
