import { join } from 'node:path';
import { equalBytes, isEventideError, LUX_PER_DUSK, type Lux } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import {
  createQueryCache,
  type ProvisionerEntry,
  provisionersAt,
  type Takeover,
  takeOverState,
} from '@eventide/execution';
import type { Hash, Header } from '@eventide/ledger';
import { LedgerStore } from '@eventide/node';
import type { ImportedContract } from '@eventide/vm';
import { importState } from '@eventide/vm';
import { createVm } from '@eventide/vm/vm';
import { type LocalAccount, type LocalAccounts, localAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import { FAUCET_NOTES, FAUCET_PUBLIC } from '../genesis/genesisText.ts';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import { cacheFolder } from '../genesis/projectFolder.ts';
import { createSoloStores, type SoloStores } from '../solo/soloStore.ts';
import { type FetchProgress, fetchState } from './fetchState.ts';
import { forkBlocks } from './forkBlocks.ts';
import { type Origin, openOrigin } from './origin.ts';
import { type OriginNetwork, originNetwork } from './originNetwork.ts';
import { originRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';

export type ForkOptions = {
  /** API of a node of Eventide. */
  readonly url: string;
  /** Block to go on from; default the newest final one. Nodes keep the states of a few blocks. */
  readonly height?: bigint | undefined;
  readonly proofs: 'real' | 'mock';
  /** Of the local accounts. */
  readonly seed: number;
  /** Where pages are kept; default beside the other caches. */
  readonly cache?: string | undefined;
  readonly onProgress?: ((progress: FetchProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A network of one node that begins with the state of another network. */
export type Fork = {
  readonly genesis: LocalGenesis;
  readonly stores: SoloStores;
  /** The block of the origin that it stands on. */
  readonly height: bigint;
  readonly hash: Hash;
  readonly timestampSec: bigint;
};

/** Without a given height the newest final block is taken again when its state goes while it is fetched. */
const TRIES = 4;
const OWN_STAKE: Lux = 1_000_000n * LUX_PER_DUSK;
/** Height from which the stakes of the origin count again: never. */
const RETIRED_UNTIL = 2n ** 62n;
const FAUCET_SEED = 224n;

/**
 * Fetches the state of a network and puts two blocks on top of it, which give a local provisioner a stake and the local faucet money, and
 * put off when the stakes of the origin count. All else stays as it is. What is sent to the fork never reaches the origin.
 * @throws DevnetError DEVNET_FORK_UNSUPPORTED, DEVNET_FORK_HEIGHT, DEVNET_FORK_STATE; NetworkError
 * Spec: 13 §3.2
 */
export async function openFork(options: ForkOptions): Promise<Fork> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryFork(options);
    } catch (error) {
      if (options.height !== undefined || tries === TRIES || !isEventideError(error, 'DEVNET_FORK_HEIGHT')) throw error;
    }
  }
}

async function tryFork(options: ForkOptions): Promise<Fork> {
  const { url, height, proofs, seed, cache = join(cacheFolder(), 'fork'), onProgress, signal } = options;
  const origin = await openOrigin(url, height, signal);
  const stores = createSoloStores();
  try {
    const routes = originRoutes(origin.client, signal);
    const contracts = await fetchState(routes, origin.block.stateHash, openPageCache(cache), onProgress);
    const rules = originNetwork(origin.genesis, origin.chainId, contracts, proofs);
    const { accounts, blocks } = await buildState(stores, origin, contracts, rules, seed);
    await writeBlocks(stores, origin, blocks);
    const { text, network, code } = rules;
    const { height: at, hash, timestampSec } = origin.block;
    return {
      genesis: {
        accounts,
        text,
        network,
        code,
        initArgument: undefined,
        header: origin.genesis,
        image: new Uint8Array(),
      },
      stores,
      height: at,
      hash,
      timestampSec,
    };
  } catch (error) {
    await stores.ledger.close();
    await stores.state.close();
    throw error;
  } finally {
    origin.client.close();
  }
}

async function buildState(
  { state }: SoloStores,
  { block }: Origin,
  contracts: readonly ImportedContract[],
  { network }: OriginNetwork,
  seed: number,
): Promise<{ readonly accounts: LocalAccounts; readonly blocks: readonly Header[] }> {
  await importState(state, contracts, block.stateHash);
  const vm = await createVm({ store: state, hostQueries: () => undefined });
  try {
    const engine = { vm, network, cache: createQueryCache() };
    const stakes = provisionersAt(engine, block.stateHash);
    const accounts = withOwnFirst(localAccounts(seed), stakes);
    const root = await takeOverState(engine, block.stateHash, takeoverOf(accounts, stakes, block.height + 1n));
    await vm.finalize(block.stateHash);
    const own = accounts.provisioners[0] as LocalAccount;
    return { accounts, blocks: forkBlocks(block, root, network, own, provisionersAt(engine, root)) };
  } finally {
    await vm.close();
  }
}

/** The provisioner of the fork comes first: one that has no stake in the origin, whose entry would be lost. */
function withOwnFirst(accounts: LocalAccounts, stakes: readonly ProvisionerEntry[]): LocalAccounts {
  const taken = (account: LocalAccount): boolean =>
    stakes.some(({ keys }) => equalBytes(keyBytes(keys.account), keyBytes(account.publicKey)));
  const own = accounts.provisioners.find((account) => !taken(account));
  if (own === undefined)
    throw new DevnetError('DEVNET_FORK_UNSUPPORTED', {
      reason: 'every local provisioner has a stake in that network',
      possible: 'another --seed',
    });
  return { ...accounts, provisioners: [own, ...accounts.provisioners.filter((other) => other !== own)] };
}

/** Where two or more may be drawn, none votes while it is its turn or the next one: the own provisioner has to be the only one. */
function takeoverOf(
  { provisioners, faucet }: LocalAccounts,
  retired: readonly ProvisionerEntry[],
  height: bigint,
): Takeover {
  const { publicKey } = provisioners[0] as LocalAccount;
  return {
    moonlightAccounts: [{ account: faucet.publicKey, balance: FAUCET_PUBLIC }],
    phoenixBalances: [{ address: faucet.phoenixKey, seed: FAUCET_SEED, notes: FAUCET_NOTES }],
    stakes: [{ account: publicKey, owner: publicKey, amount: OWN_STAKE, eligibility: 0n, reward: 0n }],
    retired,
    retiredUntil: RETIRED_UNTIL,
    height,
  };
}

/** Genesis, the origin's block and those on top; the blocks between stay with the origin. */
async function writeBlocks({ ledger }: SoloStores, { genesis, block }: Origin, tops: readonly Header[]): Promise<void> {
  const store = new LedgerStore(ledger);
  const headers = block.height === 0n ? [genesis, ...tops] : [genesis, block, ...tops];
  for (const header of headers) {
    const label = { kind: 'Final', distance: 0n } as const;
    await store.apply({ block: { header, txs: [], faults: [] }, label, labels: [], removed: [] }, []);
  }
}

function keyBytes(key: BlsPublicKey): Uint8Array {
  return encode(blsPublicKeyCodec, key);
}
