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

export type ForkOptions = {
  /** API of a node of Eventide or of Rusk. */
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
  { genesis, block }: Origin,
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
