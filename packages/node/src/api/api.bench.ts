import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { Readable } from 'node:stream';
import { toBase58, toHex } from '@eventide/base';
import { alice, DUSK, keyBytes, moonlight } from '@eventide/execution/world.fixture';
import type { Bench } from '@eventide/testkit';
import { formatTxId, TRANSFER_CONTRACT } from '@eventide/tx';
import { listen } from './client.fixture.ts';
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
  try {
    await load(api.port, mix, 2);
    tell(bench, 'alone', await load(api.port, mix, SECONDS));
    const before = process.memoryUsage().rss;
    const idle = await openIdle(api.port, IDLE_SOCKETS);
    bench.figure('memory of the server per idle socket', (process.memoryUsage().rss - before) / IDLE_SOCKETS, 'bytes');
    tell(bench, `beside ${IDLE_SOCKETS} idle sockets`, await load(api.port, mix, SECONDS));
    bench.figure('idle sockets held meanwhile', await heldBy(idle), 'sockets');
    const listener = await listen(api.url);
    await listener.subscribe('/on/transactions/removed');
    node.emit({ kind: 'removed', id: new Uint8Array(32) });
    await listener.next();
    listener.socket.close();
    idle.kill();
  } finally {
    await api.close();
    node.close();
  }
}

type Asked = { readonly path: string; readonly body: string };

function requests(id: string): readonly Asked[] {
  const account = toBase58(keyBytes(alice));
  const transfer = toHex(TRANSFER_CONTRACT);
  return [
    { path: '/on/blocks/gas-price', body: '' },
    { path: '/on/graphql/query', body: '{ block(height: -1) { header { height } } }' },
    { path: '/on/graphql/query', body: `{ tx(hash: "${id}") { id err gasSpent tx { json } } }` },
    { path: '/on/graphql/query', body: '{ blocks(last: 2) { header { json } transactions { id } } }' },
    { path: '/on/node/info', body: '' },
    { path: `/on/account:${account}/status`, body: '' },
    { path: `/on/contracts:${transfer}/num_notes`, body: '' },
  ];
}

/** Starts a request every 1/500 s, whatever became of the ones before; resolves with their times. */
async function load(port: number, mix: readonly Asked[], seconds: number): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: number[] = [];
  const pending: Promise<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < PER_SECOND * seconds; i++) {
    const dueMs = start + (i * 1_000) / PER_SECOND;
    const restMs = dueMs - performance.now();
    if (restMs > 1) await new Promise((resolve) => setTimeout(resolve, restMs));
    const asked = mix[i % mix.length] as Asked;
    // From when it was due: a server that stalls is not let off.
    pending.push(send(port, agent, asked).then(() => void times.push(performance.now() - dueMs)));
  }
  await Promise.all(pending);
  agent.destroy();
  return times.sort((a, b) => a - b);
}

async function send(port: number, agent: Agent, { path, body }: Asked): Promise<void> {
  const outgoing = request({ port, host: '127.0.0.1', agent, method: 'POST', path });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  if (incoming.statusCode !== 200) throw new Error(`${path}: ${incoming.statusCode}`);
  incoming.resume();
  await once(incoming, 'end');
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

function tell(bench: Bench, name: string, times: readonly number[]): void {
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
  bench.figure(`${PER_SECOND} requests/s, ${name}: median`, at(0.5), 'ms');
  bench.figure(`${PER_SECOND} requests/s, ${name}: p99 (goal at most 50)`, at(0.99), 'ms');
}
