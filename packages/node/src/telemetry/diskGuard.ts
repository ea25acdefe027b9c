import { statfs } from 'node:fs/promises';
import type { Clock, Log } from '@eventide/base';

export type DiskSpace = { readonly freeBytes: number; readonly totalBytes: number };

export type DiskGuardOptions = {
  readonly pauseBytes: number;
  readonly stopBytes: number;
  readonly everyMs: number;
};

export type DiskGuardPorts = {
  readonly space: () => Promise<DiskSpace>;
  readonly pause: (paused: boolean) => void;
  readonly stop: (space: DiskSpace) => void;
  readonly clock: Clock;
  readonly log: Log;
};

export async function diskSpace(path: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** Pauses a node while the disk is nearly full, and stops it before nothing can be written any more. Spec: 13 §1.3 */
export function watchDisk(options: DiskGuardOptions, ports: DiskGuardPorts): { close(): void } {
  const { pauseBytes, stopBytes, everyMs } = options;
  let paused = false;
  let closed = false;
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    const space = await ports.space();
    const freeMb = Math.floor(space.freeBytes / 1_048_576);
    if (space.freeBytes < stopBytes) {
      ports.log.error(`only ${freeMb} MB free: stopping, nothing lost`, { code: 'NODE_DISK_LOW' });
      ports.stop(space);
      return;
    }
    const low = space.freeBytes < pauseBytes;
    if (low !== paused) {
      paused = low;
      if (low) ports.log.error(`only ${freeMb} MB free: paused, nothing lost`, { code: 'NODE_DISK_LOW' });
      else ports.log.info('disk is free again: going on', { freeMb });
      ports.pause(paused);
    }
  };
  const arm = (): void => {
    cancel = ports.clock.setTimer(everyMs, () => {
      look()
        .catch((error: unknown) => ports.log.warn('free disk unknown', { reason: String(error) }))
        .finally(() => {
          if (!closed) arm();
        });
    });
  };
  arm();
  return {
    close() {
      closed = true;
      cancel();
    },
  };
}
