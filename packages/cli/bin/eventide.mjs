#!/usr/bin/env node
// @ts-check
/** Shim: continues under the Node that the packages pin when the caller's is older than 22.18. Plain JavaScript for Node 18+. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  process.removeAllListeners('warning');
  // Sources are compiled once and kept: five times quicker from the second run on.
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE ?? join(cacheFolder(), 'compile'));
  const { main: run } = await import(main);
  process.exitCode = await run(process.argv.slice(2));
} else {
  const node = pinnedNode();
  if (node === undefined) {
    process.stderr.write(
      'The pinned Node 24 is missing\nnext  npm ci --ignore-scripts=false, or use an own Node 22.18 or newer\n',
    );
    process.exit(8);
  }
  const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(run.status ?? 1);
}

/** @returns {string | undefined} */
function pinnedNode() {
  try {
    const path = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** `.cache` beside the nearest `node_modules`. */
function cacheFolder() {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if ((existsSync(join(at, 'node_modules')) && !at.includes('node_modules')) || dirname(at) === at)
      return join(at, '.cache');
  }
}
