import { equalBytes } from '@eventide/base';
import type { Hash, Header } from '@eventide/ledger';

/** What two blocks are compared by. */
export type ForkPoint = Pick<Header, 'height' | 'hash' | 'prevBlockHash' | 'iteration'>;

/** The unsettled part of the own chain: the last final block and everything above. */
export type OwnChain = {
  readonly lastFinal: bigint;
  readonly at: (height: bigint) => { readonly hash: Hash; readonly iteration: number } | undefined;
};

/**
 * `known`: it is ours. `settled`: at or below the last final block. `foreign`: its parent is not ours. `replace`: it beats our
 * block of that height. `inferior`: ours beats it, and its sender should know. `tie`: same iteration, so two candidates of one generator.
 */
export type ForkChoice = 'known' | 'settled' | 'foreign' | 'replace' | 'inferior' | 'tie';

/** A block at or below the tip against ours: at equal height and parent the lowest iteration wins, above the last final block. Spec: 06 §17 */
export function chooseFork(block: ForkPoint, own: OwnChain): ForkChoice {
  const ours = own.at(block.height);
  if (ours !== undefined && equalBytes(ours.hash, block.hash)) return 'known';
  if (block.height <= own.lastFinal) return 'settled';
  const parent = own.at(block.height - 1n);
  if (ours === undefined || parent === undefined || !equalBytes(parent.hash, block.prevBlockHash)) return 'foreign';
  if (block.iteration < ours.iteration) return 'replace';
  return block.iteration > ours.iteration ? 'inferior' : 'tie';
}
