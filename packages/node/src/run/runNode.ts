import { join } from 'node:path';
import { type Log, type Metrics, silentMetrics, systemClock, toHex, utf8 } from '@eventide/base';
import type { BlsSecretKey } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import type { Prover } from '@eventide/prover/prover';
import { Registry } from 'prom-client';
import { startApi } from '../api/startApi.ts';
import { openArchive } from '../archive/openArchive.ts';
import type { LoadedConfig } from '../config/loadConfig.ts';
import { NodeError } from '../errors.ts';
import { keyPassword, readConsensusKey } from '../keys/consensusKeys.ts';
import type { NodeGenesis } from '../start/nodeOptions.ts';
import type { RunningNode } from '../start/runningNode.ts';
import { startNode } from '../start/startNode.ts';
import { diskSpace, watchDisk } from '../telemetry/diskGuard.ts';
import { createPromMetrics } from '../telemetry/promMetrics.ts';
import { apiOptions } from './apiOptions.ts';
import { lockFolder } from './folderLock.ts';
import { lockKey } from './keyLock.ts';
import { startNodeTelemetry } from './nodeTelemetry.ts';
import { resolveGenesis } from './resolveGenesis.ts';
import { expandPath, toNodeOptions } from './toNodeOptions.ts';

/** What a run says to whoever started it. */
export type RunLine =
  | {
      readonly event: 'ready';
      readonly pid: number;
      readonly role: 'provisioner' | 'observer';
      readonly chainId: number;
      readonly genesis: string;
      readonly height: number;
      readonly kadcast: string;
      /** URLs; null where nothing is served. */
      readonly api: string | null;
      readonly metrics: string | null;
    }
  | { readonly event: 'stopped'; readonly height: number };

export type RunPorts = {
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tell: (line: RunLine) => void;
};

const MIB = 1_048_576;
const DISK_LOOK_MS = 10_000;

/**
 * Runs a node with everything around it, as its configuration says, until the signal; resolves when all is on disk and nothing is left
 * open. Rejects with the fault that ended it.
 * @throws NodeError, ApiError, ArchiveError, ExecutionError, KadcastError for what is wrong with configuration or surroundings; FaultError
 * Spec: 13 §8
 */
export async function runNode({ config, warnings }: LoadedConfig, ports: RunPorts, signal: AbortSignal): Promise<void> {
  const { log, tell } = ports;
  for (const warning of warnings) log.warn(warning, { part: 'config' });
  const path = expandPath(config['chain.db_path']);
  await using stack = new AsyncDisposableStack();
  const lock = await lockFolder(path);
  stack.defer(() => lock.release());
  const genesis = await resolveGenesis(config);
  const key = await roleKey(config, ports);
  if (key !== undefined) {
    const held = await lockKey(key, networkMark(genesis));
    stack.defer(() => held.release());
  }
  const telemetry = config['telemetry.listen_address'];
  const registry = new Registry();
  const metrics: Metrics = telemetry === undefined ? silentMetrics : createPromMetrics(registry);
  const node = await startNode(toNodeOptions(config, genesis, key), { log, metrics });
  stack.defer(() => node.close());
  const stop = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => stop.resolve(), { once: true });
  if (signal.aborted) stop.resolve();
  stack.defer(() => stopped(node, tell));
  const archive = config['eventide.history']
    ? await openArchive(archiveAt(config, path), {
        door: node.door,
        replay: node.eventsOf,
        log: log.with({ part: 'archive' }),
      })
    : undefined;
  if (archive !== undefined) stack.defer(() => archive.close());
  const prover = config['eventide.prover']
    ? await openProver(genesis, join(path, 'proving'), config['eventide.crs'])
    : undefined;
  if (prover !== undefined) stack.defer(() => prover.close());
  const api = config['http.listen']
    ? await startApi(node.door, await apiOptions(config, path, { archive: archive?.reader, prover }, log))
    : undefined;
  if (api !== undefined) stack.defer(() => api.close());
  const observed =
    telemetry === undefined ? undefined : await startNodeTelemetry(telemetry, { node, registry, metrics, path });
  if (observed !== undefined) stack.defer(() => observed.close());
  const guard = watchDisk(
    {
      pauseBytes: config['eventide.disk_pause'] * MIB,
      stopBytes: config['eventide.disk_stop'] * MIB,
      everyMs: DISK_LOOK_MS,
    },
    { space: () => diskSpace(path), pause: node.pause, stop: () => stop.resolve(), clock: systemClock, log },
  );
  stack.defer(async () => guard.close());
  const { identity, ledger } = node.door;
  tell({
    event: 'ready',
    pid: process.pid,
    role: key === undefined ? 'observer' : 'provisioner',
    chainId: identity.network.chainId,
    genesis: toHex(identity.genesisHash),
    height: Number(ledger.tip().block.header.height),
    kadcast: identity.kadcastAddress,
    api: api?.url ?? null,
    metrics: observed?.url ?? null,
  });
  await Promise.race([stop.promise, node.done]);
}

/** Few nodes prove for others: the rest does not load how. */
async function openProver(genesis: NodeGenesis, folder: string, crs: string | undefined): Promise<Prover> {
  const { nodeProver } = await import('./nodeProver.ts');
  return nodeProver(genesis, folder, crs === undefined ? undefined : expandPath(crs));
}

/** Tells networks apart before their first state is known. */
function networkMark({ network, text }: NodeGenesis): Uint8Array {
  return sha256(utf8(`${network.chainId} ${text}`));
}

async function stopped(node: RunningNode, tell: RunPorts['tell']): Promise<void> {
  tell({ event: 'stopped', height: Number(node.door.ledger.tip().block.header.height) });
}

async function roleKey(config: LoadedConfig['config'], { log, env }: RunPorts): Promise<BlsSecretKey | undefined> {
  const role = config['eventide.role'];
  if (role === 'observer') return undefined;
  const path = expandPath(config['chain.consensus_keys_path']);
  const key = await readConsensusKey(path, () => keyPassword(env), log.with({ part: 'keys' }));
  if (key === undefined && role === 'provisioner') throw new NodeError('NODE_KEY_FILE', { path, reason: 'not there' });
  return key;
}

function archiveAt(config: LoadedConfig['config'], path: string): { folder: string } | { url: string } {
  const url = config['eventide.history_database'];
  return url === undefined ? { folder: `${path}/archive` } : { url };
}
