import { homedir } from 'node:os';
import { argv, env, exit, stderr, stdin, stdout } from 'node:process';
import type { Io } from './command.ts';
import { EXIT } from './exit.ts';
import { runCli } from './run.ts';
import { terminalAsk } from './terminal/ask.ts';
import { listenToKeys } from './terminal/keys.ts';
import { READER_GONE, writeWhileRead } from './terminal/streams.ts';

/** Runs the command line of this process; the result is its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  return runCli(words, processIo(interruption()));
}

/** Who leaves standard output asks the command to end; a command whose progress nobody reads goes on. */
function processIo(stop: AbortController): Io {
  const isTerminal = stdin.isTTY === true;
  return {
    out: writeWhileRead(stdout, () => stop.abort(READER_GONE)),
    err: writeWhileRead(stderr, () => {}),
    readStdin,
    env: { HOME: homedir(), ...env },
    folder: process.cwd(),
    isTerminal,
    signal: stop.signal,
    ask: isTerminal ? terminalAsk : undefined,
    onKey: isTerminal ? (listener) => listenToKeys(stdin, listener) : undefined,
  };
}

/** The first interruption asks the command to end, the second ends the process. */
function interruption(): AbortController {
  const controller = new AbortController();
  let asked = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (asked) exit(EXIT.interrupted);
      asked = true;
      controller.abort(name);
    });
  }
  return controller;
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
