import { isEventideError } from '@eventide/base';
import { type BlsPublicKey, parseAccount } from '@eventide/crypto/bls/keys';
import { type PhoenixPublicKey, parseAddress } from '@eventide/crypto/keys/phoenix';
import { parse, TomlError } from 'smol-toml';
import { ExecutionError } from '../errors.ts';

/** What a network begins with, as its file says. Spec: 05 §8.1 */
export type GenesisFile = {
  /** Owner of both contracts; undefined for the network's default. */
  readonly owner: BlsPublicKey | undefined;
  readonly phoenixBalances: readonly PhoenixBalance[];
  readonly moonlightAccounts: readonly { readonly account: BlsPublicKey; readonly balance: bigint }[];
  readonly stakes: readonly GenesisStake[];
  /** Parameters of a network of our own; undefined in files of Dusk's. Spec: 14 §8 */
  readonly eventide: EventideTable | undefined;
};

/** Notes of one address; without a seed their addresses are drawn at random. */
export type PhoenixBalance = {
  readonly address: PhoenixPublicKey;
  readonly seed: bigint | undefined;
  readonly notes: readonly bigint[];
};

export type GenesisStake = {
  readonly account: BlsPublicKey;
  readonly owner: BlsPublicKey;
  readonly amount: bigint;
  readonly eligibility: bigint;
  readonly reward: bigint;
};

export type EventideTable = {
  readonly chainId: number;
  readonly genesisTimestampSec: bigint;
  readonly blockTimeSec: number;
  readonly srs: 'local-1' | 'ceremony';
  readonly proofs: 'real' | 'mock';
  readonly contracts: { readonly transfer: string; readonly stake: string };
};

const U64_MAX = 0xffff_ffff_ffff_ffffn;
/** More than any genesis has; bounds the work a file can ask for. */
const MOST_CHARACTERS = 16_000_000;

/**
 * Reads a genesis file of the reference's format, or of ours with its `[eventide]` table. Keys that are not known are ignored.
 * @throws ExecutionError EXEC_GENESIS_FILE, EXEC_GENESIS_BASE_STATE
 * Spec: 05 §8.1, 14 §8
 */
export function parseGenesis(text: string): GenesisFile {
  const root = parseToml(text);
  if (root.base_state !== undefined) throw new ExecutionError('EXEC_GENESIS_BASE_STATE');
  const file: GenesisFile = {
    owner: root.owner === undefined ? undefined : account(root.owner, 'owner'),
    phoenixBalances: tables(root, 'phoenix_balance').map(([table, at]) => ({
      address: decoded(table.address, `${at}.address`, parseAddress),
      seed: table.seed === undefined ? undefined : u64(table.seed, `${at}.seed`),
      notes: list(table.notes, `${at}.notes`).map((note, i) => u64(note, `${at}.notes[${i}]`)),
    })),
    moonlightAccounts: tables(root, 'moonlight_account').map(([table, at]) => ({
      account: account(table.address, `${at}.address`),
      balance: u64(table.balance, `${at}.balance`),
    })),
    stakes: tables(root, 'stake').map(([table, at]) => readStake(table, at)),
    eventide: root.eventide === undefined ? undefined : readEventide(table(root.eventide, 'eventide')),
  };
  if (file.eventide !== undefined && file.owner === undefined) throw malformed('owner', 'an account');
  return file;
}

type Table = Readonly<Record<string, unknown>>;

function parseToml(text: string): Table {
  if (text.length > MOST_CHARACTERS) throw malformed('file', `at most ${MOST_CHARACTERS} characters`);
  try {
    return parse(text, { integersAsBigInt: true });
  } catch (error) {
    if (error instanceof TomlError) throw malformed(`line ${error.line}`, 'TOML');
    throw error;
  }
}

function readStake(stake: Table, at: string): GenesisStake {
  const key = account(stake.address, `${at}.address`);
  const optional = (name: string): bigint => (stake[name] === undefined ? 0n : u64(stake[name], `${at}.${name}`));
  return {
    account: key,
    owner: stake.owner === undefined ? key : account(stake.owner, `${at}.owner`),
    amount: u64(stake.amount, `${at}.amount`),
    eligibility: optional('eligibility'),
    reward: optional('reward'),
  };
}

function readEventide(eventide: Table): EventideTable {
  const at = 'eventide';
  const contracts = table(eventide.contracts, `${at}.contracts`);
  const sets = tables(eventide, 'circuit_sets');
  const known = sets.length === 1 && sets[0]?.[0].name === 'sound-1' && sets[0][0].from_height === 0n;
  if (!known) throw malformed(`${at}.circuit_sets`, 'sound-1 from height 0');
  const share = eventide.ep1 === undefined ? 0n : table(eventide.ep1, `${at}.ep1`).share_permille;
  if (share !== 0n) throw malformed(`${at}.ep1.share_permille`, '0');
  return {
    chainId: Number(u64(eventide.chain_id, `${at}.chain_id`)),
    genesisTimestampSec: u64(eventide.genesis_timestamp, `${at}.genesis_timestamp`),
    blockTimeSec: Number(u64(eventide.block_time, `${at}.block_time`)),
    srs: oneOf(eventide.srs, ['local-1', 'ceremony'], `${at}.srs`),
    proofs: oneOf(eventide.proofs, ['real', 'mock'], `${at}.proofs`),
    contracts: {
      transfer: text(contracts.transfer, `${at}.contracts.transfer`),
      stake: text(contracts.stake, `${at}.contracts.stake`),
    },
  };
}

function account(value: unknown, at: string): BlsPublicKey {
  return decoded(value, at, parseAccount);
}

function decoded<T>(value: unknown, at: string, parseText: (text: string) => T): T {
  try {
    return parseText(text(value, at));
  } catch (error) {
    if (isEventideError(error) && !(error instanceof ExecutionError)) throw malformed(at, `a key (${error.code})`);
    throw error;
  }
}

function u64(value: unknown, at: string): bigint {
  if (typeof value !== 'bigint' || value < 0n || value > U64_MAX) throw malformed(at, 'a whole number below 2^64');
  return value;
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw malformed(at, 'text');
  return value;
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], at: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw malformed(at, choices.join(' or '));
  return found;
}

function table(value: unknown, at: string): Table {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(at, 'a table');
  return value as Table;
}

function list(value: unknown, at: string): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(at, 'a list');
  return value;
}

/** Tables of one name with the place of each. */
function tables(root: Table, name: string): (readonly [Table, string])[] {
  if (root[name] === undefined) return [];
  return list(root[name], name).map((value, i) => [table(value, `${name}[${i}]`), `${name}[${i}]`] as const);
}

function malformed(at: string, expected: string): ExecutionError {
  return new ExecutionError('EXEC_GENESIS_FILE', { at, expected });
}
