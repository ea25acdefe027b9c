import { createLru, equalBytes, toHex } from '@eventide/base';
import type { Signatures, Signer } from '@eventide/consensus';

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
 * A refusal is not remembered. A signature is remembered for one question, which is the only one it answers.
 */
export function rememberSignatures(
  signatures: Signatures,
  verifyTogether: (claims: readonly SignedClaim[]) => Promise<readonly boolean[]>,
): RememberedSignatures {
  const valid = createLru<string, SignedClaim>({ maxEntries: REMEMBERED });
  const isKnown = ({ round, keys, signature, message }: SignedClaim): boolean => {
    const known = valid.get(toHex(signature));
    if (known === undefined || known.round !== round || known.keys.length !== keys.length) return false;
    return equalBytes(known.message, message) && keys.every((key, i) => equalBytes(known.keys[i] as Uint8Array, key));
  };
  const remember = (claim: SignedClaim): void => void valid.set(toHex(claim.signature), claim);
  return {
    signatures: {
      verify(round, keys, signature, message) {
        const claim = { round, keys, signature, message };
        if (isKnown(claim)) return true;
        const holds = signatures.verify(round, keys, signature, message);
        if (holds) remember(claim);
        return holds;
      },
      aggregate: (parts) => signatures.aggregate(parts),
    },
    async prove(claims) {
      const unknown = claims.filter((claim) => !isKnown(claim));
      if (unknown.length === 0) return;
      const verdicts = await verifyTogether(unknown);
      unknown.forEach((claim, i) => {
        if (verdicts[i] === true) remember(claim);
      });
    },
    own: (signer) => ({
      ...signer,
      sign(round, message) {
        const signature = signer.sign(round, message);
        remember({ round, keys: [signer.key], signature, message });
        return signature;
      },
    }),
  };
}
