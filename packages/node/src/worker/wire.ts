import type { MessagePort } from 'node:worker_threads';
import { EventideError, type FaultCode, FaultError, isEventideError } from '@eventide/base';
import { ExecutionError, type ExecutionErrorCode } from '@eventide/execution/errors';
import { VmError, type VmErrorCode } from '@eventide/vm/errors';

/** What a thread can be asked, by kind, and what it answers. Everything survives a structured clone. */
export type Calls = { readonly [kind: string]: { readonly ask: unknown; readonly answer: unknown } };

/** Asks one thing after the other, wherever the answers are made. */
export type Caller<C extends Calls> = {
  /** `transfer`: buffers that the caller gives away. @throws FaultError FAULT_WORKER if the thread died, and what the call throws */
  call<K extends keyof C & string>(
    kind: K,
    ask: C[K]['ask'],
    transfer?: readonly (ArrayBuffer | MessagePort)[],
  ): Promise<C[K]['answer']>;
};

/** How a thread answers, by kind. Calls run one after the other. */
export type Handlers<C extends Calls> = {
  readonly [K in keyof C]: (ask: C[K]['ask']) => C[K]['answer'] | Promise<C[K]['answer']>;
};

export type Question = { readonly id: number; readonly kind: string; readonly ask: unknown };
export type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

/** An error on its way between threads. */
export type WireError = {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};

export function toWireError(error: unknown): WireError {
  if (isEventideError(error)) return error.toJSON();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'FAULT_INTERNAL', message, details: { reason: message } };
}

/** The error as its class: faults, execution and engine errors are told apart by their callers. */
export function fromWireError({ code, message, details }: WireError): EventideError {
  if (code.startsWith('FAULT_')) return new FaultError(code as FaultCode, details, { message });
  if (code.startsWith('EXEC_')) return new ExecutionError(code as ExecutionErrorCode, details, { message });
  if (code.startsWith('VM_')) return new VmError(code as VmErrorCode, details, { message });
  return new EventideError(code, details, { message });
}
