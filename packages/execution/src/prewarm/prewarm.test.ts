import { toHex } from '@eventide/base';
import { blsPublicKey } from '@eventide/crypto';
import { rulesAt } from '@eventide/params';
import type { MoonlightTransaction } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { executeTx } from '../executeTx.ts';
import { createQueryCache, type QueryCache } from '../hostQueries/queryCache.ts';
import { openBlock } from '../openBlock.ts';
import { runBlock } from '../runBlock.ts';
import { blockOf, bob, moonlight, openWorld, type World } from '../world.fixture.ts';
import { prewarm, trustVerified } from './prewarm.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.engine.vm.close());

/** A cache that counts what was asked and not there. */
function watched(): QueryCache & { readonly misses: string[] } {
  const cache = createQueryCache();
  const misses: string[] = [];
  return {
    misses,
    learn: cache.learn,
    find(query, key) {
      const found = cache.find(query, key);
      if (found === undefined) misses.push(query);
      return found;
    },
  };
}

const engineWith = (cache: QueryCache): Engine => ({ ...world.engine, cache });
const context = () => ({ rules: rulesAt(world.engine.network, 1n), root: world.root });
const forge = (tx: MoonlightTransaction): MoonlightTransaction => ({
  ...tx,
  payload: { ...tx.payload, value: tx.payload.value + 1n },
});
const transactions = [
  moonlight({ nonce: 1n, value: 5n }),
  moonlight({
    nonce: 2n,
    to: blsPublicKey(bob),
    refundTo: blsPublicKey(bob),
    data: { kind: 'memo', memo: new Uint8Array(9) },
  }),
  moonlight({ nonce: 3n, data: { kind: 'blob', blobs: [{ hash: new Uint8Array(32).fill(1), sidecar: null }] } }),
];

describe('04 §7.5 verdicts found before they are asked for', () => {
  it('the contract asks for nothing that is not there', () => {
    const cache = watched();
    prewarm(engineWith(cache), transactions, context());
    expect(cache.misses).toEqual(['verify_bls', 'verify_bls', 'verify_bls']);
    cache.misses.length = 0;
    const outcome = runBlock(engineWith(cache), blockOf(world, { transactions }));
    expect(outcome.ok).toBe(true);
    if (outcome.ok) outcome.block.close();
    expect(cache.misses).toEqual([]);
  });

  it('gas, events and root are those of execution without it', () => {
    const outcome = runBlock(engineWith(createQueryCache()), blockOf(world, { transactions }));
    if (!outcome.ok) throw new Error(outcome.reason);
    const plain = openBlock(engineWith(createQueryCache()), world.root, 1n);
    const receipts = transactions.map((tx) => executeTx(plain, tx));
    expect(receipts).toEqual(outcome.block.receipts.map((receipt) => ({ ok: true, receipt })));
    plain.session.close();
    outcome.block.close();
  });

  it('a forged signature among good ones is refused as before, and stays refused', () => {
    const bad = [transactions[0] as MoonlightTransaction, forge(moonlight({ nonce: 2n, value: 5n }))];
    const engine = engineWith(createQueryCache());
    for (let i = 0; i < 2; i++) {
      expect(runBlock(engine, blockOf(world, { transactions: bad }))).toMatchObject({
        ok: false,
        reason: 'TX_UNSPENDABLE',
        detail: expect.stringContaining('transaction 1'),
      });
    }
  });

  it('what was verified elsewhere is not verified again; rules are part of the word', () => {
    const cache = watched();
    const engine = engineWith(cache);
    trustVerified(engine, transactions, context());
    cache.misses.length = 0;
    prewarm(engine, transactions, context());
    expect(cache.misses).toEqual([]);
    prewarm(engine, transactions, { ...context(), rules: { ...context().rules, bls: 'V1' } });
    expect(cache.misses).toHaveLength(3);
  });

  it('answers are the same bytes for whoever asks', () => {
    const cache = watched();
    trustVerified(engineWith(cache), transactions.slice(0, 1), context());
    const root = (engine: Engine) => {
      const outcome = runBlock(engine, blockOf(world, { transactions: transactions.slice(0, 1) }));
      if (!outcome.ok) throw new Error(outcome.reason);
      outcome.block.close();
      return toHex(outcome.block.stateRoot);
    };
    expect(root(engineWith(cache))).toBe(root(engineWith(createQueryCache())));
  });
});
