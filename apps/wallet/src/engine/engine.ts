import { isEventideError } from '@eventide/base';
import { openWalletFile, sealWalletFile } from '@eventide/crypto/keys/walletFile';
import { systemRandom } from '@eventide/crypto/random';
import { loadKernelsAsync } from '@eventide/kernels';
import type { NetworkEntry } from '@eventide/kit/page/networks';
import {
  type Client,
  type CreateWalletOptions,
  createMnemonic,
  createWallet,
  encodeCall,
  formatDuskLink,
  getTip,
  hasWallet,
  openWallet,
  type PreparedTx,
  parseDuskLink,
  smallCost,
  strongCost,
  type Wallet,
  WalletError,
} from '@eventide/sdk';
import { contractIdOf } from '@eventide/sdk/contracts/abi';
import { spendableNotes } from '@eventide/sdk/wallet/balance';
import { readAbiText } from './abis.ts';
import { findActivity } from './activity.ts';
import { failedAt, noAttempts, waitUntil } from './attempts.ts';
import { heightAt } from './birthday.ts';
import { checkPlan } from './checkPlan.ts';
import { ConnectDesk } from './connectDesk.ts';
import { readContractText } from './contractReads.ts';
import { newGreeting, readGreeting, writeGreeting } from './greeting.ts';
import { historyCsv } from './historyCsv.ts';
import { Jobs } from './jobs.ts';
import { type NodeLink, openNodeLink } from './nodeLink.ts';
import { notesFor } from './notesFor.ts';
import { offlineClient } from './offline.ts';
import { openPasskey, readPasskeyHint, removePasskey, writePasskey } from './passkey.ts';
import { movedBy, preparePlan, reviewPlan, sideOf } from './plans.ts';
import type { Birthday, EngineCalls, GasChoice, Plan, WalletView } from './protocol.ts';
import { Readying } from './readying.ts';
import { Session } from './session.ts';
import { closeVault, openVault, readAttempts, type Vault, wipeVault, writeAttempts } from './vault.ts';
import { createViewStore, lockedView } from './viewStore.ts';
import { checkWords, completeWord } from './words.ts';
import { lazyProver, startScanner } from './workers.ts';

/** Methods of the key worker as they run here: some need time. */
export type Engine = {
  readonly [K in keyof EngineCalls]: (
    ...args: Parameters<EngineCalls[K]>
  ) => ReturnType<EngineCalls[K]> | Promise<ReturnType<EngineCalls[K]>>;
};

const TABS_CHANNEL = 'eventide-wallet-tabs';
const FEW_MEMORY_GB = 4;

/** The wallet behind the page: keys, sync, payments. Everything the page may know comes as patches of the view. */
export function createEngine(emit: (event: 'patch', data: Partial<WalletView>) => void): Engine {
  const store = createViewStore(emit);
  const tabs = new BroadcastChannel(TABS_CHANNEL);
  let threads: number | null = null;
  let vault: Vault | null = null;
  let wallet: Wallet | null = null;
  let session: Session | null = null;
  let link: NodeLink | null = null;
  const prover = lazyProver(
    () => store.view().facts,
    () => threads,
  );
  const readying = new Readying({
    prover,
    facts: () => store.view().facts,
    tell: (proving) => store.patch({ proving }),
  });
  const scanner = startScanner(Math.max(1, Math.min(4, (navigator.hardwareConcurrency ?? 2) - 1)));

  const openSession = (): Session => {
    if (session === null) throw new WalletError('WALLET_LOCKED');
    return session;
  };
  const isOffline = (): boolean => store.view().node.state === 'offline';
  const client = (): Client => {
    const { facts } = store.view();
    if (isOffline() && facts !== null && session !== null) return offlineClient(facts, prover);
    const found = link?.client() ?? null;
    if (found === null) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'the node answers' });
    return found;
  };
  const openDatabase = (): Vault => {
    if (vault === null) throw new WalletError('WALLET_NOT_FOUND');
    return vault;
  };
  const jobs = new Jobs({
    client,
    tell: (list) => store.patch({ jobs: list }),
    changed: () => void session?.sync(),
  });
  const desk = new ConnectDesk({
    open: () => {
      const found = link?.client() ?? null;
      const { network } = store.view();
      return found === null || session === null || network === null
        ? null
        : { client: found, wallet: session.wallet, networkName: network.name };
    },
    grants: {
      get: async (origin) => session?.data.sites.find((site) => site.origin === origin)?.grant ?? null,
      set: async (origin, grant) => {
        const others = openSession().data.sites.filter((site) => site.origin !== origin);
        const sites = grant === null ? others : [...others, { origin, sinceMs: Date.now(), grant }];
        await openSession().remember({ sites });
      },
    },
    tell: (requests) => store.patch({ requests }),
  });

  tabs.onmessage = ({ data }: MessageEvent<{ readonly kind: 'release' | 'changed'; readonly vault: string }>) => {
    if (data.vault !== vault?.name) return;
    if (data.kind === 'release' && wallet !== null && !wallet.isReadOnly) void lockNow();
    if (data.kind === 'changed' && session !== null && session.wallet.isReadOnly) {
      void session.wallet.reload().then(() => session?.refresh());
    }
  };

  const lockNow = async (): Promise<void> => {
    const closing = wallet;
    jobs.stop();
    desk.reset();
    session?.stop();
    session = null;
    wallet = null;
    if (store.view().phase === 'open') store.patch({ ...lockedView, phase: 'locked' });
    await closing?.close();
  };

  const openAs = async (opened: Wallet, first: Parameters<Session['start']>[0]): Promise<void> => {
    wallet = opened;
    session = new Session({
      wallet: opened,
      vault: openDatabase(),
      store,
      link: () => link,
      onSynced: () => {
        tabs.postMessage({ kind: 'changed', vault: openDatabase().name });
        readying.usual(opened.isLocked ? 0 : spendableNotes(opened).length);
      },
    });
    await session.start(first);
    await greet();
    stayOnChain(opened.network);
    store.patch({ phase: 'open' });
    void session.sync();
  };

  const nameOf = (): Pick<CreateWalletOptions, 'name' | 'store'> => ({
    name: openDatabase().name,
    store: openDatabase().wallet,
  });
  const cost = () =>
    ((navigator as { deviceMemory?: number }).deviceMemory ?? FEW_MEMORY_GB) < FEW_MEMORY_GB ? smallCost : strongCost;

  const connect = (network: NetworkEntry, bound: Wallet['network']): void => {
    link?.close();
    link = openNodeLink({
      entry: network,
      bound,
      prover,
      scanner,
      onFacts: (facts) => {
        const before = store.view().facts;
        store.patch({ facts });
        if (before !== null && before.proofs !== facts.proofs) void forgetProver();
        readying.factsKnown();
      },
      onNode: (change) => {
        const { node } = store.view();
        // A node that lied is not trusted again because it answers: the next sync that fits says so.
        const distrusted = node.state === 'lying' || node.state === 'wrongChain';
        const { state = node.state } = change;
        store.patch({ node: { ...node, ...change, state: distrusted && state !== 'offline' ? node.state : state } });
      },
      onChain: () => void session?.sync(),
    });
  };

  /** A wallet that belongs to a chain is never shown another one: the link is made again, and refuses such a node. */
  const stayOnChain = (bound: Wallet['network']): void => {
    const { facts, network } = store.view();
    if (bound === null || network === null) return;
    if (facts?.chainId === bound.chainId && facts.genesisHash === bound.genesisHash) return;
    store.patch({ facts: null });
    connect(network, bound);
  };

  const bornAt = async (birthday: Birthday): Promise<bigint | undefined> => {
    if (birthday.kind === 'height') return birthday.height;
    if (birthday.kind === 'unknown') return undefined;
    const found = link?.client() ?? null;
    // Without a node nothing is known of heights: everything is scanned, which is slow and never wrong.
    if (found === null) return undefined;
    return birthday.kind === 'now' ? (await getTip(found)).height : heightAt(found, birthday.ms);
  };

  return {
    async start(network, wanted) {
      threads = wanted;
      await lockNow();
      if (vault !== null) await closeVault(vault);
      store.patch({ ...lockedView, phase: 'starting', network, facts: null, tries: { count: 0, untilMs: 0 } });
      await loadKernelsAsync();
      vault = await openVault(network.name);
      const attempts = await readAttempts(vault);
      store.patch({
        tries: { count: attempts.count, untilMs: waitUntil(attempts) },
        greeting: await readGreeting(vault.notes),
        passkey: await readPasskeyHint(vault.notes),
      });
      try {
        const found = await hasWallet(vault.wallet);
        store.patch({ phase: found ? 'locked' : 'none' });
      } catch {
        store.patch({ phase: 'damaged' });
      }
      connect(network, null);
      store.tellAll();
    },

    // Whoever has words in front of him will have a wallet: while he reads or types, the prover gets ready.
    newWords(count) {
      readying.inputs(2);
      return createMnemonic(count);
    },
    checkWords(text) {
      const found = checkWords(text);
      if (found.kind === 'ok') readying.inputs(2);
      return found;
    },
    completeWord,

    async create(words, password, birthday, checked) {
      readying.inputs(2);
      const found = await bornAt(birthday);
      const opened = await createWallet({
        ...nameOf(),
        mnemonic: words,
        password,
        cost: cost(),
        ...(found === undefined ? {} : { birthday: found }),
      });
      await openAs(opened, { wordsUnchecked: !checked });
    },

    async importBackup(file, password) {
      readying.inputs(2);
      const { seed, profileCount } = openWalletFile(file, password);
      const opened = await createWallet({
        ...nameOf(),
        seed,
        password,
        profiles: Math.max(1, profileCount),
        cost: cost(),
      });
      seed.fill(0);
      await openAs(opened, {});
    },

    unlock,
    async unlockWithPasskey(secret) {
      const password = await openPasskey(openDatabase().notes, secret);
      secret.fill(0);
      await unlock(password);
    },
    async addPasskey(password, hint, secret) {
      await openSession().wallet.revealMnemonic(password);
      await writePasskey(openDatabase().notes, hint, secret, password);
      secret.fill(0);
      store.patch({ passkey: hint });
    },
    async removePasskey() {
      await removePasskey(openDatabase().notes);
      store.patch({ passkey: null });
    },
    async setGreeting(greeting) {
      store.patch({ greeting: await writeGreeting(openSession() && openDatabase().notes, greeting) });
    },

    lock: lockNow,
    revealWords: (password) => openSession().wallet.revealMnemonic(password),
    wordsChecked: () => openSession().remember({ wordsUnchecked: false }),
    async changePassword(password, next) {
      await openSession().wallet.changePassword(password, next);
      // It opens the old password only.
      await removePasskey(openDatabase().notes);
      store.patch({ passkey: null });
    },

    async exportBackup(password) {
      await openSession().wallet.revealMnemonic(password);
      const { seed, profileCount } = openSession().wallet.exportSeed();
      const file = sealWalletFile({ seed, profileCount }, password, systemRandom);
      seed.fill(0);
      return file;
    },

    async wipe() {
      const database = openDatabase();
      await lockNow();
      vault = null;
      await wipeVault(database);
      const { network } = store.view();
      if (network !== null) {
        vault = await openVault(network.name);
        store.patch({ phase: 'none', tries: { count: 0, untilMs: 0 }, greeting: null, passkey: null });
      }
    },

    sync: (full) => openSession().sync(full),

    parseRecipient(text) {
      const { to, amount, memo } = parseDuskLink(text);
      return { kind: to.kind, key: to.text, amount, memo };
    },
    linkOf: (to, amount, memo) => formatDuskLink({ to, amount, memo: memo === '' ? null : memo }),

    async maxValue(kind) {
      const { balance } = store.view();
      if (balance === null) return 0n;
      const plan = { kind, to: '', value: 0n, memo: '' } as Plan;
      const { maxFee, side } = await reviewPlan(client(), plan, noGas, contextOf());
      const have = side === 'public' ? balance.public : balance.shielded.atOnce;
      return have > maxFee ? have - maxFee : 0n;
    },

    review(plan, gas) {
      // While the user reads, the prover gets ready.
      if (sideOf(plan) === 'shielded')
        readying.inputs(notesFor(openSession().wallet, openSession().profile, plan, gas));
      return reviewPlan(client(), checkPlan(plan), gas, contextOf());
    },

    perform(plan, gas) {
      const { profile } = openSession();
      const to = 'to' in plan ? plan.to : null;
      return jobs.start({
        kind: plan.kind,
        value: movedBy(plan),
        to,
        begin: async () => {
          const mine = { kind: plan.kind, value: String(movedBy(plan)), to, sinceMs: Date.now() };
          const open = openSession();
          await open.remember({ underway: [...open.data.underway, mine] });
          return () => open.remember({ underway: open.data.underway.filter((entry) => entry !== mine) });
        },
        prepare: async (tell, signal): Promise<PreparedTx> => {
          const prepared = await preparePlan(client(), checkPlan(plan), {
            from: profile,
            offline: isOffline(),
            gas,
            signal,
            onProgress: ({ phase, fraction, etaMs }) =>
              tell({
                stage: 'proving',
                provePhase: phase,
                fraction,
                etaSec: etaMs === null ? null : Math.ceil(etaMs / 1_000),
              }),
          });
          if (to !== null) await remember(to);
          return prepared;
        },
      });
    },

    cancel: (job) => jobs.cancel(job),
    dismiss: (job) => jobs.dismiss(job),
    async dismissInterrupted() {
      const old = store.view().interrupted.map(({ sinceMs }) => sinceMs);
      store.patch({ interrupted: [] });
      await openSession().remember({
        underway: openSession().data.underway.filter(({ sinceMs }) => !old.includes(sinceMs)),
      });
    },
    async resend(txId) {
      const sent = openSession().wallet.sent.get(txId);
      if (sent === undefined) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'a transaction of this wallet' });
      await jobs.resend(txId, sent.bytes);
    },

    activity(query, count) {
      const { history, data } = openSession();
      const found = findActivity(history, query, data.labels);
      return { entries: found.slice(0, count), total: found.length };
    },
    activityCsv(query) {
      const { history, data } = openSession();
      return historyCsv(findActivity(history, query, data.labels), data.labels);
    },

    async addProfile() {
      const { index } = await openSession().wallet.addProfile();
      openSession().use(index);
    },
    useProfile: (index) => openSession().use(index),

    setLabel: (txId, label) => {
      const { [txId]: _, ...others } = openSession().data.labels;
      return openSession().remember({ labels: label === '' ? others : { ...others, [txId]: label.slice(0, 200) } });
    },
    setContact: (contact) => {
      const others = openSession().data.contacts.filter(({ key }) => key !== contact.key);
      return openSession().remember({ contacts: [...others, { ...contact, name: contact.name.slice(0, 80) }] });
    },
    removeContact: (key) =>
      openSession().remember({ contacts: openSession().data.contacts.filter((contact) => contact.key !== key) }),

    async takeOver() {
      const open = openSession();
      tabs.postMessage({ kind: 'release', vault: openDatabase().name });
      const until = performance.now() + 5_000;
      while (!(await open.wallet.tryWrite())) {
        if (performance.now() > until) throw new WalletError('WALLET_READ_ONLY');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await open.wallet.reload();
      void open.sync();
    },
    setThreads(wanted) {
      threads = wanted;
      return forgetProver();
    },

    encodeCall: (abi, fn, json) => encodeCall(abi, fn, json.trim() === '' ? undefined : JSON.parse(json)),
    describeAbi: (abi) => Object.keys(readAbiText(abi).methods).map((name) => ({ name })),
    readCall: (contract, abi, fn, json) => readContractText(client(), contractIdOf(contract), abi, fn, json),

    answer: (request, approve) => desk.answer(request, approve),
    forgetSite: async (origin) => {
      desk.refuseAll(origin);
      await openSession().remember({ sites: openSession().data.sites.filter((site) => site.origin !== origin) });
    },
  };

  async function unlock(password: string): Promise<void> {
    readying.inputs(2);
    const database = openDatabase();
    const attempts = await readAttempts(database);
    const until = waitUntil(attempts);
    if (until > Date.now()) {
      store.patch({ tries: { count: attempts.count, untilMs: until } });
      throw new WalletError('WALLET_BAD_PASSWORD', { untilMs: until, count: attempts.count });
    }
    try {
      const opened = await openWallet({ ...nameOf(), password });
      await writeAttempts(database, noAttempts);
      store.patch({ tries: { count: 0, untilMs: 0 } });
      await openAs(opened, {});
    } catch (error) {
      if (isEventideError(error, 'WALLET_BAD_PASSWORD')) {
        const next = failedAt(attempts, Date.now());
        await writeAttempts(database, next);
        store.patch({ tries: { count: next.count, untilMs: waitUntil(next) } });
      }
      if (isEventideError(error, 'WALLET_STORE_CORRUPT')) store.patch({ phase: 'damaged' });
      throw error;
    }
  }

  async function greet(): Promise<void> {
    const { notes } = openDatabase();
    store.patch({ greeting: (await readGreeting(notes)) ?? (await writeGreeting(notes, newGreeting())) });
  }

  function forgetProver(): Promise<void> {
    readying.forget();
    return prover.close();
  }

  function contextOf() {
    const { balance, contacts, profile } = store.view();
    if (balance === null) throw new WalletError('WALLET_SYNC_NEEDED');
    return {
      offline: isOffline(),
      balance,
      knownKeys: contacts.map(({ key }) => key),
      paid: openSession().data.paid,
      own: profile === null ? [] : [profile.address, profile.account],
    };
  }

  async function remember(to: string): Promise<void> {
    const { paid } = openSession().data;
    if (!paid.includes(to)) await openSession().remember({ paid: [...paid.slice(-199), to] });
  }
}

const noGas: GasChoice = { limit: null, price: null };
