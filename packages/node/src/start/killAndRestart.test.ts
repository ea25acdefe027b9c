import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { equalBytes, toHex } from '@eventide/base';
import { openLmdbStore } from '@eventide/store/lmdb';
import { seededRandom } from '@eventide/testkit';
import { createVm } from '@eventide/vm/vm';
import { afterAll, describe, expect, test } from 'vitest';
import { killedChildren } from '../killedChildren.fixture.ts';
import { LedgerStore } from '../ledgerStore/ledgerStore.ts';
import { testGenesis } from './node.fixture.ts';

const KILLS = Number(process.env.EVENTIDE_KILLS ?? 2);
const SEED = Number(process.env.EVENTIDE_KILL_SEED ?? 11);
const path = mkdtempSync(join(tmpdir(), 'eventide-killed-'));
const children = killedChildren();
afterAll(async () => {
  await children.end();
  rmSync(path, { recursive: true, force: true });
});
const child = fileURLToPath(new URL('./killed.child.fixture.ts', import.meta.url));

/** Bytes and numbers of any size survive JSON as marked texts. */
function pack(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Uint8Array) return `bytes:${toHex(part)}`;
    return typeof part === 'bigint' ? `bigint:${part}` : part;
  });
}

describe('06 §20 a node with real contracts, killed', () => {
  test(
    `ledger, finality and state agree after ${KILLS} kills`,
    async () => {
      const genesis = join(path, 'genesis.json');
      writeFileSync(genesis, pack(await testGenesis()));
      const random = seededRandom(SEED);
      const told = new Map<string, string>();
      let highest = 0n;
      for (let kill = 0; kill < KILLS; kill++) {
        for (const line of await children.runAndKill(child, [path, genesis], random() % 700)) {
          const [kind, height, hash] = line.split(' ') as [string, string, string | undefined];
          // The kill may have cut the last line.
          if (hash?.length !== 64) continue;
          if (kind === 'final') told.set(height, hash);
          if (BigInt(height) > highest) highest = BigInt(height);
        }
        await expectWhole(told, highest);
      }
      expect(highest).toBeGreaterThan(0n);
    },
    120_000 + KILLS * 60_000,
  );
});

async function expectWhole(told: ReadonlyMap<string, string>, highest: bigint): Promise<void> {
  const store = openLmdbStore({ path: `${path}/ledger` });
  const states = openLmdbStore({ path: `${path}/state` });
  const ledger = new LedgerStore(store);
  // Every page is hashed again.
  const vm = await createVm({ store: states, hostQueries: () => undefined, verifyPages: true });
  const known = [vm.mainRoot, ...vm.commitRoots];
  const tip = await ledger.tip();
  expect(tip?.block.header.height).toBeGreaterThanOrEqual(highest);
  expect(known.some((root) => equalBytes(root, tip?.block.header.stateHash as Uint8Array))).toBe(true);
  let before: Uint8Array | undefined;
  let unsettled = false;
  for await (const { height, hash, label } of ledger.index(0n)) {
    const header = await ledger.header(hash);
    if (before !== undefined) expect(header?.prevBlockHash).toEqual(before);
    const final = told.get(String(height));
    if (final !== undefined) expect([toHex(hash), label.kind]).toEqual([final, 'Final']);
    // No final block stands on one that is not.
    expect(label.kind === 'Final' && unsettled).toBe(false);
    unsettled ||= label.kind !== 'Final';
    before = hash;
  }
  await vm.close();
  await states.close();
  await store.close();
}
