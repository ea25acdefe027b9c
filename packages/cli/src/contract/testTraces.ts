import { describeContract } from '@eventide/abi';
import { toHex } from '@eventide/base';
import type { TestTrace } from '@eventide/contract-sdk';
import type { TraceCall, TraceStep } from '@eventide/sdk';
import type { TracedCall, TraceStep as TracedStep } from '@eventide/vm/callTree';
import { type KnownContract, traceNames } from './traceNames.ts';
import { plainCalls, traceLines } from './traceText.ts';

/** What the calls of a project's tests did, under the name of each test. Spec: 13 §3.4, §7 */
export function testTraceLines(traces: readonly TestTrace[]): readonly string[] {
  return traces.flatMap((trace, i) => [
    ...(trace.test === traces[i - 1]?.test ? [] : [trace.test]),
    ...traceLines({ calls: trace.calls.map(plain), omitted: trace.omitted }, namesOf(trace)),
  ]);
}

/** The same for machines. */
export function plainTestTraces(traces: readonly TestTrace[]) {
  return traces.map((trace) => ({
    test: trace.test,
    calls: plainCalls(trace.calls.map(plain), namesOf(trace)),
    omitted: trace.omitted,
  }));
}

function namesOf({ contracts }: TestTrace) {
  return traceNames(
    new Map(
      contracts.map(({ id, abi, aborts }): [string, KnownContract] => [
        id,
        { name: abi.contract, abi: describeContract(abi), places: aborts },
      ]),
    ),
  );
}

/** A frame as nodes tell it. */
function plain({ contract, data, failure, at, steps, ...rest }: TracedCall): TraceCall {
  return {
    ...rest,
    contract: toHex(contract),
    data: data ?? null,
    failure:
      failure === undefined
        ? null
        : {
            kind: failure.kind,
            message: failure.kind === 'panic' ? failure.message : 'reason' in failure ? failure.reason : null,
            at: at ?? null,
          },
    steps: steps.map(plainStep),
  };
}

function plainStep(step: TracedStep): TraceStep {
  if (step.kind === 'call') return { kind: 'call', call: plain(step.call) };
  if (step.kind === 'log') return step;
  const { source, topic, data } = step.event;
  return { kind: 'event', source: toHex(source), topic, data };
}
