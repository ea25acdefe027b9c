import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { formatDusk, toHex } from '@eventide/base';
import { formatAccount } from '@eventide/crypto/bls/keys';
import {
  genesisRoot as computeRoot,
  type GenesisFile,
  type KnownGenesis,
  knownGenesis,
  parseGenesis,
} from '@eventide/execution';
import { networkByName } from '@eventide/params';
import type { Input, Io, Outcome } from '../command.ts';
import { writeWhole } from '../config/files.ts';
import { CliError } from '../errors.ts';
import { EXIT } from '../exit.ts';
import { parseCount, readText } from '../input/bytes.ts';
import { formatFields } from '../output.ts';

const KNOWN = ['mainnet', 'testnet', 'devnet', 'localnet'] as const;

/** Writes the genesis file of a local network, to start one's own from. Spec: 14 §8 */
export async function genesisInit(io: Io, input: Input): Promise<Outcome> {
  const name = input.args[0] as string;
  const file = isAbsolute(name) ? name : join(io.folder, name);
  if (existsSync(file)) throw new CliError('CLI_EXISTS', { file });
  const { defaultLocalGenesisOptions, localGenesis } = await import('@eventide/devnet');
  const { options } = input;
  const { text, header } = await localGenesis({
    ...defaultLocalGenesisOptions,
    provisioners: parseCount(String(options.nodes ?? '4'), '--nodes', 1, 10),
    blockTimeSec: parseCount(String(options.blockTime ?? '2'), '--block-time', 0, 30),
    proofs: options.proofs === 'mock' ? 'mock' : 'real',
    seed: parseCount(String(options.seed ?? '0'), '--seed', 0, 999_999_999),
  });
  writeWhole(file, text);
  const report = { file, hash: toHex(header.hash), stateRoot: toHex(header.stateHash) };
  return { json: report, human: formatFields(report) };
}

/** What a genesis begins with. Spec: 05 §8.1 */
export async function genesisShow(io: Io, input: Input): Promise<Outcome> {
  const { name, file } = await readGenesis(io, input.args[0] as string);
  const report = summary(name, file);
  return {
    json: report,
    human: formatFields({
      ...report,
      owner: report.owner ?? 'of the network',
      eventide: report.eventide === null ? 'no' : 'yes',
    }),
  };
}

/** Computes the first state and header of a genesis file again and compares them with `--hash`; exit 3 if they differ. */
export async function genesisVerify(io: Io, input: Input): Promise<Outcome> {
  const { name, file, text } = await readGenesis(io, input.args[0] as string);
  const { contracts: folder, hash, root } = input.options;
  if (file.eventide === undefined) {
    if (typeof folder !== 'string')
      throw new CliError('CLI_USAGE', { expected: '--contracts, the folder of the original binaries' });
    const found = toHex(await computeRoot(networkByName(name), file, resolve(io.folder, folder)));
    return verdict({ genesis: name, root: found }, typeof root === 'string' ? root === found : undefined);
  }
  const { genesisOfFile } = await import('@eventide/devnet');
  const header = await genesisOfFile(text, typeof folder === 'string' ? resolve(io.folder, folder) : undefined);
  const report = { genesis: name, root: toHex(header.stateHash), hash: toHex(header.hash) };
  const wanted = [
    [root, report.root],
    [hash, report.hash],
  ].filter(([given]) => typeof given === 'string');
  return verdict(report, wanted.length === 0 ? undefined : wanted.every(([given, found]) => given === found));
}

function verdict(report: Record<string, string>, equal: boolean | undefined): Outcome {
  const shown = equal === undefined ? {} : { equal };
  return {
    json: { ...report, ...shown },
    human: formatFields({ ...report, ...(equal === undefined ? {} : { equal: equal ? 'yes' : 'no' }) }),
    exit: equal === false ? EXIT.checkedFalse : EXIT.done,
  };
}

/** A known genesis by its name, or a file. @throws CliError CLI_FILE; ExecutionError EXEC_GENESIS_FILE */
export async function readGenesis(io: Io, name: string): Promise<{ name: string; file: GenesisFile; text: string }> {
  if ((KNOWN as readonly string[]).includes(name))
    return { name, file: await knownGenesis(name as KnownGenesis), text: '' };
  const text = await readText(io, name);
  return { name, file: parseGenesis(text), text };
}

function summary(name: string, file: GenesisFile) {
  const sum = (amounts: readonly bigint[]): string => formatDusk(amounts.reduce((total, amount) => total + amount, 0n));
  return {
    genesis: name,
    owner: file.owner === undefined ? null : formatAccount(file.owner),
    accounts: file.moonlightAccounts.length,
    publicDusk: sum(file.moonlightAccounts.map(({ balance }) => balance)),
    notes: file.phoenixBalances.reduce((count, { notes }) => count + notes.length, 0),
    shieldedDusk: sum(file.phoenixBalances.flatMap(({ notes }) => notes)),
    stakes: file.stakes.length,
    stakedDusk: sum(file.stakes.map(({ amount }) => amount)),
    eventide: file.eventide === undefined ? null : file.eventide,
  };
}
