import { fromHex, isEventideError } from '@eventide/base';
import { type CommitteeMember, drawCommittee, judgeBlock } from '@eventide/sdk/verify';
import type { BlockReading, BlockToRead } from './protocol.ts';

/**
 * Judges a block with what this browser has of it, and draws the committees that voted on it. Cost: some six pairings; the first time also a root for each key of the committees.
 * Spec: 13 §6, 06 §7–§9
 */
export function readBlock(evidence: BlockToRead): BlockReading {
  const startMs = performance.now();
  const checks = judgeBlock(evidence);
  const tookMs = performance.now() - startMs;
  const votes = checks.find(({ check }) => check === 'votes')?.ok === true;
  return {
    checks,
    tookMs,
    // Drawn by other stakes than those of then they would name the wrong people.
    validation: votes ? draw(evidence, 'validation') : null,
    ratification: votes ? draw(evidence, 'ratification') : null,
  };
}

function draw(
  { block, below, stakes }: BlockToRead,
  step: 'validation' | 'ratification',
): readonly CommitteeMember[] | null {
  if (below === null) return null;
  try {
    return drawCommittee(stakes, fromHex(below.seed), { round: block.height, iteration: block.iteration, step });
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}
