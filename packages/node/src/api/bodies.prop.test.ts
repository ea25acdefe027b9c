import { AbiError } from '@eventide/abi';
import { testDriver } from '@eventide/abi/driver.fixture';
import { concatBytes } from '@eventide/base';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './client.fixture.ts';
import { boundMemory } from './drivers/boundMemory.ts';
import { formatSortedJson, parseExactJson } from './json.ts';
import { type FixtureNode, openFixtureNode } from './nodeDoor.fixture.ts';
import { type Api, startApi } from './startApi.ts';

let node: FixtureNode;
let api: Api;
beforeAll(async () => {
  node = await openFixtureNode();
  api = await startApi(node.door, { port: 0 });
}, 60_000);
afterAll(async () => {
  await api.close();
  node.close();
});

const components = [
  'node',
  'network',
  'blocks',
  'transactions',
  'account',
  'contract',
  'contracts',
  'driver',
  'blobs',
  'graphql',
  'eventide',
];
const topics = [
  'info',
  'peers',
  'gas-price',
  'simulate',
  'preverify',
  'status',
  'metadata',
  'root',
  'encode_input_fn:root',
  'hash',
  'query',
  'state_page',
  'state_contracts',
  'contract_code',
  'trace',
];
const safe = fc.stringMatching(/^[A-Za-z0-9:._~!$&'()*+,;=@%-]{0,70}$/);
const target = fc
  .tuple(
    fc.oneof(fc.constantFrom(...components), safe),
    fc.option(fc.oneof(safe, fc.constant('01'.padEnd(64, '0')))),
    fc.oneof(fc.constantFrom(...topics), safe),
  )
  .map(([component, entity, topic]) => `/on/${component}${entity === null ? '' : `:${entity}`}/${topic}`);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 3 }).map((text) => new TextEncoder().encode(text)),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom('application/octet-stream', 'application/json', 'text/plain', 'a/b; c'),
    accept: fc.constantFrom('application/octet-stream', '*/*'),
    'rusk-feeder': fc.constantFrom('1', ''),
    'rusk-gqlvar-a': fc.constantFrom('1', '"', '[]', '{}'),
    'x-a': fc.stringMatching(/^[ -~]{0,20}$/),
  },
  { requiredKeys: [] },
);

describe('whatever is asked', () => {
  test('is answered, with a status that the table knows', async () => {
    const statuses = [200, 202, 400, 404, 500, 501];
    await fc.assert(
      fc.asyncProperty(target, body, headers, async (path, bytes, sent) => {
        const reply = await ask(api.url, path, { body: bytes, headers: sent as Record<string, string> });
        expect(statuses).toContain(reply.status);
        // Nothing a client can send is this machine's fault.
        expect([path, reply.text]).not.toEqual([path, 'Internal error']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('08 §13 exact JSON', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
      fc.string({ maxLength: 5 }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), tie('value'), { maxKeys: 3 }),
    ),
  })).value;

  test('integers come back to the last digit, keys in order', () => {
    fc.assert(
      fc.property(value, (json) => {
        const text = formatSortedJson(json as never);
        expect(formatSortedJson(parseExactJson(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(
          JSON.parse(JSON.stringify(json, (_, inner) => (typeof inner === 'bigint' ? Number(inner) : inner))),
        );
      }),
    );
  });
});

describe('08 §3 memory of foreign drivers', () => {
  test('is bounded, and nothing else changes', async () => {
    const bounded = boundMemory(testDriver(), 20);
    const { instance } = await WebAssembly.instantiate(bounded.slice());
    const memory = instance.exports.memory as WebAssembly.Memory;
    expect(memory.grow(4)).toBe(16);
    expect(() => memory.grow(1)).toThrow(RangeError);
    expect(boundMemory(bounded, 30)).toEqual(bounded);
  });

  test.each([
    ['a minimum beyond the bound', [1, 0, 21]],
    ['two memories', [2, 0, 1, 0, 1]],
    ['flags of another kind', [1, 4, 1]],
    ['a section that ends early', [1, 1, 1]],
  ])('refuses %s', (_, memory) => {
    const module = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, memory.length, ...memory]);
    expect(() => boundMemory(module, 20)).toThrowCode('ABI_BAD_DRIVER');
  });

  test('noise is refused or left alone', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          boundMemory(concatBytes(testDriver().subarray(0, 8), noise), 20);
        } catch (error) {
          expect(error).toBeInstanceOf(AbiError);
        }
      }),
    );
  });
});
