import { CONSOLE_CONTRACT, type ConsolePlace, formatConsole, isPlaceOf, readPlace } from '@eventide/abi/console';
import { equalBytes } from '@eventide/base';
import type { Transaction } from '@eventide/tx/transaction';
import type { CallFailure, ContractEvent } from '@eventide/vm/outcome';
import type { CallListener, EnteredCall, LeftCall } from '@eventide/vm/trace';
import type { Engine } from './engine.ts';
import { ExecutionError } from './errors.ts';
import { executeTx, type TxReceipt } from './executeTx.ts';
import { openBlock } from './openBlock.ts';

/** One frame of a call and what happened in it, in order. */
export type TracedCall = {
  readonly contract: Uint8Array;
  readonly fn: string;
  readonly argument: Uint8Array;
  /** Gas the frame might use. */
  readonly gasLimit: bigint;
  /** Gas gone when it ended, callees included. */
  readonly gasSpent: bigint;
  /** What it returned; undefined if it failed. */
  readonly data: Uint8Array | undefined;
  readonly failure: CallFailure | undefined;
  /** Where its source stopped, `file:line:column`, if its build tells. */
  readonly at: string | undefined;
  readonly steps: readonly TraceStep[];
};

export type TraceStep =
  | { readonly kind: 'call'; readonly call: TracedCall }
  | { readonly kind: 'event'; readonly event: ContractEvent }
  /** A line of the contract's `log`. */
  | { readonly kind: 'log'; readonly line: string };

/** Every frame of one transaction. */
export type TxTrace = {
  /** Top-level calls in order: spending and call, a deployment's `init`, the refund. */
  readonly calls: readonly TracedCall[];
  /** Undefined if no block could hold the transaction: then `refusal` says why. */
  readonly receipt: TxReceipt | undefined;
  readonly refusal: string | undefined;
  /** Frames, events and lines that were left out: a trace is bounded. */
  readonly omitted: number;
};

export type TraceRequest = {
  /** State root before the block. */
  readonly root: Uint8Array;
  /** Height of the block. */
  readonly height: bigint;
  /** Transactions of the block before this one. */
  readonly before: readonly Transaction[];
  readonly tx: Transaction;
};

/** Frames, events and lines of one trace. */
const MOST_STEPS = 20_000;
/** Of arguments, results and event data together. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Executes a transaction as it was, or would be, in a block, tells every frame, and forgets the outcome. Takes the time of all
 * transactions in `before` besides.
 * @throws VmError VM_BASE_UNKNOWN; ExecutionError EXEC_TRACE_PARENT if a transaction in `before` cannot be spent; FaultError
 * Spec: 13 §3.4
 */
export function traceTx(engine: Engine, { root, height, before, tx }: TraceRequest): TxTrace {
  const recorder = new TraceRecorder();
  const block = openBlock(engine, root, height, recorder);
  try {
    for (const [index, earlier] of before.entries()) {
      const outcome = executeTx(block, earlier);
      if (!outcome.ok) throw new ExecutionError('EXEC_TRACE_PARENT', { index, reason: outcome.reason });
    }
    recorder.begin();
    const outcome = executeTx(block, tx);
    const { calls, omitted } = recorder;
    if (outcome.ok) return { calls, omitted, receipt: outcome.receipt, refusal: undefined };
    return { calls, omitted, receipt: undefined, refusal: outcome.detail || outcome.reason };
  } finally {
    block.session.close();
  }
}

type OpenCall = {
  readonly entered: EnteredCall;
  readonly steps: TraceStep[];
  readonly places: ConsolePlace[];
  /** Past the bound: counted only. */
  readonly dropped: boolean;
};

/** Builds the tree of calls from what a session tells. */
class TraceRecorder implements CallListener {
  calls: TracedCall[] = [];
  omitted = 0;
  #open: OpenCall[] = [];
  #steps = 0;
  #bytes = 0;
  #begun = false;

  /** Calls so far were of other transactions. */
  begin(): void {
    this.#begun = true;
  }

  enter(entered: EnteredCall): void {
    if (!this.#begun) return;
    const { argument } = entered;
    this.#open.push({ entered, steps: [], places: [], dropped: !this.#fits(argument.length) });
  }

  leave(result: LeftCall): void {
    const call = this.#open.pop();
    if (call === undefined || call.dropped) return;
    const parent = this.#open.at(-1);
    if (parent !== undefined && this.#isConsole(call.entered, parent)) return;
    const data = result.ok && this.#fits(result.data.length, 0) ? result.data : undefined;
    const traced = tracedCall(call, result, data);
    if (parent === undefined) this.calls.push(traced);
    else if (parent.dropped) this.omitted++;
    else parent.steps.push({ kind: 'call', call: traced });
  }

  event(event: ContractEvent): void {
    const running = this.#open.at(-1);
    if (running === undefined || running.dropped || !this.#fits(event.data.length)) return;
    running.steps.push({ kind: 'event', event });
  }

  again(): void {
    this.#open = [];
  }

  /** Lines and places go to their contract, in place of the call that carries them. */
  #isConsole({ contract, fn, argument }: EnteredCall, parent: OpenCall): boolean {
    if (!equalBytes(contract, CONSOLE_CONTRACT)) return false;
    const place = fn === 'at' ? readPlace(argument) : null;
    if (place !== null) parent.places.push(place);
    const line = fn === 'log' ? formatConsole(argument) : null;
    if (line !== null) parent.steps.push({ kind: 'log', line });
    return place !== null || line !== null;
  }

  #fits(bytes: number, steps = 1): boolean {
    const fits = this.#steps + steps <= MOST_STEPS && this.#bytes + bytes <= MOST_BYTES;
    if (fits) {
      this.#steps += steps;
      this.#bytes += bytes;
    } else this.omitted++;
    return fits;
  }
}

function tracedCall({ entered, steps, places }: OpenCall, result: LeftCall, data: Uint8Array | undefined): TracedCall {
  const { contract, fn, argument, limit } = entered;
  const failure = result.ok ? undefined : result.failure;
  const place = failure?.kind === 'panic' ? places.findLast((told) => isPlaceOf(told, failure.message)) : undefined;
  return { contract, fn, argument, gasLimit: limit, gasSpent: result.spent, data, failure, at: place?.at, steps };
}
