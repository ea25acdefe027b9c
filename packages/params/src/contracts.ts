import type { Lux } from '@eventide/base';
import { consensusConstants } from './consensus.ts';

/** Constants of the genesis contracts, the same on every network. Spec: 05 §2 */
export const contractConstants: Readonly<{
  /** Ring of note-tree roots. */
  maxRoots: number;
  notesTreeArity: number;
  notesTreeDepth: number;
  defaultMinimumStake: Lux;
  defaultWarnings: number;
  stakeVersion: bigint;
  phoenixOutputs: number;
  maxPhoenixInputs: number;
  maxMemoBytes: number;
  argumentBufferBytes: number;
  /** Chain id byte of the genesis session. Spec: 05 §8.2 */
  genesisChainId: number;
}> = Object.freeze({
  maxRoots: 4320,
  notesTreeArity: 4,
  notesTreeDepth: 17,
  defaultMinimumStake: 1_000_000_000_000n,
  defaultWarnings: 1,
  stakeVersion: 8n,
  phoenixOutputs: 2,
  maxPhoenixInputs: 4,
  maxMemoBytes: 512,
  argumentBufferBytes: 65_536,
  genesisChainId: 250,
});

/** The first height of the next epoch, greater than `height` also at a boundary. Spec: 05 §2 */
export function nextEpoch(height: bigint): bigint {
  const { epochBlocks } = consensusConstants;
  return height + epochBlocks - (height % epochBlocks);
}

/** From when a stake of this height takes part: 2161 to 4320 blocks later. Spec: 05 §2 */
export function eligibilityFrom(height: bigint): bigint {
  return nextEpoch(height) + consensusConstants.epochBlocks;
}
