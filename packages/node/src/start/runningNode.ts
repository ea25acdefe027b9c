import type { Clock, Log, Metrics } from '@eventide/base';
import type { Provisioners } from '@eventide/consensus';
import type { Block, PublicKeyBytes } from '@eventide/ledger';
import type { NodeDoor, PlacedEvent } from '../api/nodeDoor.ts';
import type { Production } from '../production/production.ts';

export type NodeDeps = {
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly metrics?: Metrics | undefined;
};

export type NodeStatus = {
  readonly inSync: boolean;
  readonly paused: boolean;
  /** Blocks that others are known to be ahead. */
  readonly lag: number;
  /** Stakes that draw the next round. */
  readonly provisioners: Provisioners;
  /** Iteration of the running round; undefined while blocks are caught up. */
  readonly iteration: number | undefined;
  /** The executor's thread answers. */
  readonly executorAlive: boolean;
  readonly provisioner: boolean;
  /** Least seconds that this clock is ahead of those of other generators, negative behind. */
  readonly clockOffsetSec: number;
};

/** A node at work. */
export type RunningNode = {
  readonly door: NodeDoor;
  readonly production: Production;
  /** With which it proposes and votes; undefined for an observer. */
  readonly key: PublicKeyBytes | undefined;
  status(): NodeStatus;
  /** Stops taking up anything until called with false; for a disk that is nearly full. */
  pause(paused: boolean): void;
  /** Neither hears nor addresses these `ip:port` any more; an empty list heals. For tests of networks. */
  cut(addresses: readonly string[]): void;
  /** Contract events of an accepted block; undefined if they are kept no longer. */
  eventsOf(block: Block): Promise<readonly PlacedEvent[] | undefined>;
  /** Resolves when the node has ended; rejects with the fault that ended it. */
  readonly done: Promise<void>;
  /** Ends it: what is under way is finished, everything is on disk. */
  close(): Promise<void>;
};
