import { readFileSync } from 'node:fs';
import { toBase58, toHex } from '@eventide/base';
import { alice, bob, DUSK, keyBytes, moonlight } from '@eventide/execution/world.fixture';
import { encodeTx, formatTxId, TRANSFER_CONTRACT } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from './client.fixture.ts';
import { openDrivers } from './drivers/drivers.ts';
import { Gate } from './gate.ts';
import { Graphql } from './graphql/graphql.ts';
import { type FixtureNode, openFixtureNode } from './nodeDoor.fixture.ts';
import { defaultApiOptions } from './options.ts';
import { allRoutes } from './routes/allRoutes.ts';
import { type Api, startApi } from './startApi.ts';

const page = readFileSync(new URL('../../../../docs/reference/api.md', import.meta.url), 'utf8');

type Example = {
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly type: string | undefined;
  readonly answer: string;
};

const examples = [...page.matchAll(/^```http run\n([\s\S]*?)^```$/gm)].map(([, text = '']) => parseExample(text));

let node: FixtureNode;
let api: Api;
let values: Readonly<Record<string, string>>;

beforeAll(async () => {
  node = await openFixtureNode();
  api = await startApi(node.door, { port: 0 });
  const payment = moonlight({ nonce: 1n, value: DUSK });
  values = {
    alice: toBase58(keyBytes(alice)),
    bob: toBase58(keyBytes(bob)),
    balance: (await node.door.state.account(keyBytes(alice))).balance.toString(),
    transfer: toHex(TRANSFER_CONTRACT),
    payment: toHex(encodeTx(payment)),
    id: formatTxId(payment),
  };
}, 60_000);
afterAll(async () => {
  await api.close();
  node.close();
});

describe('docs/reference/api.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(12);
  });

  // In the order of the page: what one sends is there for the next.
  test.each(examples)('$title', async ({ method, path, headers, body, status, type, answer }) => {
    const reply = await ask(api.url, fill(path), { method, headers, body: fill(body) });
    expect([reply.status, reply.headers['content-type']]).toEqual([status, type]);
    expect(reply.text).toMatch(patternOf(answer));
  });

  test('names every route, and no other', async () => {
    const options = { ...defaultApiOptions, archive: {} as never, prover: {} as never };
    const drivers = openDrivers(undefined, 1_000);
    const parts = {
      drivers,
      graphql: new Graphql({ archive: true }),
      graphqlGate: new Gate({ running: 1, waiting: 1 }),
      context: () => {
        throw new Error('nothing is asked');
      },
    };
    const served = allRoutes(node.door, options, parts).map(({ component, topic }) => `${component}/${topic ?? '*'}`);
    await drivers.close();
    const table = page.slice(page.indexOf('## Routes'), page.indexOf('### Contracts'));
    const named = [...table.matchAll(/^\| `([a-z_]+)(?::<[a-z0-9]+>)?\/([^`]+)`/gm)].map(
      ([, component, topic]) => `${component}/${/^[a-z_-]+$/.test(topic as string) ? topic : '*'}`,
    );
    expect(named.toSorted()).toEqual(served.toSorted());
  });
});

function parseExample(text: string): Example {
  const [asked = '', answered = ''] = text.split(/^→ /m);
  const [head = '', ...rest] = asked.split('\n\n');
  const [line = '', ...headerLines] = head.split('\n');
  const [method = '', path = ''] = line.split(' ');
  const headers = Object.fromEntries(headerLines.map((header) => header.split(': ', 2) as [string, string]));
  const [outcome = '', ...answer] = answered.split('\n');
  const [status, type] = outcome.split(' ');
  const body = rest.join('\n\n').replace(/\n$/, '');
  const expected = answer.join('\n').replace(/\n$/, '');
  return { title: line, method, path, headers, body, status: Number(status), type, answer: expected };
}

function fill(text: string): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The text itself, with `…` for anything. */
function patternOf(answer: string): RegExp {
  const parts = fill(answer)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`);
}
