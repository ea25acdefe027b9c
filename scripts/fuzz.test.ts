import { pathToFileURL } from 'node:url';
import { type FuzzTarget, runFuzz } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { developmentFiles } from './development-files.ts';

/** Small here, because `npm run fuzz` does the long runs; both use the same targets. */
const INPUTS = Number(process.env.EVENTIDE_FUZZ_INPUTS ?? 500);

const files: string[] = developmentFiles('.fuzz.ts', []);
const targets: FuzzTarget[] = (
  await Promise.all(files.map(async (file) => (await import(pathToFileURL(file).href)).targets))
).flat();

describe('fuzzed decoders', () => {
  test.each(targets.map((target) => [target.name, target] as const))('%s', (_, target) => {
    const report = runFuzz(target, INPUTS, 7);
    // A target without an encoder judges (true or false) and need not throw.
    if (target.encode !== undefined) expect(report.refused).toBeGreaterThan(0);
    expect(report.accepted + report.refused).toBe(INPUTS);
  });
});
