import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Told } from './testAuthor.child.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-author-'));
afterAll(() => rmSync(folder, { recursive: true }));
vi.setConfig({ testTimeout: 600_000 });

/** Epochs that are skipped; 0: some blocks. Two are 4320 blocks, which take minutes. */
const EPOCHS = process.env.EVENTIDE_EPOCHS ?? '0';
const script = fileURLToPath(new URL('testAuthor.child.fixture.ts', import.meta.url));

/** Runs the script in a process of its own. */
async function author<T>(...words: string[]): Promise<T> {
  const child = spawn(process.execPath, ['--expose-gc', script, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`ended with ${code}: ${err}`);
  return JSON.parse(out) as T;
}

describe('13 §10 J6 test author', () => {
  test('20 payments, reverts, skip, dump, load in a new process', async () => {
    const dump = join(folder, 'dump');
    const first = await author<Told & { ids: string[] }>('write', dump, EPOCHS);
    // What was reverted can be done again, and again, with the same result.
    expect(new Set(first.paid).size).toBe(1);
    expect(new Set(first.reverted).size).toBe(1);
    expect(first.paid[0]).not.toBe(first.reverted[0]);
    expect(new Set(first.balances)).toEqual(new Set(['100000000000000']));
    const [used, ...later] = first.usedBytes as [number, ...number[]];
    for (const bytes of later) expect(bytes).toBeLessThanOrEqual(used * 1.1);
    // Genesis, three payments, what was skipped, one payment.
    expect(first.hashes).toHaveLength(EPOCHS === '0' ? 1 + 3 + 20 + 1 : Number(EPOCHS) * 2160 + 2);
    const second = await author<Told>('read', dump, EPOCHS, ...first.ids);
    expect(second.hashes).toEqual(first.hashes);
    expect(second.receipts).toEqual(first.receipts);
    for (const receipt of second.receipts) expect(receipt).toMatch(/^[0-9a-f]{64} \d+ ok \d+ [0-9a-f]{64}$/);
    // The same seed and script, from the beginning.
    expect(second.paid).toEqual(first.hashes.slice(0, 4));
  });
});
