import { equalBytes, LUX_PER_DUSK, type Lux } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { ProvisionerEntry, Takeover } from '@eventide/execution';
import type { Hash, Header } from '@eventide/ledger';
import { LedgerStore } from '@eventide/node';
import type { LocalAccount, LocalAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import { FAUCET_NOTES, FAUCET_PUBLIC } from '../genesis/genesisText.ts';
import type { LocalGenesis } from '../genesis/localGenesis.ts';
import type { SoloStores } from '../solo/soloStore.ts';
import type { FetchProgress } from './fetchState.ts';
import type { Origin } from './origin.ts';
import type { PageThread } from './pageThread.ts';

export type ForkOptions = {
  /** API of a node of Eventide or of Rusk. */
  readonly url?: string | undefined;
  /** Folder with the state: a snapshot of ours, or a state directory of the reference beside `url`. */
  readonly archive?: string | undefined;
  /** Block to go on from; default the newest final one. Nodes keep the states of a few blocks. */
  readonly height?: bigint | undefined;
  readonly proofs: 'real' | 'mock';
  /**
   * `ahead` (default): pages come when they are first read, and some before, in the background, as the origin lets go of old states;
   * `read`: then only; `start`: all of them before the fork begins, which is so for an origin in this process.
   */
  readonly pages?: 'ahead' | 'read' | 'start' | undefined;
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
  /** Where pages come from that were not read yet; closed with the fork. */
  readonly pages?: PageThread | undefined;
  /** The block of the origin that it stands on. */
  readonly height: bigint;
  readonly hash: Hash;
  readonly timestampSec: bigint;
};

const OWN_STAKE: Lux = 1_000_000n * LUX_PER_DUSK;
/** Height from which the stakes of the origin count again: never. */
const RETIRED_UNTIL = 2n ** 62n;
const FAUCET_SEED = 224n;

/** The provisioner of the fork comes first: one that has no stake in the origin, whose entry would be lost. */
export function withOwnFirst(accounts: LocalAccounts, stakes: readonly ProvisionerEntry[]): LocalAccounts {
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
export function takeoverOf(
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
export async function writeBlocks(
  { ledger }: SoloStores,
  { genesis, block }: Pick<Origin, 'genesis' | 'block'>,
  tops: readonly Header[],
): Promise<void> {
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
