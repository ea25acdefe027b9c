import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { systemClock } from '@eventide/base';
import { diskSpace } from '@eventide/node/telemetry/diskGuard';
import { accountNamed, type LocalAccount, localAccounts } from '../accounts/localAccounts.ts';
import { nodeModule } from '../bundle/nodeModule.ts';
import { DevnetError } from '../errors.ts';
import { readAdded } from '../folder/addedNodes.ts';
import { createFolder, networkFolder, readMarker, removeFolder } from '../folder/dataFolder.ts';
import { lockHolder, readReady, releaseLock, takeLock, writeReady } from '../folder/runFile.ts';
import { checkCeremonyFile } from '../genesis/ceremonyOption.ts';
import { contractsNote } from '../genesis/genesisContracts.ts';
import { type LocalGenesis, type LocalGenesisOptions, localGenesis } from '../genesis/localGenesis.ts';
import { GENESIS_FILE } from '../genesis/localRules.ts';
import { nodeGenesis } from '../genesis/nodeGenesis.ts';
import { seedStateFolder } from '../genesis/stateFolder.ts';
import { walletCoreFiles, walletCoreNote } from '../genesis/walletCore.ts';
import { udpWorks } from '../machine/ports.ts';
import { allowNodes, formatBytes, type Resources, systemResources } from '../machine/resources.ts';
import type { NodeSetup } from '../process/protocol.ts';
import { controlNetwork } from './control.ts';
import type { NetworkEvent } from './events.ts';
import { LocalNetwork } from './localNetwork.ts';
import { genesisOptions, keptGenesis, keptOptions, type NetworkOptions, wantedNodes } from './options.ts';
import { type PortPlan, planPorts } from './plan.ts';
import { describeSites, prepareSites } from './sites.ts';
import { watchMachine } from './watchMachine.ts';

export type NetworkDeps = {
  readonly onEvent: (event: NetworkEvent) => void;
  /** Ends a start that is under way. */
  readonly signal: AbortSignal;
  readonly resources?: Resources | undefined;
  readonly nowMs?: (() => number) | undefined;
};

/** Blocks that stay when history is pruned. Spec: 13 §1.1 */
export const HISTORY_BLOCKS = 10_000;

const FIRST_BLOCK_MS = 120_000;

/**
 * Starts a network of node processes, or goes on with the one that is in the folder. Resolves when all answer and a new block is
 * there.
 * @throws DevnetError
 * Spec: 13 §1, §3.1
 */
export async function startLocalNetwork(options: NetworkOptions, deps: NetworkDeps): Promise<LocalNetwork> {
  const { resources = systemResources, nowMs = () => performance.now(), onEvent, signal } = deps;
  const folder = networkFolder(options.home, options.name);
  assertNotRunning(folder, options.name);
  const choice = chooseGenesis(folder, options, resources, onEvent);
  const keys = nodeKeys(folder, choice);
  const nodes = keys.length;
  if (nodes > 1 && !(await udpWorks(options.host))) throw new DevnetError('DEVNET_UDP_BLOCKED', { host: options.host });
  if (!takeLock(folder, process.pid))
    throw new DevnetError('DEVNET_RUNNING', { pid: lockHolder(folder), name: options.name });
  const undo: (() => unknown)[] = [() => releaseLock(folder)];
  try {
    const ports = await planPorts(nodes, { host: options.host, base: options.portBase, sites: options.sites });
    for (const text of ports.moved) onEvent({ kind: 'note', text });
    const step = (number: number, name: string, text: string, ms: number): void =>
      onEvent({ kind: 'setup', step: number, name, text, ms });
    const beganMs = nowMs();
    const building = nodeModule(signal);
    const accounts = localAccounts(choice.seed);
    if (options.crs !== undefined) await checkCeremonyFile(options.crs);
    const core = { protocol: choice.protocol, walletCore: options.walletCore };
    const walletCore = await walletCoreFiles(core);
    const genesis = await localGenesis(choice, undefined, accounts);
    keepGenesis(folder, genesis);
    for (const note of [contractsNote(choice.protocol, genesis.code), walletCoreNote(core)])
      if (note !== undefined) onEvent({ kind: 'note', text: note });
    const setups = await setupsOf(folder, options, { choice, genesis, ports, keys, walletCore });
    const { file: module, problem } = await building;
    if (problem !== undefined) onEvent({ kind: 'note', text: `Nodes run from their sources: ${problem}` });
    const provingMs = nowMs() - beganMs;
    signal.throwIfAborted();
    // No block needs the pages: they are built while the processes of the nodes begin and wait for one another.
    const startedMs = nowMs();
    const noPages = new AbortController();
    const wanted = AbortSignal.any([signal, noPages.signal]);
    const sites = nextTurn().then(() => prepareSites(options, ports, accounts, wanted));
    const sitesMs = sites.then(() => nowMs() - startedMs);
    for (const promise of [sites, sitesMs]) promise.catch(() => undefined);
    undo.push(async () => {
      noPages.abort();
      await (await sites.catch(() => undefined))?.close();
    });
    const early: NetworkEvent[] = [];
    let told = false;
    const network = new LocalNetwork({
      folder,
      module,
      genesis,
      setups,
      sites,
      facts: {
        v: 1,
        pid: process.pid,
        name: options.name,
        mode: 'network',
        chainId: genesis.network.chainId,
        protocol: choice.protocol,
        proofs: choice.proofs,
        blockTimeSec: choice.blockTimeSec,
        seed: choice.seed,
        urls: {
          api: `http://${options.host}:${ports.api[0]}`,
          metrics: `http://${options.host}:${ports.metrics}`,
        },
        accounts: [...genesis.accounts.users, genesis.accounts.faucet].map(({ name, account, address }) => ({
          name,
          account,
          address,
        })),
      },
      onEvent: (event) => void (told || event.kind !== 'block' ? onEvent(event) : early.push(event)),
      onControl: controlNetwork,
    });
    undo.push(() => network.stopNodes());
    await network.start(AbortSignal.any([signal, AbortSignal.timeout(FIRST_BLOCK_MS)]));
    const networkMs = nowMs() - startedMs;
    const served = await network.sites();
    for (const text of served.problems) onEvent({ kind: 'note', text });
    step(3, 'Apps', describeSites(served), await sitesMs);
    step(4, 'Proving', describeProofs(choice), provingMs);
    step(5, 'Network', describeNodes(options.host, ports, networkMs), networkMs);
    told = true;
    for (const event of early) onEvent(event);
    writeReady(folder, network.ready);
    lookAfter(network, onEvent);
    return network;
  } catch (error) {
    for (const action of undo.reverse()) await action();
    const timedOut = !signal.aborted && (error as Error).name === 'TimeoutError';
    throw timedOut ? new DevnetError('DEVNET_TIMEOUT', { waited: 'first block', logs: join(folder, 'logs') }) : error;
  }
}

/** While it runs, its machine is watched. */
function lookAfter(network: LocalNetwork, onEvent: NetworkDeps['onEvent']): void {
  const watch = watchMachine({
    space: () => diskSpace(network.parts.folder),
    clock: systemClock,
    monotonicMs: () => performance.now(),
    pause: (paused) => {
      for (const node of network.nodes) node.pause(paused);
    },
    stop: () => void network.stop(),
    onEvent,
  });
  void network.ended.then(() => watch.close());
}

/** @throws DevnetError DEVNET_RUNNING */
function assertNotRunning(folder: string, name: string): void {
  const pid = lockHolder(folder);
  if (pid !== undefined) throw new DevnetError('DEVNET_RUNNING', { pid, name, url: readReady(folder)?.urls.api });
}

/** What the folder began with, or what it is to begin with. */
function chooseGenesis(
  folder: string,
  options: NetworkOptions,
  resources: Resources,
  onEvent: (event: NetworkEvent) => void,
): LocalGenesisOptions {
  const wanted = wantedNodes(options);
  const { nodes, shortOfBytes } = allowNodes(resources, { wanted, requested: options.nodes !== undefined, folder });
  if (options.reset) removeFolder(folder);
  const kept = readMarker(folder);
  if (kept !== undefined) return keptGenesis(genesisOptions(options, wanted), kept.options);
  if (shortOfBytes !== undefined) {
    const text = `${formatBytes(shortOfBytes)} available: starting ${nodes} nodes instead of ${wanted}`;
    onEvent({ kind: 'note', text });
  }
  const choice = genesisOptions(options, nodes);
  createFolder(folder, keptOptions(choice));
  return choice;
}

/** @throws DevnetError DEVNET_GENESIS_DIFFERS if this version would begin otherwise */
function keepGenesis(folder: string, { text }: LocalGenesis): void {
  const file = join(folder, GENESIS_FILE);
  if (!existsSync(file)) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) throw new DevnetError('DEVNET_GENESIS_DIFFERS', { folder });
}

/** Whose key each node has: those of the genesis, then those that joined. */
function nodeKeys(folder: string, { provisioners }: LocalGenesisOptions): readonly (string | null)[] {
  return [
    ...Array.from({ length: provisioners }, (_, i) => `node-${i + 1}`),
    ...readAdded(folder).map(({ key }) => key),
  ];
}

type Chosen = {
  readonly choice: LocalGenesisOptions;
  readonly genesis: LocalGenesis;
  readonly ports: PortPlan;
  readonly keys: readonly (string | null)[];
  /** Modules for clients of the reference, by the name they ask for. */
  readonly walletCore: Readonly<Record<string, string>>;
};

/** What each node begins with; its folder holds the first state then. */
async function setupsOf(
  folder: string,
  { host, crs }: NetworkOptions,
  { choice, genesis, ports, keys, walletCore }: Chosen,
): Promise<readonly NodeSetup[]> {
  const peers = ports.udp.map((port) => `${host}:${port}`);
  const staked = (choice.stakes ?? []).map(({ name }) => accountNamed(genesis.accounts, name) as LocalAccount);
  const provisioners = [...genesis.accounts.provisioners.slice(0, choice.provisioners), ...staked].map(
    ({ name, account }) => ({ name, account }),
  );
  const setups = ports.api.map((apiPort, i) => ({
    genesis: nodeGenesis(genesis),
    seed: choice.seed,
    provisioners,
    number: i + 1,
    key: keys[i] ?? null,
    folder: join(folder, `node-${i + 1}`),
    host,
    apiPort,
    metricsPort: i === 0 ? ports.metrics : undefined,
    udpPort: ports.udp[i] as number,
    peers,
    historyBlocks: HISTORY_BLOCKS,
    crs,
    walletCore,
  }));
  for (const { folder: own } of setups) {
    mkdirSync(own, { recursive: true });
    await seedStateFolder(join(own, 'state'), genesis);
  }
  return setups;
}

function describeProofs({ proofs, protocol }: LocalGenesisOptions): string {
  if (proofs === 'mock') return 'mock proofs: every relation is checked, nothing is proven';
  return protocol === 'eventide'
    ? 'local setup parameters; circuit keys in the background'
    : 'setup parameters of the ceremony';
}

function describeNodes(host: string, { udp }: PortPlan, ms: number): string {
  const range = udp.length === 1 ? `${udp[0]}` : `${udp[0]}-${udp.at(-1)}`;
  return `${udp.length} node${udp.length === 1 ? '' : 's'} on UDP ${host}:${range}, first block after ${(ms / 1000).toFixed(1)} s`;
}
