import { homedir } from 'node:os';
import { argv, env, exit, stdin, stdout } from 'node:process';
import type { Io } from './command.ts';
import { EXIT } from './exit.ts';
import { runCli } from './run.ts';
import { terminalAsk } from './terminal/ask.ts';
import { listenToKeys } from './terminal/keys.ts';

/** Runs the command line of this process; the result is its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  return runCli(words, processIo(interruption()));
}

function processIo(signal: AbortSignal): Io {
  const isTerminal = stdin.isTTY === true;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin,
    env: { HOME: homedir(), ...env },
    folder: process.cwd(),
    isTerminal,
    signal,
    ask: isTerminal ? terminalAsk : undefined,
    onKey: isTerminal ? (listener) => listenToKeys(stdin, listener) : undefined,
  };
}

/** The first interruption asks the command to end, the second ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) exit(EXIT.interrupted);
      controller.abort(name);
    });
  }
  return controller.signal;
}

/** More than any input a command takes; a larger one is a mistake. */
const MAX_STDIN_BYTES = 64 * 1024 * 1024;

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
    if (size > MAX_STDIN_BYTES) break;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

if (argv[1] === import.meta.filename) exit(await main(argv.slice(2)));
