import { fromBase58, fromHex, isEventideError } from '@eventide/base';
import { CodecError } from '@eventide/codec';
import type { Attestation, FailedIteration, StepVotes } from './attestation.ts';
import type { HashableHeader } from './header.ts';
import type { RatificationResult, Vote } from './vote.ts';

/**
 * The header that a node's JSON describes, ready to be hashed again: the reverse of `headerToJson`. Whole numbers may be numbers, exact
 * numbers or decimal text.
 * @throws CodecError CODEC_INVALID for anything else
 * Spec: 08 §4.3
 */
export function headerFromJson(json: unknown): HashableHeader {
  const header = fields(json);
  const failed = header.failed_iterations;
  if (!Array.isArray(failed)) throw bad('failed_iterations');
  return {
    version: Number(whole(header.version, 'version')),
    height: whole(header.height, 'height'),
    timestampSec: whole(header.timestamp, 'timestamp'),
    prevBlockHash: hex(header.prev_block_hash, 'prev_block_hash'),
    seed: hex(header.seed, 'seed'),
    stateHash: hex(header.state_hash, 'state_hash'),
    eventBloom: hex(header.event_bloom, 'event_bloom'),
    generator: base58(header.generator_bls_pubkey, 'generator_bls_pubkey'),
    txRoot: hex(header.txroot, 'txroot'),
    faultRoot: hex(header.faultroot, 'faultroot'),
    gasLimit: whole(header.gas_limit, 'gas_limit'),
    iteration: Number(whole(header.iteration, 'iteration')),
    prevBlockCert: attestationFromJson(header.prev_block_cert),
    failedIterations: failed.map(failedFromJson),
  };
}

/** The reverse of `attestationToJson`. @throws CodecError CODEC_INVALID. Spec: 08 §4.3 */
export function attestationFromJson(json: unknown): Attestation {
  const { result, validation, ratification } = fields(json);
  return {
    result: resultFromJson(result),
    validation: votesFromJson(validation),
    ratification: votesFromJson(ratification),
  };
}

function failedFromJson(json: unknown): FailedIteration {
  if (json === null) return undefined;
  if (!Array.isArray(json) || json.length !== 2) throw bad('failed_iterations');
  return { attestation: attestationFromJson(json[0]), generator: base58(json[1], 'generator') };
}

function votesFromJson(json: unknown): StepVotes {
  const { bitset, aggregate_signature: signature } = fields(json);
  return { bitset: whole(bitset, 'bitset'), signature: hex(signature, 'aggregate_signature') };
}

/** Success or failure follows from the vote. */
function resultFromJson(json: unknown): RatificationResult {
  const vote = voteFromJson(json);
  return { kind: vote.kind === 'Valid' ? 'Success' : 'Fail', vote } as RatificationResult;
}

function voteFromJson(json: unknown): Vote {
  if (json === 'NoCandidate' || json === 'NoQuorum') return { kind: json };
  const [entry, ...others] = Object.entries(fields(json));
  if (entry === undefined || others.length > 0 || (entry[0] !== 'Valid' && entry[0] !== 'Invalid')) throw bad('result');
  return { kind: entry[0], hash: hex(entry[1], 'result') };
}

function fields(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Readonly<Record<string, unknown>>;
  throw bad('object');
}

function hex(json: unknown, at: string): Uint8Array {
  return text(json, at, fromHex);
}

function base58(json: unknown, at: string): Uint8Array {
  return text(json, at, fromBase58);
}

function text(json: unknown, at: string, read: (text: string) => Uint8Array): Uint8Array {
  if (typeof json !== 'string') throw bad(at);
  try {
    return read(json);
  } catch (error) {
    if (isEventideError(error)) throw bad(at);
    throw error;
  }
}

function whole(json: unknown, at: string): bigint {
  const isWhole = typeof json === 'bigint' || (typeof json === 'number' && Number.isSafeInteger(json));
  if (!isWhole && !(typeof json === 'string' && /^\d{1,20}$/.test(json))) throw bad(at);
  const value = BigInt(json as bigint | number | string);
  if (value < 0n) throw bad(at);
  return value;
}

function bad(at: string): CodecError {
  return new CodecError('CODEC_INVALID', { rule: 'header JSON', at });
}
