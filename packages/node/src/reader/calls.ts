import type { MessagePort } from 'node:worker_threads';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import type { ProvisionerEntry, TxTrace } from '@eventide/execution';
import type { Hash } from '@eventide/ledger';
import type { Network } from '@eventide/params';
import type { Account } from '../executor/calls.ts';

export type ReadCall = {
  readonly root: Hash;
  readonly contract: Uint8Array;
  readonly method: string;
  readonly argument: Uint8Array;
  readonly gasLimit: bigint;
};

/** How much a feed may be ahead of who takes it, and how to end it. Shared between the two threads. */
export type FeedGate = {
  /** Int32: parts that may still be sent; set to `FEED_ENDED` to end the call. */
  readonly credits: SharedArrayBuffer;
  /** Where parts go, lists of fed items. */
  readonly port: MessagePort;
  /** Longest wait for credit. */
  readonly stallMs: number;
};

export const FEED_ENDED = -1_000_000;

export type Simulation = { readonly gasSpent: bigint; readonly error: string | null };

/** What the thread that reads is asked. Roots may be those of any state that is not finalised away. */
export type ReaderCalls = {
  readonly open: { readonly ask: { readonly network: Network }; readonly answer: undefined };
  readonly query: { readonly ask: ReadCall; readonly answer: Uint8Array };
  /** Resolves when the call has ended; its parts went through the gate's port, or come here without one. */
  readonly feed: { readonly ask: ReadCall & { readonly gate?: FeedGate }; readonly answer: readonly Uint8Array[] };
  readonly account: { readonly ask: { readonly root: Hash; readonly key: BlsPublicKey }; readonly answer: Account };
  readonly provisioners: { readonly ask: { readonly root: Hash }; readonly answer: readonly ProvisionerEntry[] };
  readonly owner: {
    readonly ask: { readonly root: Hash; readonly contract: Uint8Array };
    readonly answer: Uint8Array | undefined;
  };
  readonly simulate: {
    /** Protocol bytes; executed as if in a block of this height. */
    readonly ask: { readonly root: Hash; readonly height: bigint; readonly tx: Uint8Array };
    readonly answer: Simulation;
  };
  readonly trace: {
    /** State before the block of this height; protocol bytes of the transaction and of those before it in the block. */
    readonly ask: {
      readonly root: Hash;
      readonly height: bigint;
      readonly before: readonly Uint8Array[];
      readonly tx: Uint8Array;
    };
    readonly answer: TxTrace;
  };
  readonly statePage: {
    readonly ask: { readonly root: Hash; readonly contract: Uint8Array; readonly page: bigint };
    readonly answer: Uint8Array | undefined;
  };
  readonly stateContracts: {
    readonly ask: { readonly root: Hash; readonly from: number };
    readonly answer: Uint8Array;
  };
  readonly contractCode: {
    readonly ask: { readonly root: Hash; readonly contract: Uint8Array };
    readonly answer: Uint8Array | undefined;
  };
  readonly close: { readonly ask: null; readonly answer: undefined };
};
