import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LUX_PER_DUSK, utf8 } from '@eventide/base';
import { originalContracts } from '@eventide/params';
import {
  type Client,
  createClient,
  getBalance,
  type Profile,
  rues,
  sendPublic,
  sendShielded,
  shield,
  waitForTx,
} from '@eventide/sdk';
import { post } from '@eventide/sdk/calls/post';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractsNote, genesisContracts } from '../genesis/genesisContracts.ts';
import { walletCoreFiles, walletCoreNote } from '../genesis/walletCore.ts';
import { createDevnet } from './createDevnet.ts';
import type { Devnet } from './devnet.ts';

let net: Devnet;
/** Proves as clients of the reference do: the node is asked to. */
let client: Client;
beforeAll(async () => {
  net = await createDevnet({ protocol: 'rusk-1.6' });
  const transport = rues(net.url);
  client = createClient({
    transport,
    network: 'localnet',
    prover: {
      async prove(_circuit, inputs) {
        const answer = await post(transport, '/on/prover/prove', { body: inputs, binary: true, timeoutMs: 120_000 });
        return { proof: await answer.bytes(), publicInputs: [] };
      },
      prepare: async () => undefined,
      check: async () => [],
      close: async () => undefined,
    },
  });
}, 120_000);
afterAll(async () => {
  client.close();
  await net.close();
});

/** The next messages of a socket. */
function messagesOf(socket: WebSocket, count: number): Promise<readonly unknown[]> {
  const { promise, resolve } = Promise.withResolvers<readonly unknown[]>();
  const messages: unknown[] = [];
  const onMessage = ({ data }: MessageEvent): void => {
    if (messages.push(data) < count) return;
    socket.removeEventListener('message', onMessage);
    resolve(messages);
  };
  socket.addEventListener('message', onMessage);
  return promise;
}

/** A WebAssembly module whose exports of these names are all one empty function. */
function moduleWith(names: readonly string[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: readonly number[]): number[] => [id, content.length, ...content];
  const exported = names.flatMap((name) => [name.length, ...utf8(name), 0, 0]);
  return Uint8Array.from([
    ...utf8('\0asm'),
    ...[1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(7, [names.length, ...exported]),
    ...section(10, [1, 2, 0, 0x0b]),
  ]);
}

const balanceOf = async (profile: Profile) => getBalance(client, { profile });

describe('13 §3.1 protocol rusk-1.6 for clients of the reference', () => {
  test('is what their version check and chain id look for', async () => {
    const response = await fetch(`${net.url}/on/node/info`, { method: 'POST', headers: { 'rusk-version': '1.6.0' } });
    expect(response.headers.get('rusk-version')).toBe('1.6.0');
    expect(await response.json()).toMatchObject({ version: '1.6.0', chain_id: null });
    const other = await fetch(`${net.url}/on/node/info`, { method: 'POST', headers: { 'rusk-version': '2.0.0' } });
    expect(other.status).toBe(400);
  });

  test('a shielded payment whose proof the node makes', { timeout: 240_000 }, async () => {
    const [alice, bob] = [await net.wallet('alice'), await net.wallet('bob')];
    const { id } = await sendShielded(client, { from: alice, to: bob.address, value: 2n * LUX_PER_DUSK });
    expect((await waitForTx(client, id, { until: 'final' })).error).toBeUndefined();
    const receiver = await net.wallet('bob');
    expect((await balanceOf(receiver)).shielded.total).toBe(100_002n * LUX_PER_DUSK);
  });

  test('a public payment, and public money that becomes shielded', { timeout: 240_000 }, async () => {
    const [carol, dave] = [await net.wallet('carol'), await net.wallet('dave')];
    const paid = await sendPublic(client, { from: carol, to: dave.account, value: 3n });
    await waitForTx(client, paid.id, { until: 'final' });
    const moved = await shield(client, { from: dave, value: 5n * LUX_PER_DUSK });
    expect((await waitForTx(client, moved.id, { until: 'final' })).error).toBeUndefined();
    expect((await balanceOf(await net.wallet('dave'))).shielded.total).toBe(100_005n * LUX_PER_DUSK);
  });

  test('who asks for the events of a payment after sending it still hears them', async () => {
    const [erin, frank] = [await net.wallet('erin'), await net.wallet('frank')];
    const socket = new WebSocket(`${net.url.replace('http', 'ws')}/on`);
    socket.binaryType = 'arraybuffer';
    const [session] = await messagesOf(socket, 1);
    const { id } = await sendPublic(client, { from: erin, to: frank.account, value: 3n });
    const executed = messagesOf(socket, 1);
    const path = `/on/transactions:${id}/executed`;
    const headers = { 'rusk-session-id': String(session), 'rusk-version': '1.0.0-rc.0' };
    expect((await fetch(net.url + path, { headers })).status).toBe(200);
    expect(Buffer.from((await executed)[0] as ArrayBuffer).toString()).toContain(path);
    socket.close();
  });

  test('has the history that wallets of the reference ask for, and none of what was taken back', {
    timeout: 240_000,
  }, async () => {
    const frank = await net.wallet('frank');
    const ask = async () => {
      const body = `query { fullMoonlightHistory(address: "${frank.account}") { json } }`;
      const headers = { 'content-type': 'application/octet-stream', 'rusk-version': '1.0.0-rc.0' };
      const answer = await fetch(`${net.url}/on/graphql/query`, { method: 'POST', body, headers });
      return (await answer.json()) as { fullMoonlightHistory: { json: { origin: string }[] } };
    };
    const clean = net.snapshot();
    const { id } = await sendPublic(client, { from: await net.wallet('erin'), to: frank.account, value: 5n });
    await waitForTx(client, id, { until: 'final' });
    await expect.poll(ask, { timeout: 100_000 }).toMatchObject({
      fullMoonlightHistory: { json: expect.arrayContaining([expect.objectContaining({ origin: id })]) },
    });
    await net.revert(clean);
    await expect.poll(async () => (await ask()).fullMoonlightHistory.json.length, { timeout: 100_000 }).toBe(1);
  });

  test('w3sper finds a module of ours', async () => {
    const answer = await fetch(`${net.url}/static/drivers/wallet-core-1.6.0.wasm`);
    expect(answer.headers.get('content-type')).toBe('application/wasm');
    const { instance } = await WebAssembly.instantiate(await answer.arrayBuffer());
    expect(Object.keys(instance.exports)).toEqual(expect.arrayContaining(['memory', 'map_owned', 'into_proven']));
  });

  test('w3sper finds another module if a file of it is given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eventide-wallet-core-'));
    const write = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    try {
      const names = ['malloc', 'generate_profile', 'map_owned', 'moonlight', 'phoenix', 'into_proven'];
      const walletCore = write('core.wasm', moduleWith([...names, 'KEY_SIZE', 'ITEM_SIZE']));
      const given = { protocol: 'rusk-1.6', walletCore } as const;
      expect(await walletCoreFiles(given)).toEqual({ 'wallet-core-1.6.0.wasm': walletCore });
      expect(walletCoreNote(given)).toMatch(/^Wallet core: another module at \/static/);
      expect(walletCoreNote({ ...given, walletCore: undefined })).toMatch(/^Wallet core: a build of Eventide/);
      expect(await walletCoreFiles({ protocol: 'eventide', walletCore: undefined })).toEqual({});
      expect(walletCoreNote({ protocol: 'eventide', walletCore: undefined })).toBeUndefined();
      const refused = (text: string) => ({ code: 'DEVNET_BAD_OPTION', details: { reason: text } });
      const start = (file: string) => createDevnet({ protocol: 'rusk-1.6', walletCore: file });
      await expect(start(join(folder, 'nowhere'))).rejects.toMatchObject(refused('ENOENT'));
      await expect(start(import.meta.filename)).rejects.toMatchObject(refused('no WebAssembly module'));
      await expect(start(write('half.wasm', moduleWith(names)))).rejects.toMatchObject(
        refused('without KEY_SIZE, ITEM_SIZE'),
      );
      await expect(createDevnet({ walletCore })).rejects.toMatchObject({ code: 'DEVNET_BAD_OPTION' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('what is no request of a proof is refused', async () => {
    await expect(post(client.transport, '/on/prover/prove', { body: new Uint8Array(9) })).rejects.toMatchObject({
      code: 'NETWORK_REFUSED',
    });
  });

  test('real proofs only with the file of the ceremony', async () => {
    const refused = { code: 'DEVNET_BAD_OPTION' };
    await expect(createDevnet({ protocol: 'rusk-1.6', proofs: 'real' })).rejects.toMatchObject(refused);
    await expect(createDevnet({ crs: 'ceremony.crs' })).rejects.toMatchObject(refused);
    const real = { protocol: 'rusk-1.6', proofs: 'real' } as const;
    await expect(createDevnet({ ...real, crs: 'nowhere.crs' })).rejects.toMatchObject(refused);
    await expect(createDevnet({ ...real, crs: import.meta.filename })).rejects.toMatchObject({
      code: 'PLONK_SRS_WRONG',
    });
  });

  test('who starts it is told whose contracts run', async () => {
    const ours = await genesisContracts();
    expect(contractsNote('eventide', ours)).toBeUndefined();
    expect(contractsNote('rusk-1.6', ours)).toMatch(/^Contracts: builds of Eventide/);
    expect(contractsNote('rusk-1.6', { ...ours, hashes: originalContracts })).toMatch(
      /^Contracts: the original binaries/,
    );
  });
});
