import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { testGenesis } from '../start/node.fixture.ts';
import { finalHash, type NodeProcess, spawnNode, writeNetwork } from './network.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-network-'));
const running: NodeProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((node) => node.end('SIGKILL')));
  rmSync(folder, { recursive: true, force: true });
});

async function start(config: string): Promise<NodeProcess> {
  const node = await spawnNode(config);
  running.push(node);
  return node;
}

/** The hash that all nodes have at a final height, as soon as they all have one. */
async function agreed(nodes: readonly NodeProcess[], height: number): Promise<string> {
  const hashes = await Promise.all(nodes.map((node) => finalHash(node, height)));
  expect(new Set(hashes).size).toBe(1);
  return hashes[0] as string;
}

describe('06 real nodes in processes of their own, over UDP', () => {
  test('blocks become final everywhere; a killed node comes back, a late one catches up', async () => {
    const genesis = await testGenesis({ provisioners: 4, blockTimeSec: 1 });
    const { configOf } = writeNetwork(folder, genesis, 5, 21_400 + (process.pid % 200) * 5);
    const first = await Promise.all([0, 1, 2, 3].map((i) => start(configOf(i))));
    expect(new Set(first.map(({ ready }) => ready.genesis)).size).toBe(1);
    expect(first.map(({ ready }) => ready.role)).toEqual(['provisioner', 'provisioner', 'provisioner', 'provisioner']);
    await agreed(first, 2);
    await (first[3] as NodeProcess).end('SIGKILL');
    // It holds no stake and was not there from the beginning.
    const [back, late] = await Promise.all([start(configOf(3)), start(configOf(4))]);
    expect(back.ready.height).toBeGreaterThanOrEqual(2);
    expect(late.ready.height).toBe(0);
    const nodes = [...first.slice(0, 3), back, late];
    expect(await agreed(nodes, 5)).toHaveLength(64);
    const ready = await fetch(`${late.ready.metrics}/health/ready`);
    expect(await ready.json()).toMatchObject({ checks: { executor: { ok: true } } });
    const metrics = await (await fetch(`${late.ready.metrics}/metrics`)).text();
    expect(metrics).toMatch(/^dusk_block_Final [1-9]/m);
    expect(await Promise.all(nodes.map((node) => node.end('SIGINT')))).toEqual([0, 0, 0, 0, 0]);
  }, 600_000);
});
