import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { accountBytes, alice, payment, soloOptions, testGenesis } from './node.fixture.ts';
import type { RunningNode } from './runningNode.ts';
import { startNode } from './startNode.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-remade-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('06 §20 a node whose state is older than its blocks, or gone', () => {
  test('makes it again from its own blocks and goes on', async () => {
    const path = join(folder, 'node');
    const state = join(path, 'state');
    const options = soloOptions(await testGenesis(), { storage: { kind: 'disk', path } });
    const produce = async (node: RunningNode, nonces: readonly bigint[]): Promise<void> => {
      for (const nonce of nonces) {
        expect(await node.door.mempool.submit(payment({ nonce }))).toMatchObject({ ok: true });
        await node.production.produce(1);
      }
    };
    const first = await startNode(options);
    await produce(first, [1n, 2n, 3n]);
    await first.close();
    cpSync(state, join(folder, 'older'), { recursive: true });
    const second = await startNode(options);
    await produce(second, [4n, 5n, 6n, 7n]);
    const tip = second.door.ledger.tip().block.header;
    const account = await second.door.state.account(accountBytes(alice));
    expect(account.nonce).toBe(7n);
    await second.close();
    for (const older of [join(folder, 'older'), undefined]) {
      rmSync(state, { recursive: true });
      if (older !== undefined) cpSync(older, state, { recursive: true });
      const node = await startNode(options);
      expect(node.door.ledger.tip().block.header).toEqual(tip);
      expect(await node.door.state.account(accountBytes(alice))).toEqual(account);
      await node.close();
    }
    const last = await startNode(options);
    const [next] = await last.production.produce(1);
    expect(next?.prevBlockHash).toEqual(tip.hash);
    await last.close();
  });
});
