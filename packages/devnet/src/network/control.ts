import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEventideError } from '@eventide/base';
import { DevnetError } from '../errors.ts';
import type { ControlAnswer, ControlRequest } from '../process/protocol.ts';
import { addNode } from './addNode.ts';
import type { LocalNetwork } from './localNetwork.ts';

type Body = Readonly<Record<string, unknown>>;
type Verb = (network: LocalNetwork, body: Body) => unknown;

const PATIENCE_MS = 60_000;
const MOST_BLOCKS = 100;

/** What can be asked of a running network by `POST /on/devnet/<verb>`. Spec: 13 §3.2 */
const verbs: Readonly<Record<string, Verb>> = {
  status: (network) => ({
    ...network.ready,
    height: network.height,
    nodes: network.ready.nodes.map((node, i) => ({ ...node, running: network.nodes[i]?.running === true })),
  }),
  node_stop: async (network, body) => {
    const node = network.node(numberOf(body.node, 'node'));
    await node.stop();
    return { node: node.name, running: false };
  },
  node_start: async (network, body) => {
    const node = network.node(numberOf(body.node, 'node'));
    if (!node.running) await node.start();
    return { node: node.name, running: true, pid: node.pid };
  },
  partition: (network, body) => partition(network, numbersOf(body.nodes, 'nodes')),
  heal: (network) => partition(network, []),
  pause: (network) => {
    pause(network);
    return { paused: true };
  },
  resume: (network) => {
    partition(network, []);
    return { paused: false };
  },
  mine: (network, body) => mine(network, numberOf(body.count ?? 1, 'count')),
  node_add: async (network, body) => {
    const key = body.key ?? null;
    if (key !== null && typeof key !== 'string') throw new DevnetError('DEVNET_BAD_OPTION', { option: 'key' });
    const node = await addNode(network, key);
    const { host, apiPort } = node.setup;
    return { node: node.name, key, pid: node.pid, api: `http://${host}:${apiPort}` };
  },
  snapshot: async (network, body) => snapshot(network, textOf(body.name)),
  snapshots: (network) => ({ snapshots: listSnapshots(network) }),
  revert: async (network, body) => revert(network, String(body.id ?? body.name ?? '')),
  stop: (network) => {
    // The answer leaves first.
    setTimeout(() => void network.stop(), 50);
    return { stopping: true };
  },
};

/** Runs a verb and turns its errors into answers. */
export async function controlNetwork(network: LocalNetwork, { verb, body }: ControlRequest): Promise<ControlAnswer> {
  try {
    const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (run === undefined) throw new DevnetError('DEVNET_UNSUPPORTED', { verb, needs: 'eventide devnet (one node)' });
    return { ok: true, value: await run(network, (body ?? {}) as Body) };
  } catch (error) {
    if (!isEventideError(error)) throw error;
    return { ok: false, code: error.code, details: error.toJSON().details };
  }
}

/** Nobody hears anybody: nothing can be agreed on. */
function pause(network: LocalNetwork): void {
  const all = network.nodes.map(({ setup }) => addressOf(setup));
  for (const node of network.nodes) node.cut(all);
}

/** Lets a network come so many blocks further; one that was paused is paused again then. */
async function mine(network: LocalNetwork, count: number): Promise<{ readonly from: bigint; readonly to: bigint }> {
  if (count < 1 || count > MOST_BLOCKS)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'count', most: MOST_BLOCKS });
  const from = network.height;
  const wasPaused = network.nodes.every(({ isCut }) => isCut);
  partition(network, []);
  try {
    await network.waitForHeight(from + BigInt(count), AbortSignal.timeout(PATIENCE_MS));
  } catch (error) {
    if ((error as Error).name !== 'TimeoutError') throw error;
    throw new DevnetError('DEVNET_TIMEOUT', { waited: `block ${from + BigInt(count)}` });
  } finally {
    if (wasPaused) pause(network);
  }
  return { from, to: network.height };
}

/** Splits the network in two: these nodes on one side, the others on the other. */
function partition(network: LocalNetwork, side: readonly number[]) {
  const isHere = (number: number): boolean => side.includes(number);
  for (const number of side) network.node(number);
  for (const node of network.nodes) {
    const here = isHere(node.setup.number);
    const others = network.nodes.map(({ setup }) => setup).filter(({ number }) => isHere(number) !== here);
    node.cut(side.length === 0 ? [] : others.map(addressOf));
  }
  return { partition: side };
}

function addressOf({ host, udpPort }: { readonly host: string; readonly udpPort: number }): string {
  return `${host}:${udpPort}`;
}

type NetworkSnapshot = { readonly id: number; readonly name: string | null; readonly height: string };

/** All nodes stop, their folders are copied, all start again. Spec: 13 §3.1 */
async function snapshot(network: LocalNetwork, name: string | null): Promise<NetworkSnapshot> {
  const { folder } = network.parts;
  const taken = listSnapshots(network);
  const id = Math.max(0, ...taken.map((other) => other.id)) + 1;
  const info = { id, name, height: network.height.toString() };
  const place = join(folder, 'snapshots', String(id));
  await network.whileStopped(() => {
    mkdirSync(place, { recursive: true });
    for (const { number, folder: own } of network.nodes.map(({ setup }) => setup))
      cpSync(own, join(place, `node-${number}`), { recursive: true });
    writeFileSync(join(place, 'snapshot.json'), JSON.stringify(info));
  }, AbortSignal.timeout(PATIENCE_MS));
  return info;
}

/** Newer snapshots go, this one stays. */
async function revert(network: LocalNetwork, which: string): Promise<NetworkSnapshot> {
  const found = listSnapshots(network).find(({ id, name }) => String(id) === which || name === which);
  if (found === undefined) throw new DevnetError('DEVNET_NO_SNAPSHOT', { snapshot: which });
  const place = join(network.parts.folder, 'snapshots');
  await network.whileStopped(() => {
    for (const { number, folder: own } of network.nodes.map(({ setup }) => setup)) {
      rmSync(own, { recursive: true, force: true });
      const kept = join(place, String(found.id), `node-${number}`);
      // A node that joined later begins again, and asks the others.
      if (existsSync(kept)) cpSync(kept, own, { recursive: true });
      else mkdirSync(own, { recursive: true });
    }
    for (const { id } of listSnapshots(network))
      if (id > found.id) rmSync(join(place, String(id)), { recursive: true });
  }, AbortSignal.timeout(PATIENCE_MS));
  return found;
}

function listSnapshots(network: LocalNetwork): readonly NetworkSnapshot[] {
  const place = join(network.parts.folder, 'snapshots');
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .map((id) => join(place, id, 'snapshot.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as NetworkSnapshot)
    .sort((a, b) => a.id - b.id);
}

function numberOf(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new DevnetError('DEVNET_BAD_OPTION', { option: what });
  return value;
}

function numbersOf(value: unknown, what: string): readonly number[] {
  if (!Array.isArray(value)) throw new DevnetError('DEVNET_BAD_OPTION', { option: what });
  return value.map((entry) => numberOf(entry, what));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length <= 64 ? value : null;
}
