import type { ProductionMode } from '@eventide/node';
import type { LocalGenesis } from '../genesis/localGenesis.ts';

/**
 * Between a transaction and its block, where clients of the reference are at home: they ask for its events when it is sent already, and
 * would wait for ever for those of a block made at once.
 */
const RUSK_GATHER_MS = 500;

/** When blocks are made, as slowly as the clients of a protocol need it. */
export function pacedMining(mode: ProductionMode, { network }: LocalGenesis): ProductionMode {
  return mode.kind === 'instant' && network.protocol === 'rusk-1.6' ? { gatherMs: RUSK_GATHER_MS, ...mode } : mode;
}
