import { fromBase58, fromHex } from '@eventide/base';
import type {
  Attestation,
  FailedIteration,
  HashableHeader,
  RatificationResult,
  StepVotes,
  Vote,
} from '@eventide/ledger';

/** The header that the node's JSON describes, ready to be hashed again. Throws for anything else. Spec: 08 §4.3 */
export function readHeader(json: unknown): HashableHeader {
  const header = fields(json);
  return {
    version: Number(header.version),
    height: whole(header.height),
    timestampSec: whole(header.timestamp),
    prevBlockHash: hex(header.prev_block_hash),
    seed: hex(header.seed),
    stateHash: hex(header.state_hash),
    eventBloom: hex(header.event_bloom),
    generator: fromBase58(String(header.generator_bls_pubkey)),
    txRoot: hex(header.txroot),
    faultRoot: hex(header.faultroot),
    gasLimit: whole(header.gas_limit),
    iteration: Number(header.iteration),
    prevBlockCert: readAttestation(header.prev_block_cert),
    failedIterations: (header.failed_iterations as readonly unknown[]).map(readFailed),
  };
}

/** Spec: 08 §4.3 */
export function readAttestation(json: unknown): Attestation {
  const { result, validation, ratification } = fields(json);
  return { result: readResult(result), validation: readVotes(validation), ratification: readVotes(ratification) };
}

function readFailed(json: unknown): FailedIteration {
  if (json === null) return undefined;
  const [attestation, generator] = json as readonly [unknown, string];
  return { attestation: readAttestation(attestation), generator: fromBase58(generator) };
}

function readVotes(json: unknown): StepVotes {
  const { bitset, aggregate_signature: signature } = fields(json);
  return { bitset: whole(bitset), signature: hex(signature) };
}

function readResult(json: unknown): RatificationResult {
  const vote = readVote(json);
  return { kind: vote.kind === 'Valid' ? 'Success' : 'Fail', vote } as RatificationResult;
}

function readVote(json: unknown): Vote {
  if (json === 'NoCandidate' || json === 'NoQuorum') return { kind: json };
  const [entry] = Object.entries(fields(json));
  if (entry === undefined || (entry[0] !== 'Valid' && entry[0] !== 'Invalid')) throw new TypeError('not a vote');
  return { kind: entry[0], hash: hex(entry[1]) };
}

function fields(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null) throw new TypeError('not an object');
  return json as Readonly<Record<string, unknown>>;
}

function hex(json: unknown): Uint8Array {
  return fromHex(String(json));
}

function whole(json: unknown): bigint {
  return BigInt(json as number | bigint | string);
}
