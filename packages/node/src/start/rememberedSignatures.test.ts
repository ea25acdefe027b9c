import type { Signatures } from '@eventide/consensus';
import { createTransparentSignatures } from '@eventide/testkit/simulation/transparentSignatures';
import { describe, expect, test } from 'vitest';
import { rememberSignatures } from './rememberedSignatures.ts';

const key = new Uint8Array(96).fill(1);
const message = Uint8Array.of(1, 2, 3);

describe('06 §2 signatures that were verified before', () => {
  const scheme = createTransparentSignatures();
  let asked = 0;
  const counted: Signatures = {
    ...scheme,
    verify: (...question) => {
      asked++;
      return scheme.verify(...question);
    },
  };
  const { signatures, own, prove } = rememberSignatures(counted, async (claims) =>
    claims.map(({ round, keys, signature, message }) => scheme.verify(round, keys, signature, message)),
  );
  const signature = scheme.signer(key).sign(7n, message);

  test('a valid one is verified once, for its own round, keys and message only', () => {
    expect([1, 2, 3].map(() => signatures.verify(7n, [key], signature, message))).toEqual([true, true, true]);
    expect(asked).toBe(1);
    signatures.verify(8n, [key], signature, message);
    signatures.verify(7n, [key, key], signature, message);
    expect(signatures.verify(7n, [key], signature, Uint8Array.of(1, 2, 4))).toBe(false);
    expect(asked).toBe(4);
  });

  test('what was verified together is not verified again, if it holds', async () => {
    const claim = { round: 20n, keys: [key], signature: scheme.signer(key).sign(20n, message), message };
    const forged = { ...claim, message: Uint8Array.of(9) };
    await prove([claim, forged]);
    const before = asked;
    expect(signatures.verify(20n, [key], claim.signature, message)).toBe(true);
    expect(asked).toBe(before);
    expect(signatures.verify(20n, [key], claim.signature, forged.message)).toBe(false);
    expect(asked).toBe(before + 1);
  });

  test('a refusal is not remembered; own signatures need no proof', () => {
    const before = asked;
    const wrong = signature.map((byte) => byte ^ 1);
    expect([1, 2].map(() => signatures.verify(7n, [key], wrong, message))).toEqual([false, false]);
    expect(asked).toBe(before + 2);
    const mine = own(scheme.signer(key)).sign(9n, message);
    expect(signatures.verify(9n, [key], mine, message)).toBe(true);
    expect(asked).toBe(before + 2);
  });
});
