import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Client,
  createClient,
  getBalance,
  getBlock,
  getTip,
  rues,
  sendPublic,
  sendShielded,
  stake,
  syncWallet,
  waitForTx,
} from '@eventide/sdk';
import { nodeProver } from '@eventide/sdk/node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { localAccounts } from '../accounts/localAccounts.ts';
import { CONTROL_HEADER } from '../control/controlHeader.ts';
import type { RunningNetwork } from '../folder/runFile.ts';
import { cacheFolder } from '../genesis/projectFolder.ts';
import { openPersona } from '../solo/personas.ts';
import { npmStart, type Start } from './npmStart.fixture.ts';

const PORTS = '24600';
/** Four nodes on a busy machine. */
const PATIENCE_MS = 300_000;
let folder: string;
let env: Record<string, string>;
let start: Start;
let ready: RunningNetwork;
let client: Client;
const prover = nodeProver({ folder: cacheFolder(), threads: 2 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-network-'));
  env = { EVENTIDE_HOME: join(folder, '.eventide') };
  await open();
}, PATIENCE_MS);
afterAll(async () => {
  client.close();
  await prover.close();
  await start.interrupt();
  rmSync(folder, { recursive: true });
});

async function open(words: readonly string[] = []): Promise<void> {
  start = npmStart(['--port-base', PORTS, '--no-ui', '--ready-file', join(folder, 'ready.json'), ...words], env);
  ready = (await start.until(({ event }) => event === 'ready')) as never;
  client = createClient({ transport: rues(ready.urls.api), network: 'local', prover });
}

const heightAbove = (height: bigint): Promise<unknown> =>
  start.until((event) => event.event === 'block' && BigInt(event.height ?? 0) > height);
const lastBlock = (): bigint => BigInt(start.events.findLast(({ event }) => event === 'block')?.height ?? 0);
const persona = (name: string) =>
  openPersona([...localAccounts().users, ...localAccounts().provisioners].find((it) => it.name === name) as never);

async function control(verb: string, body: object = {}): Promise<any> {
  const response = await fetch(`${ready.urls.api}/on/devnet/${verb}`, {
    method: 'POST',
    headers: { [CONTROL_HEADER]: '1' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as never;
}

/** Every node's hash at a height that all have as final. */
async function hashesAt(height: bigint): Promise<(string | undefined)[]> {
  return Promise.all(
    ready.nodes.map(async ({ api }) => {
      const one = createClient({ transport: rues(api), network: 'local' });
      const block = await getBlock(one, height);
      one.close();
      return block?.hash;
    }),
  );
}

vi.setConfig({ testTimeout: PATIENCE_MS });

describe('13 §10 J1 first minute', () => {
  test('four processes, one genesis, steps and ready file as told', () => {
    expect(new Set(ready.nodes.map(({ pid }) => pid)).size).toBe(4);
    for (const { pid } of ready.nodes) expect(() => process.kill(pid, 0)).not.toThrow();
    expect(
      start.events.filter(({ event, step }) => event === 'setup' && step !== undefined).map(({ step }) => step),
    ).toEqual([1, 2, 3, 4, 5]);
    expect(JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8')).genesisHash).toBe(ready.genesisHash);
  });

  test('blocks come, become final, and are the same on every node', async () => {
    await heightAbove(2n);
    const { final } = await getTip(client);
    expect(new Set(await hashesAt(final.height)).size).toBe(1);
  });

  test('a second start says that it runs', async () => {
    const second = npmStart(['--port-base', PORTS, '--no-ui'], env);
    const { pid } = await second.until(({ event }) => event === 'running');
    expect(pid).toBe(ready.pid);
  });
});

describe('13 §10 payments with real proofs', () => {
  test('shielded and public: final within two blocks of their own, for their receivers', async () => {
    const [alice, bob] = [await persona('alice'), await persona('bob')];
    await syncWallet(client, { wallet: alice.wallet });
    const sent = await sendShielded(client, { from: alice, to: bob.address, value: 12_500_000_000n });
    const { state, error, block } = await waitForTx(client, sent.id, { until: 'final', timeoutMs: PATIENCE_MS });
    expect({ state, error }).toEqual({ state: 'final', error: undefined });
    expect((await getTip(client)).height - (block?.height ?? 0n)).toBeLessThanOrEqual(2n);
    await syncWallet(client, { wallet: bob.wallet });
    expect((await getBalance(client, { profile: bob })).shielded.total).toBe(100_012_500_000_000n);
    const { id } = await sendPublic(client, { from: alice, to: bob.account, value: 7n });
    expect((await waitForTx(client, id, { until: 'final' })).error).toBeUndefined();
    expect((await getBalance(client, { profile: bob })).public).toBe(100_000_000_000_007n);
    expect(await start.until(({ event, id: told }) => event === 'tx' && told === sent.id)).toMatchObject({
      kind: 'shielded 1→2',
      error: null,
    });
    await Promise.all([alice.wallet.close(), bob.wallet.close()]);
  });

  test('a stake of a user is there for all nodes', async () => {
    const carol = await persona('carol');
    const { id } = await stake(client, { from: carol, value: 1_000_000_000_000n });
    expect((await waitForTx(client, id, { until: 'final' })).error).toBeUndefined();
    expect((await getBalance(client, { profile: carol })).staked).toBe(1_000_000_000_000n);
    await carol.wallet.close();
  });
});

describe('13 §10 J10 faults', () => {
  test('a killed node is told of, comes back by itself and catches up', async () => {
    const victim = ready.nodes[2] as { pid: number; name: string };
    const before = lastBlock();
    process.kill(victim.pid, 'SIGKILL');
    const fault = await start.until(({ event }) => event === 'fault');
    expect(fault.text).toMatch(/^node-3 stopped \(SIGKILL.*3 of 4 run on/);
    await heightAbove(before + 3n);
    const status = await control('status');
    const again = status.value.nodes[2];
    expect(again.pid === 0 || again.pid !== victim.pid).toBe(true);
  });

  test('a network cut in halves goes on once it is healed, and all agree', async () => {
    expect((await control('partition', { nodes: [1, 2] })).value.partition).toEqual([1, 2]);
    await control('heal');
    const at = lastBlock();
    await heightAbove(at + 2n);
    const { final } = await getTip(client);
    const hashes = (await hashesAt(final.height)).filter((hash) => hash !== undefined);
    expect(new Set(hashes).size).toBe(1);
  });
});

describe('13 §1.2 stop, go on, reset', () => {
  test(
    'an interruption keeps the state; the next start goes on; a reset begins at the same genesis',
    async () => {
      const { genesisHash } = ready;
      client.close();
      expect(await start.interrupt()).toBe(0);
      const stopped = await start.until(({ event }) => event === 'stopped');
      expect(BigInt(stopped.height ?? 0)).toBeGreaterThan(2n);
      await open();
      expect(ready.genesisHash).toBe(genesisHash);
      const isBlock = ({ event }: { readonly event: string }): boolean => event === 'block';
      const next = await start.until(isBlock);
      expect(BigInt(next.height ?? 0)).toBeGreaterThan(BigInt(stopped.height ?? 0));
      const bob = await persona('bob');
      expect((await getBalance(client, { profile: bob })).public).toBe(100_000_000_000_007n);
      await bob.wallet.close();
      client.close();
      await start.interrupt();
      await open(['--reset']);
      expect(ready.genesisHash).toBe(genesisHash);
      expect((await start.until(isBlock)).height).toBe('1');
      expect(readdirSync(join(env.EVENTIDE_HOME as string, 'local'))).toContain('node-4');
    },
    PATIENCE_MS,
  );
});
