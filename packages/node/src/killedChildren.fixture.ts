import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Processes that are killed at a moment of one's choice; none outlives the test, whose folder it would write to. */
export type KilledChildren = {
  /**
   * Runs a script and kills it so long after its first line; the lines it told before.
   * @throws Error if it ends by itself
   */
  runAndKill(script: string, args: readonly string[], afterMs: number): Promise<readonly string[]>;
  /** Kills what still runs and waits for its end. */
  end(): Promise<void>;
};

export function killedChildren(): KilledChildren {
  const alive = new Map<ChildProcess, Promise<NodeJS.Signals | number | null>>();
  return {
    async runAndKill(script, args, afterMs) {
      const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = new Promise<NodeJS.Signals | number | null>((resolve) => {
        child.once('exit', (code, signal) => resolve(signal ?? code));
      });
      alive.set(child, exited);
      const lines: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        if (lines.length === 0) setTimeout(() => child.kill('SIGKILL'), afterMs);
        lines.push(line);
      }
      const how = await exited;
      alive.delete(child);
      if (how !== 'SIGKILL') throw new Error(`the process ended by itself: ${how}`);
      return lines;
    },
    async end() {
      for (const child of alive.keys()) child.kill('SIGKILL');
      await Promise.all(alive.values());
    },
  };
}
