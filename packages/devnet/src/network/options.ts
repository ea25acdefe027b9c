import { DevnetError } from '../errors.ts';
import type { FolderMarker } from '../folder/dataFolder.ts';
import { assertCeremony } from '../genesis/ceremonyOption.ts';
import { formatStakes, type GenesisStake, parseStakes } from '../genesis/genesisStakes.ts';
import type { LocalGenesisOptions } from '../genesis/localGenesis.ts';

/** What a network of several processes is asked to be. Spec: 13 §1.1 */
export type NetworkOptions = {
  /** Folder of all networks, `.eventide` or EVENTIDE_HOME. */
  readonly home: string;
  readonly name: string;
  /** undefined: four, or as many as memory allows. */
  readonly nodes: number | undefined;
  readonly blockTimeSec: number;
  readonly proofs: 'real' | 'mock';
  readonly protocol: 'eventide' | 'rusk-1.6';
  readonly seed: number;
  /** Folder of original genesis contracts, for `rusk-1.6`. */
  readonly contracts: string | undefined;
  /** File of the ceremony's parameters, for real proofs of `rusk-1.6`. */
  readonly crs: string | undefined;
  /** File of the module that w3sper takes from its node in place of ours, for `rusk-1.6`. */
  readonly walletCore?: string | undefined;
  /** Stakes besides those of the nodes. */
  readonly stakes: readonly GenesisStake[];
  readonly portBase: number | undefined;
  readonly host: string;
  /** Wallet and explorer. */
  readonly sites: boolean;
  /** Begin again, if something is there. */
  readonly reset: boolean;
};

export const defaultNetworkOptions: Omit<NetworkOptions, 'home'> = {
  name: 'local',
  nodes: undefined,
  blockTimeSec: 2,
  proofs: 'real',
  protocol: 'eventide',
  seed: 0,
  contracts: undefined,
  crs: undefined,
  walletCore: undefined,
  stakes: [],
  portBase: undefined,
  host: '127.0.0.1',
  sites: true,
  reset: false,
};

const DEFAULT_NODES = 4;
const USERS = 10;

/** Nodes that are wanted. @throws DevnetError DEVNET_BAD_OPTION. Spec: 13 §1.1 */
export function wantedNodes({ nodes, blockTimeSec, protocol, proofs, contracts, crs }: NetworkOptions): number {
  const wanted = nodes ?? DEFAULT_NODES;
  // Two provisioners exclude each other. Spec: 06 §7
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 10 || wanted === 2)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'nodes', nodes: wanted, expected: '1, or 3 to 10' });
  if (!Number.isInteger(blockTimeSec) || blockTimeSec < 1 || blockTimeSec > 30)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'block-time', expected: '1 to 30 whole seconds' });
  assertCeremony({ protocol, proofs, crs });
  if (protocol === 'eventide' && contracts !== undefined)
    throw new DevnetError('DEVNET_BAD_OPTION', { option: 'contracts', expected: '--protocol rusk-1.6' });
  return wanted;
}

/** The genesis of such a network. */
export function genesisOptions(options: NetworkOptions, provisioners: number): LocalGenesisOptions {
  const { protocol, blockTimeSec, proofs, seed, contracts, stakes } = options;
  return { protocol, provisioners, users: USERS, blockTimeSec, proofs, seed, contracts, stakes };
}

/** What the marker of a network's folder keeps, so that it goes on as it began. */
export function keptOptions(genesis: LocalGenesisOptions): Record<string, string | number> {
  const { protocol, provisioners, blockTimeSec, proofs, seed, contracts, stakes = [] } = genesis;
  return {
    protocol,
    provisioners,
    blockTimeSec,
    proofs,
    seed,
    ...(contracts === undefined ? {} : { contracts }),
    ...(stakes.length === 0 ? {} : { stakes: formatStakes(stakes) }),
  };
}

/** The genesis that a folder began with; what its marker does not say is as asked for. */
export function keptGenesis(
  asked: LocalGenesisOptions,
  { stakes, ...kept }: FolderMarker['options'],
): LocalGenesisOptions {
  return {
    ...asked,
    ...(kept as Partial<LocalGenesisOptions>),
    stakes: typeof stakes === 'string' ? parseStakes(stakes) : [],
  };
}
