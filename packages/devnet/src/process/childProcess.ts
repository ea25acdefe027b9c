import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectFolder } from '../genesis/projectFolder.ts';

export type ChildOptions<From> = {
  /** Module that the same Node runs. */
  readonly module: string;
  /** Everything it prints is added here. */
  readonly logFile: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly onMessage: (message: From) => void;
  /** It ended, wanted or not. */
  readonly onExit: (exit: ChildExit) => void;
};

export type ChildExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A process of ours with a channel for messages. It ends by itself when this process dies: its channel closes. */
export type Child<To> = {
  readonly pid: number;
  send(message: To): void;
  /** Asks it to end with `message`; kills it after `patienceMs`. Resolves when it has ended. */
  stop(message: To, patienceMs: number): Promise<void>;
  kill(): Promise<void>;
};

/** Messages carry `bigint` and bytes as they are. */
export function startChild<To, From>({ module, logFile, env, onMessage, onExit }: ChildOptions<From>): Child<To> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', module], {
    stdio: ['ignore', log, log, 'ipc'],
    serialization: 'advanced',
    // The launcher tells its children itself when the terminal interrupts the whole group.
    detached: true,
    env: { NODE_COMPILE_CACHE: join(projectFolder(), '.cache', 'compile'), ...process.env, ...env },
  });
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => onExit({ code, signal }));
  child.on('message', (message) => onMessage(message as From));
  child.on('error', () => {});
  const send = (message: To): void => {
    if (child.connected) child.send(message as object, () => {});
  };
  return {
    pid: child.pid ?? 0,
    send,
    async stop(message, patienceMs) {
      send(message);
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
