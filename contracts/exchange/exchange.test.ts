import { fromHex } from '@eventide/base';
import { seededRandom } from '@eventide/testkit';
import { describe, expect, it } from 'vitest';
import { account, openWorld, type World } from '../reference.fixture.ts';

const TOKEN = '11'.repeat(32);
const EXCHANGE = '0e'.repeat(32);
const holder = (n: number) => ({ kind: 'Account', value: account(n) });
const pool = { kind: 'Contract', value: fromHex(EXCHANGE) };
type Reserves = { dusk: bigint; tokens: bigint; shares: bigint };

async function openExchange(): Promise<World> {
  const world = await openWorld();
  await world.deploy('token', TOKEN, { admin: holder(1), supply: 10n ** 12n });
  await world.deploy('exchange', EXCHANGE, fromHex(TOKEN));
  for (const n of [2, 3])
    expect(world.send(1, 'token', 'transfer', { to: holder(n), value: 10n ** 10n }).refusal).toBeUndefined();
  for (const n of [1, 2, 3]) world.send(n, 'token', 'approve', { spender: pool, value: 10n ** 12n });
  return world;
}

const add = (world: World, n: number, dusk: bigint, max_tokens: bigint, min_shares = 0n) =>
  world.send(n, 'exchange', 'add_liquidity', { dusk, max_tokens, min_shares }, dusk);

describe('12 §4 constant-product exchange', () => {
  it('12 §4 liquidity and swaps in both directions', async () => {
    const world = await openExchange();
    expect(add(world, 1, 1_000_000n, 4_000_000n)).toMatchObject({ refusal: undefined, value: 999_000n });
    expect(world.send(2, 'exchange', 'sell_dusk', { dusk: 10_000n, min_tokens: 39_000n }, 10_000n)).toMatchObject({
      refusal: undefined,
      value: 39_486n,
    });
    const before = world.balance(3);
    expect(world.send(3, 'exchange', 'sell_tokens', { tokens: 40_000n, min_dusk: 9000n })).toMatchObject({
      refusal: undefined,
      value: 10_068n,
    });
    expect(world.balance(3) - before).toBe(10_068n - 1n); // less the price of the transaction
    expect(world.view('token', 'balance_of', pool)).toBe((world.view('exchange', 'reserves') as Reserves).tokens);
    expect(
      world.send(1, 'exchange', 'remove_liquidity', { shares: 999_000n, min_dusk: 1n, min_tokens: 1n }).refusal,
    ).toBeUndefined();
    expect(world.view('exchange', 'shares_of', account(1))).toBe(0n);
    await world.session.close();
  });

  it('12 §4 refusals leave pool and purses as they were', async () => {
    const world = await openExchange();
    expect(world.send(2, 'exchange', 'sell_dusk', { dusk: 5n, min_tokens: 0n }, 5n).refusal).toBe('EXCHANGE_EMPTY');
    expect(add(world, 1, 1000n, 4000n).refusal).toMatch(/^EXCHANGE_SHARES/);
    expect(add(world, 1, 1_000_000n, 4_000_000n).refusal).toBeUndefined();
    const before = [
      world.view('exchange', 'reserves'),
      world.balance(2),
      world.view('token', 'balance_of', holder(2)),
    ] as const;
    expect(world.send(2, 'exchange', 'sell_dusk', { dusk: 10_000n, min_tokens: 39_487n }, 10_000n).refusal).toBe(
      'EXCHANGE_SLIPPAGE',
    );
    expect(world.send(2, 'exchange', 'sell_dusk', { dusk: 10_000n, min_tokens: 1n }, 9_999n).refusal).toMatch(
      /^The value to deposit/,
    );
    expect(world.send(2, 'exchange', 'sell_tokens', { tokens: 10n ** 11n, min_dusk: 1n }).refusal).toMatch(
      /^TOKEN_FUNDS/,
    );
    expect(world.send(2, 'exchange', 'remove_liquidity', { shares: 1n, min_dusk: 0n, min_tokens: 0n }).refusal).toMatch(
      /^EXCHANGE_SHARES/,
    );
    expect(add(world, 2, 1000n, 3999n).refusal).toMatch(/^EXCHANGE_TOKENS/);
    expect(add(world, 2, 1000n, 4001n, 1001n).refusal).toMatch(/^EXCHANGE_SHARES/);
    const transactions = 6n; // each cost 1 Lux of gas
    expect([
      world.view('exchange', 'reserves'),
      world.balance(2) + transactions,
      world.view('token', 'balance_of', holder(2)),
    ]).toEqual(before);
    await world.session.close();
  });

  it('12 §7 random trades never lower the product, and books equal balances', async () => {
    const world = await openExchange();
    add(world, 1, 5_000_000n, 3_000_000n);
    const random = seededRandom(11);
    let product = 15n * 10n ** 12n;
    for (let i = 0; i < 60; i++) {
      const amount = BigInt(random() % 50_000) + 1n;
      const trader = 2 + (random() % 2);
      if (random() % 2) world.send(trader, 'exchange', 'sell_dusk', { dusk: amount, min_tokens: 0n }, amount);
      else world.send(trader, 'exchange', 'sell_tokens', { tokens: amount, min_dusk: 0n });
      const { dusk, tokens } = world.view('exchange', 'reserves') as Reserves;
      expect(dusk * tokens).toBeGreaterThanOrEqual(product);
      product = dusk * tokens;
      expect(world.view('token', 'balance_of', pool)).toBe(tokens);
    }
    await world.session.close();
  });
});
