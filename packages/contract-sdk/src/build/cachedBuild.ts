import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { BuildOptions, BuiltContract } from './buildContract.ts';
import { assembleBuild, prepareBuild } from './buildContract.ts';
import { compile } from './compile.ts';
import { loadLibrary } from './library.ts';

/**
 * As `buildContract`, but a module that was compiled before from the same sources, library and compiler is taken from
 * `cacheFolder` (default: `.cache/contracts` beside the nearest `node_modules`). Checks run on it all the same.
 * @throws ContractSdkError as `buildContract`
 */
export async function buildCached(
  entry: string,
  options: BuildOptions & { cacheFolder?: string | undefined } = {},
): Promise<BuiltContract> {
  const prepared = prepareBuild(entry, options);
  const key = createHash('sha256');
  const library = loadLibrary();
  for (const [path, text] of [...prepared.files, ...library.files, ['runtime', library.runtime] as const]) {
    key.update(`${path}\0${text}\0`);
  }
  key.update(`${options.logs === true}${compilerVersion()}`);
  const folder = options.cacheFolder ?? join(projectFolder(dirname(resolve(entry))), '.cache', 'contracts');
  const file = join(folder, `${basename(dirname(dirname(resolve(entry))))}-${key.digest('hex').slice(0, 32)}.wasm`);
  if (existsSync(file))
    return assembleBuild(prepared, { wasm: new Uint8Array(readFileSync(file)), wat: '', warnings: [] });
  const compiled = await compile(prepared.files, { debug: options.logs });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, compiled.wasm);
  renameSync(`${file}.${process.pid}`, file);
  return assembleBuild(prepared, compiled);
}

/** What identifies the compiler in a cache. */
export function compilerVersion(): string {
  return readFileSync(new URL(import.meta.resolve('assemblyscript/package.json')), 'utf8');
}

/** The nearest folder above that has `node_modules`. */
function projectFolder(from: string): string {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules')) || dirname(at) === at) return at;
  }
}
