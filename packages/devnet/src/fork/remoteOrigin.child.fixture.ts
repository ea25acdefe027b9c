/** A network in a thread of its own behind a proxy that counts, lies, is gone or says nothing, as it is told. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type MessagePort, workerData } from 'node:worker_threads';
import { LUX_PER_DUSK } from '@eventide/base';
import { sendShielded, waitForTx } from '@eventide/sdk';
import { createDevnet } from '../solo/createDevnet.ts';
import type { OriginAnswer, OriginData, OriginOrder, ProxyMode } from './remoteOrigin.fixture.ts';

const { port, modules } = workerData as OriginData & { readonly port: MessagePort };
const net = await createDevnet({ keptStates: 4 });
const alice = await net.wallet('alice');
const bob = net.accounts.users[1]?.address ?? '';
const { id } = await sendShielded(net.client, { from: alice, to: bob, value: 5n * LUX_PER_DUSK });
await waitForTx(net.client, id, { until: 'final' });
const contracts: string[] = [];

let mode: ProxyMode = 'honest';
let asked: string[] = [];
const proxy = createServer((request, response) => void pass(request, response)).listen(0, '127.0.0.1');
await new Promise((resolve) => proxy.once('listening', resolve));
const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const tell = (): void =>
  port.postMessage({
    url,
    height: net.door.ledger.tip().block.header.height,
    asked,
    contracts,
  } satisfies OriginAnswer);

port.on('message', async (order: OriginOrder) => {
  if (order.mode !== undefined) mode = order.mode;
  if (order.deploy) {
    const { contract } = await net.deploy({ from: 'alice', bytecode: modules[contracts.length] ?? new Uint8Array() });
    contracts.push(contract);
  }
  if (order.fund !== undefined) await net.fund(order.fund, LUX_PER_DUSK);
  if (order.mine !== undefined) await net.mine(order.mine);
  if (order.close) {
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await net.close();
  }
  tell();
  if (order.forget) asked = [];
  if (order.close) port.close();
});
tell();

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url: path = '', method = 'GET', headers } = request;
  const parts: Uint8Array[] = [];
  for await (const part of request) parts.push(part as Uint8Array);
  const route = path.replace('/on/eventide/', '');
  asked.push(route);
  if (mode === 'gone') return void request.socket.destroy();
  if (mode === 'silent' && route === 'state_page') return;
  const { host: _, connection: __, 'content-length': ___, ...kept } = headers;
  const body = parts.length === 0 ? null : Buffer.concat(parts);
  const answer = await fetch(`${net.url}${path}`, { method, headers: kept as Record<string, string>, body });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (mode === 'lying' && route === 'state_page' && bytes.length > 77) bytes[77] = (bytes[77] ?? 0) ^ 1;
  const told = Object.fromEntries(
    [...answer.headers].filter(([name]) => !/^(content-length|transfer|connection|keep)/.test(name)),
  );
  response.writeHead(answer.status, told).end(bytes);
}
