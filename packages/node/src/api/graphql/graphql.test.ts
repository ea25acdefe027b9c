import { toBase58, toHex, utf8 } from '@eventide/base';
import { DUSK, moonlight } from '@eventide/execution/world.fixture';
import { type Block, formatJson, headerToJson } from '@eventide/ledger';
import { loadVectors } from '@eventide/testkit';
import { encodeTx, formatTxId, txToJson } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../client.fixture.ts';
import { parseExactJson } from '../json.ts';
import { type FixtureNode, openFixtureNode } from '../nodeDoor.fixture.ts';
import { defaultApiOptions } from '../options.ts';
import { type Api, startApi } from '../startApi.ts';
import { defaultBudget } from './budget.ts';

type Json = Record<string, unknown>;

const { mempoolTx: recorded } = loadVectors<{ mempoolTx: { json: string; raw: string; json_parsed: Json } }>(
  'api/mempool-tx',
);
const explorer = loadVectors<Record<string, Json>>('api/explorer-responses');

let node: FixtureNode;
let api: Api;
const blocks: Block[] = [];
const payments = [1n, 2n, 3n].map((nonce) =>
  moonlight({ nonce, value: DUSK, data: { kind: 'memo', memo: utf8('rent') } }),
);
const ids = payments.map(formatTxId);

beforeAll(async () => {
  node = await openFixtureNode();
  blocks.push(node.door.ledger.tip().block);
  blocks.push(await node.mine(payments.slice(0, 2)));
  blocks.push(await node.mine(payments.slice(2)));
  blocks.push(await node.mine());
  await node.finalize(1n);
  api = await startApi(node.door, { port: 0 });
}, 60_000);
afterAll(async () => {
  await api.close();
  node.close();
});

const rues = (query: string, headers: Record<string, string> = {}) =>
  ask(api.url, '/on/graphql/query', { body: query, headers });
const data = async (query: string, headers?: Record<string, string>): Promise<Json> => {
  const reply = await rues(query, headers);
  expect([reply.status, reply.text.slice(0, 200)]).toEqual([200, expect.not.stringContaining('message')]);
  return parseExactJson(reply.text) as Json;
};
const failure = async (query: string): Promise<string> => {
  const reply = await rues(query);
  expect(reply.status).toBe(500);
  const errors = JSON.parse(reply.text) as { message: string }[];
  return errors.map(({ message }) => message).join();
};
const hashOf = (height: number): string => toHex((blocks[height] as Block).header.hash);

describe('08 §5 the event system’s transport', () => {
  test('bare data, in the order of the query', async () => {
    const { text, headers } = await rues(
      '{ b: block(height: 1) { header { height } } a: checkBlock(height: 1, hash: "00") }',
    );
    expect(text).toBe('{"b":{"header":{"height":1}},"a":false}');
    expect(headers['content-type']).toBe('application/json');
    expect(headers['rusk-version']).toBe('1.6.0');
  });

  test('text sent as bytes is text, as rusk-wallet and w3sper send it', async () => {
    expect(await data('{ lastBlockPair { json } }', { 'content-type': 'application/octet-stream' })).toHaveProperty(
      'lastBlockPair',
    );
    expect(await data('{ lastBlockPair { json } }', { 'content-type': 'application/json' })).toHaveProperty(
      'lastBlockPair',
    );
  });

  test('nothing asked: the schema', async () => {
    for (const body of ['', ' \n']) {
      const { text, status } = await rues(body);
      expect(status).toBe(200);
      expect(text).toContain('block(height: Float, hash: String): Block');
      expect(text).toContain('blocks(last: Int, range: [Int!]): [Block!]!');
      expect(text).toContain('scalar JSON');
      expect(text).not.toContain('scalar Int');
      expect(text).not.toContain('moonlightHistory');
    }
  });

  test('variables from headers: JSON if they can be', async () => {
    const query = 'query($height: Float!) { block(height: $height) { header { hash } } }';
    expect(await data(query, { 'rusk-gqlvar-height': '1' })).toEqual({ block: { header: { hash: hashOf(1) } } });
    const byHash = 'query($hash: String!) { block(hash: $hash) { header { height } } }';
    expect(await data(byHash, { 'Rusk-gqlvar-hash': hashOf(2) })).toEqual({ block: { header: { height: 2 } } });
    // Digits alone are a number, unless quoted.
    const numeric = await rues(byHash, { 'rusk-gqlvar-hash': '123456' });
    expect(numeric.status).toBe(500);
    expect(await data(byHash, { 'rusk-gqlvar-hash': '"00"' })).toEqual({ block: null });
  });

  test.each([
    ['{', 'Syntax Error: Expected Name, found <EOF>.'],
    ['{ nothing }', 'Cannot query field "nothing" on type "Query".'],
    ['{ block { header { hash } } }', 'Specify heigth or hash'],
    ['{ block(height: 1, hash: "00") { header { hash } } }', 'Specify heigth or hash'],
    ['{ transactions(last: 201) { id } }', 'last too large (max 200)'],
    ['{ transactions(last: 0) { id } }', 'count must be positive'],
    ['{ blocks(last: 201) { reward } }', 'count too large (max 200)'],
    ['{ blocks(last: 0) { reward } }', 'count must be positive'],
    ['{ blocks(range: [0, 200]) { reward } }', 'range too large (max 200 blocks)'],
    ['{ blocks(range: [2, 1]) { reward } }', 'Invalid range'],
    ['{ blocks(range: [2]) { reward } }', 'Invalid range'],
    ['{ blocks { reward } }', ''],
    ['{ blocks(last: 1, range: [0, 1]) { reward } }', ''],
    ['{ blockTxs { id } }', ''],
    ['{ blockTxs(last: 1, contract: "00") { id } }', 'Invalid contract_id'],
    ['{ tx(hash: "xyz") { id } }', 'Invalid hex'],
    ['{ mempoolTx(hash: "00") { id } }', 'Invalid hash length'],
    ['{ checkBlock(height: 1, hash: "00", onlyFinalized: true) }', 'only_finalized is supported only by archiver'],
    ['{ checkBlock(height: 18446744073709551616, hash: "00") }', 'Int cannot represent 18446744073709551616'],
    ['{ checkBlock(height: 1.5, hash: "00") }', 'Int cannot represent this value'],
    ['mutation { a }', 'Schema is not configured to execute mutation operation.'],
  ])('%s fails', async (query, message) => {
    expect(await failure(query)).toBe(message);
  });
});

describe('08 §5.1 blocks', () => {
  test('every field', async () => {
    const block = blocks[1] as Block;
    const { header } = block;
    const query = `{ block(hash: "${hashOf(1)}") { status reward fees gasSpent transactions { id } header {
      version height prevBlockHash timestamp hash stateHash generatorBlsPubkey txRoot gasLimit seed iteration json } } }`;
    const spent = await Promise.all(payments.slice(0, 2).map(async (_, i) => node.door.ledger.spent(hexId(i))));
    const gas = spent.reduce((sum, tx) => sum + Number(tx?.gasSpent), 0);
    expect(await data(query)).toEqual({
      block: {
        status: { Final: 2 },
        reward: Number(parseExactJson('19857400000')),
        fees: gas,
        gasSpent: gas,
        transactions: [{ id: ids[0] }, { id: ids[1] }],
        header: {
          version: 1,
          height: 1,
          prevBlockHash: hashOf(0),
          timestamp: 10,
          hash: hashOf(1),
          stateHash: toHex(header.stateHash),
          generatorBlsPubkey: toBase58(header.generator),
          txRoot: toHex(header.txRoot),
          gasLimit: 3_000_000_000,
          seed: toHex(header.seed),
          iteration: 0,
          json: formatJson(headerToJson(header)),
        },
      },
    });
  });

  test('the shape that explorers recorded', async () => {
    const fields = (value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fields(inner)]))
        : Array.isArray(value)
          ? value.slice(0, 1).map(fields)
          : null;
    const info = '{hash gasLimit height prevBlockHash seed stateHash timestamp}';
    const transactions =
      '{blockHash blockHeight blockTimestamp err gasSpent id tx{blobHashes callData{contractId data fnName} isDeploy gasLimit gasPrice id memo txType}}';
    const found = await data(
      `{ block(height: 1) { fees gasSpent header ${info} reward transactions ${transactions} } }`,
    );
    const old = structuredClone(explorer['gql block(hash){...BlockInfo}']) as { block: { header: Json } };
    delete old.block.header.nextBlockHash;
    expect(sorted(fields(found))).toEqual(sorted(fields(old)));
  });

  test.each([
    ['-1', 3],
    ['-0.5', 3],
    ['0', 0],
    ['1.9', 1],
  ])('height %s', async (height, found) => {
    expect(await data(`{ block(height: ${height}) { header { height } } }`)).toEqual({
      block: { header: { height: found } },
    });
  });

  test.each(['block(height: 4)', 'block(height: 1e300)', 'block(hash: "00")', `block(hash: "${'00'.repeat(32)}")`])(
    '%s: null',
    async (field) => {
      expect(await data(`{ found: ${field} { reward } }`)).toEqual({ found: null });
    },
  );

  test('last and range', async () => {
    const heights = async (args: string): Promise<unknown> =>
      ((await data(`{ blocks(${args}) { header { height } } }`)).blocks as { header: Json }[]).map(
        ({ header }) => header.height,
      );
    expect(await heights('last: 2')).toEqual([3, 2]);
    expect(await heights('last: 200')).toEqual([3, 2, 1, 0]);
    expect(await heights('range: [1, 2]')).toEqual([1, 2]);
    expect(await heights('range: [2, 100]')).toEqual([2, 3]);
    expect(await heights('range: [50, 60]')).toEqual([]);
  });

  test('the last pair, and checks', async () => {
    expect(await data('{ lastBlockPair { json } }')).toEqual({
      lastBlockPair: { json: { last_block: [3, hashOf(3)], last_finalized_block: [1, hashOf(1)] } },
    });
    const check = `{ a: checkBlock(height: 1, hash: "${hashOf(1)}") b: checkBlock(height: 2, hash: "${hashOf(1)}")
      c: checkBlock(height: 99, hash: "${hashOf(1)}") d: checkBlock(height: 1, hash: "") }`;
    expect(await data(check)).toEqual({ a: true, b: false, c: false, d: false });
  });
});

describe('08 §5.1 transactions', () => {
  test('every field', async () => {
    const tx = payments[0] as (typeof payments)[0];
    const query = `{ tx(hash: "${ids[0]}") { err gasSpent blockHash blockHeight blockTimestamp id raw tx {
      raw json id gasLimit gasPrice txType callData { fnName } blobHashes isDeploy contractId memo } } }`;
    const raw = toHex(encodeTx(tx));
    expect(await data(query)).toEqual({
      tx: {
        err: null,
        gasSpent: expect.any(Number),
        blockHash: hashOf(1),
        blockHeight: 1,
        blockTimestamp: 10,
        id: ids[0],
        raw,
        tx: {
          raw,
          json: formatJson(txToJson(tx)),
          id: ids[0],
          gasLimit: 10_000_000,
          gasPrice: 1,
          txType: 'Moonlight',
          callData: null,
          blobHashes: null,
          isDeploy: false,
          contractId: null,
          memo: toHex(utf8('rent')),
        },
      },
    });
  });

  test('lists: newest block first, by contract', async () => {
    const list = async (field: string): Promise<unknown> =>
      ((await data(`{ found: ${field} { id } }`)).found as Json[]).map(({ id }) => id);
    expect(await list('transactions(last: 2)')).toEqual([ids[2], ids[0]]);
    expect(await list('transactions(last: 200)')).toEqual([ids[2], ids[0], ids[1]]);
    expect(await list('blockTxs(range: [0, 2])')).toEqual(ids);
    expect(await list(`blockTxs(last: 4, contract: "01${'00'.repeat(31)}")`)).toEqual([ids[2], ids[0], ids[1]]);
    expect(await list(`blockTxs(last: 4, contract: "02${'00'.repeat(31)}")`)).toEqual([]);
    expect(await data('{ tx(hash: "00") { id } }')).toEqual({ tx: null });
  });

  test('500 aliases at once, in their order, as w3sper asks', async () => {
    const fields =
      '{ blockHash, blockTimestamp, err, gasSpent, tx { callData { fnName }, gasLimit, gasPrice, isDeploy, memo } }';
    const aliases = Array.from({ length: 500 }, (_, i) => `tx${i}: tx(hash: "${ids[i % 3]}") ${fields}`);
    const found = await data(`query { ${aliases.join(', ')} }`);
    expect(Object.keys(found)).toEqual(Array.from({ length: 500 }, (_, i) => `tx${i}`));
    expect(found.tx499).toMatchObject({ blockHash: hashOf(1) });
  });

  test('the mempool, best price first', async () => {
    for (const [nonce, gasPrice] of [
      [4n, 1n],
      [5n, 3n],
    ] as const) {
      const body = encodeTx(moonlight({ nonce, value: DUSK, gas: { gasLimit: 10_000_000n, gasPrice } }));
      await ask(api.url, '/on/transactions/propagate', {
        body,
        headers: { 'content-type': 'application/octet-stream' },
      });
    }
    const { mempoolTxs } = (await data('{ mempoolTxs { id gasPrice json raw } }')) as { mempoolTxs: Json[] };
    expect(mempoolTxs.map(({ gasPrice }) => gasPrice)).toEqual([3, 1]);
    const [best] = mempoolTxs as [Json];
    expect(await data(`{ mempoolTx(hash: "${best.id}") { gasPrice } tx(hash: "${best.id}") { id } }`)).toEqual({
      mempoolTx: { gasPrice: 3 },
      tx: null,
    });
    expect(await data(`{ mempoolTx(hash: "${ids[0]}") { id } }`)).toEqual({ mempoolTx: null });
  });

  test('JSON of the recorded shape, but for the older fee', () => {
    const call = { kind: 'call', contract: new Uint8Array(32), fnName: 'reset', fnArgs: Uint8Array.of(123) } as const;
    const json = JSON.parse(formatJson(txToJson(moonlight({ data: call })))) as Json;
    const { fee, ...rest } = recorded.json_parsed;
    const { fee: ownFee, ...own } = json;
    expect(Object.keys(own).sort()).toEqual(Object.keys(rest).sort());
    expect(own.call).toMatchObject({ fn_name: 'reset', fn_args: (rest.call as Json).fn_args });
    expect(Object.keys(ownFee as Json).sort()).toEqual(['gas_limit', 'gas_price', 'refund_address']);
    expect(fee).toMatchObject({ gas_limit: expect.any(String), gas_price: expect.any(String) });
  });
});

describe('08 §5 /graphql', () => {
  const query = '{ block(height: 1) { header { height } } }';
  const answer = '{"data":{"block":{"header":{"height":1}}}}';
  const JSON_BODY = { 'content-type': 'application/json' };
  const post = (body: string, headers: Record<string, string> = JSON_BODY) =>
    ask(api.url, '/graphql', { body, headers });

  test('POST, GET, form; with a slash or without', async () => {
    expect((await post(JSON.stringify({ query }))).text).toBe(answer);
    expect((await ask(api.url, '/graphql/', { body: JSON.stringify({ query }), headers: JSON_BODY })).text).toBe(
      answer,
    );
    const search = new URLSearchParams({
      query: 'query A($h: Float) { block(height: $h) { header { height } } } query B { mempoolTxs { id } }',
      variables: '{"h":1}',
      operationName: 'A',
    });
    const got = await ask(api.url, `/graphql?${search}`, { method: 'GET' });
    expect([got.status, got.text, got.headers['content-type']]).toEqual([200, answer, 'application/json']);
    expect(got.headers['rusk-version']).toBe('1.6.0');
    const form = new FormData();
    form.set('operations', JSON.stringify({ query }));
    form.set('map', '{}');
    const sent = await fetch(`${api.url}/graphql`, { method: 'POST', body: form });
    expect(await sent.text()).toBe(answer);
  });

  test('a batch', async () => {
    expect((await post(JSON.stringify([{ query }, { query: '{ x }' }]))).text).toMatch(
      /^\[\{"data":\{.*\}\},\{"data":null,"errors":\[\{"message":"Cannot query field/,
    );
  });

  test('errors of a query come with 200', async () => {
    const reply = await post(JSON.stringify({ query: '{ blocks(last: 201) { reward } }' }));
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toMatchObject({
      data: null,
      errors: [{ message: 'count too large (max 200)', path: ['blocks'] }],
    });
  });

  test.each([
    ['{', 'Invalid JSON'],
    ['[]', 'a batch holds 1 to 100 requests'],
    [JSON.stringify(Array.from({ length: 101 }, () => ({ query }))), 'a batch holds 1 to 100 requests'],
    ['{}', 'missing field `query`'],
    ['7', 'an object expected'],
    ['{"query":"{a}","variables":[]}', 'an object expected'],
  ])('400: %j', async (body, message) => {
    const reply = await post(body);
    expect([reply.status, reply.text]).toEqual([400, JSON.stringify({ data: null, errors: [{ message }] })]);
  });

  test('400: GET without a query, a form without operations', async () => {
    for (const path of ['/graphql', '/graphql?', '/graphql?a=b', '/graphql?query=a&variables=[']) {
      expect((await ask(api.url, path, { method: 'GET' })).status).toBe(400);
    }
    expect((await post('x', { 'content-type': 'multipart/form-data; boundary=a' })).status).toBe(400);
  });

  test('405 names the methods, 413 the limit', async () => {
    const put = await ask(api.url, '/graphql', { method: 'PUT' });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, POST']);
    const large = await post(' '.repeat(262_145));
    expect([large.status, large.text]).toEqual([
      413,
      '{"data":null,"errors":[{"message":"Request body exceeds 262144 bytes"}]}',
    ]);
  });
});

describe('limits of our own', () => {
  const many = (count: number, field: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => field(i)).join(' ');

  test.each([
    ['reads', `{ ${many(150, (i) => `a${i}: blocks(last: 4) { transactions { id } }`)} }`, null],
    ['repeated fields', `{ ${many(60, () => 'mempoolTxs { id }')} }`, 'query too expensive: too many repeated fields'],
    [
      'depth',
      `{ __schema ${'{ types { fields { type '.repeat(8)}{ name }${' } } }'.repeat(8)} }`,
      'query too expensive: too many depth',
    ],
    [
      'tokens',
      `{ ${many(61_000, () => 'a')} }`,
      'Syntax Error: Document contains more that 60000 tokens. Parsing aborted.',
    ],
    [
      'fragments that multiply',
      `{ ...f0 } ${many(30, (i) => `fragment f${i} on Query { ${many(2, (j) => `a${i}x${j}: block(height: 1) { reward } ...f${i + 1}`)} }`)} fragment f30 on Query { mempoolTxs { id } }`,
      'query too expensive: too many fields',
    ],
    [
      'circles',
      '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
      'Cannot spread fragment "a" within itself via "b".',
    ],
  ])('%s', async (_, query, message) => {
    if (message === null) expect(await data(query)).toHaveProperty('a149');
    else expect(await failure(query)).toContain(message);
  });

  test.each([
    [{ ...defaultBudget, reads: 20 }, 'it reads too much'],
    [{ ...defaultBudget, bytes: 500 }, 'the answer is too large'],
    [{ ...defaultBudget, timeMs: -1 }, 'it takes too long'],
  ])('a budget of %j', async (graphqlBudget, reason) => {
    const strict = await startApi(node.door, { port: 0, limits: { ...defaultApiOptions.limits, graphqlBudget } });
    const query = '{ a: blocks(last: 4) { transactions { id } } b: blocks(last: 4) { transactions { raw } } }';
    const reply = await ask(strict.url, '/graphql', { body: JSON.stringify([{ query }, { query }]) });
    await strict.close();
    expect(reply.text).toContain(`query too expensive: ${reason}`);
  });

  test('introspection works, as tools ask it', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    expect(await data(getIntrospectionQuery())).toHaveProperty('__schema');
  });
});

function hexId(i: number): Uint8Array {
  return Uint8Array.from(Buffer.from(ids[i] as string, 'hex'));
}

function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
