import { toHex } from '@eventide/base';
import { allAccounts, createQueryCache, type Engine } from '@eventide/execution';
import { localnet } from '@eventide/params';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { Input, Io, Outcome } from '../command.ts';
import { formatTable } from '../output.ts';
import { decodedChanges, type StakeChange, whereDeployed } from '../state/decodedChanges.ts';
import { contractId, rootOf, withStates } from '../state/openStates.ts';

/**
 * What differs between two states of a node's folder: contracts, pages and public accounts, decoded also stakes and notes. A state is named by its root or by the
 * height of its block; only the final one and those after it are kept. Spec: 13 §2.3
 */
export async function stateDiff(io: Io, input: Input): Promise<Outcome> {
  const [first, second] = input.args as readonly [string, string];
  const only = contractId(input.options.contract);
  return withStates(io, input, async ({ vm, folder }) => {
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
      ...(input.options.decode === true ? decodedChanges(engine, before, after) : {}),
    };
    return { json: report, human: describe(report) };
  });
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
  readonly stakes?: readonly StakeChange[];
  readonly notes?: { readonly before: bigint; readonly after: bigint };
};

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

function accounts(engine: Engine, root: Uint8Array): ReturnType<typeof allAccounts> {
  return whereDeployed(() => allAccounts(engine, root)) ?? new Map();
}

function describe({ contracts, accounts: changed, stakes = [], notes }: Report): string {
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
  const staked = stakes.map((stake) => [
    stake.account,
    `stake ${stake.amountBefore} -> ${stake.amountAfter} Lux`,
    `reward ${stake.rewardBefore} -> ${stake.rewardAfter} Lux`,
  ]);
  const tables = [pages, rows, staked].filter((table) => table.length > 0).map((table) => formatTable(table));
  return [...tables, ...(notes === undefined ? [] : [`notes ${notes.before} -> ${notes.after}`])].join('\n');
}
