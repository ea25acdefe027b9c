import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Client,
  createClient,
  getBalance,
  getBlock,
  getStake,
  getTip,
  type Profile,
  rues,
  sendPublic,
  sendShielded,
  stake,
  syncWallet,
  waitForTx,
  watchBlocks,
} from '@eventide/sdk';
import { nodeProver } from '@eventide/sdk/node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accountNamed, type LocalAccount, localAccounts } from '../accounts/localAccounts.ts';
import { CONTROL_HEADER } from '../control/controlHeader.ts';
import { isAlive, type RunningNetwork } from '../folder/runFile.ts';
import { cacheFolder, projectFolder } from '../genesis/projectFolder.ts';
import { openPersona } from '../solo/personas.ts';
import { eventide } from './eventide.fixture.ts';
import { npmStart, type Start } from './npmStart.fixture.ts';

/** Of the tests' own: runs beside each other do not meet. */
const PORTS = String(20_000 + (process.pid % 300) * 100);
const dusk = (whole: bigint): bigint => whole * 1_000_000_000n;
const STAKED = dusk(1_900_000n);
/** Height from which carol's stake counts: her node is there by then. */
const COUNTS_FROM = 40n;
const STAKE = `carol:1000@${COUNTS_FROM}`;
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
  const fixed = ['--port-base', PORTS, '--no-ui', '--stake', STAKE, '--ready-file', join(folder, 'ready.json')];
  start = npmStart([...fixed, ...words], env);
  ready = (await start.until(({ event }) => event === 'ready')) as never;
  client = createClient({ transport: rues(ready.urls.api), network: 'local', prover });
}

const heightAbove = (height: bigint): Promise<unknown> =>
  start.until((event) => event.event === 'block' && BigInt(event.height ?? 0) > height);
const lastBlock = (): bigint => BigInt(start.events.findLast(({ event }) => event === 'block')?.height ?? 0);
const persona = (name: string) => openPersona(accountNamed(localAccounts(), name) as LocalAccount);

async function control(verb: string, body: object = {}): Promise<any> {
  const response = await fetch(`${ready.urls.api}/on/devnet/${verb}`, {
    method: 'POST',
    headers: { [CONTROL_HEADER]: '1' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as never;
}

/** The stake of a user as a node of the network has it, by default the first. */
async function stakeOf(name: string, api: string = ready.urls.api) {
  const { account } = accountNamed(localAccounts(), name) as LocalAccount;
  const one = createClient({ transport: rues(api), network: 'local' });
  const found = await getStake(one, { account });
  one.close();
  return found;
}

async function as<T>(name: string, task: (profile: Profile) => Promise<T>): Promise<T> {
  const profile = await persona(name);
  try {
    return await task(profile);
  } finally {
    await profile.wallet.close();
  }
}

/** Resolves when a node has a block of this height. */
function waitForBlock(one: Client, height: bigint): Promise<void> {
  return new Promise((resolve) => {
    const stop = watchBlocks(one, {
      from: height,
      onBlock() {
        stop();
        resolve();
      },
    });
  });
}

async function executed({ id }: { readonly id: string }): Promise<void> {
  const { error } = await waitForTx(client, id, { until: 'executed', timeoutMs: PATIENCE_MS });
  expect(error).toBeUndefined();
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

describe('13 §10 a user stakes and runs a node', () => {
  test('a node that joins late, with the key of a user, asks the others for the chain and follows it', async () => {
    expect((await control('node_add', { key: 'node-2' })).code).toBe('DEVNET_BAD_OPTION');
    expect((await control('node_add', { key: 'nobody' })).code).toBe('DEVNET_NO_ACCOUNT');
    const { value } = await control('node_add', { key: 'carol' });
    expect(value).toMatchObject({ node: 'node-5', key: 'carol' });
    const { height } = await getTip(client);
    const late = createClient({ transport: rues(value.api), network: 'local' });
    await waitForBlock(late, height + 2n);
    for (const at of [1n, height]) expect((await getBlock(late, at))?.hash).toBe((await getBlock(client, at))?.hash);
    late.close();
    ready = JSON.parse(readFileSync(join(env.EVENTIDE_HOME as string, 'local', 'ready.json'), 'utf8'));
    expect(ready.nodes.map(({ name }) => name)).toEqual(['node-1', 'node-2', 'node-3', 'node-4', 'node-5']);
  });

  test('what is added to a stake before it counts, counts with it, on every node', async () => {
    await as('faucet', async (faucet) => {
      const { account } = accountNamed(localAccounts(), 'carol') as LocalAccount;
      await executed(await sendPublic(client, { from: faucet, to: account, value: STAKED }));
    });
    await as('carol', async (carol) => executed(await stake(client, { from: carol, value: STAKED })));
    const staked = { active: STAKED + dusk(1_000n), locked: 0n, eligibility: COUNTS_FROM };
    expect(await stakeOf('carol')).toMatchObject(staked);
    await heightAbove(lastBlock() + 1n);
    for (const { api } of ready.nodes) expect(await stakeOf('carol', api)).toMatchObject(staked);
  });
});

describe('13 §10 payments with real proofs', () => {
  test('shielded and public: final within two blocks of their own, for their receivers', async () => {
    const [alice, bob] = [await persona('alice'), await persona('bob')];
    await syncWallet(client, { wallet: alice.wallet });
    const sent = await sendShielded(client, { from: alice, to: bob.address, value: 12_500_000_000n });
    const { state, error, block } = await waitForTx(client, sent.id, { until: 'final', timeoutMs: PATIENCE_MS });
    expect({ state, error }).toEqual({ state: 'final', error: undefined });
    const settled = await start.until(({ finalHeight = '0' }) => BigInt(finalHeight) >= (block?.height as bigint));
    expect(BigInt(settled.height as string) - (block?.height as bigint)).toBeLessThanOrEqual(2n);
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
});

describe('13 §10 J10 faults', () => {
  test('a killed node is told of, comes back by itself and catches up', async () => {
    const victim = ready.nodes[2] as { pid: number; name: string };
    const before = lastBlock();
    process.kill(victim.pid, 'SIGKILL');
    const fault = await start.until(({ event }) => event === 'fault');
    expect(fault.text).toMatch(/^node-3 stopped \(SIGKILL.*4 of 5 run on/);
    await heightAbove(before + 3n);
    const status = await control('status');
    const again = status.value.nodes[2];
    expect(again.pid === 0 || again.pid !== victim.pid).toBe(true);
  });

  test('a node that was stopped, wiped and restored from its backup gets what it missed', async () => {
    const own = join(env.EVENTIDE_HOME as string, 'local', 'node-4');
    const copy = join(folder, 'backup');
    // While it runs.
    const made = await eventide(`node backup ${copy} --db-path ${own}`, env);
    await control('node_stop', { node: 4 });
    expect((await control('status')).value.nodes[3].running).toBe(false);
    for (const store of ['ledger', 'state', 'votes']) rmSync(join(own, store), { recursive: true, force: true });
    const { hash, height: kept } = await eventide(`node restore ${copy} --db-path ${own}`, env);
    expect({ hash, height: kept }).toEqual({ hash: made.hash, height: made.height });
    await heightAbove(lastBlock() + 1n);
    expect((await control('node_start', { node: 4 })).value).toMatchObject({ node: 'node-4', running: true });
    const { height } = await getTip(client);
    const again = createClient({ transport: rues((ready.nodes[3] as { api: string }).api), network: 'local' });
    await waitForBlock(again, height + 2n);
    for (const at of [BigInt(String(kept)), height])
      expect((await getBlock(again, at))?.hash).toBe((await getBlock(client, at))?.hash);
    again.close();
  });

  test('what panels and alerts show is there', async () => {
    const metrics = await (await fetch(`${ready.urls.metrics}/metrics`)).text();
    const text = (name: string) => readFileSync(join(projectFolder(), 'ops/grafana', name), 'utf8');
    const { panels } = JSON.parse(text('node.json')) as { panels: { title: string; targets: { expr: string }[] }[] };
    const told = (expr: string): string[] => expr.match(/\b(?:dusk|eventide)_\w+/g) ?? [];
    for (const { title, targets } of panels) {
      const names = targets.flatMap(({ expr }) => told(expr));
      expect(names.length, title).toBeGreaterThan(0);
      for (const name of names) expect(metrics, title).toMatch(new RegExp(`^${name}(\\{.*\\})? [0-9]`, 'm'));
    }
    const alerts = [...text('alerts.yml').matchAll(/^ *expr: (.+)$/gm)].flatMap(([, expr]) => told(expr as string));
    expect(alerts.length).toBeGreaterThan(5);
    for (const name of alerts) expect(metrics).toMatch(new RegExp(`^${name}(\\{.*\\})? [0-9]`, 'm'));
    for (const name of ['dusk_block_time_count', 'dusk_txn_count', 'eventide_kadcast_peers'])
      expect(metrics).toMatch(new RegExp(`^${name}\\S* [1-9]`, 'm'));
    expect((await fetch(`${ready.urls.metrics}/health/live`)).status).toBe(200);
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

describe('13 §10 a provisioner earns, and leaves', () => {
  test('once her stake counts, her node makes blocks, and every node knows her reward', async () => {
    const made = await start.until(({ event, generator }) => event === 'block' && generator === 'carol');
    const height = BigInt(made.height as string);
    expect(height).toBeGreaterThanOrEqual(COUNTS_FROM);
    const { account } = accountNamed(localAccounts(), 'carol') as LocalAccount;
    await heightAbove(height);
    // The node that tells of a block has it first, the others a moment later.
    await expect.poll(async () => (await getBlock(client, height))?.generator, { timeout: 30_000 }).toBe(account);
    for (const { api } of ready.nodes)
      await expect
        .poll(async () => (await stakeOf('carol', api))?.reward ?? 0n, { timeout: 30_000 })
        .toBeGreaterThan(0n);
  });

  test('stake claim pays the reward, stake remove returns the stake: she is no provisioner any more', async () => {
    const publicOf = () => as('carol', async (carol) => (await getBalance(client, { profile: carol })).public);
    const { account } = accountNamed(localAccounts(), 'carol') as LocalAccount;
    const drawn = async (): Promise<number> => {
      const response = await fetch(`${ready.urls.api}/on/node/provisioners`, { method: 'POST' });
      const found = (await response.json()) as { key: string; amount: number }[];
      return found.find(({ key }) => key === account)?.amount ?? 0;
    };
    const { stake: earned } = (await eventide('wallet stake status carol', env)) as { stake: { reward: string } };
    const before = await publicOf();
    expect(await drawn()).toBeGreaterThan(0);
    expect(await eventide('wallet stake claim --from carol', env)).toMatchObject({ state: 'final', error: null });
    const paid = await publicOf();
    // What a transaction costs is less than a tenth of a DUSK.
    expect(paid).toBeGreaterThan(before + BigInt(earned.reward) - dusk(1n) / 10n);
    expect(await eventide('wallet stake remove --from carol', env)).toMatchObject({ state: 'final', error: null });
    expect(await publicOf()).toBeGreaterThan(paid + STAKED + dusk(1_000n) - dusk(1n) / 10n);
    expect((await stakeOf('carol'))?.active ?? 0n).toBe(0n);
    expect(await drawn()).toBe(0);
    await heightAbove(lastBlock());
  });
});

describe('13 §1.2 stop, go on, reset', () => {
  test(
    'whether nobody reads on or it is interrupted: state kept, nothing left running; a reset begins at the same genesis',
    async () => {
      const { genesisHash, nodes } = ready;
      client.close();
      const left = lastBlock();
      expect([await start.leave(), start.errors()]).toEqual([0, '']);
      expect(nodes.filter(({ pid }) => isAlive(pid))).toEqual([]);
      await open();
      expect(ready.genesisHash).toBe(genesisHash);
      expect(ready.nodes).toHaveLength(5);
      const isBlock = ({ event }: { readonly event: string }): boolean => event === 'block';
      const next = await start.until(isBlock);
      expect(BigInt(next.height ?? 0)).toBeGreaterThan(left);
      const bob = await persona('bob');
      expect((await getBalance(client, { profile: bob })).public).toBe(100_000_000_000_007n);
      await bob.wallet.close();
      client.close();
      expect(await start.interrupt()).toBe(0);
      const stopped = await start.until(({ event }) => event === 'stopped');
      expect(BigInt(stopped.height ?? 0)).toBeGreaterThan(left);
      await open(['--reset']);
      expect(ready.genesisHash).toBe(genesisHash);
      expect((await start.until(isBlock)).height).toBe('1');
      expect(readdirSync(join(env.EVENTIDE_HOME as string, 'local'))).toContain('node-4');
    },
    PATIENCE_MS,
  );
});
