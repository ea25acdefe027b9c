import { join } from 'node:path';
import { equalBytes, isEventideError } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import {
  createQueryCache,
  type Endowment,
  endowState,
  type ProvisionerEntry,
  provisionersAt,
} from '@eventide/execution';
import { emptyAttestation, type Hash, type Header, headerHash } from '@eventide/ledger';
import { LedgerStore } from '@eventide/node';
import { rulesAt } from '@eventide/params';
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
/** How much more than all others together the own provisioner has: it draws and votes alone. */
const WEIGHT = 10_000n;
const MOST_STAKE = 2n ** 62n;
const LEAST_STAKE = 1_000_000n * 10n ** 9n;
/** A block that one authority sets: its children carry no votes for it. Spec: 06 §9.8, §12 */
const SET_BY_AUTHORITY = 255;
const FAUCET_SEED = 224n;

/**
 * Fetches the state of a network and puts one block on top of it, which gives a local provisioner nearly all stake and the local faucet
 * money. Stakes, money and contracts of the origin stay as they are. What is sent to the fork never reaches the origin.
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
    const { accounts, root } = await buildState(stores, origin, contracts, rules, seed);
    await writeBlocks(stores, origin, forkHeader(origin.block, root, rules, accounts));
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
): Promise<{ readonly accounts: LocalAccounts; readonly root: Hash }> {
  await importState(state, contracts, block.stateHash);
  const vm = await createVm({ store: state, hostQueries: () => undefined });
  try {
    const engine = { vm, network, cache: createQueryCache() };
    const stakes = provisionersAt(engine, block.stateHash);
    const accounts = withOwnFirst(localAccounts(seed), stakes);
    const root = await endowState(engine, block.stateHash, endowmentOf(accounts, stakes), block.height + 1n);
    await vm.finalize(block.stateHash);
    return { accounts, root };
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

function endowmentOf({ provisioners, faucet }: LocalAccounts, stakes: readonly ProvisionerEntry[]): Endowment {
  const others = stakes.reduce((sum, { data }) => sum + (data.amount?.value ?? 0n), 0n);
  const wanted = others * WEIGHT > LEAST_STAKE ? others * WEIGHT : LEAST_STAKE;
  const amount = wanted < MOST_STAKE ? wanted : MOST_STAKE;
  const { publicKey } = provisioners[0] as LocalAccount;
  return {
    moonlightAccounts: [{ account: faucet.publicKey, balance: FAUCET_PUBLIC }],
    phoenixBalances: [{ address: faucet.phoenixKey, seed: FAUCET_SEED, notes: FAUCET_NOTES }],
    stakes: [{ account: publicKey, owner: publicKey, amount, eligibility: 0n, reward: 0n }],
  };
}

/** The block that the tool sets on top of the origin's. */
function forkHeader(parent: Header, root: Hash, { network }: OriginNetwork, { provisioners }: LocalAccounts): Header {
  const height = parent.height + 1n;
  const hashable = {
    version: 1,
    height,
    timestampSec: parent.timestampSec,
    prevBlockHash: parent.hash,
    seed: parent.seed,
    stateHash: root,
    eventBloom: new Uint8Array(parent.eventBloom.length),
    generator: keyBytes((provisioners[0] as LocalAccount).publicKey),
    txRoot: new Uint8Array(32),
    faultRoot: new Uint8Array(32),
    gasLimit: rulesAt(network, height).gas.blockLimit,
    iteration: SET_BY_AUTHORITY,
    prevBlockCert: emptyAttestation(),
    failedIterations: [],
  };
  return { ...hashable, hash: headerHash(hashable), att: emptyAttestation(), signature: new Uint8Array(48) };
}

/** Genesis, the origin's block and the one on top; the blocks between stay with the origin. */
async function writeBlocks({ ledger }: SoloStores, { genesis, block }: Origin, top: Header): Promise<void> {
  const store = new LedgerStore(ledger);
  const headers = block.height === 0n ? [genesis, top] : [genesis, block, top];
  for (const header of headers) {
    const label = { kind: 'Final', distance: 0n } as const;
    await store.apply({ block: { header, txs: [], faults: [] }, label, labels: [], removed: [] }, []);
  }
}

function keyBytes(key: BlsPublicKey): Uint8Array {
  return encode(blsPublicKeyCodec, key);
}
