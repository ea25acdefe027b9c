import { equalBytes } from '@eventide/base';
import { type Signatures, verifyAttestation } from '@eventide/consensus';
import type { QuorumMessage } from '@eventide/ledger';
import type { Window } from './window.ts';

export type PastQuorumContext = {
  readonly signatures: Signatures;
  readonly strict: boolean;
  /** Is this attestation known already? */
  readonly isKnown: (hash: Uint8Array) => boolean;
};

/** Hash of a better block of a past round, if the quorum proves that there is one: ours is of a later iteration. Spec: 06 §15 */
export function betterBlock(
  message: QuorumMessage,
  window: Window,
  { signatures, strict, isKnown }: PastQuorumContext,
): Uint8Array | undefined {
  const { round, iteration, prevBlockHash } = message.header;
  const { vote } = message.attestation.result;
  const ours = window.header(round);
  const place = window.placeOf(round);
  if (vote.kind !== 'Valid' || ours === undefined || place === undefined || ours.iteration <= iteration)
    return undefined;
  const { header } = place.parent.block;
  if (!equalBytes(header.hash, prevBlockHash) || isKnown(vote.hash)) return undefined;
  const votes = { seed: header.seed, provisioners: place.parent.provisioners, signatures, strict };
  const expected = { kind: 'Success', hash: vote.hash } as const;
  return verifyAttestation(message.attestation, message.header, expected, votes).verdict.ok ? vote.hash : undefined;
}
