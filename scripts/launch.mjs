// @ts-check
/** The door of every npm script: set-up, then the task under the Node that the lock file pins. Plain JavaScript for Node 18+. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensurePackages, pinnedNode, root } from './setup.mjs';

/** Task name → script and first arguments, relative to the root. */
const tasks = {
  start: ['packages/cli/src/main.ts', 'doctor'],
  test: ['scripts/test.mjs'],
  check: ['scripts/check.mjs'],
  bench: ['scripts/bench.mjs'],
  fuzz: ['scripts/fuzz.mjs'],
};

const [name, ...rest] = process.argv.slice(2);
const task = tasks[/** @type {keyof typeof tasks} */ (name)];
if (task === undefined) {
  process.stderr.write(`unknown task ${name}\nnext  one of: ${Object.keys(tasks).join(', ')}\n`);
  process.exit(2);
}
ensurePackages();
const [script, ...first] = task;
const child = spawn(
  pinnedNode,
  ['--disable-warning=ExperimentalWarning', join(root, /** @type {string} */ (script)), ...first, ...rest],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
