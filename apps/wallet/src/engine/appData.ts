import { concatBytes, utf8 } from '@eventide/base';
import { aesGcmDecrypt, aesGcmEncrypt, GCM_NONCE_SIZE } from '@eventide/crypto/symmetric/aes';
import { hkdfSha256 } from '@eventide/crypto/symmetric/kdf';
import type { KeyValueStore } from '@eventide/store';
import type { ConnectedSite } from './connectProtocol.ts';
import type { KeptFacts } from './offline.ts';
import type { Contact, Job } from './protocol.ts';

/** An action between its click and its sending. */
export type Underway = {
  readonly kind: Job['kind'];
  readonly value: string;
  readonly to: string | null;
  readonly sinceMs: number;
};

/** What the app itself remembers about its user; private, so it is stored sealed. */
export type AppData = {
  readonly contacts: readonly Contact[];
  /** The user's own words for transactions, by id. */
  readonly labels: Readonly<Record<string, string>>;
  readonly sites: readonly ConnectedSite[];
  readonly wordsUnchecked: boolean;
  /** The node makes proofs, and sees what is paid: chosen by the user. */
  readonly remoteProver: boolean;
  /** Recipients that were paid before. */
  readonly paid: readonly string[];
  /** Actions that were being made and are not sent: what is left of them after a closed page was interrupted. Amounts as decimal text. */
  readonly underway: readonly Underway[];
  /** The public side as last seen, decimal text. */
  readonly lastPublic: {
    readonly public: string;
    readonly staked: string;
    readonly reward: string;
    readonly ms: number;
  } | null;
  /** What is known of the chain, to sign without a node. */
  readonly lastFacts: KeptFacts | null;
};

export const emptyAppData: AppData = Object.freeze({
  contacts: [],
  labels: {},
  sites: [],
  wordsUnchecked: false,
  remoteProver: false,
  paid: [],
  underway: [],
  lastPublic: null,
  lastFacts: null,
});

const KEY = utf8('app/1');
const DAMAGED_KEY = utf8('app/1/damaged');
const INFO = utf8('eventide wallet app data 1');
const NO_SALT = new Uint8Array(32);

/** The key of the app's own records, from the seed. */
export function appDataKey(seed: Uint8Array): Uint8Array {
  return hkdfSha256(seed, NO_SALT, INFO, 32);
}

/** What was remembered. `damaged`: there was something that this key does not open; it is put aside, and everything begins anew. */
export async function readAppData(
  store: KeyValueStore,
  key: Uint8Array,
): Promise<{ readonly data: AppData; readonly damaged: boolean }> {
  const sealed = await store.get(KEY);
  if (sealed === undefined) return { data: emptyAppData, damaged: false };
  try {
    const plain = aesGcmDecrypt(key, sealed.subarray(0, GCM_NONCE_SIZE), sealed.subarray(GCM_NONCE_SIZE));
    const data = JSON.parse(new TextDecoder().decode(plain)) as Partial<AppData>;
    return { data: { ...emptyAppData, ...data }, damaged: false };
  } catch {
    await store.put(DAMAGED_KEY, sealed);
    return { data: emptyAppData, damaged: true };
  }
}

export async function writeAppData(store: KeyValueStore, key: Uint8Array, data: AppData): Promise<void> {
  const nonce = crypto.getRandomValues(new Uint8Array(GCM_NONCE_SIZE));
  await store.put(KEY, concatBytes(nonce, aesGcmEncrypt(key, nonce, utf8(JSON.stringify(data)))));
}
