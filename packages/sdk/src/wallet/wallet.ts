import type { BlsPublicKey, BlsSecretKey } from '@eventide/crypto/bls/keys';
import { formatAccount } from '@eventide/crypto/bls/keys';
import {
  deriveBlsSecretKey,
  derivePhoenixSecretKey,
  deriveProfile,
  type ProfileKeys,
} from '@eventide/crypto/keys/derive';
import { formatAddress, type PhoenixSecretKey, phoenixViewKey, type ViewKey } from '@eventide/crypto/keys/phoenix';
import type { RandomBytes } from '@eventide/crypto/random';
import type { ScryptCost } from '@eventide/crypto/symmetric/kdf';
import type { KeyValueStore, Operation } from '@eventide/store';
import { WalletError } from '../errors.ts';
import type { Lock, LockPort } from './lock.ts';
import {
  bindNetwork,
  openSealed,
  readNetwork,
  sealKey,
  sealSecrets,
  type WalletNetwork,
  type WalletSecrets,
} from './store/header.ts';
import {
  decodeNote,
  decodeSent,
  decodeSync,
  encodeNote,
  encodeSent,
  encodeSync,
  type SentTx,
  type SyncState,
  type WalletNote,
} from './store/records.ts';
import { SealedStore } from './store/sealedStore.ts';

export type WalletDeps = {
  readonly store: KeyValueStore;
  readonly random: RandomBytes;
  readonly locks: LockPort;
  /** Names the lock; one per store. */
  readonly name: string;
};

/** One profile: an address for shielded and an account for public money. */
export type Profile = {
  readonly wallet: Wallet;
  readonly index: number;
  /** Base58 of 64 bytes. */
  readonly address: string;
  /** Base58 of 96 bytes. */
  readonly account: string;
  /** The key behind `account` where it is not the wallet's own: see `impersonate`. */
  readonly actsAs?: BlsPublicKey | undefined;
};

/** What is held in memory while the wallet is unlocked. */
type Opened = {
  readonly sealed: SealedStore;
  readonly key: Uint8Array;
  readonly cost: ScryptCost;
  secrets: WalletSecrets;
  readonly notes: Map<bigint, WalletNote>;
  readonly sent: Map<string, SentTx>;
  sync: SyncState | null;
};

/** What is written together. */
export type WalletChange = {
  readonly notes?: readonly WalletNote[] | undefined;
  readonly dropped?: readonly bigint[] | undefined;
  readonly sent?: readonly SentTx[] | undefined;
  readonly sync?: SyncState | undefined;
  readonly network?: WalletNetwork | undefined;
};

/**
 * A wallet over a sealed store: locked it knows nothing, unlocked it holds keys and notes in memory. One page or process writes, others
 * read. Made by `createWallet` or `openWallet`. Spec: 13 §4, §5.5
 */
export class Wallet {
  readonly #deps: WalletDeps;
  readonly #listeners = new Set<() => void>();
  readonly #keys = new Map<number, ProfileKeys>();
  #opened: Opened | null = null;
  #network: WalletNetwork | null = null;
  #lock: Lock | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** Not for apps: use `openWallet`. */
  constructor(deps: WalletDeps) {
    this.#deps = deps;
  }

  get isLocked(): boolean {
    return this.#opened === null;
  }

  /** Somebody else writes: balances can be read, nothing can be sent or synced. */
  get isReadOnly(): boolean {
    return this.#lock === null;
  }

  /** Whose chain its notes are of; null before the first sync. */
  get network(): WalletNetwork | null {
    return this.#network;
  }

  get profileCount(): number {
    return this.#open().secrets.profileCount;
  }

  /** Height before which it has no notes, if known. */
  get birthday(): bigint | null {
    return this.#open().secrets.birthday;
  }

  /** Its words are public knowledge. */
  get isPublished(): boolean {
    return this.#open().secrets.published;
  }

  /** Unlocks it. @throws WalletError WALLET_NOT_FOUND, WALLET_BAD_PASSWORD, WALLET_STORE_CORRUPT */
  async unlock(password: string): Promise<void> {
    const { store, random } = this.#deps;
    const { key, secrets, cost } = await openSealed(store, password);
    const sealed = new SealedStore(store, key, random);
    this.#network = await readNetwork(store);
    await this.tryWrite();
    this.#opened = { sealed, key, cost, secrets, ...(await loadRecords(sealed)) };
    this.#tell();
  }

  /** Forgets keys and notes; what is stored stays sealed. */
  lock(): void {
    this.#opened?.secrets.seed.fill(0);
    this.#opened?.sealed.wipe();
    this.#opened = null;
    this.reserved.clear();
    this.#keys.clear();
    this.#tell();
  }

  /** Locks it and lets others write. The store belongs to its maker. */
  async close(): Promise<void> {
    await this.#queue.catch(() => {});
    this.lock();
    await this.#lock?.release();
    this.#lock = null;
  }

  /** Takes over writing if nobody else does. */
  async tryWrite(): Promise<boolean> {
    this.#lock ??= await this.#deps.locks.tryAcquire(`eventide-wallet/${this.#deps.name}`);
    return this.#lock !== null;
  }

  /** Reads again what another page wrote. */
  async reload(): Promise<void> {
    const opened = this.#open();
    this.#network = await readNetwork(this.#deps.store);
    this.#opened = { ...opened, ...(await loadRecords(opened.sealed)) };
    this.#tell();
  }

  /** Told after every change of balance, transactions or lock; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Seals the wallet under another password. @throws WalletError WALLET_BAD_PASSWORD */
  async changePassword(password: string, next: string): Promise<void> {
    const { store, random } = this.#deps;
    const { key, cost } = await openSealed(store, password);
    await this.#assertWriter();
    await store.batch(await sealKey(key, next, cost, this.#network, random));
    key.fill(0);
  }

  /** The words, after asking for the password again; null for a wallet made from a seed. @throws WalletError WALLET_BAD_PASSWORD */
  async revealMnemonic(password: string): Promise<string | null> {
    return (await openSealed(this.#deps.store, password)).secrets.mnemonic;
  }

  /** A profile in use. @throws WalletError WALLET_LOCKED, WALLET_BAD_REQUEST */
  profile(index = 0): Profile {
    if (!Number.isInteger(index) || index < 0 || index >= this.profileCount) {
      throw new WalletError('WALLET_BAD_REQUEST', { rule: 'a profile in use', index });
    }
    const { address, account } = this.keysOf(index);
    return { wallet: this, index, address: formatAddress(address), account: formatAccount(account) };
  }

  /** Takes the next profile into use; the next sync looks for its notes from the birthday on. */
  async addProfile(): Promise<Profile> {
    const opened = this.#open();
    await this.#assertWriter();
    if (opened.secrets.profileCount >= 256)
      throw new WalletError('WALLET_BAD_REQUEST', { rule: 'at most 256 profiles' });
    opened.secrets = { ...opened.secrets, profileCount: opened.secrets.profileCount + 1 };
    await this.#deps.store.batch([sealSecrets(opened.key, opened.secrets, this.#deps.random)]);
    this.#tell();
    return this.profile(opened.secrets.profileCount - 1);
  }

  // ── for the actions of this package ──

  /** Public keys of a profile. @throws WalletError WALLET_LOCKED */
  keysOf(index: number): ProfileKeys {
    const known = this.#keys.get(index);
    if (known !== undefined) return known;
    const made = deriveProfile(this.#open().secrets.seed, index);
    this.#keys.set(index, made);
    return made;
  }

  /** @throws WalletError WALLET_LOCKED */
  secretsOf(index: number): { readonly phoenix: PhoenixSecretKey; readonly bls: BlsSecretKey } {
    const { seed } = this.#open().secrets;
    return { phoenix: derivePhoenixSecretKey(seed, index), bls: deriveBlsSecretKey(seed, index) };
  }

  /** Of all profiles in use. @throws WalletError WALLET_LOCKED */
  viewKeys(): ViewKey[] {
    const { seed, profileCount } = this.#open().secrets;
    return Array.from({ length: profileCount }, (_, index) => phoenixViewKey(derivePhoenixSecretKey(seed, index)));
  }

  /** Seed and profiles, to write a wallet file. @throws WalletError WALLET_LOCKED */
  exportSeed(): { readonly seed: Uint8Array; readonly profileCount: number } {
    const { seed, profileCount } = this.#open().secrets;
    return { seed: seed.slice(), profileCount };
  }

  /** Notes by position. @throws WalletError WALLET_LOCKED */
  get notes(): ReadonlyMap<bigint, WalletNote> {
    return this.#open().notes;
  }

  /** Own transactions by id. @throws WalletError WALLET_LOCKED */
  get sent(): ReadonlyMap<string, SentTx> {
    return this.#open().sent;
  }

  /** How far it is synced; null: never. @throws WalletError WALLET_LOCKED */
  get syncState(): SyncState | null {
    return this.#open().sync;
  }

  /** Positions taken by transactions that are being proven. */
  readonly reserved: Set<bigint> = new Set();

  /** Runs one after the other what reads state and then changes it. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#queue.then(task, task);
    this.#queue = run.catch(() => {});
    return run;
  }

  /** Writes a change, all of it or nothing. @throws WalletError WALLET_LOCKED, WALLET_READ_ONLY; FaultError FAULT_DISK */
  async commit(change: WalletChange): Promise<void> {
    const opened = this.#open();
    await this.#assertWriter();
    const { notes = [], dropped = [], sent = [], sync, network } = change;
    const { sealed } = opened;
    const operations: Operation[] = [
      ...dropped.map((pos) => sealed.delete('note', String(pos))),
      ...notes.map((note) => sealed.put('note', String(note.pos), encodeNote(note))),
      ...sent.map((it) => sealed.put('sent', it.id, encodeSent(it))),
    ];
    if (sync !== undefined) operations.push(sealed.put('sync', '', encodeSync(sync)));
    if (network !== undefined) operations.push(await bindNetwork(this.#deps.store, network));
    await sealed.batch(operations);
    for (const pos of dropped) opened.notes.delete(pos);
    for (const note of notes) opened.notes.set(note.pos, note);
    for (const it of sent) opened.sent.set(it.id, it);
    if (sync !== undefined) opened.sync = sync;
    if (network !== undefined) this.#network = network;
    this.#tell();
  }

  #open(): Opened {
    if (this.#opened === null) throw new WalletError('WALLET_LOCKED');
    return this.#opened;
  }

  async #assertWriter(): Promise<void> {
    if (!(await this.tryWrite())) throw new WalletError('WALLET_READ_ONLY');
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

async function loadRecords(sealed: SealedStore): Promise<Pick<Opened, 'notes' | 'sent' | 'sync'>> {
  const notes = new Map<bigint, WalletNote>();
  for await (const text of sealed.all('note')) {
    const note = decodeNote(text);
    notes.set(note.pos, note);
  }
  const sent = new Map<string, SentTx>();
  for await (const text of sealed.all('sent')) {
    const it = decodeSent(text);
    sent.set(it.id, it);
  }
  const sync = await sealed.get('sync', '');
  return { notes, sent, sync: sync === undefined ? null : decodeSync(sync) };
}
