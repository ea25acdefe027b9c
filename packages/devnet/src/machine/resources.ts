import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DevnetError } from '../errors.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** What this machine has left. Handed in, so that a test can be short of anything. */
export type Resources = {
  readonly availableBytes: () => number;
  /** Free space where this folder is, or will be. */
  readonly freeDiskBytes: (folder: string) => number;
  readonly platform: string;
};

export const systemResources: Resources = {
  availableBytes: () => process.availableMemory(),
  freeDiskBytes(folder) {
    let at = folder;
    while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
    const { bavail, bsize } = statfsSync(at);
    return bavail * bsize;
  },
  platform: process.platform,
};

/** Below this a running network pauses; below the second it stops. Spec: 13 §1.3 */
export const DISK_PAUSE_BYTES: number = 200 * MIB;
export const DISK_STOP_BYTES: number = 50 * MIB;
const MEMORY_FOUR_NODES = 2.5 * GIB;
const MEMORY_LEAST = 800 * MIB;
/** What one more node takes, with its share of the others' growth. */
const MEMORY_PER_NODE = 500 * MIB;

export type Allowance = {
  readonly nodes: number;
  /** Fewer nodes than wanted because of memory: what there is. */
  readonly shortOfBytes?: number | undefined;
};

/**
 * How many nodes this machine can carry: the wanted number, or as many as memory allows unless the number was requested.
 * @throws DevnetError DEVNET_MEMORY_SHORT, DEVNET_DISK_SHORT, DEVNET_SYSTEM
 * Spec: 13 §1.3
 */
export function allowNodes(
  resources: Resources,
  { wanted, requested, folder }: { readonly wanted: number; readonly requested: boolean; readonly folder: string },
): Allowance {
  if (resources.platform === 'win32') throw new DevnetError('DEVNET_SYSTEM', { platform: 'Windows' });
  const disk = resources.freeDiskBytes(folder);
  if (disk < DISK_PAUSE_BYTES) throw new DevnetError('DEVNET_DISK_SHORT', { freeBytes: disk });
  const available = resources.availableBytes();
  if (available < MEMORY_LEAST) throw new DevnetError('DEVNET_MEMORY_SHORT', { availableBytes: available });
  const needed = MEMORY_FOUR_NODES + (wanted - 4) * MEMORY_PER_NODE;
  if (requested || available >= needed || wanted === 1) return { nodes: wanted };
  // Two provisioners exclude each other, so three is the least above one. Spec: 06 §7
  const nodes = Math.min(wanted, Math.max(3, Math.floor(available / MEMORY_PER_NODE)));
  return nodes === wanted ? { nodes } : { nodes, shortOfBytes: available };
}

/** `1.6 GB` or `180 MB`, as people say it. */
export function formatBytes(bytes: number): string {
  return bytes >= GIB ? `${(bytes / GIB).toFixed(1)} GB` : `${Math.round(bytes / MIB)} MB`;
}
