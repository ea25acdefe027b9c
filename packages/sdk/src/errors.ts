import { type ErrorDetails, EventideError } from '@eventide/base';

/** An error of this package: a stable code, and in `next` what a user can do about it. */
export abstract class SdkError<Code extends string> extends EventideError<Code> {
  /** One sentence: what to do next. */
  readonly next: string;

  constructor(code: Code, next: string, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, details, options);
    this.next = next;
  }

  override toJSON(): ReturnType<EventideError<Code>['toJSON']> & { readonly next: string } {
    return { ...super.toJSON(), next: this.next };
  }
}

export type NetworkErrorCode =
  /** No node answers at this address. */
  | 'NETWORK_UNREACHABLE'
  /** The node refused the request; `details.reason` are its words. */
  | 'NETWORK_REFUSED'
  /** The node follows another chain than the client or the wallet. */
  | 'NETWORK_WRONG_CHAIN'
  /** The node is behind, or the state moved away under the request. */
  | 'NETWORK_STALE'
  /** The node does not know the route; `details.route` names it. */
  | 'NETWORK_UNSUPPORTED'
  /** The answer is not of the agreed form; `details.at` tells where. */
  | 'NETWORK_BAD_ANSWER'
  /** Something did not happen in time. */
  | 'NETWORK_TIMEOUT';

const networkNext: Readonly<Record<NetworkErrorCode, string>> = {
  NETWORK_UNREACHABLE: 'check that the node runs and that its address is right',
  NETWORK_REFUSED: 'the reason is the node’s; change the request accordingly',
  NETWORK_WRONG_CHAIN: 'choose a node of the same network',
  NETWORK_STALE: 'wait until the node has caught up, then try again',
  NETWORK_UNSUPPORTED: 'use a node that serves this route',
  NETWORK_BAD_ANSWER: 'use another node; this one does not speak the protocol',
  NETWORK_TIMEOUT: 'look again later: what was sent may still happen',
};

/** A node could not be asked, or did not do what it was asked for. */
export class NetworkError extends SdkError<NetworkErrorCode> {
  override readonly name = 'NetworkError';

  constructor(code: NetworkErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, networkNext[code], details, options);
  }
}

export type WalletErrorCode =
  | 'WALLET_FUNDS_SHORT'
  /** Enough, but part of it waits for a transaction to end. */
  | 'WALLET_FUNDS_PENDING'
  /** More than 4 notes would be needed. */
  | 'WALLET_TOO_FRAGMENTED'
  | 'WALLET_LOCKED'
  | 'WALLET_BAD_PASSWORD'
  | 'WALLET_STORE_CORRUPT'
  | 'WALLET_SYNC_NEEDED'
  /** A shielded address where an account is needed, or the reverse, or no key at all. */
  | 'WALLET_RECIPIENT_KIND'
  /** Published words of local networks on a network with value. */
  | 'WALLET_DEV_KEY'
  | 'WALLET_EXISTS'
  | 'WALLET_NOT_FOUND'
  /** Another page or process writes to this wallet. */
  | 'WALLET_READ_ONLY'
  /** A request that cannot be carried out; `details.rule` says why. */
  | 'WALLET_BAD_REQUEST';

const walletNext: Readonly<Record<WalletErrorCode, string>> = {
  WALLET_FUNDS_SHORT: 'send less, or convert or receive more first',
  WALLET_FUNDS_PENDING: 'wait until the running transaction is final',
  WALLET_TOO_FRAGMENTED: 'merge notes first',
  WALLET_LOCKED: 'unlock the wallet with its password',
  WALLET_BAD_PASSWORD: 'enter the password again',
  WALLET_STORE_CORRUPT: 'restore the wallet from its words',
  WALLET_SYNC_NEEDED: 'sync the wallet, then try again',
  WALLET_RECIPIENT_KIND: 'use a shielded address for shielded money and an account for public money',
  WALLET_DEV_KEY: 'create a wallet of your own: everybody knows these words',
  WALLET_EXISTS: 'open the wallet that is there, or choose another place',
  WALLET_NOT_FOUND: 'create or restore a wallet first',
  WALLET_READ_ONLY: 'close the wallet in the other window, or work there',
  WALLET_BAD_REQUEST: 'the details name the rule',
};

/** Misuse or refusal inside the wallet; nothing was sent. */
export class WalletError extends SdkError<WalletErrorCode> {
  override readonly name = 'WalletError';

  constructor(code: WalletErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, walletNext[code], details, options);
  }
}

export type OutcomeErrorCode =
  /** Executed and charged, and the call failed; `details.class` and `details.message` say how. */
  | 'TX_FAILED'
  /** The network forgot the transaction without executing it. */
  | 'TX_EXPIRED'
  /** Another transaction spent the same notes or nonce. */
  | 'TX_REPLACED';

const outcomeNext: Readonly<Record<OutcomeErrorCode, string>> = {
  TX_FAILED: 'read the message: the contract stopped with it',
  TX_EXPIRED: 'build the transaction again',
  TX_REPLACED: 'nothing to do if the other transaction was yours',
};

/** A transaction did not do what it was sent for. */
export class OutcomeError extends SdkError<OutcomeErrorCode> {
  override readonly name = 'OutcomeError';

  constructor(code: OutcomeErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, outcomeNext[code], details, options);
  }
}

export type ContractErrorCode =
  /** The ABI has no such function or event, or there is no ABI. */
  | 'CONTRACT_NO_ABI'
  /** Arguments do not fit; `details.path` names the place. */
  | 'CONTRACT_BAD_ARGS'
  /** The contract stopped a read or a simulation with `details.message`. */
  | 'CONTRACT_CALL_FAILED';

const contractNext: Readonly<Record<ContractErrorCode, string>> = {
  CONTRACT_NO_ABI: 'give the ABI file of the contract, or check the name',
  CONTRACT_BAD_ARGS: 'correct the argument at the path',
  CONTRACT_CALL_FAILED: 'read the message: the contract stopped with it',
};

/** A contract could not be called. */
export class ContractError extends SdkError<ContractErrorCode> {
  override readonly name = 'ContractError';

  constructor(code: ContractErrorCode, details?: ErrorDetails, options?: { cause?: unknown }) {
    super(code, contractNext[code], details, options);
  }
}
