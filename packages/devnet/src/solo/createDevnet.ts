import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { startApi } from '@eventide/node/api/startApi';
import { createLateArchive } from '@eventide/node/archive/lateArchive';
import { openArchive } from '@eventide/node/archive/openArchive';
import { assertCeremony, checkCeremonyFile } from '../genesis/ceremonyOption.ts';
import { nodeGenesis } from '../genesis/nodeGenesis.ts';
import { cacheFolder } from '../genesis/projectFolder.ts';
import { walletCoreFiles } from '../genesis/walletCore.ts';
import { apiDoor, beginning } from './beginning.ts';
import type { Devnet } from './devnet.ts';
import { type ClockMode, createDevnetClock } from './devnetClock.ts';
import { devnetOf } from './devnetOf.ts';
import { type DevnetOptions, genesisChoice } from './devnetOptions.ts';
import { loadDump, readManifest } from './dump.ts';
import { Impersonation } from './impersonation.ts';
import { createLocalClient } from './localClient.ts';
import { pacedMining } from './pacedMining.ts';
import { createPersonas } from './personas.ts';
import { serveHere } from './servedHere.ts';
import { SoloNode } from './soloNode.ts';

/** Each costs the pages that its block changed. */
const KEPT_STATES = 32;
/** 2 s, as on networks of several nodes. */
const BLOCK_MS = 2_000;

/**
 * Starts a network of one node in this process: instant blocks, mock proofs, simulated clock. After `close` no timer, socket or file
 * is left. A few hundred milliseconds, a second at first.
 * @throws DevnetError DEVNET_BAD_DUMP, DEVNET_BAD_OPTION; ApiError API_PORT_TAKEN; of a fork DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_HEIGHT,
 * DEVNET_FORK_STATE, NetworkError
 * Spec: 13 §3.1, §3.5
 */
export async function createDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const dumped = options.load === undefined ? undefined : readManifest(options.load);
  const choice = dumped?.genesis ?? genesisChoice(options);
  const { crs } = options;
  assertCeremony({ ...choice, crs });
  if (crs !== undefined) await checkCeremonyFile(crs);
  const walletCore = await walletCoreFiles({ ...choice, walletCore: options.walletCore });
  const { fork, genesis } = await beginning(options, choice);
  const startSec = fork?.timestampSec ?? genesis.network.genesisTimestampSec;
  const clock = createDevnetClock(options.clock ?? dumped?.clock ?? simulatedFrom(startSec));
  const stores = fork?.stores ?? (options.load === undefined ? undefined : await loadDump(options.load, genesis));
  const { mine = { kind: 'instant' }, finality = 'instant', keptStates = KEPT_STATES } = options;
  const acting = new Impersonation(genesis.accounts);
  const impersonated = acting.state;
  const node = await SoloNode.start({
    genesis,
    mine: pacedMining(mine, genesis),
    finality,
    clock,
    keptStates,
    impersonated,
    stores,
    pages: fork?.pages,
  });
  const drivers = mkdtempSync(join(tmpdir(), 'eventide-devnet-'));
  const closing: (() => unknown)[] = [
    () => fork?.pages?.close(),
    () => rmSync(drivers, { recursive: true, force: true }),
    () => node.close(),
  ];
  const closeAll = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  try {
    // What it takes is loaded when it is needed.
    const { proverForOthers } = await import('../process/proverForOthers.ts');
    const prover = await proverForOthers(nodeGenesis(genesis), { folder: join(cacheFolder(), 'ceremony'), crs });
    closing.push(() => prover?.close());
    // Its database takes a process of its own, which is started when somebody asks for history.
    const archive = createLateArchive(
      () => openArchive({ memory: true }, { door: node.door, replay: (block) => node.eventsOf(block) }),
      { whole: true },
    );
    closing.push(() => archive.close());
    if (options.history === 'kept') closing.push(archive.beginWithBlocks(node.door));
    const origin = options.fork?.archive === undefined ? options.fork?.url : undefined;
    const door = await apiDoor(node.door, fork, origin, closing);
    const api = await startApi(door, {
      port: 0,
      driversFolder: drivers,
      prover,
      archive: archive.reader,
      walletCore,
      crsPath: crs,
      ...options.api,
    });
    closing.push(() => api.close(), serveHere(api.url));
    const client = await createLocalClient(api.url, genesis, choice.seed, crs);
    closing.push(
      () => client.prover?.close(),
      () => client.close(),
    );
    const personas = createPersonas(genesis.accounts, client);
    closing.push(
      () => personas.close(),
      () => acting.close(),
    );
    const from = options.fork?.url ?? options.fork?.archive ?? '';
    const forkedAt = fork && { url: from, height: fork.height, hash: toHex(fork.hash) };
    return devnetOf({
      node,
      door,
      genesis,
      choice,
      clock,
      client,
      personas,
      acting,
      archive,
      forkedAt,
      url: api.url,
      close: closeAll,
    });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function simulatedFrom(startSec: bigint): ClockMode {
  return { kind: 'simulated', nowMs: Number(startSec) * 1_000 + BLOCK_MS, stepMs: BLOCK_MS };
}
