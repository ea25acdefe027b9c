import type { Signatures, Signer, StepSamples, TimeoutBounds } from '@eventide/consensus';
import type { Block, Hash } from '@eventide/ledger';
import type { PastBlock } from './history.ts';
import type { ChainRules } from './judgeBlock.ts';
import type { ChainBlock } from './window.ts';

/** What a chain is told once. */
export type ChainContext = {
  readonly own: Signer | undefined;
  readonly signatures: Signatures;
  readonly rulesAt: (height: bigint) => ChainRules;
  readonly bounds: TimeoutBounds;
  /** Verifies signatures of blocks to come together, which is cheaper; it decides nothing, and never rejects. */
  readonly proveAhead?: ((parent: ChainBlock, blocks: readonly Block[]) => Promise<void>) | undefined;
  /** For a node alone: each round waits for `permit`. Spec: 13 §3.1 */
  readonly gated?: boolean | undefined;
  /**
   * How long before its earliest time an own candidate is built: what comes until then may be in it. Without, as soon as the round
   * begins.
   */
  readonly buildLeadMs?: number | undefined;
  /** For a node alone: blocks are final at once. Spec: 13 §3.1 */
  readonly instantFinality?: boolean | undefined;
};

/** What a node knows when it starts. */
export type ChainStart = {
  /** The unsettled top, ascending; see `Window`. */
  readonly blocks: readonly ChainBlock[];
  /** Blocks of the last two epochs, any order. */
  readonly history: Iterable<PastBlock>;
  readonly samples: StepSamples;
  /** The last iteration begun, and on which tip. */
  readonly begun: { readonly prevHash: Hash; readonly iteration: number } | undefined;
};
