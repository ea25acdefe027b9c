import type { Bench } from '@eventide/testkit';
import { chromiumPath, openTestPage } from '@eventide/testkit/browser';
import { type Timing, timeProofs } from './proving.fixture.ts';

export const area = 'tx/phoenix/browser';

/** Of each platform; the first proofs, while code is still being compiled, are left out. */
const RUNS = 6;
const COLD = 2;

/** The same private payment, proven warm in Node and in headless Chromium, in turn, on two threads each. */
export async function run(bench: Bench): Promise<void> {
  if (chromiumPath() === undefined) throw new Error('no Chromium: install it, or set EVENTIDE_CHROMIUM');
  const options = { set: 'sound-1', runs: RUNS } as const;
  const fixture = new URL('./proving.fixture.ts', import.meta.url).href;
  const timings: Record<'node' | 'chromium', number[]> = { node: [], chromium: [] };
  for (let round = 0; round < 2; round++) {
    timings.node.push(...warm(await timeProofs(options)));
    const { run: runInPage, close } = await openTestPage();
    try {
      const there = await runInPage<Timing>(fixture, 'timeProofs', options);
      bench.figure(`Chromium: ${there.mode} memory, ${there.tier}`, there.threads, 'threads');
      timings.chromium.push(...warm(there));
    } finally {
      await close();
    }
  }
  const [node, chromium] = [median(timings.node), median(timings.chromium)];
  bench.figure('sound-1/phoenix/2 in Node', Math.round(node), 'ms');
  bench.figure('sound-1/phoenix/2 in Chromium', Math.round(chromium), 'ms');
  bench.figure('Chromium / Node (goal ≤ 1.2)', Math.round((1000 * chromium) / node) / 1000, 'x');
}

const warm = ({ ms }: Timing): number[] => ms.slice(COLD);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
