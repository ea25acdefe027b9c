import type { CompiledContract } from './compile.ts';
import type { ContractMemory } from './memory.ts';
import type { ContractState } from './state/commit.ts';

/** A contract that a session has loaded or deployed. Spec: 04 §5.1 */
export type LoadedContract = {
  readonly id: Uint8Array;
  /** Hex of the id: the key of every map. */
  readonly key: string;
  readonly owner: Uint8Array;
  readonly bytecode: Uint8Array;
  readonly code: CompiledContract;
  readonly memory: ContractMemory;
  /** As it stands in the base commit; undefined if deployed in this session. */
  readonly base: ContractState | undefined;
};

/** A contract call under way. */
export type Frame = {
  readonly contract: LoadedContract;
  readonly limit: bigint;
};
