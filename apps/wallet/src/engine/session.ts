import { isEventideError } from '@eventide/base';
import { failureOf } from '@eventide/kit/worker/rpc';
import {
  getBalance,
  getHistory,
  getStake,
  type HistoryEntry,
  type Profile,
  type SyncProgress,
  syncWallet,
  type Wallet,
} from '@eventide/sdk';
import { pendingPublic, shieldedBalance } from '@eventide/sdk/wallet/balance';
import { NEWEST } from './activity.ts';
import { type AppData, appDataKey, emptyAppData, readAppData, writeAppData } from './appData.ts';
import type { KnownKey } from './lookAlike.ts';
import type { NodeLink } from './nodeLink.ts';
import { stateOf } from './nodeLink.ts';
import { keepFacts, readFacts, unasked } from './offline.ts';
import type { Vault } from './vault.ts';
import type { ViewStore } from './viewStore.ts';

export type SessionDeps = {
  readonly wallet: Wallet;
  readonly vault: Vault;
  readonly store: ViewStore;
  readonly link: () => NodeLink | null;
  /** Other tabs should read again. */
  readonly onSynced: () => void;
};

const MOST_PAID = 200;

/** An open wallet: keeps it in step with the chain and shows it. Ends with `stop`. */
export class Session {
  readonly wallet: Wallet;
  readonly #deps: SessionDeps;
  readonly #key: Uint8Array;
  readonly #controller = new AbortController();
  #data: AppData = emptyAppData;
  #history: readonly HistoryEntry[] = [];
  #index = 0;
  #running = false;
  #again = false;
  #asking = false;
  #askAgain = false;

  constructor(deps: SessionDeps) {
    this.#deps = deps;
    this.wallet = deps.wallet;
    const { seed } = deps.wallet.exportSeed();
    this.#key = appDataKey(seed);
    seed.fill(0);
  }

  get profile(): Profile {
    return this.wallet.profile(this.#index);
  }

  /** Everything that is known to have happened, newest first. */
  get history(): readonly HistoryEntry[] {
    return this.#history;
  }

  get data(): AppData {
    return this.#data;
  }

  /** Whom the wallet knows by key: itself, its book, and who was paid before. Not who paid it: anybody may. */
  knownKeys(): readonly KnownKey[] {
    const { contacts, paid } = this.#data;
    const profiles = Array.from({ length: this.wallet.profileCount }, (_, index) => this.wallet.profile(index));
    return [
      ...profiles.flatMap(({ address, account }) => [address, account]).map((key) => known(key, 'own')),
      ...contacts.map(({ key, name }): KnownKey => ({ key, name, as: 'book' })),
      ...paid.map((key) => known(key, 'paid')),
    ];
  }

  /** The next payment to the same one needs no comparing. */
  async rememberPaid(to: string): Promise<void> {
    const { paid } = this.#data;
    if (!paid.includes(to)) await this.remember({ paid: [...paid.slice(1 - MOST_PAID), to] });
  }

  async start(first: Partial<AppData>): Promise<void> {
    const { data, damaged } = await readAppData(this.#deps.vault.notes, this.#key);
    this.#data = { ...data, ...first };
    this.#deps.store.patch({ recordsDamaged: damaged });
    const interrupted = this.#data.underway.map(({ value, ...rest }) => ({ ...rest, value: BigInt(value) }));
    // Where another tab writes, its actions may still be under way.
    this.#deps.store.patch({ interrupted: this.wallet.isReadOnly ? [] : interrupted });
    if (Object.keys(first).length > 0) await this.remember(first);
    this.wallet.onChange(() => this.#show());
    this.#show();
    this.#showStored();
    await this.#showOwnHistory();
  }

  stop(): void {
    this.#controller.abort();
    this.#key.fill(0);
  }

  use(index: number): void {
    this.wallet.profile(index);
    this.#index = index;
    this.#history = [];
    this.#deps.store.patch({ history: null, stake: null, balance: null });
    this.#show();
    void this.refresh();
  }

  /** Changes what the app remembers, sealed. */
  async remember(change: Partial<AppData>): Promise<void> {
    // Locked meanwhile: the key is gone.
    if (this.#controller.signal.aborted) return;
    this.#data = { ...this.#data, ...change };
    this.#showData();
    await writeAppData(this.#deps.vault.notes, this.#key, this.#data);
  }

  /** Follows the chain; a call while it runs makes it look once more. */
  async sync(full = false): Promise<void> {
    const client = this.#deps.link()?.client() ?? null;
    if (this.wallet.isLocked || client === null) return;
    if (this.wallet.isReadOnly) return this.refresh();
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    const { signal } = this.#controller;
    const { store } = this.#deps;
    try {
      const onProgress = (sync: SyncProgress): void => store.patch({ sync });
      const { height } = await syncWallet(client, { wallet: this.wallet, full, onProgress, signal });
      store.patch({ sync: null, syncFailure: null, syncedHeight: height });
      const { node } = store.view();
      if (node.state === 'lying' || node.state === 'wrongChain')
        store.patch({ node: { ...node, state: 'online', sinceMs: null } });
      await this.refresh();
      this.#deps.onSynced();
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
    this.#running = false;
    if (this.#again && !signal.aborted) {
      this.#again = false;
      await this.sync();
    }
  }

  /** Asks for the public side; the history follows when it is known. */
  async refresh(): Promise<void> {
    const client = this.#deps.link()?.client() ?? null;
    if (client === null || this.wallet.isLocked) return;
    const { signal } = this.#controller;
    const { profile } = this;
    void this.#refreshHistory();
    try {
      const [balance, stake] = await Promise.all([
        getBalance(client, { profile, signal }),
        getStake(client, { account: profile.account, signal }),
      ]);
      if (this.#isPast(profile)) return;
      const ms = Date.now();
      const publicPending = pendingPublic(this.wallet, profile.index);
      this.#deps.store.patch({ balance, stake, publicPending, balanceMs: ms });
      const { public: open, staked, reward } = balance;
      const lastPublic = { public: String(open), staked: String(staked), reward: String(reward), ms };
      await this.remember({ lastPublic, lastFacts: keepFacts(await client.chain(signal)) });
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
  }

  /** Money does not wait for an archive that takes its time: one question at a time, and another if something happened meanwhile. */
  async #refreshHistory(): Promise<void> {
    this.#askAgain = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#askAgain && !this.#controller.signal.aborted) {
      this.#askAgain = false;
      await this.#askHistory();
    }
    this.#asking = false;
  }

  async #askHistory(): Promise<void> {
    const client = this.#deps.link()?.client() ?? null;
    if (client === null || this.wallet.isLocked) return;
    const { profile } = this;
    const { signal } = this.#controller;
    try {
      const { entries, complete } = await getHistory(client, { profile, signal });
      if (this.#isPast(profile)) return;
      this.#history = entries;
      this.#deps.store.patch({ history: entries.slice(0, NEWEST), historyComplete: complete });
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
  }

  /** Locked, or another profile is shown. */
  #isPast(profile: Profile): boolean {
    return this.#controller.signal.aborted || profile.index !== this.#index;
  }

  #failed(error: unknown): void {
    const { store } = this.#deps;
    const state = stateOf(error);
    store.patch({ sync: null, syncFailure: failureOf(error) });
    const aboutNode = isEventideError(error) && error.code.startsWith('NETWORK_');
    if (aboutNode) store.patch({ node: { ...store.view().node, state, sinceMs: Date.now() } });
  }

  /** What the wallet itself knows, without a node. */
  #show(): void {
    const { wallet } = this;
    if (wallet.isLocked) return;
    const { index, address, account } = this.profile;
    const { balance } = this.#deps.store.view();
    this.#deps.store.patch({
      profile: { index, address, account },
      profileCount: wallet.profileCount,
      published: wallet.isPublished,
      readOnly: wallet.isReadOnly,
      publicPending: pendingPublic(wallet, index),
      syncedHeight: wallet.syncState?.checkpoints.at(-1)?.height ?? null,
      ...(balance === null ? {} : { balance: { ...balance, shielded: shieldedBalance(wallet, index) } }),
    });
    this.#showData();
  }

  #showData(): void {
    const { contacts, labels, sites, wordsUnchecked, remoteProver } = this.#data;
    this.#deps.store.patch({ contacts, labels, sites, wordsUnchecked, remoteProver });
  }

  /** What the wallet itself remembers of what happened. */
  async #showOwnHistory(): Promise<void> {
    const { entries } = await getHistory(unasked, { profile: this.profile, archive: false });
    this.#history = entries;
    this.#deps.store.patch({ history: entries.slice(0, NEWEST), historyComplete: false });
  }

  /** Chain and public side as last seen, with their age, until the node answers. */
  #showStored(): void {
    const { lastPublic, lastFacts } = this.#data;
    const { facts, node } = this.#deps.store.view();
    if (lastFacts !== null && facts === null && node.state === 'offline')
      this.#deps.store.patch({ facts: readFacts(lastFacts) });
    if (lastPublic === null || this.#deps.store.view().balance !== null) return;
    const shielded = shieldedBalance(this.wallet, this.#index);
    this.#deps.store.patch({
      balance: {
        shielded,
        public: BigInt(lastPublic.public),
        staked: BigInt(lastPublic.staked),
        reward: BigInt(lastPublic.reward),
      },
      balanceMs: lastPublic.ms,
    });
  }
}

function known(key: string, as: 'own' | 'paid'): KnownKey {
  return { key, name: null, as };
}
