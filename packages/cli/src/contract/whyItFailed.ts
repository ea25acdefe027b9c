import type { TraceCall, TxTrace } from '@eventide/sdk';
import type { TraceNames } from './traceNames.ts';

export type Reason = { readonly why: string | null; readonly next: string | null };

/** The deepest frame that failed and made those above fail, and what that means for the user. Spec: 13 §3.4 */
export function whyItFailed(trace: TxTrace, names: TraceNames): Reason {
  if (trace.refusal !== null)
    return { why: `no block can hold it: ${trace.refusal}`, next: 'make the transaction again on the newest state' };
  if (trace.error === null) return { why: null, next: null };
  const failed = culprit(trace.calls);
  if (failed === undefined)
    return { why: trace.error, next: 'eventide contract call … --dry-run simulates without sending' };
  return reasonOf(failed, names, trace);
}

function reasonOf(call: TraceCall, names: TraceNames, { gasLimit }: TxTrace): Reason {
  const name = names.nameOf(call.contract);
  switch (call.failure?.kind) {
    case 'panic':
      return {
        why: `${name} stopped with its own message; what the call deposited went back`,
        next: 'change what the message speaks of; --dry-run and tx trace <bytes> try it without sending',
      };
    case 'outOfGas':
      return {
        why: `the gas limit of ${gasLimit} was used up in ${name}.${call.fn}`,
        next: 'leave --gas-limit out: a simulation finds the limit',
      };
    case 'doesNotExist': {
      const nearest = names.nearestTo(call.contract);
      return {
        why: `no contract has the id ${call.contract}${nearest === undefined ? '' : `; ${nearest.name} has ${nearest.id}`}`,
        next: 'eventide contract id <name> tells the id that a name stands for on this chain',
      };
    }
    default:
      return {
        why: `${name}.${call.fn} broke off: ${call.failure?.message ?? 'the cause is unknown'}`,
        next: `eventide contract schema ${name} lists its functions`,
      };
  }
}

/** The last failure of the deepest chain of failed frames. */
function culprit(calls: readonly TraceCall[]): TraceCall | undefined {
  const failed = calls.findLast(hasFailure);
  if (failed === undefined) return undefined;
  const inner = failed.steps.flatMap((step) => (step.kind === 'call' ? [step.call] : []));
  const deeper = culprit(inner);
  // A frame may live on after a failed callee: then its own failure, if any, is the reason.
  if (failed.failure === null) return deeper;
  return deeper !== undefined && inner.at(-1) === inner.findLast(hasFailure) ? deeper : failed;
}

function hasFailure(call: TraceCall): boolean {
  return call.failure !== null || call.steps.some((step) => step.kind === 'call' && hasFailure(step.call));
}
