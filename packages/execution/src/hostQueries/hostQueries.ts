import { concatBytes, createLru, type Lru, toHex } from '@eventide/base';
import { blake2b512 } from '@eventide/crypto/hash';
import type { Rules } from '@eventide/params';
import type { HostQueries } from '@eventide/vm/hostQueries';
import { keccak256, sha256 } from './byteHash.ts';
import { hash } from './hash.ts';
import { jubjubDecode } from './jubjubDecode.ts';
import { poseidonHash } from './poseidonHash.ts';
import { poseidonMerkle } from './poseidonMerkle.ts';
import type { HostQuery, QueryScope } from './query.ts';
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

/** Verdicts that were found before, per query. They never change an answer. */
export type QueryCache = { readonly get: (name: string) => Lru<string, Uint8Array> };

const CACHED_RESULTS = 512;

/** One cache for all sessions of a node. Spec: 04 §7.5 */
export function createQueryCache(): QueryCache {
  const results = new Map<string, Lru<string, Uint8Array>>();
  return {
    get(name) {
      let found = results.get(name);
      if (!found) {
        found = createLru({ maxEntries: CACHED_RESULTS });
        results.set(name, found);
      }
      return found;
    },
  };
}

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
  const tag = query.cacheTag?.(scope) ?? null;
  if (tag === null) return query.answer(argument, scope);
  const results = cache.get(query.name);
  const key = toHex(blake2b512(concatBytes(Uint8Array.of(scope.rules.proofs === 'mock' ? 1 : 0), tag, argument)));
  const known = results.get(key);
  if (known) return known;
  const answer = query.answer(argument, scope);
  results.set(key, answer);
  return answer;
}
