import { encode } from '@eventide/codec';
import type { Signer, ToSign, Voters } from '@eventide/consensus';
import {
  type Block,
  emptyAttestation,
  type FailedIteration,
  type Hash,
  type HashableHeader,
  type Header,
  headerCodec,
  headerHash,
  MAX_BLOCK_BYTES,
  merkleRoot,
  slashesOf,
  voteMessage,
} from '@eventide/ledger';
import type { BuildRequest, Built } from './ports.ts';

/** What a candidate stands on. */
export type CandidateParent = { readonly header: Header; readonly voters: Voters };

/** u32 counts of transactions and faults. Spec: 06 §14, step 2 */
const COUNT_BYTES = 4;

/** What the executor has to fill: seed, certificate and failed iterations are settled before it runs. Spec: 06 §14 */
export function candidateRequest(
  parent: CandidateParent,
  own: Signer,
  iteration: number,
  failedIterations: readonly FailedIteration[],
  gasLimit: bigint,
): BuildRequest {
  const height = parent.header.height + 1n;
  const header: BuildRequest['header'] = {
    version: 1,
    height,
    prevBlockHash: parent.header.hash,
    seed: own.sign(height, parent.header.seed),
    generator: own.key,
    faultRoot: merkleRoot([]),
    gasLimit,
    iteration,
    prevBlockCert: parent.header.att,
    failedIterations,
  };
  const empty = {
    stateHash: new Uint8Array(32),
    eventBloom: new Uint8Array(256),
    txRoot: new Uint8Array(32),
    timestampSec: 0n,
  };
  const unsigned = {
    ...header,
    ...empty,
    att: emptyAttestation(),
    hash: new Uint8Array(32).fill(1),
    signature: new Uint8Array(48),
  };
  const maxTxBytes = MAX_BLOCK_BYTES - encode(headerCodec, unsigned).length - 2 * COUNT_BYTES;
  return {
    parentRoot: parent.header.stateHash,
    header,
    voters: parent.voters,
    slashes: slashesOf(failedIterations, []),
    maxTxBytes,
  };
}

/** The signed candidate; its time is taken after execution. Spec: 06 §14, step 4 */
export function sealCandidate(
  parent: Header,
  request: BuildRequest,
  built: Built,
  own: Signer,
  clock: { readonly nowMs: number; readonly minBlockTimeSec: number },
): Block {
  const earliest = parent.timestampSec + BigInt(clock.minBlockTimeSec);
  const nowSec = BigInt(Math.floor(clock.nowMs / 1_000));
  const hashable: HashableHeader = {
    ...request.header,
    stateHash: built.stateHash,
    eventBloom: built.eventBloom,
    txRoot: built.txRoot,
    timestampSec: nowSec > earliest ? nowSec : earliest,
  };
  const hash = headerHash(hashable);
  own.foresee?.(signedOf(hashable, hash));
  const header = { ...hashable, att: emptyAttestation(), hash, signature: own.sign(hashable.height, hash) };
  return { header, txs: built.txs, faults: [] };
}

/** What the generator signs from here on if nobody disagrees: header, both votes, and the seed of the next block. */
function signedOf({ height, prevBlockHash, iteration, seed }: HashableHeader, hash: Hash): readonly ToSign[] {
  const place = { prevBlockHash, round: height, iteration };
  const vote = { kind: 'Valid', hash } as const;
  return [
    { round: height, message: hash },
    { round: height, message: voteMessage(place, 'validation', vote) },
    { round: height, message: voteMessage(place, 'ratification', vote) },
    { round: height + 1n, message: seed },
  ];
}
