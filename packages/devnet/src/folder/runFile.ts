import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a running network tells others on this machine: the object of `--ready-file`. Spec: 13 §1.1 */
export type RunningNetwork = {
  readonly v: 1;
  /** Of the launcher. */
  readonly pid: number;
  readonly name: string;
  readonly mode: 'network' | 'solo';
  readonly chainId: number;
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly proofs: 'real' | 'mock';
  readonly blockTimeSec: number;
  readonly genesisHash: string;
  readonly seed: number;
  /** The block of another network that this one stands on. */
  readonly forkedAt?: { readonly url: string; readonly height: string; readonly hash: string } | undefined;
  readonly urls: {
    readonly api: string;
    readonly wallet?: string | undefined;
    readonly explorer?: string | undefined;
    readonly metrics?: string | undefined;
  };
  readonly nodes: readonly RunningNode[];
  readonly accounts: readonly { readonly name: string; readonly account: string; readonly address: string }[];
};

export type RunningNode = {
  readonly name: string;
  readonly pid: number;
  readonly api: string;
  /** `ip:port`; undefined for a solo node. */
  readonly udp?: string | undefined;
};

const LOCK = 'lock';
const READY = 'ready.json';

/**
 * Takes the network's folder for this process; false if a living process has it. A lock left by a dead one is taken over.
 * `pid` is written first and then linked into place, so that nobody reads half a number.
 */
export function takeLock(folder: string, pid: number): boolean {
  const lock = join(folder, LOCK);
  const own = `${lock}.${pid}`;
  writeFileSync(own, String(pid));
  try {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        linkSync(own, lock);
        return true;
      } catch {
        const holder = lockHolder(folder);
        if (holder !== undefined && holder !== pid) return false;
        rmSync(lock, { force: true });
      }
    }
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** The living process that has the folder; undefined if none has. */
export function lockHolder(folder: string): number | undefined {
  const lock = join(folder, LOCK);
  if (!existsSync(lock)) return undefined;
  const pid = Number(readFileSync(lock, 'utf8'));
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
}

export function releaseLock(folder: string): void {
  rmSync(join(folder, READY), { force: true });
  rmSync(join(folder, LOCK), { force: true });
}

export function writeReady(folder: string, network: RunningNetwork): void {
  writeFileSync(join(folder, READY), `${JSON.stringify(network, undefined, 2)}\n`);
}

/** The network that runs in this folder and is ready; undefined if none is. */
export function readReady(folder: string): RunningNetwork | undefined {
  const file = join(folder, READY);
  if (lockHolder(folder) === undefined || !existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as RunningNetwork;
}

/** Is there a process of this number? */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
