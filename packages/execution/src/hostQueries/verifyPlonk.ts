import { concatBytes, createLru, toHex } from '@eventide/base';
import { byteVec, encodeArchive, struct, vec } from '@eventide/codec/rkyv';
import { frArchive } from '@eventide/crypto/archives';
import { blake3 } from '@eventide/crypto/hash';
import type { Rules } from '@eventide/params';
import { decodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { isMockProof } from '@eventide/plonk/mock';
import { createVerifier, type Verifier, verify } from '@eventide/plonk/verifier/verifier';
import { boolResult, type HostQuery, readArgument, undefinedIfRefused } from './query.ts';

/** Spec: 04 §7.5 */
export const plonkArgument = struct(
  '(Vec<u8>, Vec<u8>, Vec<BlsScalar>)',
  { inputs: vec(frArchive), proof: byteVec(), verifier: byteVec() },
  { verifier: 0, proof: 8, inputs: 16 },
);
const TAGS: Readonly<Record<Rules['plonk'], number>> = { V1: 0, V2: 1, V3: 2 };

/** Decoded keys by digest: circuits are few and decoding costs as much as verifying. */
const verifiers = createLru<string, Verifier>({ maxEntries: 64 });

/** A PLONK proof under a key given as bytes, in the version of the rules. Spec: 04 §7.5, 02 §10 */
export const verifyPlonk: HostQuery = {
  name: 'verify_plonk',
  cacheInput(argument, { rules }) {
    const claim = readArgument(plonkArgument, argument);
    // Contracts lay the parts out in different orders: the canonical form is one for all.
    return claim ? concatBytes(Uint8Array.of(TAGS[rules.plonk]), encodeArchive(plonkArgument, claim)) : null;
  },
  answer(argument, { rules }) {
    const claim = readArgument(plonkArgument, argument);
    const verifier = claim && undefinedIfRefused(() => verifierOf(claim.verifier));
    if (claim === undefined || verifier === undefined) return boolResult(false);
    const { proof, inputs } = claim;
    if (rules.proofs === 'mock' && isMockProof(proof, verifier.data, inputs, rules.plonk)) return boolResult(true);
    return boolResult(verify(verifier, proof, inputs, rules.plonk).ok);
  },
};

/** @throws CodecError for bytes that are no key */
export function verifierOf(bytes: Uint8Array): Verifier {
  const key = toHex(blake3(bytes));
  const known = verifiers.get(key);
  if (known) return known;
  const made = createVerifier(decodeVerifierData(bytes));
  verifiers.set(key, made);
  return made;
}
