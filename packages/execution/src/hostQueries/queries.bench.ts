import { devnet, gasTable, pricedQuery, rulesAt } from '@eventide/params';
import type { Bench } from '@eventide/testkit';
import { dearArguments } from './dearArguments.fixture.ts';
import { allQueries } from './hostQueries.ts';
import type { HostQuery, QueryScope } from './query.ts';

export const area = 'execution/queries';

const RUNS = 15;
const WARMUP = 10;

/** The time of a block that asks one query for as long as its gas lasts; the dearest answers, nothing known before. Goal: 10 s. */
export async function run(bench: Bench): Promise<void> {
  const rules = { ...rulesAt(devnet, 1n), plonk: 'V3', bls: 'V2' } as const;
  for (const { query, what, argument, txDigest = null } of dearArguments) {
    const { answer } = allQueries.find(({ name }) => name === query) as HostQuery;
    const scope: QueryScope = { rules, txDigest };
    const prepared = Array.from({ length: RUNS + WARMUP }, (_, round) => argument(round));
    const times = prepared.map((bytes) => processorMs(() => answer(bytes, scope))).slice(WARMUP);
    const medianMs = times.sort((a, b) => a - b)[RUNS >> 1] as number;
    bench.figure(`${query}, ${what}`, Number(medianMs.toFixed(3)), 'ms of processor');
    const price = pricedQuery(query, prepared[0]?.length ?? 0);
    const seconds = (Number(gasTable.blockLimit) / Number(price)) * (medianMs / 1000);
    bench.figure(`block full of ${query}, ${what} (at most 10)`, Number(seconds.toFixed(1)), 's');
  }
}

/** Prices speak of the processor's time: other work on the machine does not lengthen it. */
function processorMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
