// @ts-check
/** The door of every npm script: set-up, then the task under the Node that the lock file pins. Plain JavaScript for Node 18+. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, packageFacts, pinnedNode, root } from './setup.mjs';

/** Task name → script and first arguments, relative to the root. */
const tasks = {
  start: ['packages/cli/src/main.ts', 'start'],
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
const told = name === 'start' && !rest.some((word) => ['--help', '-h', '--detach', '--quiet', '-q'].includes(word));
if (told && !rest.includes('--json')) process.stdout.write(`Eventide ${version()} · local network\n`);
const started = Date.now();
const installedMs = ensurePackages();
if (told) tellSetUp();
const [script, ...first] = task;
const child = spawn(
  pinnedNode,
  ['--disable-warning=ExperimentalWarning', join(root, /** @type {string} */ (script)), ...first, ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    // Sources are compiled once and kept: a start takes half the time from the second one on.
    env: name === 'start' ? { NODE_COMPILE_CACHE: join(root, '.cache', 'compile'), ...process.env } : process.env,
  },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  // A terminal interrupts the whole group, so the child has it already; anybody else means this process alone.
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** The first two of the five lines of a start, which only this process can tell. Spec: 13 §1.1 */
function tellSetUp() {
  const own = readVersion(join(root, 'node_modules', 'node', 'package.json'));
  const { count, megabytes } = packageFacts();
  const yours = process.versions.node === own ? 'yours' : `yours: ${process.versions.node}, the project brings its own`;
  step(1, 'Runtime', `Node ${own} (${yours})`, 0);
  step(2, 'Packages', `${count} packages, ${megabytes} MB`, installedMs ?? Date.now() - started);
}

/** @param {number} number @param {string} what @param {string} text @param {number} ms */
function step(number, what, text, ms) {
  if (rest.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ v: 1, event: 'setup', step: number, name: what, text, ms })}\n`);
    return;
  }
  const took = `${Math.round(ms / 1000)} s`.padStart(5);
  process.stdout.write(`  ${number}/5  ${what.padEnd(10)} ${text.padEnd(62)} ${took}\n`);
}

function version() {
  return readVersion(join(root, 'package.json'));
}

/** @param {string} file @returns {string} */
function readVersion(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : 'unknown';
}
