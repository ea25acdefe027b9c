import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';

/**
 * Loaded before a contract's tests: a project that has not installed the SDK uses the one that runs its tests, so that a fresh folder
 * anywhere works at once. An installed one wins.
 */
registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.startsWith('@eventide/')) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch {
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

/** Where sessions leave the gas of their calls, if it was asked for. See gasTable.ts */
const gasFolder = process.env.EVENTIDE_GAS_FOLDER;
if (gasFolder) {
  type Line = { readonly calls: number; readonly least: bigint; readonly most: bigint; readonly total: bigint };
  (globalThis as Record<symbol, unknown>)[Symbol.for('eventide.contract.gas')] = (gas: ReadonlyMap<string, Line>) => {
    const lines = [...gas].map(([method, { calls, least, most, total }]) =>
      JSON.stringify({ method, calls, least: `${least}`, most: `${most}`, total: `${total}` }),
    );
    if (lines.length > 0) appendFileSync(join(gasFolder, String(process.pid)), `${lines.join('\n')}\n`);
  };
}
