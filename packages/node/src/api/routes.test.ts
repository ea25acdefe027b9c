import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDriver } from '@eventide/abi/driver.fixture';
import { concatBytes, createSimulatedClock, intToBytesLe, toBase58, toHex, utf8 } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { blsSign, blsSignatureCodec, sha3_256, sha256 } from '@eventide/crypto';
import { alice, bob, buildContract, DUSK, keyBytes, moonlight, owner } from '@eventide/execution/world.fixture';
import { blockCodec } from '@eventide/ledger';
import { loadVectors } from '@eventide/testkit';
import {
  contractId,
  decodeTx,
  deployment,
  encodeTx,
  formatTxId,
  STAKE_CONTRACT,
  TRANSFER_CONTRACT,
  txId,
} from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './client.fixture.ts';
import { parseExactJson } from './json.ts';
import { type FixtureNode, openFixtureNode } from './nodeDoor.fixture.ts';
import { defaultApiOptions } from './options.ts';
import { type Api, startApi } from './startApi.ts';

const BINARY = { 'content-type': 'application/octet-stream' };
const JSON_BODY = { 'content-type': 'application/json' };
const transfer = toHex(TRANSFER_CONTRACT);
const stake = toHex(STAKE_CONTRACT);
const unknown = '77'.repeat(32);
/** Stands for the contract that is deployed later. */
const COUNTER = 'counter';
const base58 = (secret: bigint): string => toBase58(keyBytes(secret));

const recorded =
  loadVectors<Record<string, Record<string, unknown> & readonly Record<string, unknown>[]>>('api/explorer-responses');

let folder: string;
let node: FixtureNode;
let api: Api;
let counter: string;
const clock = createSimulatedClock(1_000);
let lookups = 0;

const post = (path: string, body?: Uint8Array | string, headers: Record<string, string> = {}) =>
  ask(api.url, path, body === undefined ? { headers } : { headers, body });
const json = async (path: string, body?: Uint8Array | string, headers?: Record<string, string>) => {
  const reply = await post(path, body, headers);
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json']);
  return parseExactJson(reply.text) as Record<string, unknown>;
};
const refused = async (path: string, body?: Uint8Array | string, headers?: Record<string, string>) => {
  const { status, text } = await post(path, body, headers);
  return [status, text];
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eventide-api-'));
  await writeFile(join(folder, 'crs'), 'parameters');
  const [opened, bytecode] = await Promise.all([openFixtureNode(), buildContract('counter')]);
  node = opened;
  const data = deployment({ bytecode, owner: keyBytes(alice), initArgs: intToBytesLe(5n, 8), nonce: 1n });
  counter = toHex(contractId(data));
  await node.mine([moonlight({ nonce: 1n, data, gas: { gasLimit: 100_000_000n, gasPrice: 2000n } })]);
  api = await startApi(node.door, {
    port: 0,
    clock,
    driversFolder: join(folder, 'drivers'),
    crsPath: join(folder, 'crs'),
    locatePeers: async (peers) => {
      lookups++;
      return peers.map((_, i) => ({
        lat: -33.9 + i,
        lon: 151,
        city: 'Sydney',
        country: 'Australia',
        countryCode: 'AU',
      }));
    },
  });
}, 120_000);
afterAll(async () => {
  await api.close();
  node.close();
  await rm(folder, { recursive: true });
});

describe('08 §4.1, 14 §9 node/info', () => {
  test('what every node tells, and what ours adds', async () => {
    const info = await json('/on/node/info');
    expect(Object.keys(info)).toEqual(expect.arrayContaining(Object.keys(recorded['POST /on/node/info'] ?? {})));
    expect(info).toMatchObject({
      version: '1.6.0',
      version_build: '1.6.0 (eventide 0.1.0 abcdef0 2026-01-01)',
      bootstrapping_nodes: ['127.0.0.1:9001'],
      chain_id: null,
      kadcast_address: '127.0.0.1:9000',
      vm_config: {
        gas_per_blob: 1_000_000,
        gas_per_deploy_byte: 100,
        min_deploy_points: 5_000_000,
        min_deployment_gas_price: 2000,
        block_gas_limit: 3_000_000_000,
        generation_timeout: '3s',
        features: { ABI_PUBLIC_SENDER: 1, HARDFORK_AEGIS: 1, DISABLE_WASM32: 18_446_744_073_709_551_615n },
      },
      eventide: {
        version: '0.1.0',
        protocol: 'rusk-1.6',
        rules: 1,
        circuit_set: 'aegis',
        srs: 'local-1',
        proofs: 'real',
        genesis_hash: toHex(node.door.identity.genesisHash),
        routes: [
          'eventide/compact_notes',
          'eventide/state_page',
          'eventide/state_contracts',
          'eventide/contract_code',
          'eventide/block',
          'eventide/trace',
        ],
      },
    });
  });

  test('never is 2^64 − 1 to the last digit', async () => {
    expect((await post('/on/node/info')).text).toContain('"DISABLE_3RD_PARTY":18446744073709551615');
  });
});

describe('08 §3 node and network', () => {
  test('provisioners as explorers read them', async () => {
    const provisioners = (await json('/on/node/provisioners')) as unknown as Record<string, unknown>[];
    const shape = Object.keys((recorded['POST /on/node/provisioners (first 3)'] ?? [])[0] ?? {}).sort();
    expect(provisioners.length).toBeGreaterThan(0);
    for (const entry of provisioners) expect(Object.keys(entry)).toEqual(shape);
    expect(provisioners).toContainEqual(
      expect.objectContaining({
        amount: 5000 * Number(DUSK),
        locked_amt: 0,
        faults: 0,
        owner: { Account: expect.any(String) },
      }),
    );
    expect(provisioners).toContainEqual(expect.objectContaining({ key: base58(owner), amount: 0, eligibility: 0 }));
  });

  test('setup parameters with their hash, as bytes or hex', async () => {
    const raw = await post('/on/node/crs', '', { accept: 'application/octet-stream' });
    expect(raw.text).toBe('parameters');
    expect(raw.headers['crs-hash']).toBe(toHex(sha256(utf8('parameters'))));
    expect((await post('/on/node/crs')).text).toBe(toHex(utf8('parameters')));
  });

  test('a node without setup parameters says so', async () => {
    const bare = await startApi(node.door, { port: 0 });
    const reply = await ask(bare.url, '/on/node/crs');
    await bare.close();
    expect([reply.status, reply.text]).toEqual([500, 'IO error: this node has no setup parameters']);
  });

  test.each([
    ['2', ['10.0.0.1:9000', '10.0.0.2:9000']],
    [' 1\n', ['10.0.0.1:9000']],
    ['0', []],
  ])('peers, at most %j', async (count, peers) => {
    expect(await json('/on/network/peers', count)).toEqual(peers);
    expect(await json('/on/network/peers', utf8(count), BINARY)).toEqual(peers);
  });

  test.each(['', 'many', '-1', '1.5', '1e3', '9'.repeat(30)])('no number of peers: %j', async (count) => {
    expect(await refused('/on/network/peers', count)).toEqual([400, 'Invalid input: invalid amount']);
  });

  test('places of peers are asked for once a minute', async () => {
    const places = await json('/on/network/peers_location');
    expect(Object.keys((places as unknown as object[])[0] ?? {})).toEqual(
      Object.keys((recorded['POST /on/network/peers_location (first 3)'] ?? [])[0] ?? {}).sort(),
    );
    await json('/on/network/peers_location');
    expect(lookups).toBe(1);
    await clock.advance(60_001);
    await json('/on/network/peers_location');
    expect(lookups).toBe(2);
  });
});

describe('08 §3 accounts and contracts', () => {
  test('an account, exactly', async () => {
    const reply = await post(`/on/account:${base58(alice)}/status`);
    const { balance } = await node.door.state.account(keyBytes(alice));
    expect(reply.text).toBe(`{"balance":${balance},"next_nonce":2,"nonce":1}`);
  });

  test.each([
    ['0OIl', 'Invalid input: Invalid bs58 account'],
    ['abc', 'Invalid input: Invalid bls account'],
    [toBase58(new Uint8Array(96).fill(0x80)), 'Invalid input: Invalid bls account'],
    [toBase58(keyBytes(alice).subarray(1)), 'Invalid input: Invalid bls account'],
    ['1'.repeat(1000), 'Invalid input: Invalid bs58 account'],
  ])('no account: %s', async (text, body) => {
    expect(await refused(`/on/account:${text}/status`)).toEqual([400, body]);
  });

  test('an account needs a name', async () => {
    expect(await refused('/on/account/status')).toEqual([501, 'Unsupported operation']);
  });

  test('a contract’s balance, owner and metadata', async () => {
    expect(await json(`/on/contract:${transfer}/status`)).toEqual({ balance: 0 });
    expect(await json(`/on/contract:${counter}/metadata`)).toEqual({
      owner: base58(alice),
      contract_owner: toHex(keyBytes(alice)),
      driver_available: false,
      driver_signature: null,
      created_at: null,
    });
    expect(await json(`/on/contract:${unknown}/metadata`)).toMatchObject({ owner: '', driver_available: false });
    expect((await post(`/on/contract_owner:${counter}/whatever`)).text).toBe(toHex(keyBytes(alice)));
  });

  test.each([
    ['/on/contract:12/status', 400, 'Invalid input: Invalid contract ID: 64 hex digits expected'],
    ['/on/contract:zz/metadata', 400, 'Invalid input: Invalid contract id'],
    [`/on/contract_owner:${unknown}/x`, 404, 'Not found: Contract owner not found: no such contract'],
    ['/on/contract_owner:1/x', 400, 'Invalid input: Invalid contract id'],
    [`/on/contract:${unknown}/download_driver`, 404, 'Not found: Driver not found'],
    ['/on/contracts:12/root', 400, 'Invalid input: Invalid contract bytes'],
    ['/on/driver:12/get_schema', 400, 'Invalid input: Invalid contractId'],
    [`/on/driver:${unknown}/get_schema`, 404, `Not found: No data driver for contract id ${unknown} found.`],
    [`/on/driver:${transfer}/decode`, 404, 'Not found: Unsupported data driver method decode'],
    ['/on/blobs:zz/hash', 400, 'Invalid input: hash not hex'],
    ['/on/blobs:00/hash', 400, 'Invalid input: hash length'],
    ['/on/blobs:z/commitment', 400, 'Invalid input: commitment not hex'],
    [`/on/blobs:${unknown}/hash`, 404, `Not found: Blob with versioned hash ${unknown} not found`],
    ['/on/stats/tx_count', 501, 'Unsupported operation'],
    ['/on/stats/account_count', 501, 'Unsupported operation'],
    ['/on/prover/prove', 501, 'Unsupported operation'],
    ['/on/devnet/mine', 501, 'Unsupported operation'],
    ['/on/toString/constructor', 501, 'Unsupported operation'],
  ])('%s: %i', async (path, status, text) => {
    expect(await refused(path)).toEqual([status, text]);
  });
});

describe('08 §4.2 contract queries', () => {
  test('raw in, raw out; hex for text', async () => {
    const raw = await post(`/on/contracts:${counter}/value`, new Uint8Array(), BINARY);
    expect(toHex(raw.bytes)).toBe('0500000000000000');
    expect((await post(`/on/contracts:${counter}/value`)).text).toBe('0500000000000000');
    expect((await post(`/on/contracts:${transfer}/chain_id`)).text).toBe('00');
  });

  test('JSON in, JSON out, through the built-in driver', async () => {
    expect(await json(`/on/contracts:${transfer}/num_notes`, 'null', JSON_BODY)).toBe('0');
    const account = await json(`/on/contracts:${transfer}/account`, JSON.stringify(base58(bob)), JSON_BODY);
    expect(account).toEqual({ balance: '0', nonce: '0' });
  });

  test.each<[string, string, string, number, RegExp]>([
    ['JSON of another shape', `/on/contracts:${transfer}/account`, '{}', 400, /^Invalid input: Invalid JSON: /],
    ['no JSON', `/on/contracts:${transfer}/account`, '{', 400, /^Invalid input: Invalid JSON: /],
    ['JSON without a driver', `/on/contracts:${COUNTER}/value`, 'null', 404, /^Not found: Unsupported contract /],
  ])('%s', async (_, path, body, status, text) => {
    const reply = await post(path.replace(COUNTER, counter), body, JSON_BODY);
    expect(reply.status).toBe(status);
    expect(reply.text).toMatch(text);
  });

  test.each([
    ['an unknown method', `/on/contracts:${COUNTER}/nothing`],
    ['an unknown contract', `/on/contracts:${unknown}/value`],
    ['an argument that is none', `/on/contracts:${transfer}/account`],
  ])('%s is a failure of the engine', async (_, path) => {
    const reply = await post(path.replace(COUNTER, counter), '00');
    expect(reply.status).toBe(500);
    expect(reply.text).toMatch(/^VM error: /);
  });

  test('a method that feeds, asked without a feeder, says what clients look for', async () => {
    expect(await refused(`/on/contracts:${transfer}/sync_accounts`, new Uint8Array(16), BINARY)).toEqual([
      500,
      'VM error: Missing feed',
    ]);
  });

  test('so does one of a contract that nobody knows', async () => {
    expect(await refused(`/on/contracts:${counter}/upcoming`, Uint8Array.of(3, 0, 0, 0), BINARY)).toEqual([
      500,
      'VM error: Missing feed',
    ]);
  });

  test('the state after an earlier block, by header', async () => {
    const at = (height: string) => post(`/on/contracts:${counter}/value`, '', { 'eventide-at-height': height });
    expect((await at('1')).text).toBe('0500000000000000');
    expect((await at('0')).text).toBe('VM error: contract does not exist');
    expect([(await at('77')).status, (await at('77')).text]).toEqual([404, 'Not found: no block 77']);
    expect((await at('soon')).status).toBe(400);
  });

  test('feeds: bytes in a row, hex, or one array', async () => {
    const feeder = { 'rusk-feeder': '1' };
    const path = `/on/contracts:${counter}/upcoming`;
    const raw = await post(path, Uint8Array.of(3, 0, 0, 0), { ...BINARY, ...feeder });
    expect(toHex(raw.bytes)).toBe([5n, 6n, 7n].map((value) => toHex(intToBytesLe(value, 8))).join(''));
    expect(raw.headers['transfer-encoding']).toBe('chunked');
    expect((await post(path, '0x03000000', feeder)).text).toBe(toHex(raw.bytes));
    expect((await post(path, '0x00000000', feeder)).text).toBe('');
    const range = `/on/contracts:${transfer}/sync_accounts`;
    const accounts = (await json(range, '["0","0"]', { ...JSON_BODY, ...feeder })) as unknown as unknown[];
    expect(accounts).toHaveLength(1);
    expect((await post(range, '["1000","1"]', { ...JSON_BODY, ...feeder })).text).toBe('[]');
  });

  test('a failing feed just ends', async () => {
    const reply = await post(`/on/contracts:${counter}/nothing`, '', { 'rusk-feeder': '1' });
    expect([reply.status, reply.text]).toEqual([200, '']);
  });
});

describe('08 §3 drivers', () => {
  const argument = toHex(intToBytesLe(5n, 8));

  test('built-in: both ways, by lower-cased names', async () => {
    expect((await post(`/on/driver:${transfer}/encode_input_fn:refund`, '"5"')).text).toBe(argument);
    expect(await json(`/on/driver:${transfer}/decode_input_fn:Refund`, `0x${argument}`)).toBe('5');
    expect(await json(`/on/driver:${stake}/decode_output_fn:get_version`, `0x${argument}`)).toBe('5');
    expect((await post(`/on/driver:${transfer}/get_version`)).text).toBe('0.1.0');
    await node.mine([moonlight({ nonce: 2n, value: DUSK })]);
    const event = await lastMoonlight();
    expect(await json(`/on/driver:${transfer}/decode_event:moonlight`, event, BINARY)).toMatchObject({
      sender: base58(alice),
      receiver: base58(bob),
      value: '1000000000',
    });
  });

  test.each([
    ['encode_input_fn:refund', '{}'],
    ['encode_input_fn:nothing', '"5"'],
    ['decode_input_fn:refund', '0x00'],
    ['decode_event:nothing', '0x00'],
  ])('what a driver refuses: %s', async (method, body) => {
    const reply = await post(`/on/driver:${transfer}/${method}`, body);
    expect(reply.status).toBe(500);
    expect(reply.text).toMatch(/^Data driver error: /);
  });

  test('an owner brings one: stored, served, used', async () => {
    const wasm = testDriver();
    const sign = toHex(blsSignatureOf(alice, wasm));
    expect(await refused(`/on/contract:${counter}/upload_driver`, wasm, { ...BINARY, sign })).toEqual([
      200,
      'driver upload ok',
    ]);
    expect((await readdir(join(folder, 'drivers'))).sort()).toEqual([counter, `${counter}.sign`]);
    const served = await post(`/on/contract:${counter}/download_driver`);
    expect(served.headers['content-type']).toBe('application/wasm');
    expect(toHex(served.bytes)).toBe(toHex(wasm));
    expect(await json(`/on/contract:${counter}/metadata`)).toMatchObject({
      driver_available: true,
      driver_signature: sign,
    });
    expect((await post(`/on/driver:${counter}/encode_input_fn:any`, 'abc')).text).toBe(toHex(utf8('abc')));
    expect(await json(`/on/driver:${counter}/decode_event:any`, '[1,"x"]')).toEqual([1, 'x']);
    expect((await post(`/on/driver:${counter}/get_version`)).text).toBe('');
    // A trap ends the driver's instance, not the route.
    expect((await post(`/on/driver:${counter}/get_schema`)).text).toMatch(/^Data driver error: /);
    expect((await post(`/on/driver:${counter}/encode_input_fn:any`, 'abc')).text).toBe(toHex(utf8('abc')));
  });

  test('a driver that does not end is ended', async () => {
    const wasm = runaway();
    const sign = toHex(blsSignatureOf(alice, wasm));
    const strict = await startApi(node.door, {
      port: 0,
      limits: { ...defaultApiOptions.limits, driverTimeoutMs: 100 },
    });
    await ask(strict.url, `/on/contract:${counter}/upload_driver`, { headers: { ...BINARY, sign }, body: wasm });
    const reply = await ask(strict.url, `/on/driver:${counter}/get_schema`);
    expect([reply.status, reply.text]).toEqual([500, 'Data driver error: the driver took too long']);
    const next = await ask(strict.url, `/on/driver:${counter}/encode_input_fn:a`, { body: 'x' });
    expect(next.text).toBe(toHex(utf8('x')));
    await strict.close();
  });

  test.each<[string, string, string | undefined, number, string]>([
    ['no signature', COUNTER, undefined, 400, 'Invalid input: Signature missing'],
    ['no hex', COUNTER, 'zz', 400, 'Invalid input: Invalid signature: 96 hex digits expected'],
    ['no point', COUNTER, 'ff'.repeat(48), 400, 'Invalid input: Invalid signature: not a point'],
    ['somebody else', COUNTER, 'bob', 500, 'Verification error: Signature verification failed: invalid signature'],
    ['an unknown contract', unknown, 'bob', 404, 'Not found: Contract owner not found: no such contract'],
  ])('an upload with %s is refused', async (_, id, sign, status, text) => {
    const wasm = testDriver();
    const path = `/on/contract:${id === COUNTER ? counter : id}/upload_driver`;
    const headers = sign === undefined ? {} : { sign: sign === 'bob' ? toHex(blsSignatureOf(bob, wasm)) : sign };
    expect(await refused(path, wasm, { ...BINARY, ...headers })).toEqual([status, text]);
  });
});

describe('08 §3 blobs', () => {
  test('by hash and by commitment, as bytes and as JSON', async () => {
    const sidecar = {
      commitment: new Uint8Array(48).fill(1),
      proof: new Uint8Array(48).fill(2),
      data: new Uint8Array(131_072).fill(3),
    };
    const hash = toHex(node.addBlob(sidecar));
    const bytes = toHex(concatBytes(sidecar.commitment, sidecar.proof, sidecar.data));
    expect((await post(`/on/blobs:${hash}/hash`)).text).toBe(bytes);
    expect(toHex((await post(`/on/blobs:${hash}/hash`, '', BINARY)).bytes)).toBe(bytes);
    expect(await json(`/on/blobs:${toHex(sidecar.commitment)}/commitment`, '', JSON_BODY)).toEqual({
      commitment: '01'.repeat(48),
      proof: '02'.repeat(48),
      data: '03'.repeat(131_072),
    });
  });
});

describe('08 §3 transactions', () => {
  const pay = (nonce: bigint, gasPrice = 1n) =>
    encodeTx(moonlight({ nonce, value: DUSK, gas: { gasLimit: 10_000_000n, gasPrice } }));

  test('prices of an empty mempool', async () => {
    expect((await post('/on/blocks/gas-price')).text).toBe('{"average":1,"max":1,"median":1,"min":1}');
  });

  test('preverify leaves no trace, propagate does: 202 and nothing else', async () => {
    const bytes = pay(3n);
    const checked = await post('/on/transactions/preverify', bytes, BINARY);
    expect([checked.status, checked.text, checked.headers['content-length']]).toEqual([202, '', '0']);
    expect(node.door.mempool.size).toBe(0);
    expect((await post('/on/transactions/propagate', `0x${toHex(bytes)}`)).status).toBe(202);
    expect(node.door.mempool.size).toBe(1);
    const id = formatTxId(moonlight({ nonce: 3n, value: DUSK }));
    expect(await refused('/on/transactions/preverify', bytes, BINARY)).toEqual([
      500,
      `Tx ${id} not accepted: this transaction exists in the mempool`,
    ]);
    expect((await json(`/on/account:${base58(alice)}/status`)).next_nonce).toBe(4);
  });

  test.each(['', 'text', '0x', '0x0300'])('what is no transaction: %j', async (body) => {
    for (const route of ['preverify', 'propagate']) {
      const reply = await post(`/on/transactions/${route}`, body);
      expect(reply.status).toBe(400);
      expect(reply.text).toMatch(/^Invalid input: Data: /);
    }
    const reply = await post('/on/transactions/simulate', body);
    expect(reply.text).toMatch(/^Invalid input: Invalid transaction: /);
  });

  test('prices of some: mean rounded up, median down', async () => {
    await post('/on/transactions/propagate', pay(4n, 4n), BINARY);
    expect(await json('/on/blocks/gas-price')).toEqual({ average: 3, max: 4, median: 2, min: 1 });
    await post('/on/transactions/propagate', pay(5n, 2n), BINARY);
    expect(await json('/on/blocks/gas-price')).toEqual({ average: 3, max: 4, median: 2, min: 1 });
    expect(await json('/on/blocks/gas-price', '2')).toEqual({ average: 3, max: 4, median: 3, min: 2 });
    expect(await json('/on/blocks/gas-price', '0')).toEqual({ average: 1, max: 1, median: 1, min: 1 });
    expect(await json('/on/blocks/gas-price', utf8('1'), BINARY)).toMatchObject({ min: 4 });
    expect(await json('/on/blocks/gas-price', 'all')).toMatchObject({ min: 1 });
  });

  test('simulate executes and forgets', async () => {
    const tip = node.door.ledger.tip().block.header.hash;
    const good = await json('/on/transactions/simulate', pay(3n), BINARY);
    expect(good).toEqual({ 'gas-spent': expect.any(Number), error: null });
    expect(good['gas-spent']).toBeGreaterThan(0);
    expect(await json('/on/transactions/simulate', pay(1n), BINARY)).toMatchObject({
      'gas-spent': 0,
      error: expect.any(String),
    });
    expect(node.door.ledger.tip().block.header.hash).toEqual(tip);
    const greedy = encodeTx(moonlight({ nonce: 3n, gas: { gasLimit: 3_000_000_001n, gasPrice: 1n } }));
    expect(await refused('/on/transactions/simulate', greedy, BINARY)).toEqual([
      400,
      'Invalid input: Gas limit is too high.',
    ]);
  });
});

describe('14 §9 extension routes', () => {
  test('no notes are no bytes', async () => {
    const reply = await post('/on/eventide/compact_notes', new Uint8Array(16), BINARY);
    expect([reply.status, reply.bytes.length]).toEqual([200, 0]);
  });

  test('a page of the state with its path, or 404', async () => {
    const root = node.door.ledger.tip().block.header.stateHash;
    const page = (number: bigint) => concatBytes(root, TRANSFER_CONTRACT, intToBytesLe(number, 8));
    expect((await post('/on/eventide/state_page', page(0n), BINARY)).bytes).toHaveLength(32);
    expect(await refused('/on/eventide/state_page', page(9n), BINARY)).toEqual([
      404,
      'Not found: state, contract or page unknown',
    ]);
  });

  test('the frames of a transaction: executed, waiting to be sent, unknown', async () => {
    const [block] = await Promise.all([node.door.ledger.at(1n)]);
    const bytes = block?.block.txs[0]?.protocolBytes as Uint8Array;
    const id = txId(decodeTx(bytes, { strict: false }));
    const past = await json('/on/eventide/trace', id, BINARY);
    expect(past).toMatchObject({ height: 1, error: null, refusal: null, omitted: 0 });
    const calls = past.calls as readonly { fn: string; gas_spent: number; contract: string }[];
    expect(calls.map(({ fn }) => fn)).toEqual(['spend_and_execute', 'init', 'refund']);
    expect(calls[1]?.contract).toBe(counter);
    const again = await json('/on/eventide/trace', bytes, BINARY);
    expect(again).toMatchObject({ gas_spent: null, refusal: expect.any(String) });
    expect(await refused('/on/eventide/trace', new Uint8Array(32), BINARY)).toEqual([
      404,
      'Not found: transaction unknown',
    ]);
    expect((await refused('/on/eventide/trace', new Uint8Array(5), BINARY))[1]).toMatch(/^Invalid input: Invalid/);
    const greedy = encodeTx(moonlight({ nonce: 3n, gas: { gasLimit: 3_000_000_001n, gasPrice: 1n } }));
    expect((await refused('/on/eventide/trace', greedy, BINARY))[0]).toBe(400);
  });

  test('a block as it is kept, byte for byte, or 404', async () => {
    const found = await node.door.ledger.at(1n);
    const hash = found?.block.header.hash as Uint8Array;
    const { bytes } = await post('/on/eventide/block', hash, BINARY);
    expect(decode(blockCodec, bytes)).toEqual(found?.block);
    expect(await refused('/on/eventide/block', new Uint8Array(32), BINARY)).toEqual([404, 'Not found: block unknown']);
  });

  test.each(['compact_notes', 'state_page', 'state_contracts', 'contract_code', 'block'])(
    '%s refuses other lengths',
    async (topic) => {
      for (const size of [0, 15, 17, 71, 73]) {
        expect(await refused(`/on/eventide/${topic}`, new Uint8Array(size), BINARY)).toEqual([
          400,
          'Invalid input: malformed request',
        ]);
      }
    },
  );
});

async function lastMoonlight(): Promise<Uint8Array> {
  const height = node.door.ledger.tip().block.header.height;
  const found = await node.door.ledger.at(height);
  const events = found && (await node.replay(found.block));
  return events?.find(({ event }) => event.topic === 'moonlight')?.event.data ?? new Uint8Array();
}

function blsSignatureOf(secret: bigint, wasm: Uint8Array): Uint8Array {
  return encode(blsSignatureCodec, blsSign('V2', secret, sha3_256(wasm)));
}

/** The test driver with a `get_schema` that never ends: `loop br 0 end` in place of its trap at the very end. */
function runaway(): Uint8Array {
  const wasm = testDriver();
  const trap = [3, 0, 0x00, 0x0b];
  const loop = [8, 0, 0x03, 0x40, 0x0c, 0, 0x0b, 0x00, 0x0b];
  const at = codeSection(wasm);
  expect([...wasm.subarray(-trap.length)]).toEqual(trap);
  const grown = Uint8Array.from([...wasm.subarray(0, -trap.length), ...loop]);
  grown[at + 1] = (grown[at + 1] as number) + loop.length - trap.length;
  return grown;
}

/** Where the section of code begins. */
function codeSection(wasm: Uint8Array): number {
  let at = 8;
  while (wasm[at] !== 10) {
    const low = wasm[at + 1] as number;
    at += low < 128 ? 2 + low : 3 + (low - 128) + 128 * (wasm[at + 2] as number);
  }
  return at;
}
