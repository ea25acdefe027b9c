import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { isEventideError, silentMetrics, toHex } from '@eventide/base';
import { defaultOverlayOptions, defaultUdpOptions } from '@eventide/kadcast';
import { defaultNodeOptions, startNode } from '@eventide/node';
import { startApi } from '@eventide/node/api/startApi';
import { createLateArchive } from '@eventide/node/archive/lateArchive';
import { openArchive } from '@eventide/node/archive/openArchive';
import { startNodeTelemetry } from '@eventide/node/run/nodeTelemetry';
import { createNodeLog } from '@eventide/node/telemetry/nodeLog';
import { createPromMetrics } from '@eventide/node/telemetry/promMetrics';
import { Registry } from 'prom-client';
import { accountNamed, localAccounts } from '../accounts/localAccounts.ts';
import { controlRoute } from '../control/controlRoute.ts';
import { watchBlocks } from '../watch/blockFeed.ts';
import type { ControlAnswer, ControlRequest, FromNode, NodeSetup } from './protocol.ts';
import { proverForOthers } from './proverForOthers.ts';

/** A node at work in this process. */
export type NodeHandle = {
  /** Cuts it off from these `ip:port`; an empty list heals. */
  cut(addresses: readonly string[]): void;
  /** Takes up nothing until called with false. */
  pause(paused: boolean): void;
  close(): Promise<void>;
};

export type NodePorts = {
  readonly tell: (message: FromNode) => void;
  readonly control: (request: ControlRequest) => Promise<ControlAnswer>;
};

/** States of earlier blocks for traces and reads at a height. */
const KEPT_STATES = 32;
const STATUS_PAGE = join(import.meta.dirname, '../../status');

/** A whole node of a local network: chain, network, API, with what the launcher wants to know. */
export async function runNodeProcess(setup: NodeSetup, { tell, control }: NodePorts): Promise<NodeHandle> {
  const { genesis } = setup;
  const accounts = localAccounts(setup.seed);
  const key = setup.key === null ? undefined : accountNamed(accounts, setup.key)?.secretKey;
  mkdirSync(join(setup.folder, 'drivers'), { recursive: true });
  const log = createNodeLog({
    level: 'info',
    type: 'json',
    write: (line) => void process.stdout.write(line),
    nowMs: Date.now,
  });
  const registry = new Registry();
  const metrics = setup.metricsPort === undefined ? silentMetrics : createPromMetrics(registry);
  const node = await startNode(
    {
      ...defaultNodeOptions,
      genesis,
      storage: { kind: 'disk', path: setup.folder },
      provisioner: key,
      prune: setup.historyBlocks,
      // Whoever looks back asks the first node.
      keptStates: setup.number === 1 ? KEPT_STATES : 0,
      kadcast: setup.peers.length > 1 ? kadcastOptions(setup, genesis.network.chainId) : undefined,
    },
    { log, metrics },
  );
  const archive =
    setup.number === 1
      ? createLateArchive(() =>
          openArchive(
            { folder: join(setup.folder, 'history') },
            { door: node.door, replay: node.eventsOf, log: log.with({ part: 'archive' }) },
          ),
        )
      : undefined;
  const stopBeginning = archive?.beginWithBlocks(node.door, (error) => {
    const code = isEventideError(error) ? error.code : 'FAULT_INTERNAL';
    tell({ kind: 'failed', code, message: `the archive does not open: ${String(error)}` });
  });
  const telemetry =
    setup.metricsPort === undefined
      ? undefined
      : await startNodeTelemetry(`${setup.host}:${setup.metricsPort}`, { node, registry, metrics, path: setup.folder });
  const watched = { door: node.door, provisioners: () => node.status().provisioners };
  const stopWatching = watchBlocks(watched, setup.provisioners, (block) => tell({ kind: 'block', block }));
  const stopListening = node.door.subscribe((event) => {
    if (event.kind !== 'reverted') return;
    tell({ kind: 'reverted', height: event.header.height.toString(), hash: toHex(event.header.hash) });
  });
  const prover = await proverForOthers(genesis, { folder: join(setup.folder, 'proving'), crs: setup.crs });
  const api = await startApi(node.door, {
    host: setup.host,
    port: setup.apiPort,
    driversFolder: join(setup.folder, 'drivers'),
    staticRoot: STATUS_PAGE,
    extraRoutes: { devnet: controlRoute(control) },
    archive: archive?.reader,
    crsPath: setup.crs,
    walletCore: setup.walletCore ?? {},
    prover,
    log: log.with({ part: 'api' }),
  });
  tell({
    kind: 'ready',
    api: api.url,
    genesisHash: toHex(node.door.identity.genesisHash),
    height: node.door.ledger.tip().block.header.height.toString(),
  });
  return {
    cut: (addresses) => node.cut(addresses),
    pause: (paused) => node.pause(paused),
    async close() {
      stopWatching();
      stopListening();
      stopBeginning?.();
      await api.close();
      await prover?.close();
      await telemetry?.close();
      await archive?.close();
      await node.close();
    },
  };
}

function kadcastOptions({ host, udpPort, peers }: NodeSetup, networkId: number) {
  const own = `${host}:${udpPort}`;
  return {
    overlay: {
      ...defaultOverlayOptions,
      networkId,
      publicAddress: own,
      bootstrappingNodes: peers.filter((peer) => peer !== own),
      // What neighbours ask for at least: nobody has to be kept out of this machine.
      difficulty: 8,
    },
    udp: { ...defaultUdpOptions, listen: { host, port: udpPort } },
  };
}
