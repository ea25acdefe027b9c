// @ts-check
/**
 * `npm test [-- PATH…]`: static checks (unless paths are given), then Vitest. Ends with `N passed, N failed[, N skipped]`.
 * Under CI=true a missing Chromium is a failure; elsewhere its tests say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { ensureChromium, pinnedNode, root, step } from './setup.mjs';

const filters = process.argv.slice(2);
const ci = process.env.CI === 'true';
const chromium = ensureChromium();
if (chromium === undefined) {
  step(
    `Chromium   not found: browser tests ${ci ? 'fail' : 'are skipped'} (install Debian's chromium, or set EVENTIDE_CHROMIUM)`,
  );
}
const checks = filters.length === 0 ? runChecks() : { passed: 0, failed: 0 };

const report = join(root, '.cache', 'test-report.json');
mkdirSync(join(root, '.cache'), { recursive: true });
rmSync(report, { force: true });
const vitest = spawnSync(
  pinnedNode,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(chromium === undefined ? {} : { EVENTIDE_CHROMIUM: chromium }) },
  },
);
const counts = readReport();
const failed = checks.failed + counts.failed + (vitest.status !== 0 && counts.failed === 0 ? 1 : 0);
const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
console.log(`${checks.passed + counts.passed} passed, ${failed} failed${skipped}`);
process.exit(failed === 0 ? 0 : 1);

/** @returns {{ passed: number, failed: number, skipped: number }} */
function readReport() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
