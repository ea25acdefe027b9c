// @ts-check
/** The door of every npm script: set-up, then the task under the Node that the lock file pins. Plain JavaScript for Node 18+. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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
// Who pipes a start into `head` leaves early; the network itself sees that and ends in good order.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
  });
}
const told = name === 'start' && !rest.some((word) => ['--help', '-h', '--detach', '--quiet', '-q'].includes(word));
if (told && !rest.includes('--json')) process.stdout.write(`Eventide ${version()} · local network\n`);
const started = Date.now();
const installedMs = ensurePackages();
if (told) tellSetUp();
const [script, ...first] = task;
const { module, env } = name === 'start' ? startedFrom() : { module: script, env: {} };
const child = spawn(
  pinnedNode,
  ['--disable-warning=ExperimentalWarning', join(root, /** @type {string} */ (module)), ...first, ...rest],
  { cwd: root, stdio: 'inherit', env: { ...env, ...process.env } },
);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  // A terminal interrupts the whole group, so the child has it already; anybody else means this process alone.
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
}
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/**
 * What a start runs: the bundle that an earlier one made of these sources, or the sources. Compiled code is kept, too: together they
 * make it several times quicker from the second start on.
 */
function startedFrom() {
  const stamp = sourcesStamp();
  const env = { NODE_COMPILE_CACHE: join(root, '.cache', 'compile'), EVENTIDE_SOURCES_STAMP: stamp };
  const bundle = currentBundle(stamp);
  if (bundle === undefined) return { module: script, env };
  return { module: bundle, env: { ...env, EVENTIDE_CODE_CACHE: join(root, dirname(bundle), 'code') } };
}

/** @param {string} stamp @returns {string | undefined} relative to the root */
function currentBundle(stamp) {
  const file = join(root, '.cache', 'local-network', 'bundle.json');
  if (!existsSync(file)) return undefined;
  const { stamp: made, folder } = JSON.parse(readFileSync(file, 'utf8'));
  const module = join(folder, 'eventide.js');
  return made === stamp && existsSync(module) ? relative(root, module) : undefined;
}

/** Stands for the sources of all packages as they are on disk: names, sizes and times. */
function sourcesStamp() {
  const hash = createHash('sha256');
  const packages = join(root, 'packages');
  const folders = readdirSync(packages).map((name) => join(packages, name, 'src'));
  for (const file of [join(root, 'package-lock.json'), ...folders.filter(existsSync).flatMap(filesIn)]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file}\0${size}\0${mtimeMs}\0`);
  }
  return hash.digest('hex');
}

/** @param {string} folder @returns {string[]} sorted, without tests */
function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(path);
      return /\.(test|fixture|bench|fuzz)\.ts$/.test(entry.name) ? [] : [path];
    });
}

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
