import { LUX_PER_DUSK, type Lux, parseDusk } from '@eventide/base';
import { accountNamed, type LocalAccount, type LocalAccounts } from '../accounts/localAccounts.ts';
import { DevnetError } from '../errors.ts';
import type { GenesisStake } from './genesisStakes.ts';

/** What a local network begins with. Spec: 13 §3.2, 14 §8 */
export type GenesisTextOptions = {
  readonly accounts: LocalAccounts;
  /** Users with money, in the order of their table: 1 to 10. */
  readonly users: number;
  /** Provisioners with a stake: 1 to 10. */
  readonly provisioners: number;
  /** Stakes besides those of the provisioners. */
  readonly stakes?: readonly GenesisStake[] | undefined;
  /** 0 to 30; 0 for a single node only. */
  readonly blockTimeSec: number;
  readonly proofs: 'real' | 'mock';
  /** SHA-256 of the genesis contracts, hex. */
  readonly contracts: { readonly transfer: string; readonly stake: string };
};

/** 2026-01-01T00:00:00Z, so that a reset gives the same hash. Spec: 14 §8 */
export const GENESIS_TIMESTAMP_SEC = 1_767_225_600n;

const USER_PUBLIC: Lux = 100_000n * LUX_PER_DUSK;
const USER_NOTES: readonly Lux[] = Array.from({ length: 4 }, () => 25_000n * LUX_PER_DUSK);
/** What the faucet begins with, public and in notes. */
export const FAUCET_PUBLIC: Lux = 10_000_000n * LUX_PER_DUSK;
/** Several, so that payments need not wait for the change of the one before. */
export const FAUCET_NOTES: readonly Lux[] = Array.from({ length: 8 }, () => 1_250_000n * LUX_PER_DUSK);
const STAKE: Lux = 1_000_000n * LUX_PER_DUSK;

/** The genesis file of a local network of ours: same options, same text. Spec: 14 §8 */
export function eventideGenesisText(options: GenesisTextOptions): string {
  const { accounts } = options;
  const parameters = { ...options, owner: accounts.faucet.account, timestampSec: GENESIS_TIMESTAMP_SEC };
  return `# Local network. Everybody knows the keys of these accounts.
${parametersText(parameters)}${balances(options)}`;
}

/** The part of a genesis file that says by which rules its network runs. Spec: 14 §8 */
export function parametersText({
  owner,
  timestampSec,
  blockTimeSec,
  proofs,
  contracts,
}: Pick<GenesisTextOptions, 'blockTimeSec' | 'proofs' | 'contracts'> & {
  /** Public account, base58. */
  readonly owner: string;
  readonly timestampSec: bigint;
}): string {
  return `owner = "${owner}"

[eventide]
chain_id = 224
genesis_timestamp = ${timestampSec}
block_time = ${blockTimeSec}
circuit_sets = [{ name = "sound-1", from_height = 0 }]
srs = "local-1"
proofs = "${proofs}"
contracts = { transfer = "${contracts.transfer}", stake = "${contracts.stake}" }
ep1 = { share_permille = 0 }
`;
}

/** The same money and stakes as a file of the reference's format, for local networks of protocol `rusk-1.6`. Spec: 05 §8.1 */
export function ruskGenesisText(options: BalanceOptions): string {
  return `# Local network. Everybody knows the keys of these accounts.
owner = "${options.accounts.faucet.account}"
${balances(options)}`;
}

type BalanceOptions = Pick<GenesisTextOptions, 'accounts' | 'users' | 'provisioners' | 'stakes'>;

function balances({ accounts, users, provisioners, stakes = [] }: BalanceOptions): string {
  const rich = accounts.users.slice(0, users);
  return [
    ...rich.map((user, i) => purse(user, i + 1, USER_PUBLIC, USER_NOTES)),
    purse(accounts.faucet, 100, FAUCET_PUBLIC, FAUCET_NOTES),
    ...accounts.provisioners.slice(0, provisioners).map((account) => stake(account, STAKE, 0)),
    ...stakes.map(({ name, dusk, from }) => stake(expectAccount(accounts, name), parseDusk(dusk), from)),
  ].join('');
}

function purse({ name, account, address }: LocalAccount, seed: number, open: Lux, notes: readonly Lux[]): string {
  return `
# ${name}
[[moonlight_account]]
address = "${account}"
balance = ${open}
[[phoenix_balance]]
address = "${address}"
seed = ${seed}
notes = [${notes.join(', ')}]
`;
}

/** @throws DevnetError DEVNET_NO_ACCOUNT */
function expectAccount(accounts: LocalAccounts, name: string): LocalAccount {
  const found = accountNamed(accounts, name);
  if (found === undefined) throw new DevnetError('DEVNET_NO_ACCOUNT', { name });
  return found;
}

function stake({ name, account }: LocalAccount, amount: Lux, eligibility: number): string {
  return `
# ${name}
[[stake]]
address = "${account}"
amount = ${amount}
eligibility = ${eligibility}
`;
}
