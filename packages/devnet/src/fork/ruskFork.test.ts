import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LUX_PER_DUSK, toHex } from '@eventide/base';
import {
  getAccount,
  getBalance,
  getBlock,
  getHeight,
  getProvisioners,
  propagate,
  sendPublic,
  sendShielded,
  waitForTx,
} from '@eventide/sdk';
import { readContract } from '@eventide/sdk/calls/contract';
import { buildMoonlight, encodeTx, STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wabt from 'wabt';
import { projectFolder } from '../genesis/projectFolder.ts';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';

const gas = { gasLimit: 100_000_000n, gasPrice: 1n };
const balanceOf = async (net: Devnet, name: string) => getBalance(net.client, { profile: await net.wallet(name) });

async function counterCode(): Promise<Uint8Array> {
  const text = readFileSync(`${projectFolder()}/contracts/wat/counter.wat`, 'utf8');
  const { parseWat } = await wabt();
  return new Uint8Array(parseWat('counter.wat', text, { bulk_memory: true }).toBinary({}).buffer);
}

let origin: Devnet;
let fork: Devnet;
let code: Uint8Array;
let counter: string;
let spent: Uint8Array;
beforeAll(async () => {
  origin = await createDevnet({ protocol: 'rusk-1.6' });
  const [alice, bob] = [await origin.wallet('alice'), await origin.wallet('bob')];
  const shielded = await sendShielded(origin.client, { from: alice, to: bob.address, value: 5n * LUX_PER_DUSK });
  await waitForTx(origin.client, shielded.id, { until: 'final' });
  for (const value of [1n, 2n]) {
    const { id } = await sendPublic(origin.client, { from: alice, to: bob.account, value });
    await waitForTx(origin.client, id, { until: 'final' });
  }
  code = await counterCode();
  const deployed = await origin.deploy({ from: 'alice', bytecode: code });
  counter = deployed.contract;
  fork = await createDevnet({ fork: { url: origin.url } });
  spent = await readContract(origin.client.transport, TRANSFER_CONTRACT, 'num_notes');
}, 400_000);
afterAll(async () => {
  await fork?.close();
  await origin?.close();
});

describe('13 §3.2 fork of a node of Rusk', () => {
  test('stands on its newest block, with its notes, balances, nonces and stakes', { timeout: 240_000 }, async () => {
    const height = await getHeight(origin.client);
    expect(fork.forkedAt).toMatchObject({ url: origin.url, height });
    expect(await getHeight(fork.client)).toBe(height + 2n);
    expect((await getBlock(fork.client, height))?.hash).toBe((await getBlock(origin.client, height))?.hash);
    for (const name of ['alice', 'bob']) {
      const [theirs, ours] = [await balanceOf(origin, name), await balanceOf(fork, name)];
      expect([ours.public, ours.shielded.total]).toEqual([theirs.public, theirs.shielded.total]);
    }
    const account = fork.accounts.users[0]?.account ?? '';
    expect(await getAccount(fork.client, { account })).toEqual(await getAccount(origin.client, { account }));
    const own = fork.accounts.provisioners[0]?.account ?? '';
    const theirs = await getProvisioners(origin.client);
    expect((await getProvisioners(fork.client)).filter(({ account: who }) => who !== own)).toEqual(
      theirs.map((stake) => (stake.amount > 0n ? { ...stake, eligibility: 2n ** 62n } : stake)),
    );
    expect(spent).toHaveLength(8);
  });

  test('goes on: public and shielded payments, and nothing reaches the origin', { timeout: 240_000 }, async () => {
    const height = await getHeight(origin.client);
    const [alice, bob] = [await fork.wallet('alice'), await fork.wallet('bob')];
    const before = (await balanceOf(fork, 'bob')).shielded.total;
    const sent = await sendShielded(fork.client, { from: alice, to: bob.address, value: 60_000n * LUX_PER_DUSK });
    expect((await waitForTx(fork.client, sent.id, { until: 'final' })).error).toBeUndefined();
    expect((await balanceOf(fork, 'bob')).shielded.total).toBe(before + 60_000n * LUX_PER_DUSK);
    await fork.fund('carol', LUX_PER_DUSK);
    expect(await getHeight(origin.client)).toBe(height);
  });

  test('what was spent there cannot be spent here', async () => {
    const feed = async (net: Devnet): Promise<string[]> => {
      const found: string[] = [];
      for await (const part of net.door.state.feed(TRANSFER_CONTRACT, 'sync_nullifiers', new Uint8Array(16)))
        found.push(toHex(part));
      return found;
    };
    const theirs = await feed(origin);
    expect(theirs.length).toBeGreaterThan(0);
    expect(await feed(fork)).toEqual(expect.arrayContaining(theirs));
  });

  test('contracts of others answer there; calls that change them are refused with what can be done', {
    timeout: 240_000,
  }, async () => {
    const id = Uint8Array.from(Buffer.from(counter, 'hex'));
    expect(await readContract(fork.client.transport, id, 'value')).toEqual(new Uint8Array(8));
    await expect(readContract(fork.client.transport, id, 'nothing')).rejects.toMatchObject({
      code: 'CONTRACT_CALL_FAILED',
    });
    const [alice] = fork.accounts.users;
    if (alice === undefined) throw new Error('no alice');
    const call = async (contract: Uint8Array): Promise<Uint8Array> => {
      const { nonce } = await getAccount(fork.client, { account: alice.account });
      const data = { kind: 'call', contract, fnName: 'increment', fnArgs: new Uint8Array(8).fill(1) } as const;
      const { chainId } = fork.genesis.network;
      return encodeTx(
        buildMoonlight({ chainId, from: alice.secretKey, to: undefined, value: 0n, gas, nonce: nonce + 1n, data }),
      );
    };
    await expect(propagate(fork.client, await call(id))).rejects.toMatchObject({
      code: 'NETWORK_REFUSED',
      details: { reason: expect.stringMatching(/DEVNET_FORK_NO_STATE.*--fork-state/) },
    });
    // A contract that is nowhere fails as it does everywhere.
    const nowhere = await propagate(fork.client, await call(new Uint8Array(32).fill(9)));
    expect((await waitForTx(fork.client, nowhere)).error).toMatch(/DoesNotExist/);
    const here = await fork.deploy({ from: 'alice', bytecode: code, nonce: 1n });
    expect(await readContract(fork.client.transport, Buffer.from(here.contract, 'hex'), 'value')).toHaveLength(8);
  });

  test('an older block is not to be had', async () => {
    await expect(createDevnet({ fork: { url: origin.url, height: 1n } })).rejects.toMatchObject({
      code: 'DEVNET_FORK_HEIGHT',
      details: { reason: expect.stringContaining('newest') },
    });
  });
});

/** What it says of a path, in place of what the origin answers. */
type Lie = (path: string, honest: Uint8Array) => Uint8Array;

/** A node between: it passes on what is asked and lies about what comes back. */
async function liar(lie: Lie): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request: IncomingMessage, response) => {
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const { 'content-length': _, host: __, connection: ___, ...headers } = request.headers;
    const answer = await fetch(origin.url + request.url, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(body),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(lie(request.url ?? '', bytes));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('13 §3.2 an origin that lies', () => {
  const at = (contract: Uint8Array, name: string): string => `/on/contracts:${toHex(contract)}/${name}`;
  const flip = (bytes: Uint8Array, from: number): Uint8Array => bytes.map((byte, i) => (i === from ? byte ^ 1 : byte));
  const about =
    (path: string, change: (bytes: Uint8Array) => Uint8Array): Lie =>
    (asked, honest) =>
      asked === path && honest.length > 0 ? change(honest) : honest;
  test.each<[string, Lie]>([
    ['a note changed', about(at(TRANSFER_CONTRACT, 'sync'), (bytes) => flip(bytes, bytes.length - 736 + 300))],
    ['a note left out', about(at(TRANSFER_CONTRACT, 'sync'), (bytes) => bytes.slice(736))],
    ['the last note left out', about(at(TRANSFER_CONTRACT, 'sync'), (bytes) => bytes.slice(0, -736))],
    ['half a note', about(at(TRANSFER_CONTRACT, 'sync'), (bytes) => bytes.slice(0, -30))],
    ['another root', about(at(TRANSFER_CONTRACT, 'root'), (bytes) => flip(bytes, 0))],
    ['no root', about(at(TRANSFER_CONTRACT, 'root'), () => new Uint8Array(3))],
    [
      'a balance that backs more than is staked',
      about(at(TRANSFER_CONTRACT, 'sync_contract_balances'), (bytes) => flip(bytes, 33)),
    ],
    ['no stakes', about(at(STAKE_CONTRACT, 'stakes'), () => new Uint8Array())],
    ['accounts that are none', about(at(TRANSFER_CONTRACT, 'sync_accounts'), (bytes) => bytes.map(() => 255))],
  ])('%s is found', { timeout: 120_000 }, async (_, lie) => {
    const between = await liar(lie);
    try {
      await expect(createDevnet({ fork: { url: between.url } })).rejects.toMatchObject({
        code: expect.stringMatching(/^(DEVNET_FORK_STATE|NETWORK_BAD_ANSWER)$/),
      });
    } finally {
      between.close();
    }
  });
});
