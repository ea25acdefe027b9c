import { hash } from 'node:crypto';
import { concatBytes, createLru, type Lru } from '@eventide/base';
import type { HostQuery, QueryScope } from './query.ts';

/** The answer to one host query, known before it is asked. Survives a structured clone. */
export type QueryFact = {
  readonly query: string;
  /** Names rule set and argument; made by `factKey`. */
  readonly key: string;
  readonly answer: Uint8Array;
};

/** Verdicts that were found before. They never change an answer, only its cost. */
export type QueryCache = {
  find(query: string, key: string): Uint8Array | undefined;
  learn(fact: QueryFact): void;
};

/** Per query; more than the mempool holds, about 5 MB. */
const KEPT_ANSWERS = 16_384;

/** One cache for all sessions of a node. Spec: 04 §7.5 */
export function createQueryCache(): QueryCache {
  const answers = new Map<string, Lru<string, Uint8Array>>();
  return {
    find: (query, key) => answers.get(query)?.get(key),
    learn({ query, key, answer }) {
      const kept = answers.get(query) ?? createLru({ maxEntries: KEPT_ANSWERS });
      answers.set(query, kept);
      kept.set(key, answer);
    },
  };
}

/** Names an answer worth keeping; undefined for queries that are cheaper to answer than to look up. */
export function factKey(query: HostQuery, argument: Uint8Array, scope: QueryScope): string | undefined {
  const input = query.cacheInput?.(argument, scope) ?? null;
  if (input === null) return undefined;
  // The platform's own hash: ours would take longer than some answers.
  return hash('sha256', concatBytes(Uint8Array.of(scope.rules.proofs === 'mock' ? 1 : 0), input), 'hex');
}
