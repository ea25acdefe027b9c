import type { NodeGenesis } from '@eventide/node';
import type { BlockLine } from '../launch/lines.ts';
import type { NamedAccount } from '../watch/blockFeed.ts';

/** What a node's process needs to begin. */
export type NodeSetup = {
  readonly genesis: NodeGenesis;
  /** Of the accounts' words, which the key is derived from. */
  readonly seed: number;
  /** Everybody with a stake. */
  readonly provisioners: readonly NamedAccount[];
  /** 1 for the first: it serves the network's API, tells its blocks and takes its commands. */
  readonly number: number;
  /** Local account whose key it signs with; null: it observes. */
  readonly key: string | null;
  /** Of the node: ledger, state, drivers. It holds the first state already. */
  readonly folder: string;
  readonly host: string;
  readonly apiPort: number;
  /** undefined: no metrics. */
  readonly metricsPort: number | undefined;
  readonly udpPort: number;
  /** `ip:port` of all nodes, itself among them. */
  readonly peers: readonly string[];
  /** Blocks that stay when history is pruned. */
  readonly historyBlocks: number;
  /** File of the ceremony's parameters, which the API hands out. */
  readonly crs?: string | undefined;
  /** Modules for clients of the reference, by the name they ask for. */
  readonly walletCore?: Readonly<Record<string, string>> | undefined;
};

/** A command of the network's control, by the path `/on/devnet/<verb>`. */
export type ControlRequest = { readonly verb: string; readonly body: unknown };
export type ControlAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly details: Readonly<Record<string, unknown>> };

/** Launcher → node. */
export type ToNode =
  | { readonly kind: 'start'; readonly setup: NodeSetup }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: ControlAnswer }
  /** Cuts the node off from these addresses, `ip:port`; an empty list heals. */
  | { readonly kind: 'cut'; readonly addresses: readonly string[] }
  /** Takes up nothing, or goes on. */
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'stop' };

/** Node → launcher. */
export type FromNode =
  | { readonly kind: 'ready'; readonly api: string; readonly genesisHash: string; readonly height: string }
  | { readonly kind: 'block'; readonly block: BlockLine }
  | { readonly kind: 'reverted'; readonly height: string; readonly hash: string }
  | { readonly kind: 'labelled'; readonly height: string; readonly hash: string; readonly label: string }
  | { readonly kind: 'control'; readonly id: number; readonly request: ControlRequest }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };
