import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { LedgerStore } from '@eventide/node';
import { openLmdbStore } from '@eventide/store/lmdb';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { createVm, type Vm } from '@eventide/vm';
import type { Input, Io } from '../command.ts';
import { CliError } from '../errors.ts';

const ROOT = /^[0-9a-f]{64}$/;
const HEIGHT = /^(0|[1-9]\d{0,18})$/;
const genesisContracts: Readonly<Record<string, Uint8Array>> = { transfer: TRANSFER_CONTRACT, stake: STAKE_CONTRACT };

/** The states of a node's folder. */
export type OpenedStates = { readonly vm: Vm; readonly folder: string };

/** Opens the states that `--data` names, to read. @throws CliError CLI_FILE */
export async function withStates<T>(io: Io, input: Input, read: (states: OpenedStates) => Promise<T>): Promise<T> {
  const folder = resolve(io.folder, (input.options.data as string | undefined) ?? '.');
  const states = [join(folder, 'state'), folder].find((path) => existsSync(join(path, 'data.mdb')));
  if (states === undefined)
    throw new CliError('CLI_FILE', { file: folder, expected: 'a folder with the states of a node' });
  const store = openLmdbStore({ path: states });
  try {
    const vm = await createVm({ store, hostQueries: () => undefined });
    const found = await read({ vm, folder });
    await vm.close();
    return found;
  } finally {
    await store.close();
  }
}

/** `transfer`, `stake` or 64 hex digits. @throws CliError CLI_BAD_INPUT */
export function contractId(option: unknown): string | undefined {
  if (option === undefined) return undefined;
  const text = String(option).toLowerCase();
  const known = Object.hasOwn(genesisContracts, text) ? genesisContracts[text] : undefined;
  if (known !== undefined) return toHex(known);
  if (!ROOT.test(text))
    throw new CliError('CLI_BAD_INPUT', { what: '--contract', expected: '64 hex digits, transfer or stake' });
  return text;
}

/** The root of a state named by itself or by the height of its block. @throws CliError CLI_BAD_INPUT, CLI_FILE, CLI_NOT_FOUND */
export async function rootOf(folder: string, text: string): Promise<Uint8Array> {
  if (ROOT.test(text.toLowerCase())) return fromHex(text.toLowerCase());
  if (!HEIGHT.test(text))
    throw new CliError('CLI_BAD_INPUT', { what: 'state', expected: 'a root of 64 hex digits or a height' });
  const path = join(folder, 'ledger');
  if (!existsSync(join(path, 'data.mdb')))
    throw new CliError('CLI_FILE', { file: path, expected: 'the ledger of a node, to find heights in' });
  const store = openLmdbStore({ path });
  try {
    const found = await new LedgerStore(store).at(BigInt(text));
    if (found === undefined) throw new CliError('CLI_NOT_FOUND', { what: `block ${text}` });
    return found.block.header.stateHash;
  } finally {
    await store.close();
  }
}
