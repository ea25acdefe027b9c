import type { NetworkEntry } from '@eventide/kit/page/networks';
import { type Client, type CreateWalletOptions, type Wallet, WalletError } from '@eventide/sdk';
import { spendableNotes } from '@eventide/sdk/wallet/balance';
import { newGreeting, readGreeting, writeGreeting } from './greeting.ts';
import { lazyProver } from './lazyProver.ts';
import { type NodeLink, openNodeLink } from './nodeLink.ts';
import { offlineClient } from './offline.ts';
import { parametersFor } from './parameters.ts';
import type { WalletView } from './protocol.ts';
import { Readying } from './readying.ts';
import { Session } from './session.ts';
import type { Vault } from './vault.ts';
import { createViewStore, lockedView, type ViewStore } from './viewStore.ts';
import { makeProver, startScanner } from './workers.ts';

/** What all jobs of the key worker share: the stored wallet, the open one, the way to the node, and the prover. */
export type Keeper = {
  readonly store: ViewStore;
  readonly readying: Readying;
  /** The databases of this network's wallet. @throws WalletError WALLET_NOT_FOUND */
  vault(): Vault;
  useVault(vault: Vault | null): void;
  hasVault(): Vault | null;
  /** Where the SDK finds the wallet. */
  place(): Pick<CreateWalletOptions, 'name' | 'store'>;
  /** The open wallet. @throws WalletError WALLET_LOCKED */
  session(): Session;
  /** null while it is locked. */
  openOne(): Session | null;
  /** Shows an unlocked wallet and keeps it in step. */
  open(wallet: Wallet, first: Parameters<Session['start']>[0]): Promise<void>;
  /** Forgets every key. */
  lock(): Promise<void>;
  /** Called whenever it locks. */
  onLock(listener: () => void): void;
  connect(network: NetworkEntry): void;
  isOffline(): boolean;
  /** The node; without one, what is known of its chain. @throws WalletError WALLET_BAD_REQUEST */
  client(): Client;
  /** null while no node answers. */
  node(): Client | null;
  useThreads(threads: number | null): void;
  forgetProver(): Promise<void>;
  /** Asks the tab that writes to let go. */
  askForRelease(): void;
};

type TabMessage = { readonly kind: 'release' | 'changed'; readonly vault: string };

const TABS_CHANNEL = 'eventide-wallet-tabs';
const MOST_SCANNERS = 4;
/** As many as the machine offers. */
const THREADS = navigator.hardwareConcurrency ?? 2;

/** Everything the page may know comes as patches of the view, through `emit`. */
export function createKeeper(emit: (event: 'patch', data: Partial<WalletView>) => void): Keeper {
  const store = createViewStore(emit);
  const tabs = new BroadcastChannel(TABS_CHANNEL);
  const lockListeners: (() => void)[] = [];
  let threads: number | null = null;
  let vault: Vault | null = null;
  let wallet: Wallet | null = null;
  let session: Session | null = null;
  let link: NodeLink | null = null;
  const facts = () => store.view().facts;
  const isOffline = (): boolean => store.view().node.state === 'offline';
  const prover = lazyProver(() => {
    const { remoteProver, network } = store.view();
    const found = facts();
    if (found?.proofs === 'mock') return { kind: 'mock' };
    // Without the server the payment is made here: that needs nobody's leave.
    if (remoteProver && network !== null && !isOffline()) return { kind: 'remote', url: network.node };
    return { kind: 'local', threads: threads ?? THREADS, srs: found?.srs === 'ceremony' ? 'ceremony' : 'local-1' };
  }, makeProver);
  const readying = new Readying({ prover, facts, tell: (proving) => store.patch({ proving }) });
  const scanner = startScanner(Math.max(1, Math.min(MOST_SCANNERS, THREADS - 1)));

  const theVault = (): Vault => {
    if (vault === null) throw new WalletError('WALLET_NOT_FOUND');
    return vault;
  };

  const lock = async (): Promise<void> => {
    const closing = wallet;
    for (const tell of lockListeners) tell();
    session?.stop();
    session = null;
    wallet = null;
    if (store.view().phase === 'open') store.patch({ ...lockedView, phase: 'locked' });
    await closing?.close();
  };

  tabs.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    if (data.vault !== vault?.name) return;
    if (data.kind === 'release' && wallet !== null && !wallet.isReadOnly) void lock();
    if (data.kind === 'changed' && session !== null && session.wallet.isReadOnly) {
      void session.wallet.reload().then(() => session?.refresh());
    }
  };
  const tellTabs = (kind: TabMessage['kind']): void =>
    tabs.postMessage({ kind, vault: theVault().name } satisfies TabMessage);

  const forgetProver = (): Promise<void> => {
    readying.forget();
    return prover.close();
  };

  const connect = (network: NetworkEntry, bound: Wallet['network'] = null): void => {
    link?.close();
    link = openNodeLink({
      entry: network,
      bound,
      prover,
      scanner,
      onFacts: (found) => {
        const before = facts();
        store.patch({ facts: found });
        if (before !== null && (before.proofs !== found.proofs || before.srs !== found.srs)) void forgetProver();
        readying.factsKnown();
        void parametersFor(found).then((parameters) => store.patch({ parameters }));
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
    const { network } = store.view();
    const found = facts();
    if (bound === null || network === null) return;
    if (found?.chainId === bound.chainId && found.genesisHash === bound.genesisHash) return;
    store.patch({ facts: null });
    connect(network, bound);
  };

  const open: Keeper['open'] = async (opened, first) => {
    wallet = opened;
    session = new Session({
      wallet: opened,
      vault: theVault(),
      store,
      link: () => link,
      onSynced: () => {
        tellTabs('changed');
        readying.usual(opened.isLocked ? 0 : spendableNotes(opened).length);
      },
    });
    await session.start(first);
    const { notes } = theVault();
    store.patch({ greeting: (await readGreeting(notes)) ?? (await writeGreeting(notes, newGreeting())) });
    stayOnChain(opened.network);
    store.patch({ phase: 'open' });
    void session.sync();
  };

  return {
    store,
    readying,
    vault: theVault,
    hasVault: () => vault,
    useVault: (next) => {
      vault = next;
    },
    place: () => ({ name: theVault().name, store: theVault().wallet }),
    session: () => {
      if (session === null) throw new WalletError('WALLET_LOCKED');
      return session;
    },
    openOne: () => session,
    open,
    lock,
    onLock: (listener) => void lockListeners.push(listener),
    connect,
    isOffline,
    client: () => {
      const known = facts();
      if (isOffline() && known !== null && session !== null) return offlineClient(known, prover);
      const found = link?.client() ?? null;
      if (found === null) throw new WalletError('WALLET_BAD_REQUEST', { rule: 'the node answers' });
      return found;
    },
    node: () => link?.client() ?? null,
    useThreads: (wanted) => {
      threads = wanted;
    },
    forgetProver,
    askForRelease: () => tellTabs('release'),
  };
}
