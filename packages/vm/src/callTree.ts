import type { CallFailure, ContractEvent } from './outcome.ts';
import type { CallListener, EnteredCall, LeftCall } from './trace.ts';

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

/** Calls that are no calls but words of a contract to whoever listens. Spec: 13 §3.4 */
export type ConsoleReader = {
  /** The line or place of a call; null if it is an ordinary one. */
  readonly read: (call: EnteredCall) => ConsoleWord | null;
  /** Whether a panic's message is what was about to be said at this place. */
  readonly isPlaceOf: (place: { readonly at: string; readonly text: string }, message: string) => boolean;
};

export type ConsoleWord =
  | { readonly kind: 'log'; readonly line: string }
  | { readonly kind: 'place'; readonly at: string; readonly text: string };

type OpenCall = {
  readonly entered: EnteredCall;
  readonly steps: TraceStep[];
  readonly places: Extract<ConsoleWord, { kind: 'place' }>[];
  /** Past the bound: counted only. */
  readonly dropped: boolean;
};

/** Frames, events and lines of one trace. */
const MOST_STEPS = 20_000;
/** Of arguments, results and event data together. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Builds the tree of calls from what a session tells, up to a bound. */
export class CallTree implements CallListener {
  calls: TracedCall[] = [];
  /** Frames, events and lines that were left out. */
  omitted = 0;
  readonly #console: ConsoleReader;
  #open: OpenCall[] = [];
  #steps = 0;
  #bytes = 0;
  #begun = false;

  constructor(console: ConsoleReader) {
    this.#console = console;
  }

  /** Forgets what was: calls count from here on. */
  begin(): void {
    this.calls = [];
    this.omitted = 0;
    this.#steps = 0;
    this.#bytes = 0;
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
    const traced = this.#traced(call, result, data);
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
  #isConsole(call: EnteredCall, parent: OpenCall): boolean {
    const word = this.#console.read(call);
    if (word?.kind === 'place') parent.places.push(word);
    if (word?.kind === 'log') parent.steps.push(word);
    return word !== null;
  }

  #traced({ entered, steps, places }: OpenCall, result: LeftCall, data: Uint8Array | undefined): TracedCall {
    const { contract, fn, argument, limit } = entered;
    const failure = result.ok ? undefined : result.failure;
    const place =
      failure?.kind === 'panic' ? places.findLast((told) => this.#console.isPlaceOf(told, failure.message)) : undefined;
    return { contract, fn, argument, gasLimit: limit, gasSpent: result.spent, data, failure, at: place?.at, steps };
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
