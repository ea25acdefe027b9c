import type { TraceCall, TxTrace } from '@eventide/sdk';
import { describe, expect, test } from 'vitest';
import { traceNames } from './traceNames.ts';
import { whyItFailed } from './whyItFailed.ts';

const COUNTER = 'c0ffee'.padEnd(64, '7');
const names = traceNames(new Map([[COUNTER, { name: 'counter', abi: null, places: [] }]]));

function failing(contract: string): TxTrace {
  const call = {
    contract,
    fn: 'increment',
    failure: { kind: 'doesNotExist', message: null },
    steps: [],
  } as unknown as TraceCall;
  return { error: 'DoesNotExist', refusal: null, gasLimit: 5n, calls: [call] } as unknown as TxTrace;
}

describe('13 §3.4 a contract that does not exist', () => {
  test('a slip in an id that is known here is told with its name', () => {
    const slip = `${COUNTER.slice(0, 40)}9${COUNTER.slice(41)}`;
    expect(whyItFailed(failing(slip), names).why).toBe(`no contract has the id ${slip}; counter has ${COUNTER}`);
  });

  test('an id that looks like none is told alone', () => {
    const other = 'ab'.repeat(32);
    expect(whyItFailed(failing(other), names).why).toBe(`no contract has the id ${other}`);
  });
});
