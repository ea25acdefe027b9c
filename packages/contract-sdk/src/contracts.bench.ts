import { fileURLToPath } from 'node:url';
import type { Bench } from '@eventide/testkit';
import { buildContract } from './build/buildContract.ts';
import { ID, openFixture } from './fixtureContracts.fixture.ts';
import type { ContractSession } from './session/contractSession.ts';

export const area = 'contract-sdk';

const BATCH = Uint8Array.of(0x10, 0x27, 0, 0, 0, 0, 0, 0);
const INSERTIONS = 200;
const ONE = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0);

/** Build time, and gas, pages and time of insertions into a growing set. */
export async function run(bench: Bench): Promise<void> {
  const entry = fileURLToPath(new URL('../templates/counter/assembly/contract.ts.template', import.meta.url));
  await buildContract(entry);
  const build = await bench.measure('build a small contract, warm', () => buildContract(entry), { runs: 5, warmup: 1 });
  bench.figure('build a small contract, share of 3 s', build.medianMs / 3000, 'ratio');

  const { session, built, value } = await openFixture('containers');
  bench.figure('containers fixture', built.wasm.length, 'bytes');
  await insertions(bench, session, 'ordered map', 'fill', () => value('size') as bigint);
  await insertions(bench, session, 'growing set', 'spend_many', () => value('spent_size') as bigint);
  await session.close();
}

async function insertions(
  bench: Bench,
  session: ContractSession,
  what: string,
  method: string,
  size: () => bigint,
): Promise<void> {
  for (const entries of [10_000, 100_000, 1_000_000]) {
    while (size() < BigInt(entries)) session.call(ID, method, BATCH);
    await session.commit();
    let gas = 0n;
    const pages: number[] = [];
    for (let i = 0; i < INSERTIONS; i++) {
      gas += session.call(ID, method, ONE).gas;
      await session.commit();
      pages.push(session.pagesWritten(ID).size);
    }
    const mean = pages.reduce((sum, n) => sum + n, 0) / INSERTIONS;
    bench.figure(`${what} of ${entries} scalars, insertion, mean of ${INSERTIONS}`, Number(gas) / INSERTIONS, 'gas');
    bench.figure('  pages of an insertion, mean', mean, 'pages');
    bench.figure('  pages of an insertion, most', Math.max(...pages), 'pages');
    bench.figure('  insertions of more than 3 pages', pages.filter((n) => n > 3).length, `of ${INSERTIONS}`);
  }
  await bench.measure(`${what}: insertion at 10^6, whole call`, () => session.call(ID, method, ONE), {
    runs: 200,
    warmup: 20,
  });
}
