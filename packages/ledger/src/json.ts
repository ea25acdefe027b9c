import { toBase58, toHex } from '@eventide/base';
import type { Attestation, FailedIteration, StepVotes } from './attestation.ts';
import type { Header } from './header.ts';
import type { RatificationResult } from './vote.ts';

/**
 * A value of the JSON forms. `bitset` and other u64 are `bigint` here and plain JSON numbers in text, beyond 2^53 too:
 * `formatJson` writes them exactly. Spec: 06 §3
 */
export type JsonValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** JSON text with `bigint` as exact numbers. */
export function formatJson(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(formatJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value as { [key: string]: JsonValue })
      .map(([key, entry]) => `${JSON.stringify(key)}:${formatJson(entry)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A header as the reference's API shows it; its own attestation is left out. Spec: 06 §3 */
export function headerToJson(header: Header): JsonValue {
  return {
    version: header.version,
    height: header.height,
    timestamp: header.timestampSec,
    prev_block_hash: toHex(header.prevBlockHash),
    seed: toHex(header.seed),
    state_hash: toHex(header.stateHash),
    event_bloom: toHex(header.eventBloom),
    generator_bls_pubkey: toBase58(header.generator),
    txroot: toHex(header.txRoot),
    faultroot: toHex(header.faultRoot),
    gas_limit: header.gasLimit,
    iteration: header.iteration,
    prev_block_cert: attestationToJson(header.prevBlockCert),
    failed_iterations: header.failedIterations.map(failedIterationToJson),
    hash: toHex(header.hash),
    signature: toHex(header.signature),
  };
}

/** Spec: 06 §3 */
export function attestationToJson(attestation: Attestation): JsonValue {
  return {
    result: resultToJson(attestation.result),
    validation: stepVotesToJson(attestation.validation),
    ratification: stepVotesToJson(attestation.ratification),
  };
}

function failedIterationToJson(entry: FailedIteration): JsonValue {
  return entry === undefined ? null : [attestationToJson(entry.attestation), toBase58(entry.generator)];
}

function stepVotesToJson(votes: StepVotes): JsonValue {
  return { bitset: votes.bitset, aggregate_signature: toHex(votes.signature) };
}

/** Untagged: the vote alone, since success and failure follow from it. */
function resultToJson({ vote }: RatificationResult): JsonValue {
  return 'hash' in vote ? { [vote.kind]: toHex(vote.hash) } : vote.kind;
}
