import { fromHex } from '@eventide/base';
import { post } from '../calls/post.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import { asList, asNumber, asObject, asText, asTextOrNull, asU64, type Json, parseExact } from '../json.ts';

/** One frame of a call and what happened in it, in order. */
export type TraceCall = {
  /** Id, hex. */
  readonly contract: string;
  readonly fn: string;
  readonly argument: Uint8Array;
  readonly gasLimit: bigint;
  /** Callees included. */
  readonly gasSpent: bigint;
  /** What it returned; null if it failed or that was left out. */
  readonly data: Uint8Array | null;
  readonly failure: TraceFailure | null;
  readonly steps: readonly TraceStep[];
};

export type TraceFailure = {
  /** panic, outOfGas, doesNotExist, unknown or hostAbort. */
  readonly kind: string;
  /** The contract's words, or the cause that the engine knows. */
  readonly message: string | null;
  /** `file:line:column`, where the contract's build tells. */
  readonly at: string | null;
};

export type TraceStep =
  | { readonly kind: 'call'; readonly call: TraceCall }
  | { readonly kind: 'event'; readonly source: string; readonly topic: string; readonly data: Uint8Array }
  | { readonly kind: 'log'; readonly line: string };

/** Every frame of a transaction. Spec: 13 §3.4 */
export type TxTrace = {
  /** Of the block it was, or would be, in. */
  readonly height: bigint;
  /** null if no block could hold it: then `refusal` says why. */
  readonly gasSpent: bigint | null;
  readonly gasLimit: bigint | null;
  /** Why its call failed; the whole gas limit was charged then. */
  readonly error: string | null;
  readonly refusal: string | null;
  /** Frames, events and lines beyond the bound of a trace. */
  readonly omitted: number;
  /** Top-level calls in order: spending and call, a deployment's `init`, the refund. */
  readonly calls: readonly TraceCall[];
};

export type TraceParams = { readonly signal?: AbortSignal | undefined } & (
  | { readonly id: string; readonly tx?: undefined }
  /** Protocol bytes: on the newest state. */
  | { readonly tx: Uint8Array; readonly id?: undefined }
);

const ID_BYTES = 32;
/** Frames deep at most: the engine's call depth and some. */
const MOST_DEPTH = 64;

/**
 * Every frame of a transaction, run again by the node on the state before it, while it keeps that. Nodes of other make do not.
 * @throws NetworkError NETWORK_REFUSED (unknown, or the state is gone), NETWORK_UNSUPPORTED; TextError for a bad id
 * Spec: 13 §3.4
 */
export async function traceTx(client: Client, params: TraceParams): Promise<TxTrace> {
  const body = params.id === undefined ? params.tx : fromHex(params.id, ID_BYTES);
  const response = await post(client.transport, '/on/eventide/trace', { body, signal: params.signal });
  const json = asObject(parseExact(await response.text()), 'trace');
  return {
    height: asU64(json.height, 'height'),
    gasSpent: json.gas_spent === null ? null : asU64(json.gas_spent, 'gas_spent'),
    gasLimit: json.gas_limit === null ? null : asU64(json.gas_limit, 'gas_limit'),
    error: asTextOrNull(json.error, 'error'),
    refusal: asTextOrNull(json.refusal, 'refusal'),
    omitted: asNumber(json.omitted, 'omitted'),
    calls: asList(json.calls, 'calls').map((call) => callOf(call, 0)),
  };
}

function callOf(json: Json, depth: number): TraceCall {
  if (depth > MOST_DEPTH) throw new NetworkError('NETWORK_BAD_ANSWER', { at: 'calls', rule: `${MOST_DEPTH} deep` });
  const call = asObject(json, 'call');
  const failure = call.failure === null ? null : asObject(call.failure, 'failure');
  return {
    contract: asText(call.contract, 'contract'),
    fn: asText(call.fn, 'fn'),
    argument: bytesOf(call.argument, 'argument'),
    gasLimit: asU64(call.gas_limit, 'gas_limit'),
    gasSpent: asU64(call.gas_spent, 'gas_spent'),
    data: call.data === null ? null : bytesOf(call.data, 'data'),
    failure: failure && {
      kind: asText(failure.kind, 'kind'),
      message: asTextOrNull(failure.message, 'message'),
      at: asTextOrNull(failure.at, 'at'),
    },
    steps: asList(call.steps, 'steps').map((step) => stepOf(step, depth)),
  };
}

function stepOf(json: Json, depth: number): TraceStep {
  const step = asObject(json, 'step');
  if (step.call !== undefined) return { kind: 'call', call: callOf(step.call, depth + 1) };
  if (step.log !== undefined) return { kind: 'log', line: asText(step.log, 'log') };
  const event = asObject(step.event, 'event');
  const { source, topic, data } = event;
  return {
    kind: 'event',
    source: asText(source, 'source'),
    topic: asText(topic, 'topic'),
    data: bytesOf(data, 'data'),
  };
}

function bytesOf(json: Json | undefined, at: string): Uint8Array {
  try {
    return fromHex(asText(json, at));
  } catch (cause) {
    throw new NetworkError('NETWORK_BAD_ANSWER', { at, rule: 'hex' }, { cause });
  }
}
