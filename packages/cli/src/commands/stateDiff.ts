import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fromHex, isEventideError, toHex } from '@eventide/base';
import { allAccounts, createQueryCache, type Engine } from '@eventide/execution';
import { LedgerStore } from '@eventide/node';
import { localnet } from '@eventide/params';
import { openLmdbStore } from '@eventide/store/lmdb';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { createVm } from '@eventide/vm';
import type { Input, Io, Outcome } from '../command.ts';
import { CliError } from '../errors.ts';
import { formatTable } from '../output.ts';

const ROOT = /^[0-9a-f]{64}$/;
const HEIGHT = /^(0|[1-9]\d{0,18})$/;
const genesisContracts: Readonly<Record<string, Uint8Array>> = { transfer: TRANSFER_CONTRACT, stake: STAKE_CONTRACT };

/**
 * What differs between two states of a node's folder: contracts, pages and public accounts. A state is named by its root or by the
 * height of its block; only the final one and those after it are kept. Spec: 13 §2.3
 */
export async function stateDiff(io: Io, input: Input): Promise<Outcome> {
  const folder = resolve(io.folder, (input.options.data as string | undefined) ?? '.');
  const states = [join(folder, 'state'), folder].find((path) => existsSync(join(path, 'data.mdb')));
  if (states === undefined)
    throw new CliError('CLI_FILE', { file: folder, expected: 'a folder with the states of a node' });
  const [first, second] = input.args as readonly [string, string];
  const only = contractId(input.options.contract);
  const store = openLmdbStore({ path: states });
  try {
    const vm = await createVm({ store, hostQueries: () => undefined });
    const [before, after] = [await rootOf(folder, first), await rootOf(folder, second)];
    const { contracts } = vm.diff(before, after);
    const engine = { vm, network: localnet, cache: createQueryCache() };
    const shown = contracts.filter(({ id }) => only === undefined || toHex(id) === only);
    const report = {
      before: toHex(before),
      after: toHex(after),
      contracts: shown.map(({ id, pages, ...rest }) => ({
        id: toHex(id),
        ...rest,
        pages: pages.map(({ index, changedBytes }) => ({ index, changedBytes })),
      })),
      accounts: shown.some(({ id }) => toHex(id) === toHex(TRANSFER_CONTRACT))
        ? changedAccounts(engine, before, after)
        : [],
    };
    await vm.close();
    return { json: report, human: describe(report) };
  } finally {
    await store.close();
  }
}

type Change = {
  readonly account: string;
  readonly balanceBefore: bigint;
  readonly balanceAfter: bigint;
  readonly nonceBefore: bigint;
  readonly nonceAfter: bigint;
};

type Report = {
  readonly contracts: readonly {
    readonly id: string;
    readonly kind: string;
    readonly pages: readonly { readonly index: number; readonly changedBytes: number }[];
  }[];
  readonly accounts: readonly Change[];
};

/** `transfer`, `stake` or 64 hex digits. */
function contractId(option: unknown): string | undefined {
  if (option === undefined) return undefined;
  const text = String(option).toLowerCase();
  const known = Object.hasOwn(genesisContracts, text) ? genesisContracts[text] : undefined;
  if (known !== undefined) return toHex(known);
  if (!ROOT.test(text))
    throw new CliError('CLI_BAD_INPUT', { what: '--contract', expected: '64 hex digits, transfer or stake' });
  return text;
}

async function rootOf(folder: string, text: string): Promise<Uint8Array> {
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

function changedAccounts(engine: Engine, before: Uint8Array, after: Uint8Array): Change[] {
  const [old, now] = [accounts(engine, before), accounts(engine, after)];
  const none = { balance: 0n, nonce: 0n };
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((account) => {
    const [from, to] = [old.get(account) ?? none, now.get(account) ?? none];
    if (from.balance === to.balance && from.nonce === to.nonce) return [];
    return [
      { account, balanceBefore: from.balance, balanceAfter: to.balance, nonceBefore: from.nonce, nonceAfter: to.nonce },
    ];
  });
}

/** None in states before the transfer contract was deployed. */
function accounts(engine: Engine, root: Uint8Array): ReturnType<typeof allAccounts> {
  try {
    return allAccounts(engine, root);
  } catch (error) {
    if (isEventideError(error, 'EXEC_CONTRACT_UNKNOWN')) return new Map();
    throw error;
  }
}

function describe({ contracts, accounts: changed }: Report): string {
  if (contracts.length === 0) return 'no difference';
  const pages = contracts.flatMap(({ id, kind, pages: list }) => [
    [id, kind, `${list.length} pages`],
    ...list.map(({ index, changedBytes }) => ['', `page ${index}`, `${changedBytes} bytes`]),
  ]);
  const rows = changed.map(({ account, balanceBefore, balanceAfter, nonceBefore, nonceAfter }) => [
    account,
    `${balanceBefore} -> ${balanceAfter} Lux`,
    `nonce ${nonceBefore} -> ${nonceAfter}`,
  ]);
  return [formatTable(pages), ...(rows.length > 0 ? [formatTable(rows)] : [])].join('\n');
}
