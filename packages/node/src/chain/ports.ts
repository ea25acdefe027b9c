import type { Provisioners, Voters } from '@eventide/consensus';
import type { Block, Hash, HashableHeader, Label, Slash } from '@eventide/ledger';
import type { NodeTx, SpentTx } from '@eventide/tx';
import type { PlacedEvent } from '../api/nodeDoor.ts';

/** A block to execute on the state of its parent. Spec: 06 §13 */
export type ExecutionRequest = {
  readonly parentRoot: Hash;
  readonly block: Block;
  /** Voters of the parent's certificate; they are rewarded. */
  readonly voters: Voters;
  readonly slashes: readonly Slash[];
};

/** A candidate to build: everything but what execution gives. Spec: 06 §14 */
export type BuildRequest = {
  readonly parentRoot: Hash;
  readonly header: Omit<HashableHeader, 'stateHash' | 'eventBloom' | 'txRoot' | 'timestampSec'>;
  readonly voters: Voters;
  readonly slashes: readonly Slash[];
  /** Bytes that transactions may take, envelopes included. */
  readonly maxTxBytes: number;
};

/** What executing a block gave. `root` and `bloom` are compared with the header by the executor. */
export type Executed = {
  readonly root: Hash;
  readonly spent: readonly SpentTx[];
  /** In the order of execution. */
  readonly events: readonly PlacedEvent[];
};

/** Why a block is not executed: `invalid` is the block's fault, `moved` means its parent state is not there. Spec: 06 §9.4 */
export type Refused = { readonly refused: 'invalid' | 'moved'; readonly detail: string };

export type Built = {
  readonly stateHash: Hash;
  readonly eventBloom: Uint8Array;
  readonly txs: readonly NodeTx[];
  readonly txRoot: Hash;
  /** Transactions that can never be executed, and why. Spec: 06 §14, step 3 */
  readonly discarded: readonly { readonly id: Hash; readonly reason: string }[];
};

/**
 * The state machine of contracts behind the chain. Commits are durable when they resolve; what is not committed leaves no trace.
 * All methods throw FaultError when the own machine fails, never for somebody's block. Spec: 06 §13, §15
 */
export type Executor = {
  /** Runs a block and forgets it. */
  readonly verify: (request: ExecutionRequest) => Promise<Executed | Refused>;
  /**
   * Runs a block and keeps its state, beside the states that are there. With `later` it is on disk with the next commit without, or
   * after `flush`, and all that were put off with it; a crash before takes them off together.
   */
  readonly commit: (request: ExecutionRequest, later?: boolean) => Promise<Executed | Refused>;
  /** Writes what was put off, if anything was. */
  readonly flush: () => Promise<void>;
  readonly build: (request: BuildRequest, txs: Iterable<NodeTx>) => Promise<Built>;
  readonly has: (root: Hash) => Promise<boolean>;
  /** Stakes at a root, in the order of sortition. */
  readonly provisioners: (root: Hash) => Promise<Provisioners>;
  /** `finalRoot` will never be left again; states before `parentRoot` may go. */
  readonly finalize: (finalRoot: Hash, parentRoot: Hash) => Promise<void>;
};

/** One atomic change of the ledger: a block on top, and what makes room for it. Spec: 06 §15 */
export type LedgerChange = {
  readonly block: Block;
  readonly label: Label;
  /** Labels of lower blocks that this one changed. */
  readonly labels: readonly { readonly height: bigint; readonly label: Label }[];
  /** Blocks taken off the tip first, highest first. */
  readonly removed: readonly Block[];
};
