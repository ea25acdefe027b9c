import { start } from 'node:repl';
import { inspect } from 'node:util';
import type { Input, Io, Outcome } from '../command.ts';
import { evaluate, globals } from '../console/evaluate.ts';
import { consoleSurroundings } from '../console/surroundings.ts';
import { formatJson } from '../output.ts';
import { withConnection } from '../wallet/connect.ts';

const DEPTH = 4;

/**
 * The SDK on a connected client: a prompt on a terminal, else the code of `--eval` or standard input. Code runs with the rights of the
 * user. Spec: 13 §3.4
 */
export function consoleRun(io: Io, input: Input): Promise<Outcome> {
  return withConnection(io, input, async (connection) => {
    const surroundings = consoleSurroundings(io, input, connection);
    try {
      const code = input.options.eval;
      if (typeof code === 'string') return shown(await evaluate(code, surroundings.names));
      if (!io.isTerminal)
        return shown(await evaluate(new TextDecoder().decode(await io.readStdin()), surroundings.names));
      await prompt(io, surroundings.names);
      return { json: {}, human: '', streamed: true };
    } finally {
      await surroundings.close();
    }
  });
}

function shown(value: unknown): Outcome {
  return {
    json: { value: value === undefined ? null : JSON.parse(formatJson(value) ?? 'null') },
    human: typeof value === 'string' ? value : inspect(value, { depth: DEPTH }),
  };
}

/** Until `.exit`, or Ctrl-D. */
async function prompt(io: Io, names: Readonly<Record<string, unknown>>): Promise<void> {
  io.out(
    `await works; ${['client', 'wallet(name)', 'contract(name)', 'accounts', 'facts'].join(', ')} and the SDK are there\n`,
  );
  const repl = start({ prompt: 'eventide> ', ignoreUndefined: true });
  Object.assign(repl.context, globals(), names);
  io.signal.addEventListener('abort', () => repl.close(), { once: true });
  await new Promise<void>((resolve) => repl.once('exit', resolve));
}
