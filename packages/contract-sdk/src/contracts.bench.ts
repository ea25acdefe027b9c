import { fileURLToPath } from 'node:url';
import type { Bench } from '@eventide/testkit';
import { buildContract } from './build/buildContract.ts';
import { ID, openFixture } from './fixtureContracts.fixture.ts';

export const area = 'contract-sdk';

const ENTRIES = 20_000;

/** Build time, and gas, pages and time of insertions into a growing set. */
export async function run(bench: Bench): Promise<void> {
  const entry = fileURLToPath(new URL('../templates/counter/assembly/contract.ts.template', import.meta.url));
  await buildContract(entry);
  const build = await bench.measure('build a small contract, warm', () => buildContract(entry), { runs: 5, warmup: 1 });
  bench.figure('build a small contract, share of 3 s', build.medianMs / 3000, 'ratio');

  const { session, built } = await openFixture('containers');
  bench.figure('containers fixture', built.wasm.length, 'bytes');
  const key = new Uint8Array(32);
  const view = new DataView(key.buffer);
  let state = 1n;
  const insert = (): bigint => {
    for (let at = 0; at < 32; at += 8) {
      state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffff_ffff_ffff_ffffn;
      view.setBigUint64(at, state, true);
    }
    return session.call(ID, 'add', key.slice()).gas;
  };
  let gas = 0n;
  for (let i = 0; i < ENTRIES; i++) gas += insert();
  bench.figure(`set of scalars, insertion, mean of ${ENTRIES}`, Number(gas) / ENTRIES, 'gas');
  await session.commit();
  let most = 0;
  for (let i = 0; i < 50; i++) {
    insert();
    await session.commit();
    most = Math.max(most, session.pagesWritten(ID).size);
  }
  bench.figure(`pages of an insertion at ${ENTRIES} entries, most of 50`, most, 'pages');
  await bench.measure('insertion, whole call', insert, { runs: 200, warmup: 20 });
  await session.close();
}
