import { fromHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { forwardedGas } from '../imports.ts';
import { runExport } from '../testing/bare.ts';

type Case = {
  readonly name: string;
  readonly arg: number;
  readonly limit: number;
  readonly outcome: string;
  readonly result?: number;
  readonly saved_remaining: string;
};
const micro = loadVectors<{ modules: Record<string, { wasm: string }>; cases: Case[] }>('vm/gas-micro');
const forwarding = loadVectors<{ cases: { remaining: string; callee_limit: string }[] }>('vm/gas-forwarding');

describe('04 §6 gas of small modules', () => {
  describe.each([false, true])('barrier on loads: %s', (watchLoads) => {
    test.each(micro.cases)('$name($arg) with limit $limit: $outcome', (c) => {
      const bytes = fromHex(micro.modules[c.name]?.wasm as string);
      const run = runExport(bytes, { fn: 'f', argument: c.arg, limit: BigInt(c.limit), watchLoads });
      expect(run.outcome).toBe(c.outcome);
      expect(run.remaining).toBe(BigInt(c.saved_remaining));
      if (c.result !== undefined) expect(run.result).toBe(c.result);
    });
  });
});

test.each(forwarding.cases)(
  '04 §4.2 a callee of a frame with $remaining gets $callee_limit',
  ({ remaining, callee_limit }) => {
    expect(forwardedGas(0n, BigInt(remaining))).toBe(BigInt(callee_limit));
    expect(forwardedGas(BigInt(remaining), BigInt(remaining))).toBe(BigInt(callee_limit));
  },
);

test('04 §4.2 a callee gets what is asked for if that is less than what is left', () => {
  expect(forwardedGas(99n, 100n)).toBe(99n);
  expect(forwardedGas(1n, 100n)).toBe(1n);
  expect(forwardedGas(2n ** 64n - 1n, 100n)).toBe(93n);
});
