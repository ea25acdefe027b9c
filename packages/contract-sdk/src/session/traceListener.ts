import type { TracedCall } from '@eventide/vm/callTree';
import type { Abi } from '../abi.ts';
import type { TextLocation } from '../build/literals.ts';

/** The frames of one call, and what is known of the contracts of its session. */
export type SessionTrace = {
  readonly contracts: readonly {
    /** Hex. */
    readonly id: string;
    readonly abi: Abi;
    /** Where its sources stop, and with which texts. */
    readonly aborts: readonly TextLocation[];
  }[];
  /** The call itself; for deployments their `init`, if there is one. */
  readonly calls: readonly TracedCall[];
  /** Frames, events and lines beyond the bound of a trace. */
  readonly omitted: number;
};

/** Whoever runs a project's tests may ask for the frames of every call, across copies of this package. */
export const TRACE_LISTENER: unique symbol = Symbol.for('eventide.contract.trace') as never;

export function traceListener(): ((trace: SessionTrace) => void) | undefined {
  return (globalThis as { [TRACE_LISTENER]?: (trace: SessionTrace) => void })[TRACE_LISTENER];
}
