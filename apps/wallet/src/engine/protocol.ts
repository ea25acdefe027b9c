import type { Lux } from '@eventide/base';
import type { NetworkEntry, RpcFailure } from '@eventide/kit';
import type { Balance, ChainFacts, HistoryEntry, StakeInfo, SyncProgress, Visibility } from '@eventide/sdk';
import type { ActivityPage, ActivityQuery } from './activity.ts';
import type { ConnectedSite, ConnectQuestion } from './connectProtocol.ts';
import type { Greeting } from './greeting.ts';
import type { NameProblem } from './homographs.ts';
import type { Caution, KnownKey } from './lookAlike.ts';
import type { ParametersState } from './parameters.ts';
import type { PasskeyHint } from './passkey.ts';
import type { Readiness } from './readying.ts';

/** Where the wallet of this network is in its life. */
export type WalletPhase = 'starting' | 'none' | 'locked' | 'open' | 'damaged';

/** What is known of the node. */
export type NodeView = {
  readonly state: 'connecting' | 'online' | 'offline' | 'behind' | 'wrongChain' | 'lying';
  /** Since when it is not online, by this machine's clock. */
  readonly sinceMs: number | null;
  readonly height: bigint | null;
  readonly final: bigint | null;
  /** Age of its newest block when it was last asked. */
  readonly lagSec: number | null;
};

/** One action on its way from the click to the final block. */
export type Job = {
  readonly id: number;
  readonly kind: HistoryEntry['kind'];
  readonly value: Lux;
  readonly to: string | null;
  readonly stage:
    | 'preparing'
    | 'proving'
    | 'sending'
    | 'mempool'
    | 'block'
    | 'final'
    | 'failed'
    | 'cancelled'
    | 'unsent';
  /** 0 to 1 while proving. */
  readonly fraction: number;
  readonly provePhase: string | null;
  readonly etaSec: number | null;
  readonly txId: string | null;
  readonly failure: RpcFailure | null;
  /** Milliseconds from the click until each stage and each phase of the proof (`prove:<phase>`) began. */
  readonly stageMs: Readonly<Record<string, number>>;
};

/** An action that was never sent: its page was closed, or the wallet was locked, while it was made. */
export type Interrupted = {
  readonly kind: Job['kind'];
  readonly value: Lux;
  readonly to: string | null;
  readonly sinceMs: number;
};

/** A person or contract in the address book. */
export type Contact = { readonly name: string; readonly key: string };

/** `problem` stops it; a look-alike is said. */
export type ContactCheck = { readonly problem: NameProblem | null; readonly lookAlike: KnownKey | null };

/** Everything a screen may show; keys and words are never in it. */
export type WalletView = {
  readonly phase: WalletPhase;
  readonly network: NetworkEntry | null;
  readonly facts: ChainFacts | null;
  readonly node: NodeView;
  /** Wrong passwords in a row, and until when no further try is taken. */
  readonly tries: { readonly count: number; readonly untilMs: number };
  /** Another tab writes; this one only shows. */
  readonly readOnly: boolean;
  readonly profile: { readonly index: number; readonly address: string; readonly account: string } | null;
  readonly profileCount: number;
  /** Its words are printed in public places. */
  readonly published: boolean;
  /** The words were not written down yet. */
  readonly wordsUnchecked: boolean;
  /** Book, labels and sites could not be read and begin anew. */
  readonly recordsDamaged: boolean;
  /** Proofs are made by the node, which then sees what is paid. */
  readonly remoteProver: boolean;
  readonly balance: Balance | null;
  /** What running payments will take from the public side at most. */
  readonly publicPending: Lux;
  readonly stake: StakeInfo | null;
  /** When the public side was last asked for. */
  readonly balanceMs: number | null;
  readonly sync: SyncProgress | null;
  readonly syncFailure: RpcFailure | null;
  readonly syncedHeight: bigint | null;
  /** The newest entries; older ones by `activity`. */
  readonly history: readonly HistoryEntry[] | null;
  readonly historyComplete: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly contacts: readonly Contact[];
  readonly jobs: readonly Job[];
  /** Actions that a closed page cut short before they were sent. */
  readonly interrupted: readonly Interrupted[];
  readonly proving: Readiness;
  /** A file that proofs on this network need. */
  readonly parameters: ParametersState;
  /** Shown while locked too. */
  readonly greeting: Greeting | null;
  readonly passkey: PasskeyHint | null;
  readonly requests: readonly ConnectQuestion[];
  readonly sites: readonly ConnectedSite[];
};

/** What an action does, before gas. */
export type Plan =
  | { readonly kind: 'sendShielded' | 'sendPublic'; readonly to: string; readonly value: Lux; readonly memo: string }
  | { readonly kind: 'shield' | 'unshield'; readonly value: Lux }
  | { readonly kind: 'mergeNotes' }
  | { readonly kind: 'stake'; readonly value: Lux }
  | { readonly kind: 'unstake' | 'claimReward' }
  | {
      readonly kind: 'contractCall';
      readonly contract: string;
      readonly fnName: string;
      readonly fnArgs: Uint8Array;
      readonly deposit: Lux;
      readonly privacy: 'public' | 'shielded';
    };

/** Gas the user chose; null: the usual. */
export type GasChoice = { readonly limit: bigint | null; readonly price: bigint | null };

/** What has to be said before a plan is confirmed. */
export type Review = {
  readonly visibility: Visibility;
  /** Charged at most; what is left over comes back. */
  readonly maxFee: Lux;
  /** The most that leaves the paying side. */
  readonly total: Lux;
  readonly side: 'shielded' | 'public';
  /** Of the paying side, at least. */
  readonly after: Lux;
  /** Never paid before: compare it group by group. null: nobody is paid, or somebody known. */
  readonly caution: Caution | null;
  /** Stops the plan before anything is proven. */
  readonly refusal: RpcFailure | null;
};

/** What the typed words lack. */
export type WordCheck =
  | { readonly kind: 'ok'; readonly published: boolean }
  | { readonly kind: 'unknown'; readonly index: number; readonly word: string; readonly near: readonly string[] }
  | { readonly kind: 'count'; readonly words: number }
  | { readonly kind: 'checksum' };

/** When the words were first used. */
export type Birthday =
  | { readonly kind: 'now' }
  | { readonly kind: 'height'; readonly height: bigint }
  | { readonly kind: 'date'; readonly ms: number }
  | { readonly kind: 'unknown' };

/** What a text in the recipient field is. */
export type RecipientInfo = {
  readonly kind: 'shielded' | 'public';
  readonly key: string;
  readonly amount: Lux | null;
  readonly memo: string | null;
};

/** What the key worker does for the page. The seed is nowhere else. */
export type EngineCalls = {
  start(network: NetworkEntry, threads: number | null): void;
  newWords(count: 12 | 24): string;
  checkWords(text: string): WordCheck;
  completeWord(prefix: string): readonly string[];
  create(words: string, password: string, birthday: Birthday, checked: boolean): void;
  unlock(password: string): void;
  /** `secret`: 32 bytes that the authenticator computed. */
  unlockWithPasskey(secret: Uint8Array): void;
  addPasskey(password: string, hint: PasskeyHint, secret: Uint8Array): void;
  removePasskey(): void;
  setGreeting(greeting: Greeting): void;
  lock(): void;
  revealWords(password: string): string | null;
  wordsChecked(): void;
  changePassword(password: string, next: string): void;
  /** A `wallet.dat` under the same password. */
  exportBackup(password: string): Uint8Array;
  importBackup(file: Uint8Array, password: string): void;
  wipe(): void;
  sync(full: boolean): void;
  parseRecipient(text: string): RecipientInfo;
  linkOf(to: string, amount: Lux | null, memo: string): string;
  maxValue(kind: 'sendShielded' | 'sendPublic' | 'shield' | 'unshield' | 'stake'): Lux;
  review(plan: Plan, gas: GasChoice): Review;
  /** Whether the same amount went the other way lately. */
  conversionLinks(kind: 'shield' | 'unshield', value: Lux): boolean;
  /** Starts a job and gives its number; progress comes with the view. */
  perform(plan: Plan, gas: GasChoice): number;
  cancel(job: number): void;
  dismiss(job: number): void;
  dismissInterrupted(): void;
  resend(txId: string): void;
  activity(query: ActivityQuery, count: number): ActivityPage;
  activityCsv(query: ActivityQuery): string;
  addProfile(): void;
  useProfile(index: number): void;
  setLabel(txId: string, label: string): void;
  /** What is to be said before a contact is kept. */
  checkContact(contact: Contact): ContactCheck;
  setContact(contact: Contact): void;
  /** A known key that this one could be taken for; null: none. */
  lookAlikeOf(key: string): KnownKey | null;
  removeContact(key: string): void;
  takeOver(): void;
  setThreads(threads: number | null): void;
  /** Only after the user was told what the node sees then. */
  setRemoteProver(on: boolean): void;
  /** Keeps the ceremony's file of this network. */
  useParameters(file: Uint8Array): void;
  encodeCall(abi: string, fn: string, json: string): Uint8Array;
  describeAbi(abi: string): readonly { readonly name: string }[];
  readCall(contract: string, abi: string, fn: string, json: string): string;
  answer(request: string, approve: boolean): void;
  forgetSite(origin: string): void;
};

/** Methods of the key worker as they run there: some need time. */
export type Engine = {
  readonly [K in keyof EngineCalls]: (
    ...args: Parameters<EngineCalls[K]>
  ) => ReturnType<EngineCalls[K]> | Promise<ReturnType<EngineCalls[K]>>;
};
