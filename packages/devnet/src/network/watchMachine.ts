import { type Clock, silentLog } from '@eventide/base';
import { type DiskSpace, watchDisk } from '@eventide/node/telemetry/diskGuard';
import { formatBytes } from '../machine/resources.ts';
import type { NetworkEvent } from './events.ts';

export type MachinePorts = {
  readonly space: () => Promise<DiskSpace>;
  /** Of the wall. */
  readonly clock: Clock;
  /** Never goes back. */
  readonly monotonicMs: () => number;
  /** All nodes stop taking up anything, or go on. */
  readonly pause: (paused: boolean) => void;
  /** Ends the network, keeping its state. */
  readonly stop: () => void;
  readonly onEvent: (event: NetworkEvent) => void;
};

const MIB = 1_048_576;
/** Spec: 13 §1.3 */
const DISK = { pauseBytes: 200 * MIB, stopBytes: 50 * MIB, everyMs: 10_000 };
const CLOCK_EVERY_MS = 1_000;
const MOVED_BACK_MS = 3_000;

/** Looks after what a running network needs of its machine: room on the disk, and a clock that goes forward. Spec: 13 §1.3 */
export function watchMachine(ports: MachinePorts): { close(): void } {
  const { clock, onEvent, pause, stop } = ports;
  let free = 0;
  const disk = watchDisk(DISK, {
    async space() {
      const found = await ports.space();
      free = found.freeBytes;
      return found;
    },
    pause(paused) {
      pause(paused);
      if (paused) onEvent({ kind: 'fault', text: `Only ${formatBytes(free)} free: network paused, nothing lost` });
      else onEvent({ kind: 'note', text: `${formatBytes(free)} free again: going on` });
    },
    stop() {
      onEvent({ kind: 'fault', text: `Only ${formatBytes(free)} free: network stopped, nothing lost` });
      stop();
    },
    clock,
    log: silentLog,
  });
  const stopClock = watchClock(ports);
  return {
    close() {
      disk.close();
      stopClock();
    },
  };
}

function watchClock({ clock, monotonicMs, onEvent }: MachinePorts): () => void {
  let wall = clock.nowMs();
  let steady = monotonicMs();
  let cancel = (): void => {};
  const look = (): void => {
    const backMs = monotonicMs() - steady - (clock.nowMs() - wall);
    if (backMs > MOVED_BACK_MS) {
      const text = `Clock moved back ${Math.round(backMs / 1_000)} s, blocks wait until it catches up`;
      onEvent({ kind: 'note', text });
    }
    wall = clock.nowMs();
    steady = monotonicMs();
    cancel = clock.setTimer(CLOCK_EVERY_MS, look);
  };
  cancel = clock.setTimer(CLOCK_EVERY_MS, look);
  return () => cancel();
}
