// @ts-check
/**
 * Set-up of a clone: installs the packages of the lock file when they are missing or older than it.
 * Plain JavaScript for Node 18 and later, because it runs before the pinned Node is there.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onlyOne } from './onlyOne.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.eventide-lock');
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Exit code for what this machine lacks (13 §2.1). */
export const EXIT_MACHINE = 8;

/**
 * Installs what the lock file names, once per lock file. Ends the process if that fails.
 * @returns {number | undefined} milliseconds it took; undefined if everything was there
 */
export function ensurePackages() {
  if (Number(process.versions.node.split('.')[0]) < 18) {
    fail(`Node ${process.versions.node} is too old to install the packages`, 'install Node 20 or newer');
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (installedLock() === lock) return undefined;
  const waiting = () => step('Packages   another process is installing them');
  // Who waited finds them installed.
  return onlyOne(join(root, '.cache', 'setup.lock'), () => (installedLock() === lock ? 0 : install(lock)), waiting);
}

/** The lock file that the installed packages are those of; undefined if something is missing. */
function installedLock() {
  return existsSync(stampFile) && existsSync(pinnedNode) ? readFileSync(stampFile, 'utf8') : undefined;
}

/** @param {string} lock @returns {number} */
function install(lock) {
  const installed = installedLock();
  if (installed !== undefined) step('Packages are older than package-lock.json');
  const free = freeBytes();
  if (free < INSTALL_BYTES)
    fail(
      `Only ${Math.round(free / MIB)} MB free on this disk, packages need 1.5 GB`,
      'free some space, then try again',
    );
  step('Packages   installing what package-lock.json names');
  const started = Date.now();
  rmSync(stampFile, { force: true });
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    const log = join(root, '.cache', 'npm-ci.log');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, `${npm.stdout ?? ''}\n${npm.stderr ?? ''}\n${npm.error ?? ''}`);
    const reason = (npm.stderr ?? String(npm.error))
      .split('\n')
      .find((line) => line.includes('npm error') || line.includes('Error'));
    fail(
      `Packages could not be installed: ${(reason ?? 'npm ci failed').replace('npm error ', '')}`,
      `retry; behind a proxy set HTTPS_PROXY. Log: ${log}`,
    );
  }
  if (!existsSync(pinnedNode))
    fail('The pinned Node 24 is missing', 'npm ci --ignore-scripts=false, or use an own Node 22.18 or newer');
  writeFileSync(stampFile, lock);
  const tookMs = Date.now() - started;
  step(`Packages   ready after ${(tookMs / 1000).toFixed(0)} s`);
  return tookMs;
}

const MIB = 1024 * 1024;
/** What an installation takes at most. Spec: 13 §1.3 */
const INSTALL_BYTES = 1.5 * 1024 * MIB;

function freeBytes() {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
}

/**
 * How many packages are installed, and how much room they take; counted once per lock file.
 * @returns {{ count: number, megabytes: number }}
 */
export function packageFacts() {
  const factsFile = join(root, 'node_modules', '.eventide-room');
  const lock = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (existsSync(factsFile)) {
    const facts = JSON.parse(readFileSync(factsFile, 'utf8'));
    if (facts.lock === lock) return facts;
  }
  const installed = join(root, 'node_modules', '.package-lock.json');
  const list = existsSync(installed) ? installed : join(root, 'package-lock.json');
  const count = Object.keys(JSON.parse(readFileSync(list, 'utf8')).packages).filter((path) =>
    path.startsWith('node_modules/'),
  ).length;
  const facts = { lock, count, megabytes: Math.round(folderBytes(join(root, 'node_modules')) / MIB) };
  writeFileSync(factsFile, JSON.stringify(facts));
  return facts;
}

/**
 * Room that the files of a folder take. A file with several names counts once: the pinned Node has two, and is the largest of all.
 * @param {string} folder
 * @param {Set<string>} [seen]
 * @returns {number}
 */
export function folderBytes(folder, seen = new Set()) {
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += folderBytes(path, seen);
    if (!entry.isFile()) continue;
    const { size, nlink, dev, ino } = statSync(path);
    const file = `${dev} ${ino}`;
    if (nlink > 1 && seen.has(file)) continue;
    seen.add(file);
    sum += size;
  }
  return sum;
}

/**
 * Finds Chromium for the browser tests; installs Debian's package where that is possible without asking (root, apt-get).
 * @returns {string | undefined} path of the executable
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  const root = process.getuid?.() === 0;
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!root || !apt) return undefined;
  step('Chromium   installing the Debian package for the browser tests');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = /** @type {const} */ ({ stdio: 'ignore', env });
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options).status === 0;
  if (!install()) {
    spawnSync('apt-get', ['update'], options);
    install();
  }
  return findChromium();
}

/** @returns {string | undefined} */
function findChromium() {
  const named = process.env.EVENTIDE_CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

/** @param {string} line */
export function step(line) {
  process.stderr.write(`${line}\n`);
}

/** @param {string} what @param {string} next @returns {never} */
function fail(what, next) {
  process.stderr.write(`${what}\nnext  ${next}\n`);
  process.exit(EXIT_MACHINE);
}
