import type { Input, Io, Outcome } from '../command.ts';
import { candidates } from '../completion/candidates.ts';
import { completionScript, shells } from '../completion/scripts.ts';
import { valuesOf } from '../completion/values.ts';
import { CliError } from '../errors.ts';

/** A script that completes verbs, flags, names, networks, circuits and contracts. Spec: 13 §2.1 */
export function completion(_io: Io, input: Input): Outcome {
  const shell = input.args[0] as string;
  const script = completionScript(shell);
  if (script === undefined) throw new CliError('CLI_USAGE', { shell, expected: shells.join(', ') });
  return { json: { shell, script }, human: script };
}

/** What may stand in place of the last word, one a line. */
export async function complete(io: Io, { args, commands, flags }: Input): Promise<Outcome> {
  const found = await candidates(commands, args, (placeholder) => valuesOf(io, flags, placeholder));
  return { json: { candidates: found }, human: found.join('\n') };
}
