import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, type ModuleSource } from '../testing/assemble.ts';
import { loadBare } from '../testing/bare.ts';
import { anyArgument, anyProgram } from '../testing/randomPrograms.fixture.ts';

const runs = Number(process.env.EVENTIDE_GAS_PROGRAMS ?? 60);

/** A type too long to take the counter along: such modules set the saved counter wherever 04 §6.5 says so. */
const eagerly = (source: ModuleSource): ModuleSource => ({
  ...source,
  types: [...(source.types ?? []), `${new Array(999).fill('i32').join(' ')} ->`],
});

function observe(bytes: Uint8Array, watchLoads: boolean, argument: number, limit: bigint): unknown {
  const seen: string[] = [];
  const loaded = loadBare(bytes, watchLoads, (name, remaining) => {
    seen.push(`${name} ${remaining}`);
    return 1;
  });
  return { ...loaded.call('f', argument, limit), seen, dirty: loaded.dirty() };
}

test('04 §6.5 a counter that is set late shows what one shows that is set at once, at every limit', {
  timeout: 120_000 + runs * 2000,
}, () => {
  let failed = 0;
  fc.assert(
    fc.property(anyProgram, anyArgument, fc.boolean(), (source, argument, watchLoads) => {
      const [late, eager] = [assemble(source), assemble(eagerly(source))];
      const MOST = 400n;
      const whole = loadBare(late, watchLoads, () => 1).call('f', argument, MOST);
      if (whole.outcome === 'trap') failed++;
      const spent = Number(MOST - whole.remaining);
      const limits = [
        400,
        spent + 1,
        spent,
        spent - 1,
        ...Array.from({ length: 12 }, (_, i) => 1 + ((i * spent) >> 3)),
      ];
      for (const limit of limits.filter((l) => l > 0)) {
        const expected = observe(eager, watchLoads, argument, BigInt(limit));
        expect(observe(late, watchLoads, argument, BigInt(limit))).toEqual(expected);
      }
    }),
    { numRuns: runs },
  );
  expect(failed).toBeGreaterThan(runs / 20);
});
