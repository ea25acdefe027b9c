import { appendFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { beforeEach } from 'node:test';
import { serialize } from 'node:v8';

/** Calls of one process whose frames are kept. */
const MOST_TRACES = 1_000;

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

/** And the frames of their calls, one file each, with the test that made them. See traceFolder.ts */
const traceFolder = process.env.EVENTIDE_TRACE_FOLDER;
if (traceFolder) {
  let calls = 0;
  let test = '';
  beforeEach((context) => {
    test = context.fullName;
  });
  (globalThis as Record<symbol, unknown>)[Symbol.for('eventide.contract.trace')] = (trace: object) => {
    if (calls++ < MOST_TRACES)
      writeFileSync(join(traceFolder, `${process.pid}-${calls}`), serialize({ ...trace, test }));
  };
}
