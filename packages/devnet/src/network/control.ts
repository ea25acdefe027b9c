import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEventideError } from '@eventide/base';
import { DevnetError } from '../errors.ts';
import type { ControlAnswer, ControlRequest } from '../process/protocol.ts';
import type { LocalNetwork } from './localNetwork.ts';

type Body = Readonly<Record<string, unknown>>;
type Verb = (network: LocalNetwork, body: Body) => unknown;

const PATIENCE_MS = 60_000;

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
    for (const node of network.nodes) node.cut(network.parts.setups.map(addressOf));
    return { paused: true };
  },
  resume: (network) => {
    for (const node of network.nodes) node.cut([]);
    return { paused: false };
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

/** Splits the network in two: these nodes on one side, the others on the other. */
function partition(network: LocalNetwork, side: readonly number[]) {
  const isHere = (number: number): boolean => side.includes(number);
  for (const number of side) network.node(number);
  for (const node of network.nodes) {
    const here = isHere(node.setup.number);
    const others = network.parts.setups.filter(({ number }) => isHere(number) !== here);
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
    for (const { number, folder: own } of network.parts.setups)
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
    for (const { number, folder: own } of network.parts.setups) {
      rmSync(own, { recursive: true, force: true });
      cpSync(join(place, String(found.id), `node-${number}`), own, { recursive: true });
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
