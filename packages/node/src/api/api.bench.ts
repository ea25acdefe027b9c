import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { PerformanceObserver } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { toBase58, toHex } from '@eventide/base';
import { alice, DUSK, keyBytes, moonlight } from '@eventide/execution/world.fixture';
import type { Bench } from '@eventide/testkit';
import { formatTxId, TRANSFER_CONTRACT } from '@eventide/tx';
import { listen } from './client.fixture.ts';
import type { Asked, Load, LoadTimes } from './load.child.fixture.ts';
import { openFixtureNode } from './nodeDoor.fixture.ts';
import { defaultApiOptions } from './options.ts';
import { startApi } from './startApi.ts';

export const area = 'api';

const PER_SECOND = 500;
const SECONDS = Number(process.env.EVENTIDE_BENCH_SECONDS ?? 10);
const IDLE_SOCKETS = Number(process.env.EVENTIDE_BENCH_SOCKETS ?? 10_000);

/** Requests at a fixed rate, as a mix of what wallets and explorers ask; then the same while many sockets do nothing. */
export async function run(bench: Bench): Promise<void> {
  const node = await openFixtureNode();
  const tx = moonlight({ nonce: 1n, value: DUSK });
  await node.mine([tx]);
  // Longer than the bench: the idle ones are to stay.
  const limits = {
    ...defaultApiOptions.limits,
    headersTimeoutMs: 600_000,
    requestTimeoutMs: 600_000,
    idleTimeoutMs: 600_000,
  };
  const api = await startApi(node.door, { port: 0, limits });
  const mix = requests(formatTxId(tx));
  const client = fork(new URL('./load.child.fixture.ts', import.meta.url));
  try {
    await load(client, { port: api.port, mix, seconds: 3 });
    await measured(bench, 'alone', client, { port: api.port, mix, seconds: SECONDS });
    const before = process.memoryUsage().rss;
    const idle = await openIdle(api.port, IDLE_SOCKETS);
    bench.figure('memory of the server per idle socket', (process.memoryUsage().rss - before) / IDLE_SOCKETS, 'bytes');
    // They are open for their own process; the server is still taking them up.
    await load(client, { port: api.port, mix, seconds: 3 });
    await measured(bench, `beside ${IDLE_SOCKETS} idle sockets`, client, { port: api.port, mix, seconds: SECONDS });
    bench.figure('idle sockets held meanwhile', await heldBy(idle), 'sockets');
    const listener = await listen(api.url);
    await listener.subscribe('/on/transactions/removed');
    node.emit({ kind: 'removed', id: new Uint8Array(32) });
    await listener.next();
    listener.socket.close();
    idle.kill();
  } finally {
    client.kill();
    await api.close();
    node.close();
  }
}

function requests(id: string): readonly Asked[] {
  const account = toBase58(keyBytes(alice));
  const transfer = toHex(TRANSFER_CONTRACT);
  const graphql = '/on/graphql/query';
  return [
    { name: 'gas price', path: '/on/blocks/gas-price', body: '' },
    { name: 'height', path: graphql, body: '{ block(height: -1) { header { height } } }' },
    { name: 'transaction', path: graphql, body: `{ tx(hash: "${id}") { id err gasSpent tx { json } } }` },
    { name: 'blocks', path: graphql, body: '{ blocks(last: 2) { header { json } transactions { id } } }' },
    { name: 'node', path: '/on/node/info', body: '' },
    { name: 'account', path: `/on/account:${account}/status`, body: '' },
    { name: 'contract query', path: `/on/contracts:${transfer}/num_notes`, body: '' },
  ];
}

async function load(child: ChildProcess, order: Load): Promise<LoadTimes> {
  child.send(order);
  const [answer] = (await once(child, 'message')) as [LoadTimes];
  return answer;
}

/** The same, with what the server's process did meanwhile. */
async function measured(bench: Bench, name: string, child: ChildProcess, order: Load): Promise<void> {
  let longestMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestMs = Math.max(longestMs, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  const before = process.cpuUsage();
  const { times, lateMs } = await load(child, order);
  const { user, system } = process.cpuUsage(before);
  // Entries come with the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  observer.disconnect();
  const all = Object.values(times).flat();
  const title = `${PER_SECOND} requests/s, ${name}`;
  bench.figure(`${title}: median`, quantile(all, 0.5), 'ms');
  bench.figure(`${title}: p99 (goal at most 50)`, quantile(all, 0.99), 'ms');
  for (const [asked, own] of Object.entries(times)) bench.figure(`  p99 of ${asked}`, quantile(own, 0.99), 'ms');
  bench.figure('  processor time of the server per request', (user + system) / 1_000 / all.length, 'ms');
  bench.figure('  longest collection of garbage in it', longestMs, 'ms');
  bench.figure('  longest delay of the client itself', lateMs, 'ms');
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** A process with sockets that do nothing. */
async function openIdle(port: number, count: number): Promise<ChildProcess> {
  const url = new URL('./idleSockets.child.fixture.ts', import.meta.url);
  const child = fork(url, [String(port), String(count)], { silent: true });
  await once(child.stdout as Readable, 'data');
  return child;
}

/** How many of them the server still holds. */
async function heldBy(child: ChildProcess): Promise<number> {
  child.send('count');
  const [{ held }] = (await once(child, 'message')) as [{ readonly held: number }];
  return held;
}
