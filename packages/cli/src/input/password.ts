import type { Input, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import { readText } from './bytes.ts';

export type PasswordOptions = {
  /** What it opens, for the question. */
  readonly what: string;
  /** Variables of the environment, first one set. Default EVENTIDE_PASSWORD. */
  readonly variables?: readonly string[] | undefined;
  /** A new password: asked twice, and not empty. */
  readonly fresh?: boolean | undefined;
};

/**
 * A password: `--password-file`, environment, else a question on the terminal. Never an argument.
 * @throws CliError CLI_USAGE without a terminal, CLI_BAD_INPUT if the repetition differs or it is empty
 * Spec: 13 §2.1
 */
export async function readPassword(io: Io, input: Pick<Input, 'options'>, options: PasswordOptions): Promise<string> {
  const { what, variables = ['EVENTIDE_PASSWORD'], fresh = false } = options;
  const file = input.options.passwordFile;
  if (typeof file === 'string') return nonEmpty(await readText(io, file), fresh);
  for (const name of variables) {
    const value = io.env[name];
    if (value !== undefined && value !== '') return value;
  }
  if (io.ask === undefined) throw new CliError('CLI_USAGE', { expected: `--password-file or ${variables.join(', ')}` });
  const password = nonEmpty(await io.ask.secret(`Password of ${what}`), fresh);
  if (fresh && (await io.ask.secret('The same once more')) !== password)
    throw new CliError('CLI_BAD_INPUT', { what: 'password', expected: 'the same twice' });
  return password;
}

function nonEmpty(password: string, fresh: boolean): string {
  if (fresh && password === '')
    throw new CliError('CLI_BAD_INPUT', { what: 'password', expected: 'at least one character' });
  return password;
}
