import { createReadStream, existsSync, readFileSync, statSync, watch } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { accountNamed, localAccounts } from '@eventide/devnet/accounts/localAccounts';
import { DevnetError } from '@eventide/devnet/errors';
import { networkFolder, removeFolder } from '@eventide/devnet/folder/dataFolder';
import { lockHolder, readReady } from '@eventide/devnet/folder/runFile';
import type { Input, Io, Outcome } from '../../command.ts';
import { homeFolder } from '../../config/files.ts';
import { resolveSettings, timeoutMs } from '../../config/settings.ts';
import { CliError } from '../../errors.ts';
import { parseCount } from '../../input/bytes.ts';
import { parseDuration } from '../../input/duration.ts';
import { formatFields, formatTable, formatTree } from '../../output.ts';
import { whenInterrupted } from '../../terminal/whenInterrupted.ts';
import { askNetwork, runningNetwork } from './control.ts';
import { NETWORK_NAME } from './options.ts';

/** Asks a running network for one thing and shows its answer. */
function asking(verb: string, bodyOf: (input: Input, io: Io) => object = () => ({})) {
  return async (io: Io, input: Input): Promise<Outcome> => {
    const answer = await askNetwork(io, input, runningNetwork(io, input), verb, bodyOf(input, io));
    return { json: answer, human: formatTree(answer) };
  };
}

export const devnetPause = asking('pause');
export const devnetResume = asking('resume');
export const devnetSnapshot = asking('snapshot', ({ args }) => ({ name: args[0] }));
export const devnetRevert = asking('revert', ({ args }) => ({ id: args[0] }));
export const devnetHeal = asking('heal');
export const devnetImpersonate = asking('impersonate', ({ args }) => ({ who: args[0] }));
export const devnetRelease = asking('release', ({ args }) => ({ who: args[0] }));
export const devnetFund = asking('fund', ({ args, options }) => ({
  who: args[0],
  amount: args[1],
  shielded: options.shielded === true,
}));
export const devnetMine = asking('mine', ({ args }) => ({ count: parseCount(args[0] ?? '1', 'count', 1, 100_000) }));
export const devnetNodeStop = asking('node_stop', ({ args }) => ({ node: nodeNumber(args[0]) }));
export const devnetNodeAdd = asking('node_add', ({ options }) => ({ key: options.key ?? null }));
export const devnetNodeStart = asking('node_start', ({ args }) => ({ node: nodeNumber(args[0]) }));
export const devnetPartition = asking('partition', ({ args }) => ({ nodes: args.map(nodeNumber) }));
export const devnetDump = asking('dump', ({ args }, io) => ({ folder: absolute(io, args[0] as string) }));
export const devnetSkip = asking('skip', ({ options }) => ({
  blocks: options.blocks,
  epochs: options.epochs,
  untilHeight: options.untilHeight,
  untilEligible: options.untilEligible,
}));
export const devnetClock = asking('clock', ({ options }) => {
  const { set, add, follow } = options;
  if (typeof set === 'string') return { set: timeOf(set) };
  if (typeof add === 'string') return { add: parseDuration(add, '--add') };
  if (follow === true) return { follow: true };
  throw new CliError('CLI_USAGE', { expected: '--set, --add or --follow' });
});

/** Height, nodes and accounts of a running network. */
export async function devnetStatus(io: Io, input: Input): Promise<Outcome> {
  const network = runningNetwork(io, input);
  const answer = await askNetwork(io, input, network, 'status');
  const { name, mode, protocol, proofs, urls } = network;
  const nodes = answer.nodes as readonly { name: string; pid: number; running?: boolean; api: string }[];
  const head = formatFields({
    name,
    mode,
    protocol,
    proofs,
    height: String(answer.height),
    api: urls.api,
    pid: network.pid,
  });
  const table = formatTable(
    nodes.map((node) => [node.name, node.running === false ? 'stopped' : `pid ${node.pid}`, node.api]),
  );
  return { json: answer, human: `${head}\n\n${table}` };
}

export async function devnetSnapshots(io: Io, input: Input): Promise<Outcome> {
  const answer = await askNetwork(io, input, runningNetwork(io, input), 'snapshots');
  const list = answer.snapshots as readonly { id: number; name?: string | null; height: string }[];
  return {
    json: answer,
    human:
      list.length === 0
        ? 'no snapshots'
        : formatTable(list.map(({ id, name, height }) => [String(id), name ?? '', `height ${height}`])),
  };
}

/** Ends a running network and waits until it is gone. */
export async function devnetStop(io: Io, input: Input): Promise<Outcome> {
  const network = runningNetwork(io, input);
  process.kill(network.pid, 'SIGTERM');
  await until(io, input, () => lockHolder(networkFolder(homeFolder(io), network.name)) === undefined);
  return { json: { name: network.name, stopped: true }, human: `${network.name} stopped` };
}

/** Returns when the network is ready: at once if it is. Spec: 13 §1.1 */
export async function devnetWait(io: Io, input: Input): Promise<Outcome> {
  const name = typeof input.options.name === 'string' ? input.options.name : undefined;
  const find = () => {
    try {
      return runningNetwork(io, input);
    } catch {
      return undefined;
    }
  };
  await until(io, input, () => find() !== undefined);
  const network = find();
  if (network === undefined) throw new DevnetError('DEVNET_NOT_RUNNING', { name });
  return { json: { ...network }, human: `${network.name} is ready: ${network.urls.api}` };
}

/** Removes the state of a network that does not run. */
export async function devnetReset(io: Io, input: Input): Promise<Outcome> {
  const name = typeof input.options.name === 'string' ? input.options.name : NETWORK_NAME;
  const folder = networkFolder(homeFolder(io), name);
  const pid = lockHolder(folder);
  if (pid !== undefined) throw new DevnetError('DEVNET_RUNNING', { pid, name, url: readReady(folder)?.urls.api });
  if (!input.flags.yes) {
    if (io.ask === undefined) throw new CliError('CLI_DECLINED', { expected: '--yes' });
    if (!(await io.ask.confirm(`Remove everything in ${folder}?`))) throw new CliError('CLI_DECLINED');
  }
  removeFolder(folder);
  return { json: { name, removed: folder }, human: `${folder} removed` };
}

/** Accounts that every local network begins with; secret keys only when asked for. Spec: 13 §3.3 */
export async function devnetAccounts(_io: Io, { options, args }: Input): Promise<Outcome> {
  const accounts = localAccounts(
    parseCount(typeof options.seed === 'string' ? options.seed : '0', '--seed', 0, 999_999_999),
  );
  const wanted = args[0] === undefined ? undefined : accountNamed(accounts, args[0]);
  if (args[0] !== undefined && wanted === undefined) throw new DevnetError('DEVNET_NO_ACCOUNT', { name: args[0] });
  const list = (wanted === undefined ? [...accounts.users, accounts.faucet] : [wanted]).map((account) => ({
    name: account.name,
    mnemonic: account.mnemonic,
    profile: account.index,
    account: account.account,
    address: account.address,
    ...(options.secrets === true ? { secretKey: account.secretKey.toString(16).padStart(64, '0') } : {}),
  }));
  return { json: { accounts: list }, human: list.map((entry) => formatFields(entry)).join('\n\n') };
}

/** What a node of a network wrote, and with `-f` what it writes. */
export async function devnetLogs(io: Io, input: Input): Promise<Outcome> {
  const name = typeof input.options.name === 'string' ? input.options.name : NETWORK_NAME;
  const file = join(networkFolder(homeFolder(io), name), 'logs', `node-${nodeNumber(input.args[0] ?? '1')}.log`);
  if (!existsSync(file)) throw new CliError('CLI_NOT_FOUND', { file });
  const text = readFileSync(file, 'utf8');
  if (input.options.follow !== true)
    return { json: { file, lines: text.split('\n').filter(Boolean) }, human: text.trimEnd() };
  io.out(text);
  let read = Buffer.byteLength(text);
  const watcher = watch(file, () => {
    const { size } = statSync(file);
    if (size <= read) return;
    createReadStream(file, { start: read, end: size - 1 }).on('data', (chunk) => io.out(String(chunk)));
    read = size;
  });
  await whenInterrupted(io.signal);
  watcher.close();
  return { json: {}, human: '', streamed: true };
}

const LOOK_MS = 100;

/** @throws CliError CLI_TIMEOUT, CLI_INTERRUPTED */
async function until(io: Io, input: Pick<Input, 'flags'>, holds: () => boolean): Promise<void> {
  const patience = AbortSignal.timeout(timeoutMs(resolveSettings(io, input.flags)));
  while (!holds()) {
    if (patience.aborted) throw new CliError('CLI_TIMEOUT');
    if (io.signal.aborted) throw new CliError('CLI_INTERRUPTED');
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

function nodeNumber(text: string | undefined): number {
  return parseCount((text ?? '').replace(/^node-/, ''), 'node', 1, 16);
}

/** RFC 3339, or seconds since 1970. @throws CliError CLI_BAD_INPUT */
function timeOf(text: string): number {
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
  if (Number.isNaN(ms)) throw new CliError('CLI_BAD_INPUT', { what: '--set', text, expected: 'RFC 3339 or seconds' });
  return ms;
}

function absolute(io: Io, folder: string): string {
  return isAbsolute(folder) ? folder : join(io.folder, folder);
}
