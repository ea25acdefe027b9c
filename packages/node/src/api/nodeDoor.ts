import type { ProvisionerEntry, TxTrace } from '@eventide/execution';
import type { Block, Hash, Header, Label } from '@eventide/ledger';
import type { Network } from '@eventide/params';
import type { NodeTx, SpentTx, Transaction } from '@eventide/tx';
import type { ContractEvent } from '@eventide/vm/outcome';

/** A contract event with the transaction it belongs to, or the hash of its block. Spec: 08 §2.5 */
export type PlacedEvent = { readonly event: ContractEvent; readonly origin: Hash };

/** What happens in a node, in order. API sessions, archive and tools listen to the same stream. Spec: 08 §2.5 */
export type NodeEvent =
  | {
      readonly kind: 'accepted';
      readonly block: Block;
      readonly label: Label;
      readonly spent: readonly (SpentTx & { readonly id: Hash })[];
      /** In the order of execution. */
      readonly events: readonly PlacedEvent[];
    }
  | {
      readonly kind: 'labelled';
      readonly height: bigint;
      readonly hash: Hash;
      readonly label: Label;
      readonly atHeight: bigint;
    }
  | { readonly kind: 'reverted'; readonly header: Header; readonly atHeight: bigint }
  /** A transaction entered the mempool, or left it (into a block, expired, replaced, in conflict). */
  | { readonly kind: 'included'; readonly id: Hash; readonly tx: Transaction }
  | { readonly kind: 'removed'; readonly id: Hash };

/** A block of the chain with its label. */
export type LabelledChainBlock = { readonly block: Block; readonly label: Label };

/** Blocks and transactions of the own chain. */
export type LedgerDoor = {
  tip(): LabelledChainBlock;
  lastFinal(): { readonly height: bigint; readonly hash: Hash };
  at(height: bigint): Promise<LabelledChainBlock | undefined>;
  byHash(hash: Hash): Promise<LabelledChainBlock | undefined>;
  spent(id: Hash): Promise<(SpentTx & { readonly blockHash: Hash; readonly timestampSec: bigint }) | undefined>;
};

/** A transaction waiting for a block. */
export type PooledTx = { readonly id: Hash; readonly tx: Transaction; readonly envelope: NodeTx };

export type MempoolDoor = {
  readonly size: number;
  get(id: Hash): PooledTx | undefined;
  /** Best price first. */
  byPrice(): Iterable<PooledTx>;
  /** First nonce after the account's own that no waiting transaction uses. `account` is the 96-byte key. */
  nextNonce(account: Uint8Array, stateNonce: bigint): bigint;
  /** Full check without admitting. The reason is the text of 08 §3 after `not accepted: `, or after `Data: ` for malformed bytes. */
  preverify(protocolBytes: Uint8Array): Promise<Submission>;
  /** `preverify`, then into the pool and to the network. */
  submit(protocolBytes: Uint8Array): Promise<Submission>;
};

export type Submission =
  | { readonly ok: true; readonly id: Hash }
  | { readonly ok: false; readonly kind: 'malformed' | 'refused'; readonly code: string; readonly text: string };

export type ReadOptions = {
  /** State to read; the tip's when absent. */
  readonly root?: Uint8Array | undefined;
  readonly gasLimit?: bigint | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Reading the state, away from the chain's own execution, under a wall clock.
 * @throws ExecutionError EXEC_QUERY_FAILED, EXEC_CONTRACT_UNKNOWN, EXEC_QUERY_TIMEOUT; VmError VM_BASE_UNKNOWN
 */
export type StateDoor = {
  query(contract: Uint8Array, method: string, argument: Uint8Array, options?: ReadOptions): Promise<Uint8Array>;
  /** What the method feeds, as it comes, with back-pressure; ends early when the signal does. */
  feed(contract: Uint8Array, method: string, argument: Uint8Array, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /** `account`: 96-byte key. */
  account(account: Uint8Array): Promise<{ readonly nonce: bigint; readonly balance: bigint }>;
  provisioners(): Promise<readonly ProvisionerEntry[]>;
  /** Bytes of the owner; undefined for an unknown contract. */
  owner(contract: Uint8Array): Promise<Uint8Array | undefined>;
  /** Runs a transaction on the tip and forgets it. */
  simulate(tx: Transaction): Promise<{ readonly gasSpent: bigint; readonly error: string | null }>;
  /** Runs a transaction as in a block of this height on this state, after those before it, and tells every frame. Spec: 13 §3.4 */
  trace(request: TraceRead): Promise<TxTrace>;
  /** One page of memory of a contract with its path to the root; undefined if the root is unknown. Spec: 14 §9 */
  statePage(root: Uint8Array, contract: Uint8Array, page: bigint): Promise<Uint8Array | undefined>;
  /** Contracts of a state from the one of this number on, in the form of its route. @throws VmError VM_COMMIT_UNKNOWN. Spec: 14 §9 */
  stateContracts(root: Uint8Array, from: number): Promise<Uint8Array>;
  /** Code of a contract; undefined if there is none. @throws VmError VM_COMMIT_UNKNOWN. Spec: 14 §9 */
  contractCode(root: Uint8Array, contract: Uint8Array): Promise<Uint8Array | undefined>;
};

/** A transaction to trace; transactions as protocol bytes. */
export type TraceRead = {
  /** State root before the block. */
  readonly root: Uint8Array;
  readonly height: bigint;
  readonly before: readonly Uint8Array[];
  readonly tx: Uint8Array;
};

export type PeersDoor = {
  /** `ip:port` of at most `count` random alive peers. */
  alive(count: number): Promise<readonly string[]>;
  /** Everybody in the routing table. */
  table(): Promise<readonly string[]>;
};

/** Facts that do not change while the node runs. */
export type NodeIdentity = {
  readonly network: Network;
  readonly genesisHash: Hash;
  readonly kadcastAddress: string;
  readonly bootstrapping: readonly string[];
  readonly blockGasLimit: bigint;
  readonly generationTimeoutMs: number | undefined;
  readonly srs: 'local-1' | 'ceremony';
  /** Software version and commit, for `version_build`. */
  readonly build: { readonly version: string; readonly commit: string; readonly date: string };
};

/** All that API, archive and tools may ask of a running node. */
export type NodeDoor = {
  readonly identity: NodeIdentity;
  readonly ledger: LedgerDoor;
  readonly mempool: MempoolDoor;
  readonly state: StateDoor;
  readonly peers: PeersDoor;
  /** Hands every event to `listener`, in order, synchronously; returns how to stop. A listener must not throw. */
  subscribe(listener: (event: NodeEvent) => void): () => void;
  /** Bytes of a blob sidecar by versioned hash; undefined when unknown or expired. */
  blob(
    hash: Hash,
  ): Promise<{ readonly commitment: Uint8Array; readonly proof: Uint8Array; readonly data: Uint8Array } | undefined>;
};
