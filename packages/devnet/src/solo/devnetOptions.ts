import type { ProductionMode } from '@eventide/node';
import type { ApiOptions } from '@eventide/node/api/options';
import { DevnetError } from '../errors.ts';
import type { ForkOptions } from '../fork/takeover.ts';
import type { GenesisStake } from '../genesis/genesisStakes.ts';
import { defaultLocalGenesisOptions, type LocalGenesisOptions } from '../genesis/localGenesis.ts';
import type { ClockMode } from './devnetClock.ts';

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

/** The genesis that is asked for. @throws DevnetError DEVNET_BAD_OPTION */
export function genesisChoice(options: DevnetOptions): LocalGenesisOptions {
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
