import { fromHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDevnet } from '../solo/createDevnet.ts';
import type { Devnet } from '../solo/devnet.ts';
import type { SnapshotInfo } from '../solo/soloNode.ts';
import { type Errand, type Exchange, headersWith, shapeOf } from './exchange.fixture.ts';

const { errands } = loadVectors<{ readonly errands: readonly Errand[] }>('api/recorded-clients');

/** Answers that come when an archive has read the newest block, and a proof on a busy machine. */
const PATIENCE = { timeout: 100_000 };

describe('13 §10 J4 what clients of the reference asked is answered as they took it', () => {
  let net: Devnet;
  let clean: SnapshotInfo;
  beforeAll(async () => {
    net = await createDevnet({ protocol: 'rusk-1.6', mine: { kind: 'instant', gatherMs: 5 } });
    clean = net.snapshot();
  }, 120_000);
  afterAll(() => net.close());

  test.each(errands)('$client: $errand', { timeout: 240_000 }, async ({ exchanges }) => {
    await net.revert(clean);
    const socket = new WebSocket(`${net.url.replace('http', 'ws')}/on`);
    const session = await new Promise<string>((resolve) => {
      socket.addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    for (const exchange of exchanges) {
      const executed = blockAfter(exchange);
      if (exchange.path === '/on/graphql/query')
        await expect.poll(() => ask(exchange, session), PATIENCE).toMatchObject(exchange.answer);
      else expect(await ask(exchange, session), exchange.path).toMatchObject(exchange.answer);
      await executed;
    }
    socket.close();
  });

  async function ask({ method, path, headers, body }: Exchange, session: string): Promise<Exchange['answer']> {
    const content = method === 'POST' ? { body: Buffer.from(fromHex(body)) } : {};
    const answer = await fetch(net.url + path, { method, headers: headersWith(session, headers), ...content });
    const type = answer.headers.get('content-type');
    return { status: answer.status, type, shape: shapeOf(type, new Uint8Array(await answer.arrayBuffer())) };
  }

  function blockAfter({ path, answer }: Exchange): Promise<void> | undefined {
    if (path !== '/on/transactions/propagate' || answer.status !== 202) return undefined;
    return new Promise((resolve) => {
      const stop = net.door.subscribe(({ kind }) => {
        if (kind !== 'accepted') return;
        stop();
        resolve();
      });
    });
  }
});
