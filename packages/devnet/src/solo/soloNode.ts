import { toHex } from '@eventide/base';
import type { Provisioners } from '@eventide/consensus';
import type { Impersonated } from '@eventide/execution';
import type { Header } from '@eventide/ledger';
import { defaultNodeOptions, type NodeDoor, type ProductionMode, type RunningNode, startNode } from '@eventide/node';
import type { PageSource } from '@eventide/vm';
import { DevnetError } from '../errors.ts';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import { nodeGenesis } from '../genesis/nodeGenesis.ts';
import { putImage } from '../genesis/stateImage.ts';
import type { ClockMode, DevnetClock } from './devnetClock.ts';
import {
  createSoloStores,
  dropSnapshot,
  restoreSnapshot,
  type SoloSnapshot,
  type SoloStores,
  takeSnapshot,
} from './soloStore.ts';
import { createSwitchDoor, type SwitchDoor } from './switchDoor.ts';

export type SoloOptions = {
  readonly genesis: LocalGenesis;
  readonly mine: ProductionMode;
  readonly finality: 'instant' | 'protocol';
  readonly clock: DevnetClock;
  /** States of earlier blocks that stay. */
  readonly keptStates: number;
  /** Whom the node lets act; its owner changes it. */
  readonly impersonated: Impersonated;
  /** Stores of an earlier run. */
  readonly stores?: SoloStores | undefined;
  /** Of a fork whose pages come when they are needed. */
  readonly pages?: PageSource | undefined;
};

/** A moment of the network that it can go back to. */
export type SnapshotInfo = {
  readonly id: number;
  readonly name: string | undefined;
  readonly height: bigint;
  /** State root, hex. */
  readonly root: string;
};

type Kept = SnapshotInfo & {
  readonly stores: SoloSnapshot;
  readonly clock: ClockMode;
  /** Protocol bytes of the transactions that waited. */
  readonly waiting: readonly Uint8Array[];
};

/** Snapshots kept at most; the oldest goes. */
const MOST_SNAPSHOTS = 1_000;

/** One node in this process that makes blocks when it is told to, and can go back. Spec: 13 §3.1, §3.2 */
export class SoloNode {
  readonly #options: SoloOptions;
  readonly #switch: SwitchDoor;
  #stores: SoloStores;
  #node: RunningNode;
  #stopHearing: () => void;
  #snapshots: Kept[] = [];
  #nextId = 1;
  /** Changes of the whole node, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: SoloOptions, stores: SoloStores, node: RunningNode) {
    this.#options = options;
    this.#stores = stores;
    this.#node = node;
    this.#switch = createSwitchDoor(node.door);
    this.#stopHearing = this.#hear(node);
  }

  static async start(options: SoloOptions): Promise<SoloNode> {
    const stores = options.stores ?? createSoloStores();
    if (options.stores === undefined) await putImage(stores.state, options.genesis.image);
    return new SoloNode(options, stores, await startOn(stores, options, options.mine));
  }

  /** Stays the same when the network goes back. */
  get door(): NodeDoor {
    return this.#switch.door;
  }

  /** Stakes that draw the next round. */
  get provisioners(): Provisioners {
    return this.#node.status().provisioners;
  }

  /** Events of a block that it keeps. */
  eventsOf: RunningNode['eventsOf'] = (block) => this.#node.eventsOf(block);

  get mode(): ProductionMode {
    return this.#node.production.mode;
  }

  get stores(): SoloStores {
    return this.#stores;
  }

  setMode(mode: ProductionMode): void {
    this.#node.production.setMode(mode);
  }

  /** Makes so many blocks now. */
  mine(count: number): Promise<readonly Header[]> {
    return this.#node.production.produce(count);
  }

  snapshot(name?: string): SnapshotInfo {
    const { header } = this.door.ledger.tip().block;
    const info: SnapshotInfo = {
      id: this.#nextId++,
      name,
      height: header.height,
      root: toHex(header.stateHash),
    };
    const waiting = [...this.door.mempool.byPrice()].map(({ envelope }) => envelope.protocolBytes);
    this.#snapshots.push({ ...info, stores: takeSnapshot(this.#stores), clock: this.#options.clock.mode, waiting });
    for (const old of this.#snapshots.splice(0, this.#snapshots.length - MOST_SNAPSHOTS)) dropSnapshot(old.stores);
    return info;
  }

  snapshots(): readonly SnapshotInfo[] {
    return this.#snapshots.map(({ id, name, height, root }) => ({ id, name, height, root }));
  }

  /**
   * Goes back to a snapshot: state, blocks, labels, waiting transactions and clock. Newer snapshots go, this one stays.
   * @throws DevnetError DEVNET_NO_SNAPSHOT
   */
  revert(id: number): Promise<SnapshotInfo> {
    const reverted = this.#turn.then(() => this.#revert(id));
    this.#turn = reverted.catch(() => undefined);
    return reverted;
  }

  async close(): Promise<void> {
    await this.#turn;
    this.#stopHearing();
    await this.#node.close();
    for (const { stores } of this.#snapshots.splice(0)) dropSnapshot(stores);
    await this.#stores.ledger.close();
    await this.#stores.state.close();
  }

  async #revert(id: number): Promise<SnapshotInfo> {
    const kept = this.#snapshots.find((snapshot) => snapshot.id === id);
    if (kept === undefined) throw new DevnetError('DEVNET_NO_SNAPSHOT', { id });
    const removed = await this.#headersAbove(kept.height);
    const atHeight = this.door.ledger.tip().block.header.height;
    const mode = this.mode;
    this.#stopHearing();
    await this.#node.close();
    // The stores left behind are not closed: snapshots read from them, and nothing else holds them.
    this.#stores = await restoreSnapshot(kept.stores);
    this.#options.clock.set(kept.clock);
    this.#node = await startOn(this.#stores, this.#options, mode);
    this.#switch.switchTo(this.#node.door);
    this.#stopHearing = this.#hear(this.#node);
    for (const newer of this.#snapshots.filter((snapshot) => snapshot.id > id)) dropSnapshot(newer.stores);
    this.#snapshots = this.#snapshots.filter((snapshot) => snapshot.id <= id);
    for (const header of removed) this.#switch.emit({ kind: 'reverted', header, atHeight });
    for (const bytes of kept.waiting) await this.#node.door.mempool.submit(bytes);
    const { name, height, root } = kept;
    return { id, name, height, root };
  }

  /** Highest first. */
  async #headersAbove(height: bigint): Promise<readonly Header[]> {
    const headers: Header[] = [];
    for (let at = this.door.ledger.tip().block.header.height; at > height; at--) {
      const found = await this.door.ledger.at(at);
      if (found !== undefined) headers.push(found.block.header);
    }
    return headers;
  }

  #hear({ door }: RunningNode): () => void {
    return door.subscribe((event) => {
      if (event.kind === 'accepted') this.#options.clock.step();
    });
  }
}

function startOn(
  stores: SoloStores,
  { genesis, finality, clock, keptStates, impersonated, pages }: SoloOptions,
  production: ProductionMode,
): Promise<RunningNode> {
  return startNode(
    {
      ...defaultNodeOptions,
      genesis: nodeGenesis(genesis),
      storage: { kind: 'memory', ...stores, pages },
      provisioner: genesis.accounts.provisioners[0]?.secretKey,
      production,
      finality,
      verifierThreads: 0,
      keptStates,
      impersonated,
    },
    { clock },
  );
}
