import {
  type HeaderReason,
  MUST_VOTE_INVALID,
  type Signatures,
  type Voters,
  verifyFaults,
  verifyHeader,
} from '@eventide/consensus';
import { type Block, checkBlockBody, type Hash, slashesOf } from '@eventide/ledger';
import type { History } from './history.ts';
import type { ExecutionRequest } from './ports.ts';
import type { ParentPlace } from './window.ts';

/** The rules of a block's height, as far as the chain looks at them. Spec: 14 §3 */
export type ChainRules = {
  readonly strict: boolean;
  readonly gasLimit: bigint;
  readonly minBlockTimeSec: number;
  readonly emergencyKey: Uint8Array | null;
};

export type JudgeContext = {
  readonly rules: ChainRules;
  readonly signatures: Signatures;
  readonly nowMs: number;
  readonly history: History;
  readonly isKnown: (hash: Hash) => boolean;
};

export type Judgement =
  | { readonly ok: true; readonly request: ExecutionRequest; readonly voters: Voters; readonly pni: number }
  | { readonly ok: false; readonly reason: string; readonly mustVote: boolean };

/** Everything about an attested block but its execution. Spec: 06 §12, §15; strict: 14 §7, S1 and S3 */
export function judgeBlock(block: Block, place: ParentPlace, context: JudgeContext): Judgement {
  if (context.rules.strict) {
    const body = checkBlockBody(block, context.rules).verdict;
    if (!body.ok) return { ok: false, reason: body.reason, mustVote: true };
  }
  const header = judgeHeader(block, place, context, true);
  if (!header.ok) return header;
  const faults = judgeFaults(block, context);
  return faults ?? header;
}

/** The same for a candidate, in the order that decides about the vote: faults first, no attestation yet. Spec: 06 §9.4 */
export function judgeCandidate(block: Block, place: ParentPlace, context: JudgeContext): Judgement {
  return judgeFaults(block, context) ?? judgeHeader(block, place, context, false);
}

function judgeHeader(block: Block, place: ParentPlace, context: JudgeContext, attested: boolean): Judgement {
  const { rules, signatures, nowMs, isKnown } = context;
  const { verdict, certificateVoters, attestationVoters, pni } = verifyHeader(
    block.header,
    {
      parent: place.parent.block.header,
      grandparentSeed: place.grandparentSeed,
      provisioners: place.parent.provisioners,
      previousProvisioners: place.previousProvisioners,
      signatures,
      nowSec: BigInt(Math.floor(nowMs / 1_000)),
      minBlockTimeSec: rules.minBlockTimeSec,
      emergencyKey: rules.emergencyKey,
      strict: rules.strict,
      gasLimit: rules.gasLimit,
      isKnown,
    },
    attested,
  );
  if (!verdict.ok) {
    const reason: HeaderReason = verdict.reason;
    return { ok: false, reason, mustVote: MUST_VOTE_INVALID.has(reason) };
  }
  const request: ExecutionRequest = {
    parentRoot: place.parent.block.header.stateHash,
    block,
    voters: certificateVoters,
    slashes: slashesOf(block.header.failedIterations, block.faults),
  };
  return { ok: true, request, voters: attestationVoters, pni };
}

function judgeFaults(block: Block, context: JudgeContext): Extract<Judgement, { ok: false }> | undefined {
  const { history } = context;
  const verdict = verifyFaults(block.faults, {
    height: block.header.height,
    signatures: context.signatures,
    strict: context.rules.strict,
    heightOf: (hash) => history.heightOf(hash),
    isPunished: (pair, since) => history.isPunished(pair, since),
  });
  return verdict.ok ? undefined : { ok: false, reason: verdict.reason, mustVote: true };
}
