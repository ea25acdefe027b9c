import { createContext, runInContext } from 'node:vm';
import { CliError } from '../errors.ts';

/** Runs code that may await: the value of an expression, or what statements `return`. @throws CliError CLI_BAD_INPUT; what the code throws */
export async function evaluate(code: string, names: Readonly<Record<string, unknown>>): Promise<unknown> {
  const context = createContext({ ...globals(), ...names });
  const run = (text: string): unknown => runInContext(text, context, { filename: 'console' });
  try {
    return await run(`(async () => (\n${code}\n))()`);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
  }
  try {
    return await run(`(async () => {\n${code}\n})()`);
  } catch (error) {
    if (!isSyntaxError(error)) throw error;
    throw new CliError('CLI_BAD_INPUT', { what: 'code', problem: (error as Error).message }, { cause: error });
  }
}

/** What code outside of a module expects to find. */
function globals(): Readonly<Record<string, unknown>> {
  return {
    console,
    setTimeout,
    clearTimeout,
    URL,
    TextEncoder,
    TextDecoder,
    AbortController,
    AbortSignal,
    fetch,
    crypto,
  };
}

/** Errors of another realm are of its classes. */
function isSyntaxError(error: unknown): boolean {
  return (error as Partial<Error> | undefined)?.name === 'SyntaxError';
}
