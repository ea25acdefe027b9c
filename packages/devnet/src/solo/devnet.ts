import type { Lux } from '@eventide/base';
import type { Provisioners } from '@eventide/consensus';
import type { Header } from '@eventide/ledger';
import type { NodeDoor, ProductionMode } from '@eventide/node';
import type { Client, Deployed, DeployParams, Profile, Sent, TxTrace } from '@eventide/sdk';
import type { LocalAccounts } from '../accounts/localAccounts.ts';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import type { ClockMode, DevnetClock } from './devnetClock.ts';
import type { DumpManifest } from './dump.ts';
import type { SkipTarget } from './skip.ts';
import type { SnapshotInfo } from './soloNode.ts';

/** A network of one node in this process, for tests and scripts. Spec: 13 §3.5 */
export type Devnet = {
  /** Address of its API. */
  readonly url: string;
  readonly genesis: LocalGenesis;
  readonly accounts: LocalAccounts;
  /** The block of another network that this one stands on; undefined unless it is a fork. */
  readonly forkedAt: ForkedAt | undefined;
  /** The node itself. */
  readonly door: NodeDoor;
  /** Stakes that draw the next round. */
  provisioners(): Provisioners;
  /** Closed with the network. */
  readonly client: Client;
  readonly clock: DevnetClock;
  /** The wallet of a local account, brought to the tip. @throws DevnetError DEVNET_NO_ACCOUNT */
  wallet(name: string): Promise<Profile>;
  /** Makes so many blocks now (default 1). */
  mine(count?: number): Promise<readonly Header[]>;
  /** When blocks are made from now on. */
  setMining(mode: ProductionMode): void;
  /** Makes empty blocks up to the target. Returns heights. @throws DevnetError DEVNET_BAD_OPTION */
  skip(target: SkipTarget): Promise<{ readonly from: bigint; readonly to: bigint }>;
  /** Sets the time of the next blocks. */
  setClock(mode: ClockMode): void;
  snapshot(name?: string): SnapshotInfo;
  snapshots(): readonly SnapshotInfo[];
  /** Goes back to a snapshot, again and again if need be. @throws DevnetError DEVNET_NO_SNAPSHOT */
  revert(snapshot: SnapshotInfo | number): Promise<SnapshotInfo>;
  /** Money from the faucet, final when it resolves. `to`: name of an account, or a key. */
  fund(to: string, amount: Lux, options?: { readonly shielded?: boolean | undefined }): Promise<Sent>;
  /** Deploys with the wallet of `from`, executed when it resolves. */
  deploy(params: Omit<DeployParams, 'from'> & { readonly from: string }): Promise<Deployed>;
  /**
   * A profile that sends public payments and calls as an account, by name or key, without its signature; until released. Owners of
   * shielded notes cannot be impersonated.
   * @throws DevnetError DEVNET_BAD_OPTION
   */
  impersonate(who: string): Promise<Profile>;
  /** Calls of transactions come from this contract (id, hex) until released. */
  impersonateContract(id: string): void;
  /** Ends it for one, or for all. */
  release(who?: string): void;
  /** Every frame of a transaction: by its id, while the state before it is kept, or of bytes that were not sent. */
  trace(tx: string | Uint8Array): Promise<TxTrace>;
  dump(folder: string): Promise<DumpManifest>;
  close(): Promise<void>;
};

/** A block of another network: height and hash, hex; `url` is the folder of an archive where no node was asked. */
export type ForkedAt = { readonly url: string; readonly height: bigint; readonly hash: string };

/** Runs `task` and goes back to where it began. */
export async function withSnapshot<T>(net: Devnet, task: () => Promise<T>): Promise<T> {
  const before = net.snapshot();
  try {
    return await task();
  } finally {
    await net.revert(before);
  }
}
