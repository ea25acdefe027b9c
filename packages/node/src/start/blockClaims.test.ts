import { createBlsSignatures, createBlsSigner } from '@eventide/consensus';
import { describe, expect, test } from 'vitest';
import { verifyTogether } from './blockClaims.ts';

describe('06 §2 signatures verified together', () => {
  const version = () => 'V2' as const;
  const signers = [5n, 6n, 7n].map((secret) => createBlsSigner(secret, version));
  const { aggregate, verify } = createBlsSignatures(version);
  const message = Uint8Array.of(1, 2, 3);
  const signed = (members: readonly number[], text = message) => {
    const chosen = members.map((i) => signers[i] as (typeof signers)[number]);
    return {
      round: 1n,
      keys: chosen.map(({ key }) => key),
      signature: aggregate(chosen.map(({ sign }) => sign(1n, text))),
      message: text,
    };
  };

  test('each gets the verdict it gets alone', () => {
    const good = [signed([0]), signed([0, 1]), signed([1, 2, 0]), signed([2], Uint8Array.of(9))];
    const claims = [
      ...good,
      { ...signed([0, 1]), message: Uint8Array.of(8) },
      { ...signed([0, 1]), keys: signed([0]).keys },
      { ...signed([0]), signature: new Uint8Array(48) },
      { ...signed([0]), keys: [new Uint8Array(96)] },
      { ...signed([0]), keys: [] },
    ];
    const alone = claims.map(({ round, keys, signature, message: text }) => verify(round, keys, signature, text));
    expect(verifyTogether(version, claims)).toEqual(alone);
    expect(alone).toEqual([true, true, true, true, false, false, false, false, false]);
    expect(verifyTogether(version, [])).toEqual([]);
  });
});
