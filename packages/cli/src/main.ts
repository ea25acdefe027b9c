import { homedir } from 'node:os';
import { argv, env, exit, stdin, stdout } from 'node:process';
import type { Io } from './command.ts';
import { runCli } from './run.ts';

/** Runs the command line of this process; the result is its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  return runCli(words, processIo());
}

function processIo(): Io {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin,
    env: { HOME: homedir(), ...env },
    folder: process.cwd(),
    isTerminal: stdin.isTTY === true,
  };
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
