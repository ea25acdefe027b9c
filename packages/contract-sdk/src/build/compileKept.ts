import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compilerVersion } from './cachedBuild.ts';
import { type CompileOptions, compile } from './compile.ts';
import { loadLibrary } from './library.ts';

export type CompileKeptOptions = Pick<CompileOptions, 'runtime' | 'flags'> & {
  /** Where modules are kept; without, everything is compiled each time. */
  readonly folder: string | undefined;
};

/**
 * As `compile`, for modules that are no contracts: one that was compiled before from the same files, library and compiler is taken from
 * the folder, where it lies as `<name>-<key>.wasm`.
 * @throws ContractSdkError CONTRACT_COMPILE
 */
export async function compileKept(
  name: string,
  files: ReadonlyMap<string, string>,
  { folder, runtime = '', flags = [] }: CompileKeptOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const compileNow = async (): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array((await compile(files, { runtime, flags })).wasm);
  if (folder === undefined) return compileNow();
  const key = createHash('sha256')
    .update(compilerVersion())
    .update(`${flags.join(' ')}\0`);
  for (const [path, text] of [...files, ['runtime', runtime] as const, ...loadLibrary().files]) {
    key.update(`${path}\0${text}\0`);
  }
  const file = join(folder, `${name}-${key.digest('hex').slice(0, 32)}.wasm`);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  const wasm = await compileNow();
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, wasm);
  renameSync(`${file}.${process.pid}`, file);
  return wasm;
}
