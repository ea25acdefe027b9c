import { type FutureMessages, Round, type StepSamples } from '@eventide/consensus';
import { checkBlockBody } from '@eventide/ledger';
import type { ChainContext } from './chainContext.ts';
import type { ChainBlock } from './window.ts';

/** The round that follows a tip. Spec: 06 §9 */
export function openRound(
  tip: ChainBlock,
  { rulesAt, bounds, signatures, own }: ChainContext,
  samples: StepSamples,
  future: FutureMessages,
): Round {
  const { header } = tip.block;
  const round = header.height + 1n;
  const { strict, minBlockTimeSec } = rulesAt(round);
  return new Round({
    round,
    prevHash: header.hash,
    prevSeed: header.seed,
    prevTimestampSec: header.timestampSec,
    provisioners: tip.provisioners,
    samples,
    bounds,
    minBlockTimeSec,
    signatures,
    strict,
    bodyMatches: (block) => checkBlockBody(block, { strict }).verdict.ok,
    own,
    future,
  });
}
