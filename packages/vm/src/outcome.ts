/** Why a call failed. Spec: 04 §4.2 */
export type CallFailure =
  | { readonly kind: 'panic'; readonly message: string }
  | { readonly kind: 'outOfGas' }
  | { readonly kind: 'doesNotExist' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** The reference's process would have died here: never to be part of a block. Spec: 04 §4.4 */
  | { readonly kind: 'hostAbort'; readonly reason: string };

export type ContractEvent = { readonly source: Uint8Array; readonly topic: string; readonly data: Uint8Array };

/** What a successful top-level call hands out. */
export type Receipt = {
  readonly data: Uint8Array;
  readonly gasSpent: bigint;
  readonly gasLimit: bigint;
  /** All events since the last successful call, those of failed calls included. Spec: 04 §5.6 */
  readonly events: readonly ContractEvent[];
  /** Data given to `feed`, likewise. */
  readonly feeds: readonly Uint8Array[];
};

export type CallResult =
  | { readonly ok: true; readonly receipt: Receipt }
  | { readonly ok: false; readonly failure: CallFailure };

/** Thrown by host functions through contract code; caught at the frame. */
export class HostSignal extends Error {
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

export function hostTrap(reason: string): HostSignal {
  return new HostSignal({ kind: 'unknown', reason });
}

/** What a contract reads as result of `c` when the callee failed. Spec: 04 §4.2 */
export function failureCode({ kind }: CallFailure): number {
  if (kind === 'panic') return -1;
  if (kind === 'outOfGas') return -2;
  if (kind === 'doesNotExist') return -3;
  return -2_147_483_648;
}
