import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Abi } from '../abi.ts';
import { compilerVersion } from '../build/cachedBuild.ts';
import { compile } from '../build/compile.ts';
import { loadLibrary } from '../build/library.ts';
import { literalPass } from '../build/literals.ts';
import { applyEdits, parseSource } from '../build/syntax.ts';
import { appendData } from './appendData.ts';
import { driverTable, TABLE_ADDRESS } from './driverTable.ts';

const sources = fileURLToPath(new URL('../../driver/assembly', import.meta.url));
/** Pages of 64 KiB a driver may come to: nodes run foreign drivers. */
const MAX_PAGES = 2048;

let interpreter: Promise<Uint8Array> | undefined;

/**
 * The data driver of a contract: a WASM module without imports that turns JSON into archives and back, as nodes take it by
 * `upload_driver` and wallets load it. One interpreter is compiled per process; a contract's part is the table behind it.
 * `cacheFolder` keeps the interpreter for the next process.
 * @throws ContractSdkError CONTRACT_ABI, CONTRACT_COMPILE
 * Spec: 08 §9, 05 §9, 12 §6
 */
export async function buildDriver(abi: Abi, options: { cacheFolder?: string | undefined } = {}): Promise<Uint8Array> {
  const table = driverTable(abi);
  interpreter ??= loadInterpreter(options.cacheFolder);
  return appendData(await interpreter, TABLE_ADDRESS, table);
}

async function loadInterpreter(folder: string | undefined): Promise<Uint8Array> {
  const files = readSources();
  const runtime = files.get('runtime.ts') ?? '';
  files.delete('runtime.ts');
  const compileNow = async (): Promise<Uint8Array> =>
    (await compile(files, { runtime, flags: ['--maximumMemory', String(MAX_PAGES)] })).wasm;
  if (folder === undefined) return compileNow();
  const key = createHash('sha256').update(compilerVersion());
  for (const [path, text] of [...files, ['runtime', runtime] as const, ...loadLibrary().files]) {
    key.update(`${path}\0${text}\0`);
  }
  const file = join(folder, `driver-${key.digest('hex').slice(0, 32)}.wasm`);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  const wasm = await compileNow();
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, wasm);
  renameSync(`${file}.${process.pid}`, file);
  return wasm;
}

function readSources(): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(sources)
    .filter((name) => name.endsWith('.ts'))
    .sort()) {
    const text = readFileSync(join(sources, name), 'utf8');
    files.set(name, applyEdits(text, literalPass(parseSource(text, name), false).edits));
  }
  return files;
}
