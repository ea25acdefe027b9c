import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { toHex } from '@eventide/base';
import { seededRandom } from '@eventide/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { openDurableNode } from './durableNode.fixture.ts';

const KILLS = Number(process.env.EVENTIDE_KILLS ?? 6);
const path = mkdtempSync(join(tmpdir(), 'eventide-node-'));
afterAll(() => rmSync(path, { recursive: true, force: true }));
const child = fileURLToPath(new URL('./durableNode.child.fixture.ts', import.meta.url));

/** Lets the node run and kills it so long after its first block; what it told before. */
async function runAndKill(afterMs: number): Promise<readonly string[]> {
  const node = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => node.once('exit', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: node.stdout })) {
    if (lines.length === 0) setTimeout(() => node.kill('SIGKILL'), afterMs);
    lines.push(line);
  }
  await exited;
  return lines;
}

describe('06 §20 kill and restart', () => {
  test(
    `tip, finality and state agree after ${KILLS} kills`,
    async () => {
      const random = seededRandom(7);
      const told = new Map<string, string>();
      let highest = 0n;
      for (let kill = 0; kill < KILLS; kill++) {
        for (const line of await runAndKill(random() % 120)) {
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
    60_000 + KILLS * 5_000,
  );
});
