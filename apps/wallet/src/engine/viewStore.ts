import type { WalletView } from './protocol.ts';
import { notReady } from './readying.ts';

/** What the page sees, and how it is told of changes: only what changed, at most once per `gapMs`. */
export type ViewStore = {
  readonly view: () => WalletView;
  patch(change: Partial<WalletView>): void;
  /** Tells everything at once, for a page that just arrived. */
  tellAll(): void;
};

const GAP_MS = 80;

export const emptyView: WalletView = {
  phase: 'starting',
  network: null,
  facts: null,
  node: { state: 'connecting', sinceMs: null, height: null, final: null, lagSec: null },
  tries: { count: 0, untilMs: 0 },
  readOnly: false,
  profile: null,
  profileCount: 1,
  published: false,
  wordsUnchecked: false,
  remoteProver: false,
  recordsDamaged: false,
  balance: null,
  publicPending: 0n,
  stake: null,
  balanceMs: null,
  sync: null,
  syncFailure: null,
  syncedHeight: null,
  history: null,
  historyComplete: true,
  labels: {},
  contacts: [],
  jobs: [],
  interrupted: [],
  proving: notReady,
  parameters: 'notNeeded',
  greeting: null,
  passkey: null,
  requests: [],
  sites: [],
};

/** What is forgotten when the wallet locks. */
export const lockedView: Partial<WalletView> = Object.freeze({
  readOnly: false,
  profile: null,
  published: false,
  wordsUnchecked: false,
  remoteProver: false,
  recordsDamaged: false,
  balance: null,
  publicPending: 0n,
  stake: null,
  balanceMs: null,
  sync: null,
  syncFailure: null,
  syncedHeight: null,
  history: null,
  labels: {},
  contacts: [],
  jobs: [],
  interrupted: [],
  requests: [],
  sites: [],
});

export function createViewStore(emit: (event: 'patch', data: Partial<WalletView>) => void): ViewStore {
  let view = emptyView;
  let changed: Partial<WalletView> = {};
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    timer = null;
    emit('patch', changed);
    changed = {};
  };
  return {
    view: () => view,
    patch(change) {
      view = { ...view, ...change };
      changed = { ...changed, ...change };
      if (timer === null) timer = setTimeout(flush, GAP_MS);
    },
    tellAll: () => emit('patch', view),
  };
}
