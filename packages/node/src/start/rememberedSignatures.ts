import { concatBytes, createLru, toHex } from '@eventide/base';
import type { Signatures, Signer } from '@eventide/consensus';
import { sha256 } from '@eventide/crypto/hash';

/** Signatures of some hundred blocks. */
const REMEMBERED = 4_096;

/** A signature of several keys, to be verified. */
export type SignedClaim = {
  readonly round: bigint;
  readonly keys: readonly Uint8Array[];
  readonly signature: Uint8Array;
  readonly message: Uint8Array;
};

export type RememberedSignatures = {
  readonly signatures: Signatures;
  /** Verifies claims together and remembers those that hold. @throws what verifying throws */
  readonly prove: (claims: readonly SignedClaim[]) => Promise<void>;
  /** The same signer, whose signatures need no proof here. */
  readonly own: (signer: Signer) => Signer;
};

/**
 * What was found valid once is not verified again: a block carries what its candidate carried, and its successor repeats its attestation.
 * A refusal is not remembered. Costs a hash per question.
 */
export function rememberSignatures(
  signatures: Signatures,
  verifyTogether: (claims: readonly SignedClaim[]) => Promise<readonly boolean[]>,
): RememberedSignatures {
  const valid = createLru<string, true>({ maxEntries: REMEMBERED });
  const nameOf = (round: bigint, keys: readonly Uint8Array[], signature: Uint8Array, message: Uint8Array): string =>
    `${round}/${keys.length}/${toHex(sha256(concatBytes(signature, ...keys, message)))}`;
  return {
    signatures: {
      verify(round, keys, signature, message) {
        const name = nameOf(round, keys, signature, message);
        if (valid.get(name)) return true;
        const holds = signatures.verify(round, keys, signature, message);
        if (holds) valid.set(name, true);
        return holds;
      },
      aggregate: (parts) => signatures.aggregate(parts),
    },
    async prove(claims) {
      const names = claims.map(({ round, keys, signature, message }) => nameOf(round, keys, signature, message));
      const unknown = claims.filter((_, i) => valid.get(names[i] as string) === undefined);
      if (unknown.length === 0) return;
      const verdicts = await verifyTogether(unknown);
      unknown.forEach(({ round, keys, signature, message }, i) => {
        if (verdicts[i] === true) valid.set(nameOf(round, keys, signature, message), true);
      });
    },
    own: (signer) => ({
      ...signer,
      sign(round, message) {
        const signature = signer.sign(round, message);
        valid.set(nameOf(round, [signer.key], signature, message), true);
        return signature;
      },
    }),
  };
}
