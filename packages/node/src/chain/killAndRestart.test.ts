import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@eventide/base';
import { seededRandom } from '@eventide/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { killedChildren } from '../killedChildren.fixture.ts';
import { openDurableNode } from './durableNode.fixture.ts';

const KILLS = Number(process.env.EVENTIDE_KILLS ?? 6);
const path = mkdtempSync(join(tmpdir(), 'eventide-node-'));
const children = killedChildren();
afterAll(async () => {
  await children.end();
  rmSync(path, { recursive: true, force: true });
});
const child = fileURLToPath(new URL('./durableNode.child.fixture.ts', import.meta.url));

describe('06 §20 kill and restart', () => {
  test(
    `tip, finality and state agree after ${KILLS} kills`,
    async () => {
      const random = seededRandom(7);
      const told = new Map<string, string>();
      let highest = 0n;
      for (let kill = 0; kill < KILLS; kill++) {
        for (const line of await children.runAndKill(child, [path], random() % 120)) {
          const [kind, height, hash] = line.split(' ') as [string, string, string | undefined];
          // The kill may have cut the last line.
          if (hash?.length !== 64) continue;
          if (kind === 'final') told.set(height, hash);
          if (BigInt(height) > highest) highest = BigInt(height);
        }
        const node = await openDurableNode(path);
        const tip = node.start.blocks.at(-1)?.block.header;
        expect(tip?.height).toBeGreaterThanOrEqual(highest);
        expect(await node.executor.has(tip?.stateHash as Uint8Array)).toBe(true);
        let before: { hash: Uint8Array } | undefined;
        let unsettled = false;
        for await (const { height, hash, label } of node.ledger.index(0n)) {
          const header = await node.ledger.header(hash);
          if (before !== undefined) expect(header?.prevBlockHash).toEqual(before.hash);
          const final = told.get(String(height));
          if (final !== undefined) expect([toHex(hash), label.kind]).toEqual([final, 'Final']);
          // No final block stands on one that is not.
          expect(label.kind === 'Final' && unsettled).toBe(false);
          unsettled ||= label.kind !== 'Final';
          before = { hash };
        }
        await node.close();
      }
      expect(highest).toBeGreaterThan(0n);
    },
    60_000 + KILLS * 30_000,
  );
});
