import { blsVerifyBatch } from '@eventide/crypto/bls/batch';
import { systemRandom } from '@eventide/crypto/random';
import type { Rules } from '@eventide/params';
import { isMockProof } from '@eventide/plonk/mock';
import { verifyBatch } from '@eventide/plonk/verifier/batch';
import { verifyAuth } from '@eventide/tx/phoenix/auth/verify';
import type { Transaction } from '@eventide/tx/transaction';
import type { Engine } from '../engine.ts';
import { boolResult, undefinedIfRefused } from '../hostQueries/query.ts';
import { verifierOf } from '../hostQueries/verifyPlonk.ts';
import { circuitKeysAt } from './circuitKeys.ts';
import { claimsOf, type PlonkClaim, type TxClaim } from './claims.ts';

/**
 * Finds the verdicts that executing these transactions on the state `root` will ask for, all signatures in one product and all
 * proofs in another, and keeps them in the engine's cache. Execution gives the same results with and without; only its time
 * differs. Cost per new signature about 1 ms, per new proof about 5 ms.
 * @throws VmError VM_BASE_UNKNOWN
 */
export function prewarm(
  engine: Engine,
  transactions: readonly Transaction[],
  { rules, root }: { readonly rules: Rules; readonly root: Uint8Array },
): void {
  const claims = newClaims(engine, transactions, rules, root);
  const signatures = claims.filter((claim) => claim.query === 'verify_bls');
  const verdicts = blsVerifyBatch(
    rules.bls,
    signatures.map(({ claim }) => claim),
    systemRandom,
  );
  signatures.forEach((claim, i) => {
    learn(engine, claim, verdicts[i]?.ok === true);
  });
  for (const claim of claims) {
    if (claim.query === 'verify_phoenix_auth') learn(engine, claim, verifyAuth(claim.claim));
  }
  const proofs = claims.filter((claim) => claim.query === 'verify_plonk');
  const valid = verifyProofs(
    proofs.map(({ claim }) => claim),
    rules,
  );
  proofs.forEach((claim, i) => {
    learn(engine, claim, valid[i] === true);
  });
}

/**
 * Takes the word of somebody who verified these transactions under the same rules (`verifyTx` accepted them, with the verifier data
 * of this network): their signatures and proofs are not looked at again. For a mempool that hands its transactions to the
 * producer of the same node; never for what a peer says.
 * @throws VmError VM_BASE_UNKNOWN
 */
export function trustVerified(
  engine: Engine,
  transactions: readonly Transaction[],
  { rules, root }: { readonly rules: Rules; readonly root: Uint8Array },
): void {
  for (const claim of newClaims(engine, transactions, rules, root)) learn(engine, claim, true);
}

function newClaims(
  engine: Engine,
  transactions: readonly Transaction[],
  rules: Rules,
  root: Uint8Array,
): readonly TxClaim[] {
  const keys = transactions.some(({ kind }) => kind === 'phoenix') ? circuitKeysAt(engine, root) : [];
  return transactions
    .flatMap((tx) => claimsOf(tx, rules, keys))
    .filter(({ query, key }) => engine.cache.find(query, key) === undefined);
}

function learn({ cache }: Engine, { query, key }: TxClaim, holds: boolean): void {
  cache.learn({ query, key, answer: boolResult(holds) });
}

/** As the query `verify_plonk` answers. */
function verifyProofs(claims: readonly PlonkClaim[], { plonk, proofs }: Rules): boolean[] {
  const verdicts = claims.map(() => false);
  const real: number[] = [];
  const batch = claims.flatMap(({ verifier: bytes, proof, inputs }, i) => {
    const verifier = undefinedIfRefused(() => verifierOf(bytes));
    if (verifier === undefined) return [];
    if (proofs === 'mock' && isMockProof(proof, verifier.data, inputs, plonk)) {
      verdicts[i] = true;
      return [];
    }
    real.push(i);
    return [{ verifier, proof, publicInputs: inputs, version: plonk }];
  });
  verifyBatch(batch, systemRandom).forEach(({ ok }, i) => {
    verdicts[real[i] as number] = ok;
  });
  return verdicts;
}
