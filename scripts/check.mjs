// @ts-check
/** The static checks: import ladder, formatting and lint, types. Prints one line each; exit 1 if one fails. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pinnedNode, root } from './setup.mjs';

const bin = (/** @type {string} */ path) => join(root, 'node_modules', path);

const checks = [
  { name: 'import ladder', args: [join(root, 'scripts/check-stairs.mjs')] },
  { name: 'known answers', args: [join(root, 'scripts/check-vectors.mjs')] },
  {
    name: 'format and lint',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '--max-diagnostics=30', '.'],
  },
  { name: 'types', args: [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
];

/** @returns {{ passed: number, failed: number }} */
export function runChecks() {
  let failed = 0;
  for (const { name, args } of checks) {
    const started = Date.now();
    const run = spawnSync(pinnedNode, args, { cwd: root, encoding: 'utf8' });
    const ok = run.status === 0;
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}  ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (!ok) {
      failed++;
      console.log(`${run.stdout}${run.stderr}`);
    }
  }
  return { passed: checks.length - failed, failed };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exit(runChecks().failed === 0 ? 0 : 1);
