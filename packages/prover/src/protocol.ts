import type { BrokenRow } from '@eventide/plonk/check';
import type { ProofResult, ProveProgress } from './prover.ts';

/** What a page asks its proving worker. Inputs are transferred, not copied: the page keeps no second witness. */
export type WorkerRequest =
  | { readonly id: number; readonly kind: 'prove' | 'check'; readonly circuit: string; readonly inputs: Uint8Array }
  | { readonly id: number; readonly kind: 'prepare'; readonly circuit: string }
  | { readonly id: number; readonly kind: 'abort' }
  | { readonly id: number; readonly kind: 'close' };

/** What the worker answers. An error crosses as code and details. */
export type WorkerAnswer =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: ProveProgress }
  | { readonly id: number; readonly kind: 'proof'; readonly result: ProofResult }
  | { readonly id: number; readonly kind: 'prepared' }
  | { readonly id: number; readonly kind: 'broken'; readonly rows: readonly BrokenRow[] }
  | { readonly id: number; readonly kind: 'closed' }
  | {
      readonly id: number;
      readonly kind: 'error';
      readonly code: string;
      readonly details: Readonly<Record<string, string | number | boolean | null>>;
    };

/** The ends of a channel to or from a worker; `Worker` and `self` of browsers fit, so does an adapter over Node's. */
export type Channel<Out, In> = {
  postMessage(message: Out, transfer: Transferable[]): void;
  onmessage: ((event: { readonly data: In }) => void) | null;
};
