import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lux, toHex } from '@eventide/base';
import type { Provisioners } from '@eventide/consensus';
import { systemRandom } from '@eventide/crypto/random';
import type { Header } from '@eventide/ledger';
import type { NodeDoor, ProductionMode } from '@eventide/node';
import type { ApiOptions } from '@eventide/node/api/options';
import { startApi } from '@eventide/node/api/startApi';
import { createLateArchive, type LateArchive } from '@eventide/node/archive/lateArchive';
import { openArchive } from '@eventide/node/archive/openArchive';
import {
  type Client,
  createClient,
  type Deployed,
  type DeployParams,
  deployContract,
  mockProver,
  type Profile,
  rues,
  type Sent,
  sendPublic,
  sendShielded,
  type TxTrace,
  traceTx,
  waitForTx,
} from '@eventide/sdk';
import type { LocalAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import type { Fork, ForkOptions } from '../fork/takeover.ts';
import { assertCeremony, checkCeremonyFile } from '../genesis/ceremonyOption.ts';
import type { GenesisStake } from '../genesis/genesisStakes.ts';
import {
  defaultLocalGenesisOptions,
  type LocalGenesis,
  type LocalGenesisOptions,
  localGenesis,
} from '../genesis/localGenesis.ts';
import { walletCoreFiles } from '../genesis/walletCore.ts';
import { type ClockMode, createDevnetClock, type DevnetClock } from './devnetClock.ts';
import { type DumpManifest, loadDump, readManifest, writeDump } from './dump.ts';
import { Impersonation } from './impersonation.ts';
import { createPersonas, type Personas } from './personas.ts';
import { seededRandom } from './seededRandom.ts';
import { serveHere } from './servedHere.ts';
import { blocksToSkip, type SkipTarget } from './skip.ts';
import { type SnapshotInfo, SoloNode } from './soloNode.ts';

export type DevnetOptions = {
  /** Of the accounts' words and of all randomness: one script, one seed, the same block hashes. Default 0. */
  readonly seed?: number | undefined;
  /** When blocks are made; default as soon as a transaction waits. */
  readonly mine?: ProductionMode | undefined;
  /** `mock` (default): relations are checked, nothing is proven. */
  readonly proofs?: 'real' | 'mock' | undefined;
  readonly protocol?: 'eventide' | 'rusk-1.6' | undefined;
  /** Users with money, 1 to 10; default 10. */
  readonly accounts?: number | undefined;
  /** `instant` (default): every block is final at once. */
  readonly finality?: 'instant' | 'protocol' | undefined;
  /** Default: stands still but for two seconds a block. */
  readonly clock?: ClockMode | undefined;
  /** Stakes that the genesis has besides that of its node. */
  readonly stakes?: readonly GenesisStake[] | undefined;
  /** Folder of original genesis contracts, for `rusk-1.6`. */
  readonly contracts?: string | undefined;
  /** File of the ceremony's parameters, for real proofs of `rusk-1.6`. */
  readonly crs?: string | undefined;
  /** File of the module that w3sper takes from its node in place of ours, for `rusk-1.6`. */
  readonly walletCore?: string | undefined;
  /** When the archive begins: with the first block, or (default) when somebody asks for history. It takes a process of its own. */
  readonly history?: 'kept' | 'asked' | undefined;
  /** States of earlier blocks that stay, for reads at a height and traces; default 32. */
  readonly keptStates?: number | undefined;
  /** A dump to go on from; its options count. */
  readonly load?: string | undefined;
  /**
   * Another network to go on from: the state of one of its blocks, from a node of Eventide or an archive, or what a node of Rusk feeds.
   */
  readonly fork?:
    | Pick<ForkOptions, 'url' | 'archive' | 'height' | 'pages' | 'cache' | 'onProgress' | 'signal'>
    | undefined;
  /** Of the API; default loopback and a free port. */
  readonly api?: Partial<ApiOptions> | undefined;
};

/** A network of one node in this process, for tests and scripts. Spec: 13 §3.5 */
export type Devnet = {
  /** Address of its API. */
  readonly url: string;
  readonly genesis: LocalGenesis;
  readonly accounts: LocalAccounts;
  /** The block of another network that this one stands on; undefined unless it is a fork. */
  readonly forkedAt: ForkedAt | undefined;
  /** The node itself. */
  readonly door: NodeDoor;
  /** Stakes that draw the next round. */
  provisioners(): Provisioners;
  /** Closed with the network. */
  readonly client: Client;
  readonly clock: DevnetClock;
  /** The wallet of a local account, brought to the tip. @throws DevnetError DEVNET_NO_ACCOUNT */
  wallet(name: string): Promise<Profile>;
  /** Makes so many blocks now (default 1). */
  mine(count?: number): Promise<readonly Header[]>;
  /** When blocks are made from now on. */
  setMining(mode: ProductionMode): void;
  /** Makes empty blocks up to the target. Returns heights. @throws DevnetError DEVNET_BAD_OPTION */
  skip(target: SkipTarget): Promise<{ readonly from: bigint; readonly to: bigint }>;
  /** Sets the time of the next blocks. */
  setClock(mode: ClockMode): void;
  snapshot(name?: string): SnapshotInfo;
  snapshots(): readonly SnapshotInfo[];
  /** Goes back to a snapshot, again and again if need be. @throws DevnetError DEVNET_NO_SNAPSHOT */
  revert(snapshot: SnapshotInfo | number): Promise<SnapshotInfo>;
  /** Money from the faucet, final when it resolves. `to`: name of an account, or a key. */
  fund(to: string, amount: Lux, options?: { readonly shielded?: boolean | undefined }): Promise<Sent>;
  /** Deploys with the wallet of `from`, executed when it resolves. */
  deploy(params: Omit<DeployParams, 'from'> & { readonly from: string }): Promise<Deployed>;
  /**
   * A profile that sends public payments and calls as an account, by name or key, without its signature; until released. Owners of
   * shielded notes cannot be impersonated.
   * @throws DevnetError DEVNET_BAD_OPTION
   */
  impersonate(who: string): Promise<Profile>;
  /** Calls of transactions come from this contract (id, hex) until released. */
  impersonateContract(id: string): void;
  /** Ends it for one, or for all. */
  release(who?: string): void;
  /** Every frame of a transaction: by its id, while the state before it is kept, or of bytes that were not sent. */
  trace(tx: string | Uint8Array): Promise<TxTrace>;
  dump(folder: string): Promise<DumpManifest>;
  close(): Promise<void>;
};

/** A block of another network: height and hash, hex; `url` is the folder of an archive where no node was asked. */
export type ForkedAt = { readonly url: string; readonly height: bigint; readonly hash: string };

/** Each costs the pages that its block changed. */
const KEPT_STATES = 32;
/**
 * Between a transaction and its block, where clients of the reference are at home: they ask for its events when it is sent already, and
 * would wait for ever for those of a block made at once.
 */
const RUSK_GATHER_MS = 500;
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
    mine: paced(mine, genesis),
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
    const prover = await proverForOthers(genesis, crs);
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

/** Runs `task` and goes back to where it began. */
export async function withSnapshot<T>(net: Devnet, task: () => Promise<T>): Promise<T> {
  const before = net.snapshot();
  try {
    return await task();
  } finally {
    await net.revert(before);
  }
}

type Parts = {
  readonly node: SoloNode;
  readonly door: NodeDoor;
  readonly genesis: LocalGenesis;
  readonly choice: LocalGenesisOptions;
  readonly clock: DevnetClock;
  readonly client: Client;
  readonly personas: Personas;
  readonly acting: Impersonation;
  readonly archive: LateArchive;
  readonly forkedAt: ForkedAt | undefined;
  readonly url: string;
  readonly close: () => Promise<void>;
};

function devnetOf({
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
  url,
  close,
}: Parts): Devnet {
  const { accounts } = genesis;
  const height = (): bigint => node.door.ledger.tip().block.header.height;
  return {
    url,
    genesis,
    accounts,
    forkedAt,
    door,
    provisioners: () => node.provisioners,
    client,
    clock,
    wallet: (name) => personas.synced(name),
    mine: (count = 1) => node.mine(count),
    setMining: (mode) => node.setMode(paced(mode, genesis)),
    async skip(target) {
      const from = height();
      await node.mine(Number(await blocksToSkip(node.door, target)));
      return { from, to: height() };
    },
    setClock: (mode) => clock.set(mode),
    snapshot: (name) => node.snapshot(name),
    snapshots: () => node.snapshots(),
    async revert(snapshot) {
      const reverted = await node.revert(typeof snapshot === 'number' ? snapshot : snapshot.id);
      // What was final is so no more, which an archive never hears of on a network.
      await archive.forget();
      return reverted;
    },
    async fund(to, amount, { shielded = false } = {}) {
      const faucet = await (shielded ? personas.synced('faucet') : personas.open('faucet'));
      const receiver = [...accounts.users, accounts.faucet, ...accounts.provisioners].find(({ name }) => name === to);
      const key = receiver === undefined ? to : shielded ? receiver.address : receiver.account;
      const send = shielded ? sendShielded : sendPublic;
      const sent = await send(client, { from: faucet, to: key, value: amount });
      await waitForTx(client, sent.id, { until: 'executed' });
      return sent;
    },
    async deploy({ from, ...params }) {
      const deployed = await deployContract(client, { ...params, from: await personas.synced(from) });
      const { error } = await waitForTx(client, deployed.id, { until: 'executed' });
      if (error !== undefined) throw new DevnetError('DEVNET_UNSUPPORTED', { deploy: error });
      return deployed;
    },
    async impersonate(who) {
      const found = acting.start(who);
      if (found.kind === 'contract')
        throw new DevnetError('DEVNET_BAD_OPTION', {
          option: 'who',
          expected: 'an account: impersonateContract takes ids',
        });
      return acting.profile(found.account);
    },
    impersonateContract: (id) => void acting.start(id.toLowerCase()),
    release: (who) => acting.release(who),
    trace: (tx) => traceTx(client, typeof tx === 'string' ? { id: tx } : { tx }),
    async dump(folder) {
      if (forkedAt !== undefined)
        throw new DevnetError('DEVNET_UNSUPPORTED', { verb: 'dump', needs: 'a network that is no fork' });
      return writeDump(folder, { stores: node.stores, door: node.door, genesis: choice, clock: clock.mode });
    },
    close,
  };
}

function genesisChoice(options: DevnetOptions): LocalGenesisOptions {
  const { seed = 0, proofs = 'mock', protocol = 'eventide', accounts = 10, contracts, stakes } = options;
  if (!Number.isInteger(accounts) || accounts < 1 || accounts > 10)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'accounts', expected: '1 to 10' });
  return {
    ...defaultLocalGenesisOptions,
    protocol,
    proofs,
    seed,
    contracts,
    stakes,
    users: accounts,
    provisioners: 1,
    blockTimeSec: 0,
  };
}

function paced(mode: ProductionMode, { network }: LocalGenesis): ProductionMode {
  return mode.kind === 'instant' && network.protocol === 'rusk-1.6' ? { gatherMs: RUSK_GATHER_MS, ...mode } : mode;
}

/** Of a fork of a node of Rusk, contracts that are not here are asked for there. */
async function apiDoor(
  door: NodeDoor,
  fork: Fork | undefined,
  url: string | undefined,
  closing: (() => unknown)[],
): Promise<NodeDoor> {
  if (fork?.pages !== undefined) return (await import('../fork/fetchedFirst.ts')).withFetchedFirst(door);
  if (fork?.genesis.network.protocol !== 'rusk-1.6' || url === undefined) return door;
  const { withOriginContracts } = await import('../fork/missingContracts.ts');
  const wrapped = withOriginContracts(door, url);
  closing.push(() => wrapped.close());
  return wrapped.door;
}

function simulatedFrom(startSec: bigint): ClockMode {
  return { kind: 'simulated', nowMs: Number(startSec) * 1_000 + BLOCK_MS, stepMs: BLOCK_MS };
}

/** A genesis of its own, or the state of another network. @throws DevnetError DEVNET_BAD_OPTION where the two contradict */
async function beginning(
  options: DevnetOptions,
  choice: LocalGenesisOptions,
): Promise<{ readonly genesis: LocalGenesis; readonly fork?: Fork | undefined }> {
  if (options.fork === undefined) return { genesis: await localGenesis(choice) };
  const { load, contracts, stakes, protocol = 'eventide' } = options;
  if (load !== undefined || contracts !== undefined || stakes !== undefined || protocol !== 'eventide')
    throw new DevnetError('DEVNET_BAD_OPTION', {
      option: 'fork',
      expected: 'no dump, contracts, stakes or protocol beside it',
    });
  const { openFork } = await import('../fork/openFork.ts');
  const fork = await openFork({ ...options.fork, proofs: choice.proofs, seed: choice.seed });
  return { genesis: fork.genesis, fork };
}

async function createLocalClient(
  url: string,
  { network }: LocalGenesis,
  seed: number,
  crs: string | undefined,
): Promise<Client> {
  const prover = network.proofs === 'mock' ? mockProver() : await realProver(crs);
  const random = seed === 0 ? systemRandom : seededRandom(seed);
  return createClient({ transport: rues(url), network: 'local', prover, random });
}

/**
 * Clients of the reference let a node prove. With mock proofs that costs little and tells nobody anything; real ones are made where the
 * ceremony's parameters are.
 */
async function proverForOthers({ network }: LocalGenesis, crs: string | undefined): Promise<ApiOptions['prover']> {
  if (network.proofs === 'mock')
    return (await import('@eventide/sdk/nodeOnly/threadedMockProver')).threadedMockProver();
  return network.protocol === 'rusk-1.6' ? realProver(crs) : undefined;
}

async function realProver(crs: string | undefined) {
  const [{ nodeProver, readCeremony }, { cacheFolder }] = await Promise.all([
    import('@eventide/sdk/node'),
    import('../genesis/projectFolder.ts'),
  ]);
  if (crs === undefined) return nodeProver({ folder: cacheFolder() });
  return nodeProver({ folder: join(cacheFolder(), 'ceremony'), srs: () => readCeremony(crs) });
}
