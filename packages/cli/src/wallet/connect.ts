import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Prover } from '@eventide/prover';
import { type ChainFacts, type Client, createClient, mockProver, type NetworkChoice, rues } from '@eventide/sdk';
import { nodeProver, readCeremony } from '@eventide/sdk/node';
import type { Input, Io } from '../command.ts';
import { findNetwork, type KnownNetwork } from '../config/networks.ts';
import { resolveSettings, timeoutMs } from '../config/settings.ts';
import { CliError } from '../errors.ts';
import { walletsFolder } from './walletFolders.ts';

/** A node that answers, and what chain it follows. */
export type Connection = {
  readonly network: KnownNetwork;
  readonly client: Client;
  readonly facts: ChainFacts;
  /** Longest wait of this command. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  close(): Promise<void>;
};

/**
 * The network of a command and its chain; a public name must be of that chain.
 * @throws CliError CLI_NOT_FOUND; NetworkError NETWORK_UNREACHABLE, NETWORK_WRONG_CHAIN
 */
export async function connectNetwork(io: Io, input: Pick<Input, 'flags'>): Promise<Connection> {
  const settings = resolveSettings(io, input.flags);
  const network = findNetwork(io, input.flags, settings.network.value);
  let facts: ChainFacts | undefined;
  const prover = lazyProver(() => proverFor(io, facts));
  const client = createClient({
    transport: rues(network.url),
    network: await choiceOf(network),
    prover,
  });
  const close = async (): Promise<void> => {
    client.close();
    await prover.close();
  };
  try {
    facts = await client.chain(io.signal);
    return { network, client, facts, timeoutMs: timeoutMs(settings), signal: io.signal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs `task` with a connection and closes it. */
export async function withConnection<T>(
  io: Io,
  input: Pick<Input, 'flags'>,
  task: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connectNetwork(io, input);
  try {
    return await task(connection);
  } finally {
    await connection.close();
  }
}

async function choiceOf({ kind, name, running, url }: KnownNetwork): Promise<NetworkChoice> {
  if (running !== undefined) return { chainId: running.chainId, genesisHash: running.genesisHash };
  if (kind === 'public') return name as NetworkChoice;
  if (kind === 'local') return 'local';
  // A node of the user's own choice may follow any chain: it is taken at its word.
  const chainId = await chainIdOf(url);
  return chainId === undefined ? 'local' : { chainId };
}

async function chainIdOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}/on/node/info`, { method: 'POST', signal: AbortSignal.timeout(10_000) });
    const { chain_id: chainId } = (await response.json()) as { chain_id?: unknown };
    return typeof chainId === 'number' ? chainId : undefined;
  } catch {
    // The client says it better.
    return undefined;
  }
}

function proverFor(io: Io, facts: ChainFacts | undefined): Prover {
  if (facts?.proofs === 'mock') return mockProver();
  const srs = facts?.srs === 'ceremony' ? () => readCeremony(ceremonyFile(io)) : undefined;
  const folder = join(walletsFolder(io), '..', srs === undefined ? 'proving' : 'proving-ceremony');
  return nodeProver({ folder, threads: availableParallelism(), srs });
}

/**
 * The ceremony's parameters: EVENTIDE_CRS, else where nodes of the reference keep them.
 * @throws CliError CLI_FILE, with where it was expected
 */
function ceremonyFile({ env, folder }: Io): string {
  const given = env.EVENTIDE_CRS;
  const profile = env.RUSK_PROFILE_PATH ?? join(env.HOME ?? folder, '.dusk', 'rusk');
  const file = given === undefined || given === '' ? join(profile, 'devnet-piecrust.crs') : resolve(folder, given);
  if (existsSync(file)) return file;
  throw new CliError('CLI_FILE', { file, reason: 'ENOENT', needed: 'the ceremony’s parameters: EVENTIDE_CRS=<file>' });
}

/** Chosen at the first proof: most commands make none. */
function lazyProver(make: () => Prover): Prover {
  let made: Prover | undefined;
  const get = (): Prover => {
    made ??= make();
    return made;
  };
  return {
    prove: async (circuit, inputs, request) => get().prove(circuit, inputs, request),
    prepare: async (circuit, request) => get().prepare(circuit, request),
    check: async (circuit, inputs) => get().check(circuit, inputs),
    close: async () => made?.close(),
  };
}
