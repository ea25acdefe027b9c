import { argumentToJson, eventToJson, type Json, outputToJson } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import type { TraceCall, TraceStep, TxTrace } from '@eventide/sdk';
import { formatJson } from '../output.ts';
import type { TraceNames } from './traceNames.ts';

/** Widest line. Spec: 13 §1.1 */
const WIDTH = 118;
const VALUE_WIDTH = 56;
const SHORT_HEX = 24;
/** Their argument is the transaction itself, which `tx decode` shows. */
const CARRIERS: ReadonlySet<string> = new Set(['spend_and_execute', 'refund']);

/** Lines of a trace as a tree: function, arguments and result on the left, gas with callees on the right. Spec: 13 §3.4 */
export function traceLines(
  { calls, omitted }: Pick<TxTrace, 'calls' | 'omitted'>,
  names: TraceNames,
): readonly string[] {
  const lines = calls.flatMap((call) => callLines(call, names, { first: '  ', rest: '  ', kept: true }));
  return omitted === 0 ? lines : [...lines, `  … ${omitted} more frames, events or lines`];
}

type Indent = {
  readonly first: string;
  readonly rest: string;
  /** Nothing above was undone. */
  readonly kept: boolean;
};

function callLines(call: TraceCall, names: TraceNames, { first, rest, kept }: Indent): string[] {
  const { contract, fn, failure, steps } = call;
  const name = names.nameOf(contract);
  const argument = CARRIERS.has(fn) ? '' : shown(argumentJson(call, names));
  const result = failure === null && !CARRIERS.has(fn) ? shown(resultJson(call, names)) : '';
  const left = `${first}${name}.${fn}${argument && ` ${argument}`}${result && ` → ${result}`}`;
  const below = [...steps.map((step) => ({ step })), ...(failure === null ? [] : [{ failure }])];
  const lines = [columns(left, grouped(call.gasSpent))];
  below.forEach((part, i) => {
    const last = i === below.length - 1;
    const branch = { first: `${rest}${last ? '└ ' : '├ '}`, rest: `${rest}${last ? '  ' : '│ '}` };
    if ('step' in part) lines.push(...stepLines(part.step, names, { ...branch, kept: kept && failure === null }));
    else lines.push(failureLine(call, names, branch.first));
  });
  return lines;
}

function stepLines(step: TraceStep, names: TraceNames, indent: Indent): string[] {
  if (step.kind === 'call') return callLines(step.call, names, indent);
  if (step.kind === 'log') return [clip(`${indent.first}console  ${step.line}`)];
  const value = shown(attempt(step.data, () => eventJson(step, names)));
  return [clip(`${indent.first}event ${step.topic} ${value}${indent.kept ? '' : '  (in a failed frame)'}`)];
}

function failureLine(call: TraceCall, names: TraceNames, first: string): string {
  const { kind, message } = call.failure as NonNullable<TraceCall['failure']>;
  const text = message === null ? '' : kind === 'panic' ? `  "${message}"` : `  ${message}`;
  return columns(`${first}${kind}${text}`, placeOf(call, names) ?? '');
}

/** `file:line:column` of a failed frame: told by its build, else where its sources have this text, if in one place. */
export function placeOf({ contract, failure }: TraceCall, names: TraceNames): string | null {
  if (failure === null) return null;
  if (failure.at !== null) return failure.at;
  const places = failure.message === null ? [] : names.placesOf(contract, failure.message);
  return places.length === 1 ? (places[0] as string) : null;
}

/** A trace for machines: values by the ABIs that are known, else hex. */
export function plainTrace(trace: TxTrace, names: TraceNames) {
  const { height, gasSpent, gasLimit, error, refusal, omitted, calls } = trace;
  return { height, gasSpent, gasLimit, error, refusal, omitted, calls: plainCalls(calls, names) };
}

/** Frames for machines. */
export function plainCalls(calls: readonly TraceCall[], names: TraceNames) {
  return calls.map((call) => plainCall(call, names));
}

function plainCall(call: TraceCall, names: TraceNames): Readonly<Record<string, unknown>> {
  const { contract, fn, gasLimit, gasSpent, failure, steps } = call;
  return {
    contract,
    name: names.nameOf(contract),
    function: fn,
    argument: CARRIERS.has(fn) ? toHex(call.argument) : argumentJson(call, names),
    gasLimit,
    gasSpent,
    result: failure === null && call.data !== null ? resultJson(call, names) : null,
    failure: failure && { kind: failure.kind, message: failure.message, at: placeOf(call, names) },
    steps: steps.map((step) => plainStep(step, names)),
  };
}

function plainStep(step: TraceStep, names: TraceNames): Readonly<Record<string, unknown>> {
  if (step.kind === 'call') return { kind: 'call', call: plainCall(step.call, names) };
  if (step.kind === 'log') return step;
  const { source, topic, data } = step;
  return { kind: 'event', source, topic, value: attempt(data, () => eventJson(step, names)) };
}

function argumentJson({ contract, fn, argument }: TraceCall, names: TraceNames): Json | string {
  return attempt(argument, () => {
    const abi = names.abiOf(contract);
    return abi && Object.hasOwn(abi.methods, fn) ? argumentToJson(abi, fn, argument) : undefined;
  });
}

function resultJson({ contract, fn, data }: TraceCall, names: TraceNames): Json | string {
  const bytes = data ?? new Uint8Array(0);
  return attempt(bytes, () => {
    const abi = names.abiOf(contract);
    return abi && Object.hasOwn(abi.methods, fn) ? outputToJson(abi, fn, bytes) : undefined;
  });
}

function eventJson(step: Extract<TraceStep, { kind: 'event' }>, names: TraceNames): Json | undefined {
  const abi = names.abiOf(step.source);
  return abi && Object.hasOwn(abi.events, step.topic) ? eventToJson(abi, step.topic, step.data) : undefined;
}

/** Hex where no ABI tells, or the bytes are not what it says. */
function attempt(bytes: Uint8Array, read: () => Json | undefined): Json | string {
  try {
    return read() ?? toHex(bytes);
  } catch (error) {
    if (isEventideError(error)) return toHex(bytes);
    throw error;
  }
}

function shown(value: Json | string): string {
  if (value === null || value === '') return '';
  if (typeof value === 'string') return value.length > SHORT_HEX ? `${value.slice(0, SHORT_HEX)}…` : value;
  const text = formatJson(value);
  return text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH)}…` : text;
}

function columns(left: string, right: string): string {
  if (right === '') return clip(left);
  const room = WIDTH - right.length - 1;
  return `${left.length > room ? `${left.slice(0, room - 1)}…` : left.padEnd(room)} ${right}`;
}

function clip(line: string): string {
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

function grouped(value: bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
}
