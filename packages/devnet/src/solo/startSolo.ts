import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import type { ProductionMode } from '@eventide/node';
import { controlRoute } from '../control/controlRoute.ts';
import { DevnetError } from '../errors.ts';
import { createFolder, networkFolder, readMarker } from '../folder/dataFolder.ts';
import { lockHolder, type RunningNetwork, readReady, releaseLock, takeLock, writeReady } from '../folder/runFile.ts';
import type { ForkOptions } from '../fork/takeover.ts';
import { contractsNote } from '../genesis/genesisContracts.ts';
import type { GenesisStake } from '../genesis/genesisStakes.ts';
import { GENESIS_FILE } from '../genesis/localRules.ts';
import { walletCoreNote } from '../genesis/walletCore.ts';
import { chooseTcpPort } from '../machine/ports.ts';
import type { NetworkEvent } from '../network/events.ts';
import { watchBlocks } from '../watch/blockFeed.ts';
import { createDevnet } from './createDevnet.ts';
import type { Devnet } from './devnet.ts';
import { controlSolo } from './soloControl.ts';

/** A network of one node for people: found by the command line, told by lines. */
export type SoloNetworkOptions = {
  readonly home: string;
  readonly name: string;
  readonly host: string;
  /** undefined: 8080, or the next free one. */
  readonly port: number | undefined;
  readonly mine: ProductionMode;
  readonly proofs: 'real' | 'mock';
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly seed: number;
  readonly accounts: number;
  readonly finality: 'instant' | 'protocol';
  readonly contracts: string | undefined;
  /** Stakes besides that of the node. */
  readonly stakes?: readonly GenesisStake[] | undefined;
  /** File of the ceremony's parameters. */
  readonly crs?: string | undefined;
  /** File of the module that w3sper takes from its node in place of ours, for `rusk-1.6`. */
  readonly walletCore?: string | undefined;
  /** A dump to go on from, which stays as it is. */
  readonly load?: string | undefined;
  /** Folder that the state comes from and goes to; memory alone without. */
  readonly state: string | undefined;
  /** Another network to go on from. */
  readonly fork?: Pick<ForkOptions, 'url' | 'archive' | 'height'> | undefined;
};

export type SoloNetwork = {
  readonly net: Devnet;
  readonly ready: RunningNetwork;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

const DEFAULT_PORT = 8080;
const STATUS_PAGE = join(import.meta.dirname, '../../status');

/** @throws DevnetError DEVNET_RUNNING, DEVNET_PORT_TAKEN, DEVNET_FOREIGN_FOLDER, DEVNET_BAD_DUMP. Spec: 13 §3.1 */
export async function startSolo(
  options: SoloNetworkOptions,
  onEvent: (event: NetworkEvent) => void,
): Promise<SoloNetwork> {
  const { home, name, host, state, fork } = options;
  if (fork !== undefined && state !== undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'fork', expected: 'no --state beside it' });
  const folder = networkFolder(home, name);
  const running = lockHolder(folder);
  if (running !== undefined)
    throw new DevnetError('DEVNET_RUNNING', { pid: running, name, url: readReady(folder)?.urls.api });
  if (readMarker(folder) === undefined) createFolder(folder, { mode: 'solo' });
  if (!takeLock(folder, process.pid)) throw new DevnetError('DEVNET_RUNNING', { pid: lockHolder(folder), name });
  try {
    const { port, instead } = await chooseTcpPort(options.port ?? DEFAULT_PORT, {
      host,
      requested: options.port !== undefined,
    });
    if (instead !== undefined) onEvent({ kind: 'note', text: `Port ${instead.wanted} is in use, using ${port}` });
    const load = options.load ?? (state !== undefined && isDump(state) ? state : undefined);
    return await run(options, folder, port, load, onEvent);
  } catch (error) {
    releaseLock(folder);
    throw error;
  }
}

async function run(
  options: SoloNetworkOptions,
  folder: string,
  port: number,
  load: string | undefined,
  onEvent: (event: NetworkEvent) => void,
): Promise<SoloNetwork> {
  const { host, name, mine, proofs, protocol, seed, accounts, finality, contracts } = options;
  const { crs, walletCore, stakes, state, fork } = options;
  const { promise: ended, resolve: endNow } = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      stopWatching();
      if (state !== undefined) await net.dump(state);
      await net.close();
      releaseLock(folder);
      endNow();
    })();
    return stopping;
  };
  const control = controlSolo(
    () => net,
    () => ready,
    () => void stop(),
  );
  const net = await createDevnet({
    mine,
    proofs,
    protocol,
    seed,
    accounts,
    finality,
    contracts,
    crs,
    walletCore,
    // Wallets of the reference ask for it as a matter of course, and wait less long than its start can take.
    history: protocol === 'rusk-1.6' ? 'kept' : 'asked',
    stakes,
    load,
    fork: fork && {
      ...fork,
      onProgress: ({ contracts: count, pages, fetched }) =>
        onEvent({ kind: 'note', text: `Fetched ${count} contracts, ${pages} pages (${fetched} new)` }),
    },
    clock: { kind: 'follow', offsetMs: 0 },
    api: { host, port, staticRoot: STATUS_PAGE, extraRoutes: { devnet: controlRoute(control) } },
  });
  const stopWatching = watchBlocks(net, net.accounts.provisioners, (block) => onEvent({ kind: 'block', block }));
  if (net.forkedAt !== undefined)
    onEvent({
      kind: 'note',
      text: `Fork of ${net.forkedAt.url} at block ${net.forkedAt.height}; nothing reaches the origin`,
    });
  const { network, header, text, code } = net.genesis;
  for (const note of [
    contractsNote(network.protocol, code),
    walletCoreNote({ protocol: network.protocol, walletCore }),
  ])
    if (note !== undefined) onEvent({ kind: 'note', text: note });
  writeFileSync(join(folder, GENESIS_FILE), text);
  const ready: RunningNetwork = {
    v: 1,
    pid: process.pid,
    name,
    mode: 'solo',
    chainId: network.chainId,
    protocol: network.protocol,
    proofs: network.proofs,
    blockTimeSec: 0,
    genesisHash: toHex(header.hash),
    seed,
    ...(net.forkedAt && { forkedAt: { ...net.forkedAt, height: String(net.forkedAt.height) } }),
    urls: { api: net.url },
    nodes: [{ name: 'node-1', pid: process.pid, api: net.url }],
    accounts: [...net.accounts.users.slice(0, accounts), net.accounts.faucet].map((user) => ({
      name: user.name,
      account: user.account,
      address: user.address,
    })),
  };
  writeReady(folder, ready);
  return { net, ready, ended, stop };
}

function isDump(folder: string): boolean {
  return existsSync(join(folder, 'manifest.json'));
}
