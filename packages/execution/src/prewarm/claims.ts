import { encodeArchive } from '@eventide/codec/rkyv';
import type { BlsClaim } from '@eventide/crypto/bls/batch';
import type { Fr } from '@eventide/crypto/fields/fr';
import { contractConstants, type Rules } from '@eventide/params';
import { type MoonlightTransaction, moonlightMessage } from '@eventide/tx/moonlight/payload';
import { authOutput, encodeAuthOutputs, phoenixTxDigest } from '@eventide/tx/phoenix/auth/auth';
import type { AuthRequest } from '@eventide/tx/phoenix/auth/verify';
import { type PhoenixTransaction, phoenixPayloadHash } from '@eventide/tx/phoenix/payload';
import { splitProofField } from '@eventide/tx/phoenix/proofField';
import { hasProofField, phoenixPublicInputs } from '@eventide/tx/phoenix/verify';
import type { Transaction } from '@eventide/tx/transaction';
import { undefinedIfRefused } from '../hostQueries/query.ts';
import { factKey } from '../hostQueries/queryCache.ts';
import { blsArgument, verifyBls } from '../hostQueries/verifyBls.ts';
import { authArgument, verifyPhoenixAuth } from '../hostQueries/verifyPhoenixAuth.ts';
import { plonkArgument, verifyPlonk } from '../hostQueries/verifyPlonk.ts';
import type { CircuitKeys } from './circuitKeys.ts';

/** A verdict that the transfer contract will ask for, under the key by which it will find it. */
export type TxClaim = { readonly key: string } & (
  | { readonly query: 'verify_bls'; readonly claim: BlsClaim }
  | { readonly query: 'verify_phoenix_auth'; readonly claim: AuthRequest }
  | { readonly query: 'verify_plonk'; readonly claim: PlonkClaim }
);

/** A proof under verifier data given as bytes. */
export type PlonkClaim = {
  readonly verifier: Uint8Array;
  readonly proof: Uint8Array;
  readonly inputs: readonly Fr[];
};

/** What the transfer contract asks of a transaction before it spends it. A prediction: a wrong one costs time only. */
export function claimsOf(tx: Transaction, rules: Rules, keys: CircuitKeys): TxClaim[] {
  return tx.kind === 'moonlight'
    ? [signatureClaim(tx, rules)]
    : (undefinedIfRefused(() => proofClaims(tx, rules, keys)) ?? []);
}

function signatureClaim({ payload, signature }: MoonlightTransaction, rules: Rules): TxClaim {
  const claim = { publicKey: payload.sender, signature, message: moonlightMessage(payload) };
  const argument = encodeArchive(blsArgument, claim);
  return { query: 'verify_bls', key: factKey(verifyBls, argument, { rules, txDigest: null }) as string, claim };
}

function proofClaims(tx: PhoenixTransaction, rules: Rules, keys: CircuitKeys): TxClaim[] {
  const { payload } = tx;
  const { nullifiers, outputs } = payload.skeleton;
  const inputs = nullifiers.length;
  if (inputs < 1 || inputs > contractConstants.maxPhoenixInputs || !hasProofField(tx, rules)) return [];
  const field = splitProofField(rules.circuitSet, tx.proofField, inputs);
  const claims: TxClaim[] = [];
  if (field.auth !== null) {
    const claim = {
      payloadHash: phoenixPayloadHash(payload),
      txDigest: phoenixTxDigest(payload),
      auth: field.auth,
      outputs: encodeAuthOutputs([authOutput(outputs[0]), authOutput(outputs[1])]),
      inputs,
    };
    const key = factKey(verifyPhoenixAuth, encodeArchive(authArgument, claim), { rules, txDigest: claim.txDigest });
    claims.push({ query: 'verify_phoenix_auth', key: key as string, claim });
  }
  const verifier = keys[inputs - 1];
  if (verifier === undefined) return claims;
  // Without an authorisation the contract hands on the whole field.
  const proof = field.auth === null ? tx.proofField : field.proof;
  const claim = { verifier, proof, inputs: phoenixPublicInputs(payload, field) };
  const key = factKey(verifyPlonk, encodeArchive(plonkArgument, claim), { rules, txDigest: null });
  return [...claims, { query: 'verify_plonk', key: key as string, claim }];
}
