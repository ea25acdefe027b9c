import type { CallFailure, ContractEvent } from './outcome.ts';

/** A frame that begins. `limit`: gas it may use. */
export type EnteredCall = {
  readonly contract: Uint8Array;
  readonly fn: string;
  readonly argument: Uint8Array;
  readonly limit: bigint;
};

/** How a frame ended; `spent` is the gas that was gone then. */
export type LeftCall =
  | { readonly ok: true; readonly data: Uint8Array; readonly spent: bigint }
  | { readonly ok: false; readonly failure: CallFailure; readonly spent: bigint };

/** Hears a session's calls: frames open and close like brackets, events come between them. Bytes are the session's own to keep. */
export type CallListener = {
  enter(call: EnteredCall): void;
  leave(result: LeftCall): void;
  event(event: ContractEvent): void;
  /** The top-level call under way begins again: what was told since its `enter`, that included, did not happen. Spec: 04 §8.4, case 1 */
  again(): void;
};
