import { type Network, networkByName, rulesAt } from '@eventide/params';
import type { Input, Io, Outcome } from '../command.ts';
import {
  addNetwork,
  findNetwork,
  type KnownNetwork,
  knownNetworks,
  removeNetwork,
  useNetwork,
} from '../config/networks.ts';
import { resolveSettings } from '../config/settings.ts';
import { CliError } from '../errors.ts';
import { parseHeight } from '../input/bytes.ts';
import { formatFields, formatTable, formatTree } from '../output.ts';
import { withConnection } from '../wallet/connect.ts';
import { nodeReport } from './nodeReport.ts';

/** Every network with a name; `*` is the one that commands use. Spec: 13 §2.2 */
export function networkList(io: Io, { flags }: Input): Outcome {
  const current = resolveSettings(io, flags).network.value;
  const networks = knownNetworks(io, flags).map((network) => ({
    ...shown(network),
    current: network.name === current,
  }));
  const rows = networks.map(({ name, url, kind, running, current: isCurrent }) => [
    isCurrent ? '*' : ' ',
    name,
    url,
    kind === 'local' && !running ? 'local, not running' : kind,
  ]);
  return { json: { networks }, human: formatTable(rows) };
}

export function networkAdd(io: Io, { args, flags }: Input): Outcome {
  const [name, url] = args as [string, string];
  addNetwork(io, flags, name, url);
  return { json: { name, url }, human: `${name} is ${url}` };
}

export function networkRemove(io: Io, { args, flags }: Input): Outcome {
  const [name] = args as [string];
  removeNetwork(io, flags, name);
  return { json: { name }, human: `${name} removed` };
}

export function networkUse(io: Io, { args, flags }: Input): Outcome {
  const [name] = args as [string];
  useNetwork(io, flags, name);
  return { json: { name }, human: `commands use ${name} now` };
}

export function networkShow(io: Io, { args, flags }: Input): Outcome {
  const network = findNetwork(io, flags, args[0] ?? resolveSettings(io, flags).network.value);
  const { running } = network;
  const report = {
    ...shown(network),
    ...(running === undefined
      ? {}
      : {
          chainId: running.chainId,
          protocol: running.protocol,
          proofs: running.proofs,
          blockTimeSec: running.blockTimeSec,
          genesisHash: running.genesisHash,
        }),
  };
  return { json: report, human: formatFields({ ...report, running: report.running ? 'yes' : 'no' }) };
}

/** Whether a network answers, and how far it is; exit 6 if it does not. Spec: 13 §2.2 */
export function networkStatus(io: Io, input: Input): Promise<Outcome> {
  const [name] = input.args;
  const chosen = name === undefined ? input : { ...input, flags: { ...input.flags, network: name } };
  return withConnection(io, chosen, async (connection) => {
    const { hash: _, lag: __, ...place } = await nodeReport(connection);
    const nodes = connection.network.running?.nodes.length ?? null;
    return { json: { ...place, nodes }, human: formatFields({ ...place, nodes: nodes ?? 'unknown' }) };
  });
}

/** The record of `rulesAt`: what holds at a height. Spec: 14 §3 */
export async function networkRules(io: Io, { args, flags, options }: Input): Promise<Outcome> {
  const name = args[0] ?? resolveSettings(io, flags).network.value;
  const height = parseHeight(options.height);
  const rules = rulesAt(await rulesNetwork(io, flags, name), height);
  const { queryPrice: _, gas: __, queries, ...rest } = rules;
  const report = { network: name, height, rules: { ...rest, queries: [...queries].sort() } };
  return { json: report, human: formatTree(report.rules) };
}

function shown({ name, url, kind, running }: KnownNetwork) {
  return { name, url, kind, running: running !== undefined };
}

/** The rules of a local network stand in its genesis file. */
async function rulesNetwork(io: Io, flags: Input['flags'], name: string): Promise<Network> {
  if (name !== 'local' && !/^https?:/.test(name)) {
    try {
      return networkByName(name);
    } catch {}
  }
  const { localNetworkRules } = await import('@eventide/devnet/genesis/localRules');
  const { homeFolder } = await import('../config/files.ts');
  // `local` is a single node where nothing else runs.
  const folder = knownNetworks(io, flags).find((known) => known.name === name)?.running?.name ?? name;
  const network = localNetworkRules(homeFolder(io), folder);
  if (network === undefined) throw new CliError('CLI_NOT_FOUND', { network: name });
  return network;
}
