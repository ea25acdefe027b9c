import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Abi } from '../abi.ts';
import { compileKept } from '../build/compileKept.ts';
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

function loadInterpreter(folder: string | undefined): Promise<Uint8Array> {
  const files = readSources();
  const runtime = files.get('runtime.ts') ?? '';
  files.delete('runtime.ts');
  return compileKept('driver', files, { folder, runtime, flags: ['--maximumMemory', String(MAX_PAGES)] });
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
