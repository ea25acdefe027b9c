import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type DescribedAbi, describeContract, parseContractAbi } from '@eventide/abi';
import { buildCached, buildDriver } from '@eventide/contract-sdk';
import type { Input, Io } from '../command.ts';
import { CliError } from '../errors.ts';
import type { SourcePlace } from './contractBook.ts';
import { abiOption } from './findContract.ts';

/** A module to deploy, and what its build left beside it. */
export type ContractModule = {
  /** Of the file or the contract's class. */
  readonly name: string;
  readonly wasm: Uint8Array;
  readonly abi: DescribedAbi | null;
  readonly driver: Uint8Array | null;
  /** Where its sources stop; empty for a file. */
  readonly places: readonly SourcePlace[];
};

/** Largest module a transaction can carry. */
const MAX_MODULE_BYTES = 2_097_152;

/**
 * A WASM file with the ABI and driver beside it, or a project's folder, which is built: without log calls unless `--logs`.
 * @throws CliError CLI_FILE, CLI_BAD_INPUT; ContractSdkError CONTRACT_SOURCE, CONTRACT_COMPILE, CONTRACT_MODULE; AbiError ABI_BAD_FILE
 */
export async function loadModule(io: Io, input: Pick<Input, 'options'>, text: string): Promise<ContractModule> {
  const path = resolve(io.folder, text);
  const given = await abiOption(io, input);
  if (isFolder(path))
    return { ...(await buildProject(path, input.options.logs === true)), ...(given && { abi: given }) };
  const wasm = readModule(path);
  const stem = join(dirname(path), basename(path).replace(/\.wasm$/, ''));
  const abi = readIfThere(`${stem}.abi.json`);
  const driver = readIfThere(`${stem}.driver.wasm`);
  return {
    name: basename(stem),
    wasm,
    abi: given ?? (abi === null ? null : parseContractAbi(new TextDecoder().decode(abi))),
    driver,
    places: [],
  };
}

/** Builds a project's folder, as deployment takes it. @throws CliError CLI_FILE; ContractSdkError */
export async function buildProject(folder: string, logs: boolean): Promise<ContractModule> {
  const entry = join(folder, 'assembly', 'contract.ts');
  if (!existsSync(entry)) throw new CliError('CLI_FILE', { file: entry, reason: 'ENOENT' });
  const cacheFolder = join(folder, '.cache');
  const { wasm, abi, aborts } = await buildCached(entry, { logs, cacheFolder: join(cacheFolder, 'contracts') });
  return {
    name: abi.contract,
    wasm,
    abi: describeContract(abi),
    driver: await buildDriver(abi, { cacheFolder }),
    places: aborts,
  };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readModule(path: string): Uint8Array {
  const bytes = readIfThere(path);
  if (bytes === null) throw new CliError('CLI_FILE', { file: path, reason: 'ENOENT' });
  const [a, b, c, d] = bytes;
  if (bytes.length <= MAX_MODULE_BYTES && a === 0 && b === 0x61 && c === 0x73 && d === 0x6d) return bytes;
  throw new CliError('CLI_BAD_INPUT', {
    what: path,
    bytes: bytes.length,
    expected: 'a WASM module or a project folder',
  });
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return null;
    throw new CliError('CLI_FILE', { file: path, reason: code });
  }
}
