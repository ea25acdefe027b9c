import { accept, refuse, type Verdict } from '@eventide/base';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import { blsVerify } from '@eventide/crypto/bls/sign';
import type { Fr } from '@eventide/crypto/fields/fr';
import { contractConstants, type Rules } from '@eventide/params';
import { U64_MAX } from './amounts.ts';
import type { Blob } from './blob/blob.ts';
import { type MoonlightTransaction, moonlightMessage } from './moonlight/payload.ts';
import type { PhoenixTransaction } from './phoenix/payload.ts';
import { hasProofField, type PhoenixProofVerifier, type PhoenixRefusal, verifyPhoenixProof } from './phoenix/verify.ts';
import { checkPreconditions, type IsMemory64, type PreconditionRefusal } from './preconditions.ts';
import { gasTerms, type Transaction } from './transaction.ts';

/** Why a transaction is refused before it is executed. Codes are stable. */
export type TxRefusal =
  | PreconditionRefusal
  | PhoenixRefusal
  | 'TX_CHAIN_ID'
  | 'TX_GAS_PRICE'
  | 'TX_INPUT_COUNT'
  | 'TX_NULLIFIER_REPEATED'
  | 'TX_NULLIFIER_SPENT'
  | 'TX_SIDECAR_MISSING'
  | 'TX_SIDECAR_INVALID'
  | 'TX_AMOUNT_OVERFLOW'
  | 'TX_BALANCE_SHORT'
  | 'TX_NONCE_USED'
  | 'TX_BAD_SIGNATURE';

/** The part of the state that a transaction depends on. A missing account has balance and nonce 0. */
export type SpendState = {
  /** Those of the transaction's nullifiers that are spent already. */
  readonly spentNullifiers?: ReadonlySet<Fr> | undefined;
  readonly account?: { readonly balance: bigint; readonly nonce: bigint } | undefined;
};

/** What `verifyTx` is given besides transaction and rules; what is left out is not checked. */
export type TxContext = {
  /** Checks proofs under the verifier data of `rules.circuitSet`. */
  readonly proofs: PhoenixProofVerifier;
  readonly state?: SpendState | undefined;
  /** The network's; the reference leaves this to the contract. */
  readonly chainId?: number | undefined;
  /** Blobs must come with sidecars that pass; for the mempool and for candidates. Spec: 03 §5.1 */
  readonly verifyBlob?: ((blob: Blob) => boolean) | undefined;
  readonly isMemory64?: IsMemory64 | undefined;
  /** Senders whose signature is not asked for: on a developer's node alone. Spec: 13 §3.2 */
  readonly unsigned?: ((sender: BlsPublicKey) => boolean) | undefined;
};

/**
 * The judgement on a transaction before it is executed: what the mempool and, under strict rules, a block demand. `rules`
 * are those of tip + 1 in the mempool, of its own height in a block. That the bytes are canonical is `decodeTx`'s part.
 * Root membership is not checked: only the contract knows the roots.
 * Spec: 14 §4, 03 §16
 */
export function verifyTx(tx: Transaction, rules: Rules, context: TxContext): Verdict<TxRefusal> {
  if (context.chainId !== undefined && tx.payload.chainId !== context.chainId) return refuse('TX_CHAIN_ID');
  if (gasTerms(tx).gasPrice < 1n) return refuse('TX_GAS_PRICE');
  return tx.kind === 'phoenix' ? verifyPhoenix(tx, rules, context) : verifyMoonlight(tx, rules, context);
}

function verifyPhoenix(tx: PhoenixTransaction, rules: Rules, context: TxContext): Verdict<TxRefusal> {
  const { nullifiers } = tx.payload.skeleton;
  if (nullifiers.length < 1 || nullifiers.length > contractConstants.maxPhoenixInputs) {
    return refuse('TX_INPUT_COUNT', String(nullifiers.length));
  }
  if (!hasProofField(tx, rules)) return refuse('TX_BAD_PROOF_FIELD');
  const before = checkBefore(tx, rules, context);
  if (!before.ok) return before;
  if (new Set(nullifiers).size !== nullifiers.length) return refuse('TX_NULLIFIER_REPEATED');
  if (nullifiers.some((nullifier) => context.state?.spentNullifiers?.has(nullifier))) {
    return refuse('TX_NULLIFIER_SPENT');
  }
  return verifyPhoenixProof(tx, rules, context.proofs);
}

function verifyMoonlight(tx: MoonlightTransaction, rules: Rules, context: TxContext): Verdict<TxRefusal> {
  const before = checkBefore(tx, rules, context);
  if (!before.ok) return before;
  const { value, deposit, gasLimit, gasPrice, nonce, sender } = tx.payload;
  const total = gasLimit * gasPrice + value + deposit;
  if (total > U64_MAX) return refuse('TX_AMOUNT_OVERFLOW');
  const account = context.state?.account;
  if (account !== undefined && total > account.balance) return refuse('TX_BALANCE_SHORT');
  if (account !== undefined && nonce <= account.nonce) return refuse('TX_NONCE_USED');
  if (context.unsigned?.(sender) === true) return accept();
  return blsVerify(rules.bls, sender, tx.signature, moonlightMessage(tx.payload)).ok
    ? accept()
    : refuse('TX_BAD_SIGNATURE');
}

function checkBefore(tx: Transaction, rules: Rules, context: TxContext): Verdict<TxRefusal> {
  const preconditions = checkPreconditions(tx, rules, context.isMemory64);
  if (!preconditions.ok) return preconditions;
  const { data } = tx.payload;
  if (data?.kind !== 'blob' || context.verifyBlob === undefined) return accept();
  if (data.blobs.some(({ sidecar }) => sidecar === null)) return refuse('TX_SIDECAR_MISSING');
  return data.blobs.every(context.verifyBlob) ? accept() : refuse('TX_SIDECAR_INVALID');
}
