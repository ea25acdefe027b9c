import type { Provisioner, Voters } from '@eventide/consensus';
import type { BlsPublicKey } from '@eventide/crypto/bls/keys';
import type { GenesisCode } from '@eventide/execution';
import type { Hash, Slash } from '@eventide/ledger';
import type { Network } from '@eventide/params';
import type { PlacedEvent } from '../api/nodeDoor.ts';
import type { BuildRequest, Refused } from '../chain/ports.ts';

/** The first state of a network, and how to make it. Spec: 05 §8.2, 14 §8 */
export type GenesisSource = {
  readonly network: Network;
  /** The genesis file. */
  readonly text: string;
  readonly code: GenesisCode;
  /** Its state root, if known: a store that holds this state is taken as it is. */
  readonly stateRoot?: Hash | undefined;
};

export type ExecutorSetup = {
  readonly genesis: GenesisSource;
  /** There is no ledger yet: states left by a start that never ended are thrown away. */
  readonly begin: boolean;
  /** When a candidate is closed, whatever waits. Spec: 08 §7, `generation_timeout` */
  readonly generationMs: number;
  /** Final states that stay besides the newest, so that they can be read and traced on. */
  readonly keptStates: number;
};

/** A block to execute; `block` encoded. */
export type WireExecution = {
  readonly parentRoot: Hash;
  readonly block: Uint8Array;
  readonly voters: Voters;
  readonly slashes: readonly Slash[];
};

export type WireExecuted = {
  readonly root: Hash;
  readonly results: readonly { readonly gasSpent: bigint; readonly error: string | null }[];
  readonly events: readonly PlacedEvent[];
};

export type WireBuilt = {
  readonly stateHash: Hash;
  readonly eventBloom: Uint8Array;
  /** Places of the taken transactions in the offer. */
  readonly taken: readonly number[];
  readonly txRoot: Hash;
  readonly discarded: readonly { readonly id: Hash; readonly reason: string }[];
};

export type Account = { readonly nonce: bigint; readonly balance: bigint };

/** What the thread of the executor is asked. */
export type ExecutorCalls = {
  /** Root of the first state, if it was made or found. */
  readonly open: { readonly ask: ExecutorSetup; readonly answer: Hash | undefined };
  readonly verify: { readonly ask: WireExecution; readonly answer: WireExecuted | Refused };
  /** `later`: on disk with the next one without, or after `flush`. */
  readonly commit: {
    readonly ask: WireExecution & { readonly later: boolean };
    readonly answer: WireExecuted | Refused;
  };
  readonly flush: { readonly ask: null; readonly answer: undefined };
  readonly build: {
    readonly ask: { readonly request: BuildRequest; readonly offer: readonly Uint8Array[] };
    readonly answer: WireBuilt;
  };
  readonly has: { readonly ask: Hash; readonly answer: boolean };
  readonly provisioners: { readonly ask: Hash; readonly answer: readonly Provisioner[] };
  readonly finalize: {
    readonly ask: { readonly finalRoot: Hash; readonly parentRoot: Hash };
    readonly answer: undefined;
  };
  readonly account: { readonly ask: { readonly root: Hash; readonly key: BlsPublicKey }; readonly answer: Account };
  /** Those that are spent. */
  readonly spent: {
    readonly ask: { readonly root: Hash; readonly nullifiers: readonly bigint[] };
    readonly answer: readonly bigint[];
  };
  /** These protocol bytes were verified by this node under the rules of `height`: what they claim is known. */
  readonly trust: {
    readonly ask: { readonly root: Hash; readonly height: bigint; readonly tx: Uint8Array };
    readonly answer: undefined;
  };
  readonly close: { readonly ask: null; readonly answer: undefined };
};
