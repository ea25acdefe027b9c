import { start } from 'node:repl';

/** Where somebody types and reads: the terminal of the process. */
export type Terminal = { readonly input: NodeJS.ReadableStream; readonly output: NodeJS.WritableStream };

/** Runs what is typed, line by line, with `names` at hand, until `.exit`, Ctrl-D or the signal. Errors are shown and end nothing. Spec: 13 §3.4 */
export async function prompt(
  { input, output }: Terminal,
  names: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  output.write('await works; client, wallet(name), contract(name), accounts, facts and the SDK are there\n');
  const repl = start({ prompt: 'eventide> ', input, output, ignoreUndefined: true });
  // What Node has by itself is there already, some of it behind getters.
  for (const [name, value] of Object.entries(names))
    Object.defineProperty(repl.context, name, { value, writable: true, configurable: true, enumerable: true });
  const close = (): void => repl.close();
  signal.addEventListener('abort', close, { once: true });
  await new Promise<void>((resolve) => repl.once('exit', resolve));
  signal.removeEventListener('abort', close);
}
