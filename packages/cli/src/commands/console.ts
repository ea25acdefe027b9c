import { inspect } from 'node:util';
import type { Input, Io, Outcome } from '../command.ts';
import { evaluate } from '../console/evaluate.ts';
import { prompt } from '../console/prompt.ts';
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
      await prompt({ input: process.stdin, output: process.stdout }, surroundings.names, io.signal);
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
