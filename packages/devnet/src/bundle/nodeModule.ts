import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, projectFolder } from '../genesis/projectFolder.ts';
import { sourcesKey } from '../genesis/sourcesKey.ts';

/** Packages that are not in it: the compiler of contracts, what it alone makes, and what tests need. */
const APART = ['contract-sdk', 'testkit', 'wallet-core'];

const SOURCE = fileURLToPath(new URL('../process/nodeMain.ts', import.meta.url));
const BUNDLER = fileURLToPath(new URL('./bundleMain.ts', import.meta.url));
const PREFIX = 'bundle-';
/** Of earlier sources; a network that still runs may need one. */
const KEPT_BUNDLES = 6;
/** Tells the launcher which bundle was made of the sources it saw. */
const CURRENT = 'bundle.json';

export type NodeModule = {
  /** File that the process of a node begins with. */
  readonly file: string;
  /** Why it is the source, which takes more time and memory. */
  readonly problem?: string | undefined;
};

/**
 * The module of a node's process: one file per thread, made from the sources once and kept; the source itself where there is no
 * bundler. Found in a tenth of a second, made in some seconds.
 */
export async function nodeModule(signal: AbortSignal, folder: string = cacheFolder()): Promise<NodeModule> {
  const root = projectFolder();
  if (!SOURCE.endsWith('.ts') || !existsSync(join(root, 'node_modules', 'vite'))) return { file: SOURCE };
  const current = readCurrent(folder);
  if (current !== undefined) return { file: join(current, 'nodeMain.js') };
  const packages = readdirSync(join(root, 'packages')).filter((name) => !APART.includes(name));
  const place = join(folder, `${PREFIX}${sourcesKey(packages.map((name) => `packages/${name}/src`))}`);
  if (!existsSync(place)) {
    const problem = await build(place, signal);
    if (problem !== undefined) return { file: SOURCE, problem };
    removeOld(folder);
  }
  const now = new Date();
  utimesSync(place, now, now);
  const { EVENTIDE_SOURCES_STAMP: stamp } = process.env;
  if (stamp !== undefined) writeFileSync(join(folder, CURRENT), JSON.stringify({ stamp, folder: place }));
  return { file: join(place, 'nodeMain.js') };
}

/** The bundle of the sources that the launcher saw, so that they need not be read. */
function readCurrent(folder: string): string | undefined {
  const { EVENTIDE_SOURCES_STAMP: seen } = process.env;
  const file = join(folder, CURRENT);
  if (seen === undefined || !existsSync(file)) return undefined;
  const { stamp, folder: place } = JSON.parse(readFileSync(file, 'utf8')) as { stamp: string; folder: string };
  return stamp === seen && existsSync(place) ? place : undefined;
}

/** @returns what went wrong, in one line */
async function build(place: string, signal: AbortSignal): Promise<string | undefined> {
  const made = `${place}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  const problem = await runBundler(made, signal);
  try {
    if (problem === undefined) renameSync(made, place);
  } catch {
    // Another launcher was quicker.
  }
  rmSync(made, { recursive: true, force: true });
  return problem;
}

function runBundler(outDir: string, signal: AbortSignal): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', BUNDLER, outDir], {
    signal,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text.toString()}`.slice(-4_000);
  });
  child.on('error', (error) => resolve(error.message));
  child.on('exit', (code) =>
    resolve(code === 0 ? undefined : (said.split('\n').find((line) => /error/i.test(line)) ?? 'the bundler failed')),
  );
  return promise;
}

function removeOld(folder: string): void {
  const bundles = readdirSync(folder)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => ({ path: join(folder, name), usedMs: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.usedMs - a.usedMs);
  for (const { path } of bundles.slice(KEPT_BUNDLES)) rmSync(path, { recursive: true, force: true });
}
