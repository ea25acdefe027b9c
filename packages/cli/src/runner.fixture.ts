import type { Ask } from './command.ts';
import { runCli } from './run.ts';

export type CliRun = { exit: number; out: string; err: string };

/** Runs one command line in process; `files` are what the user may name, by absolute path or through standard input. */
export async function runWords(
  words: readonly string[],
  options: {
    folder: string;
    stdin?: string | Uint8Array;
    env?: Record<string, string>;
    signal?: AbortSignal;
    ask?: Ask;
  },
): Promise<CliRun> {
  const result: CliRun = { exit: 0, out: '', err: '' };
  const { folder, stdin = '', env = {}, signal = new AbortController().signal, ask } = options;
  result.exit = await runCli(words, {
    out: (text) => {
      result.out += text;
    },
    err: (text) => {
      result.err += text;
    },
    readStdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    env,
    folder,
    isTerminal: ask !== undefined,
    signal,
    ask,
  });
  return result;
}
