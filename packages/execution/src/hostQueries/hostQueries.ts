import type { Rules } from '@eventide/params';
import type { HostQueries } from '@eventide/vm/hostQueries';
import { keccak256, sha256 } from './byteHash.ts';
import { hash } from './hash.ts';
import { jubjubDecode } from './jubjubDecode.ts';
import { poseidonHash } from './poseidonHash.ts';
import { poseidonMerkle } from './poseidonMerkle.ts';
import type { HostQuery, QueryScope } from './query.ts';
import { factKey, type QueryCache } from './queryCache.ts';
import { secp256k1Recover } from './secp256k1Recover.ts';
import { verifyBls } from './verifyBls.ts';
import { verifyBlsMultisig } from './verifyBlsMultisig.ts';
import { verifyGroth16Bn254 } from './verifyGroth16Bn254.ts';
import { verifyKzgProof } from './verifyKzgProof.ts';
import { verifyPhoenixAuth } from './verifyPhoenixAuth.ts';
import { verifyPlonk } from './verifyPlonk.ts';
import { verifySchnorr } from './verifySchnorr.ts';

/** Every query that a network may have. Spec: 04 §7.5, 14 §5 */
export const allQueries: readonly HostQuery[] = [
  hash,
  poseidonHash,
  verifyPlonk,
  verifyGroth16Bn254,
  verifySchnorr,
  verifyBls,
  verifyBlsMultisig,
  keccak256,
  sha256,
  verifyKzgProof,
  secp256k1Recover,
  verifyPhoenixAuth,
  poseidonMerkle,
  jubjubDecode,
];

const byName = new Map(allQueries.map((query) => [query.name, query]));

/**
 * The queries of a session under `rules`: those not active are not registered, so calling them traps. `txDigest` is asked at every
 * call for the Phoenix transaction under execution. Prices are those of the rules.
 * Spec: 04 §7.5, 14 §5
 */
export function createHostQueries(
  rules: Rules,
  cache: QueryCache,
  txDigest: () => Uint8Array | null = () => null,
): HostQueries {
  return (name, argument) => {
    const query = rules.queries.has(name) ? byName.get(name) : undefined;
    if (query === undefined) return undefined;
    const scope = { rules, txDigest: txDigest() };
    const run = (): Uint8Array => answerCached(query, argument, scope, cache);
    const price = rules.queryPrice(name, argument.length);
    return price === 0n ? run() : { price, run };
  };
}

function answerCached(query: HostQuery, argument: Uint8Array, scope: QueryScope, cache: QueryCache): Uint8Array {
  const key = factKey(query, argument, scope);
  if (key === undefined) return query.answer(argument, scope);
  const known = cache.find(query.name, key);
  if (known) return known;
  const answer = query.answer(argument, scope);
  cache.learn({ query: query.name, key, answer });
  return answer;
}
