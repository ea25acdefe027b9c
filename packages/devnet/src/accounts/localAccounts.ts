import { pbkdf2Sync } from 'node:crypto';
import { concatBytes, utf8 } from '@eventide/base';
import { type BlsPublicKey, type BlsSecretKey, blsPublicKey, formatAccount } from '@eventide/crypto/bls/keys';
import { sha256 } from '@eventide/crypto/hash';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { createMnemonic } from '@eventide/crypto/keys/mnemonic';
import { formatAddress, type PhoenixPublicKey, phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { DevnetError } from '../errors.ts';
import { publishedKeys } from './publishedKeys.ts';
import { FAUCET, PROVISIONER, USERS } from './words.ts';

/**
 * An account whose words everybody knows. Keys are derived when first asked for: the words take a thousand hashes, the keys some
 * milliseconds. Spec: 13 §3.3
 */
export type LocalAccount = {
  readonly name: string;
  readonly mnemonic: string;
  /** Profile of the mnemonic. */
  readonly index: number;
  /** 64 bytes. */
  readonly seed: Uint8Array;
  readonly secretKey: BlsSecretKey;
  readonly publicKey: BlsPublicKey;
  readonly phoenixKey: PhoenixPublicKey;
  /** Public account, base58. */
  readonly account: string;
  /** Shielded address, base58. */
  readonly address: string;
};

export type LocalAccounts = {
  /** alice to agent, in the order of their table. */
  readonly users: readonly LocalAccount[];
  readonly faucet: LocalAccount;
  /** node-1 to node-10. */
  readonly provisioners: readonly LocalAccount[];
};

/** Most provisioners a local network can have. Spec: 13 §1.1 */
export const MOST_PROVISIONERS = 10;

/**
 * The accounts of local networks. Seed 0 (default) gives the published words; another seed gives words nobody else's network has.
 * @throws DevnetError DEVNET_BAD_OPTION if the seed is not a whole number from 0 on
 * Spec: 13 §3.3
 */
export function localAccounts(seed = 0): LocalAccounts {
  if (!Number.isSafeInteger(seed) || seed < 0) throw new DevnetError('DEVNET_BAD_OPTION', { option: 'seed', seed });
  const words = ([name, word, last]: readonly [string, string, string]): string =>
    seed === 0 ? `${`${word} `.repeat(11)}${last}` : seededWords(seed, name);
  const known = (name: string) => (seed === 0 ? publishedKeys[name] : undefined);
  const user = (entry: readonly [string, string, string]): LocalAccount =>
    lazyAccount(entry[0], words(entry), 0, known(entry[0]));
  const votes = words(PROVISIONER);
  return {
    users: USERS.map(user),
    faucet: user(FAUCET),
    provisioners: Array.from({ length: MOST_PROVISIONERS }, (_, i) =>
      lazyAccount(`node-${i + 1}`, votes, i, known(`node-${i + 1}`)),
    ),
  };
}

/** The account of this name, users, faucet or node-k; undefined if there is none. */
export function accountNamed({ users, faucet, provisioners }: LocalAccounts, name: string): LocalAccount | undefined {
  return [...users, faucet, ...provisioners].find((account) => account.name === name);
}

function seededWords(seed: number, name: string): string {
  const entropy = sha256(concatBytes(utf8('eventide devnet'), utf8(String(seed)), utf8(name))).slice(0, 16);
  return createMnemonic(() => entropy);
}

function lazyAccount(
  name: string,
  mnemonic: string,
  index: number,
  known: readonly [account: string, address: string] | undefined,
): LocalAccount {
  const seed = once(() => seedOf(mnemonic));
  const secretKey = once(() => deriveBlsSecretKey(seed(), index));
  const publicKey = once(() => blsPublicKey(secretKey()));
  const phoenixKey = once(() => phoenixPublicKey(derivePhoenixSecretKey(seed(), index)));
  return {
    name,
    mnemonic,
    index,
    get seed() {
      return seed();
    },
    get secretKey() {
      return secretKey();
    },
    get publicKey() {
      return publicKey();
    },
    get phoenixKey() {
      return phoenixKey();
    },
    get account() {
      return known?.[0] ?? formatAccount(publicKey());
    },
    get address() {
      return known?.[1] ?? formatAddress(phoenixKey());
    },
  };
}

/** As `mnemonicSeed` without a passphrase, for words of plain letters: the system's hashing takes milliseconds. Spec: 01 §11.1 */
function seedOf(mnemonic: string): Uint8Array {
  return new Uint8Array(pbkdf2Sync(mnemonic, 'mnemonic', SEED_ROUNDS, SEED_BYTES, 'sha512'));
}

const SEED_ROUNDS = 2_048;
const SEED_BYTES = 64;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
