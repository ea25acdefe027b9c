import { concatBytes, fromHex, isEventideError, toHex, utf8 } from '@eventide/base';
import { drawBytes, type RandomBytes } from '@eventide/crypto/random';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import { type ScryptCost, scryptKey } from '@eventide/crypto/symmetric/kdf';
import type { KeyValueStore, Operation } from '@eventide/store';
import { WalletError } from '../../errors.ts';

/** The network a wallet's records belong to; null before the first sync. */
export type WalletNetwork = { readonly chainId: number; readonly genesisHash: string };

/** What stands in the clear: how to get from the password to the key, and whose chain the records are of. Spec: 13 §4 */
type Header = {
  readonly v: 1;
  readonly kdf: ScryptCost;
  readonly salt: string;
  readonly network: WalletNetwork | null;
};

/** What only an open wallet knows. */
export type WalletSecrets = {
  /** 64 bytes. */
  readonly seed: Uint8Array;
  /** The words, if the wallet was made from words. */
  readonly mnemonic: string | null;
  readonly profileCount: number;
  /** Height before which none of its notes exist; null: unknown, everything is scanned. */
  readonly birthday: bigint | null;
  /** Its words are published; networks with value refuse it. */
  readonly published: boolean;
};

/** scrypt with 128 MiB; below 4 GB of memory the half. Spec: 13 §5.5 */
export const strongCost: ScryptCost = Object.freeze({ n: 131_072, r: 8, p: 1 });
export const smallCost: ScryptCost = Object.freeze({ n: 65_536, r: 8, p: 1 });

const HEADER = Uint8Array.of(0x00);
const SEALED_KEY = Uint8Array.of(0x01);
const SECRETS = Uint8Array.of(0x02);
const SALT_BYTES = 32;
const KEY_BYTES = 32;

/** True if the store holds a wallet. */
export async function hasWallet(store: KeyValueStore): Promise<boolean> {
  return (await store.get(HEADER)) !== undefined;
}

/** The network of the wallet's records, without its password. @throws WalletError WALLET_NOT_FOUND, WALLET_STORE_CORRUPT */
export async function readNetwork(store: KeyValueStore): Promise<WalletNetwork | null> {
  return (await readHeader(store)).network;
}

/** Everything a new wallet begins with, for one batch. The data key is random: changing the password seals it again, nothing else. */
export async function sealNew(
  secrets: WalletSecrets,
  password: string,
  cost: ScryptCost,
  random: RandomBytes,
): Promise<{ readonly key: Uint8Array; readonly operations: readonly Operation[] }> {
  const key = drawBytes(random, KEY_BYTES);
  const operations = [...(await sealKey(key, password, cost, null, random)), sealSecrets(key, secrets, random)];
  return { key, operations };
}

/** Header and sealed key under a password. */
export async function sealKey(
  key: Uint8Array,
  password: string,
  cost: ScryptCost,
  network: WalletNetwork | null,
  random: RandomBytes,
): Promise<Operation[]> {
  const salt = drawBytes(random, SALT_BYTES);
  const passwordKey = await scryptKey(password, salt, cost);
  const header: Header = { v: 1, kdf: cost, salt: toHex(salt), network };
  const sealed = seal(passwordKey, key, random);
  passwordKey.fill(0);
  return [putHeader(header), { kind: 'put', key: SEALED_KEY, value: sealed }];
}

/** The secrets under the data key. */
export function sealSecrets(key: Uint8Array, secrets: WalletSecrets, random: RandomBytes): Operation {
  const { seed, birthday, ...rest } = secrets;
  const text = JSON.stringify({ ...rest, seed: toHex(seed), birthday: birthday === null ? null : String(birthday) });
  return { kind: 'put', key: SECRETS, value: seal(key, utf8(text), random) };
}

/**
 * The data key and the secrets. About a second of scrypt.
 * @throws WalletError WALLET_NOT_FOUND, WALLET_BAD_PASSWORD, WALLET_STORE_CORRUPT
 */
export async function openSealed(
  store: KeyValueStore,
  password: string,
): Promise<{ readonly key: Uint8Array; readonly secrets: WalletSecrets; readonly cost: ScryptCost }> {
  const header = await readHeader(store);
  const sealed = await store.get(SEALED_KEY);
  const sealedSecrets = await store.get(SECRETS);
  if (sealed === undefined || sealedSecrets === undefined) throw corrupt('key');
  const passwordKey = await scryptKey(password, fromHex(header.salt), header.kdf);
  const key = open(passwordKey, sealed, new WalletError('WALLET_BAD_PASSWORD'));
  passwordKey.fill(0);
  const text = new TextDecoder().decode(open(key, sealedSecrets, corrupt('secrets')));
  const { seed, birthday, mnemonic, profileCount, published } = JSON.parse(text) as {
    seed: string;
    birthday: string | null;
    mnemonic: string | null;
    profileCount: number;
    published: boolean;
  };
  const secrets = {
    seed: fromHex(seed, 64),
    mnemonic,
    profileCount,
    published,
    birthday: birthday === null ? null : BigInt(birthday),
  };
  return { key, secrets, cost: header.kdf };
}

/** Writes the network into the header. */
export async function bindNetwork(store: KeyValueStore, network: WalletNetwork): Promise<Operation> {
  return putHeader({ ...(await readHeader(store)), network });
}

async function readHeader(store: KeyValueStore): Promise<Header> {
  const bytes = await store.get(HEADER);
  if (bytes === undefined) throw new WalletError('WALLET_NOT_FOUND');
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes)) as Header;
    if (header.v !== 1) throw corrupt('version');
    return header;
  } catch (cause) {
    if (isEventideError(cause)) throw cause;
    throw new WalletError('WALLET_STORE_CORRUPT', { at: 'header' }, { cause });
  }
}

function putHeader(header: Header): Operation {
  return { kind: 'put', key: HEADER, value: utf8(JSON.stringify(header)) };
}

function seal(key: Uint8Array, plain: Uint8Array, random: RandomBytes): Uint8Array {
  const nonce = drawBytes(random, GCM_NONCE_SIZE);
  return concatBytes(nonce, aesGcmEncrypt(key, nonce, plain));
}

function open(key: Uint8Array, sealed: Uint8Array, otherwise: WalletError): Uint8Array {
  try {
    return aesGcmDecrypt(key, sealed.subarray(0, GCM_NONCE_SIZE), sealed.subarray(GCM_NONCE_SIZE));
  } catch (error) {
    if (isEventideError(error, 'CRYPTO_DECRYPT')) throw otherwise;
    throw error;
  }
}

function corrupt(at: string): WalletError {
  return new WalletError('WALLET_STORE_CORRUPT', { at });
}
