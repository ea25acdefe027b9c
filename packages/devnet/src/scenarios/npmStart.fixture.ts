import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '../genesis/projectFolder.ts';

type Event = {
  readonly event: string;
  readonly step?: number;
  readonly text?: string;
  readonly height?: string;
  readonly pid?: number;
  readonly id?: string;
  readonly generator?: string;
  readonly finalHeight?: string;
};

/** `npm start -- --json` as a process of its own, and the events it tells. */
export type Start = {
  readonly child: ChildProcess;
  readonly events: readonly Event[];
  /** The next event that satisfies, or one that was told already. Rejects when the process ends before it. */
  until(wanted: (event: Event) => boolean): Promise<Event>;
  /** Interrupts it; the exit code. */
  interrupt(): Promise<number | null>;
  /** Stops reading what it says; the exit code. */
  leave(): Promise<number | null>;
  /** Everything on standard error. */
  errors(): string;
};

/** Runs the launcher that `npm start` runs. Ports are of a range of the tests' own. */
export function npmStart(words: readonly string[], env: Readonly<Record<string, string>>): Start {
  const launcher = join(projectFolder(), 'scripts', 'launch.mjs');
  const child = spawn(process.execPath, [launcher, 'start', '--json', ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Event[] = [];
  const waiting = new Set<{
    wanted: (event: Event) => boolean;
    resolve: (event: Event) => void;
    reject: (error: Error) => void;
  }>();
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    const event = JSON.parse(line) as Event;
    events.push(event);
    for (const entry of waiting) {
      if (!entry.wanted(event)) continue;
      waiting.delete(entry);
      entry.resolve(event);
    }
  });
  const ended = once(child, 'exit').then(([code]) => {
    for (const { reject } of waiting) reject(new Error(`npm start ended with ${code}: ${said}`));
    return code as number | null;
  });
  return {
    child,
    events,
    errors: () => said,
    until(wanted) {
      const found = events.find(wanted);
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve, reject) => waiting.add({ wanted, resolve, reject }));
    },
    leave() {
      child.stdout?.destroy();
      return ended;
    },
    interrupt() {
      child.kill('SIGINT');
      return ended;
    },
  };
}
