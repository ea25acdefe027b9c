import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { accountNamed } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import { readAdded, writeAdded } from '../folder/addedNodes.ts';
import { writeReady } from '../folder/runFile.ts';
import { seedStateFolder } from '../genesis/stateFolder.ts';
import { chooseTcpPort, chooseUdpPort } from '../machine/ports.ts';
import type { NodeSetup } from '../process/protocol.ts';
import type { LocalNetwork } from './localNetwork.ts';
import type { NodeProcess } from './nodeProcess.ts';

/** More processes than a laptop has use for. */
const MOST_NODES = 16;

/**
 * Starts one node more, in a process and folder of its own, that knows nothing but the genesis and its neighbours: it asks them for
 * the chain. With the key of a local account it takes part once that account's stake counts; without, it observes.
 * @throws DevnetError DEVNET_NO_ACCOUNT, DEVNET_BAD_OPTION (a key that another node has), DEVNET_CHILD_ENDED
 */
export async function addNode(network: LocalNetwork, key: string | null): Promise<NodeProcess> {
  const { folder, genesis } = network.parts;
  if (key !== null && accountNamed(genesis.accounts, key) === undefined)
    throw new DevnetError('DEVNET_NO_ACCOUNT', { name: key });
  const holder = key === null ? undefined : network.nodes.find(({ setup }) => setup.key === key);
  if (holder !== undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'key', key, holder: holder.name, rule: 'one node a key' });
  if (network.nodes.length >= MOST_NODES)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'node add', most: MOST_NODES });
  const setup = await setupOf(network, key);
  const node = network.adopt(setup);
  try {
    await node.start();
  } catch (error) {
    network.forget(node);
    throw error;
  }
  writeAdded(folder, [...readAdded(folder), { number: setup.number, key }]);
  writeReady(folder, network.ready);
  return node;
}

async function setupOf(network: LocalNetwork, key: string | null): Promise<NodeSetup> {
  const setups = network.nodes.map(({ setup }) => setup);
  const last = setups.at(-1) as NodeSetup;
  const { host, peers } = last;
  const number = last.number + 1;
  const folder = join(network.parts.folder, `node-${number}`);
  mkdirSync(folder, { recursive: true });
  await seedStateFolder(join(folder, 'state'), network.parts.genesis);
  const taken = new Set(setups.map(({ apiPort }) => apiPort));
  const takenUdp = new Set(setups.map(({ udpPort }) => udpPort));
  const { port: apiPort } = await chooseTcpPort(last.apiPort + 1, { host, requested: false, taken });
  const { port: udpPort } = await chooseUdpPort(last.udpPort + 1, { host, requested: false, taken: takenUdp });
  return {
    ...last,
    number,
    key,
    folder,
    apiPort,
    metricsPort: undefined,
    udpPort,
    peers: [...peers, `${host}:${udpPort}`],
  };
}
