import { type Clock, type Log, silentLog, systemClock } from '@eventide/base';
import { type RandomBytes, systemRandom } from '@eventide/crypto/random';
import type { Prover } from '@eventide/prover/prover';
import type { ArchiveReader } from '../archive/archiveReader.ts';
import type { GateOptions } from './gate.ts';
import { type BudgetOptions, defaultBudget } from './graphql/budget.ts';
import type { PeerLocator } from './routes/network.ts';
import type { RuesHandler } from './rues/exchange.ts';
import type { TlsKeys } from './server/listen.ts';

export type ApiOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls?: TlsKeys | undefined;
  /** Added to every response. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Origins whose pages may read answers; `*` for all, none for an empty list. */
  readonly corsOrigins: readonly string[];
  /** Gas of calls that feed. */
  readonly feederGas: bigint;
  /** Events a subscriber may lag behind. */
  readonly wsEventCapacity: number;
  readonly limits: ApiLimits;
  /** Where drivers are kept; without it they are forgotten at the end. */
  readonly driversFolder?: string | undefined;
  /** A folder of files for paths that nothing else answers. */
  readonly staticRoot?: string | undefined;
  /** Paths of WASM files by name, served at `/static/drivers/<name>`. */
  readonly walletCore: Readonly<Record<string, string>>;
  /** Path of the setup parameters for `node/crs`. */
  readonly crsPath?: string | undefined;
  /** Makes proofs for others; off without. */
  readonly prover?: Prover | undefined;
  readonly archive?: ArchiveReader | undefined;
  /** Where peers are on a map; none are shown without. */
  readonly locatePeers?: PeerLocator | undefined;
  /** Handlers of further components. */
  readonly extraRoutes: Readonly<Record<string, RuesHandler>>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly log: Log;
};

/** What clients may take of this machine. */
export type ApiLimits = {
  readonly sockets: number;
  /** Of one address; this machine's own addresses are free of it. */
  readonly socketsPerAddress: number;
  readonly sessions: number;
  readonly subscriptionsPerSession: number;
  /** Bytes that wait for a subscriber. */
  readonly bufferedBytesPerSession: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** Longest silence on a socket with a request under way, or of a reader with a full buffer. */
  readonly idleTimeoutMs: number;
  /** Between pings; a subscriber that does not answer until the next one is dropped. */
  readonly pingMs: number;
  readonly queries: GateOptions;
  readonly feeders: GateOptions;
  readonly submissions: GateOptions;
  readonly graphql: GateOptions;
  readonly proofs: GateOptions;
  /** Of one GraphQL request, a batch taken together. */
  readonly graphqlBudget: BudgetOptions;
  /** Longest run of a contract's driver. */
  readonly driverTimeoutMs: number;
};

export const defaultApiOptions: ApiOptions = {
  host: '127.0.0.1',
  port: 8080,
  headers: [],
  corsOrigins: ['*'],
  feederGas: 3_000_000_000n,
  wsEventCapacity: 1024,
  limits: {
    sockets: 15_000,
    socketsPerAddress: 1_024,
    sessions: 12_000,
    subscriptionsPerSession: 4_096,
    bufferedBytesPerSession: 16_777_216,
    headersTimeoutMs: 15_000,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 30_000,
    idleTimeoutMs: 60_000,
    pingMs: 30_000,
    queries: { running: 16, waiting: 2_048 },
    feeders: { running: 8, waiting: 256 },
    submissions: { running: 32, waiting: 4_096 },
    graphql: { running: 16, waiting: 1_024 },
    proofs: { running: 1, waiting: 16 },
    graphqlBudget: defaultBudget,
    driverTimeoutMs: 2_000,
  },
  walletCore: {},
  extraRoutes: {},
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
};
