import { watch } from 'node:fs';
import { dirname } from 'node:path';
import { type BuildOptions, type BuiltContract, buildContract } from '../build/buildContract.ts';

/**
 * Builds a contract now and after every change of a source beside it, one build at a time, until the signal. Errors of a
 * build are handed over; the watch goes on.
 */
export async function watchContract(
  entry: string,
  onBuild: (result: { readonly built: BuiltContract } | { readonly error: unknown }) => void,
  signal: AbortSignal,
  options: BuildOptions = {},
): Promise<void> {
  let dirty = true;
  let wake = (): void => {};
  const watcher = watch(dirname(entry), { recursive: true, signal }, (_, name) => {
    if (name && !name.endsWith('.ts')) return;
    dirty = true;
    wake();
  });
  // an aborted watcher reports the abort as an error
  watcher.on('error', () => {});
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    if (!dirty) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    dirty = false;
    await buildContract(entry, options).then(
      (built) => onBuild({ built }),
      (error: unknown) => onBuild({ error }),
    );
  }
}
