import type { BlsSecretKey } from '@eventide/crypto/bls/keys';
import type { Impersonated } from '@eventide/execution';
import type { KadcastNodeOptions } from '@eventide/kadcast';
import type { Hash } from '@eventide/ledger';
import type { KeyValueStore } from '@eventide/store';
import type { PageSource } from '@eventide/vm';
import type { GenesisSource } from '../executor/calls.ts';
import { defaultMempoolOptions, type MempoolOptions } from '../mempool/mempool.ts';
import { type BrokerOptions, defaultBrokerOptions } from '../network/broker.ts';
import type { ProductionMode } from '../production/production.ts';
import { defaultReaderOptions, type ReaderOptions } from '../reader/readerThread.ts';

/** What a chain begins with. */
export type NodeGenesis = GenesisSource & {
  /** `prev_block_hash` of the genesis header; zero on Dusk's networks. Spec: 14 §8 */
  readonly commitment?: Hash | undefined;
  /** Verifier data of the Phoenix circuits, where it is not the known one. */
  readonly verifierData?: readonly Uint8Array[] | undefined;
  readonly srs: 'local-1' | 'ceremony';
};

/** Where a node keeps what must outlive it. In memory everything runs in the calling thread. */
export type NodeStorage =
  | { readonly kind: 'disk'; readonly path: string }
  | {
      readonly kind: 'memory';
      /** Given ones are not closed with the node. */
      readonly ledger?: KeyValueStore | undefined;
      readonly state?: KeyValueStore | undefined;
      /** Where pages of the state come from that was brought in by its roots. */
      readonly pages?: PageSource | undefined;
    };

export type NodeOptions = {
  readonly genesis: NodeGenesis;
  readonly storage: NodeStorage;
  /** Own key of a provisioner; undefined for an observer. */
  readonly provisioner?: BlsSecretKey | undefined;
  readonly production: ProductionMode;
  /** `instant`: for a node alone, blocks are final at once. Spec: 13 §3.1 */
  readonly finality: 'protocol' | 'instant';
  /** The way to other nodes; a node alone has none. */
  readonly kadcast?: KadcastNodeOptions | undefined;
  /** Before its first round a node waits for so many neighbours, but no longer than that; by default for up to three. Spec: 06 §15 */
  readonly startPeers?: { readonly count: number; readonly waitMs: number } | undefined;
  /** Threads that verify transactions; 0: the calling one. */
  readonly verifierThreads: number;
  /** Whom this node lets act without their keys: for a node alone, in memory. Spec: 13 §3.2 */
  readonly impersonated?: Impersonated | undefined;
  /** Heap of the executor's thread; the engine's default without. */
  readonly executorHeapMb?: number | undefined;
  readonly mempool: MempoolOptions;
  readonly broker: BrokerOptions;
  /** `archive` keeps all blocks; `final` those that are not settled; a number the newest so many, at least two epochs. */
  readonly prune: 'archive' | 'final' | number;
  /** Final states that stay besides the newest, for reads at a height and traces; each costs the pages its block changed. */
  readonly keptStates: number;
  /** Blocks after which the content of blobs goes; 0 keeps it. */
  readonly blobBlocks: bigint;
  readonly reader: ReaderOptions;
  /** Longest time of filling a candidate. */
  readonly generationMs: number;
  readonly build: { readonly version: string; readonly commit: string; readonly date: string };
};

export const defaultNodeOptions: Omit<NodeOptions, 'genesis' | 'storage'> = {
  production: { kind: 'consensus' },
  finality: 'protocol',
  verifierThreads: 1,
  mempool: defaultMempoolOptions,
  broker: defaultBrokerOptions,
  prune: 'archive',
  keptStates: 0,
  blobBlocks: 86_400n,
  reader: defaultReaderOptions,
  generationMs: 1_000,
  build: { version: '0.1.0', commit: 'unknown', date: 'unknown' },
};
