import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlockInput, runBlock } from './runBlock.ts';
import { blockOf, DUSK, moonlight, openWorld, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.engine.vm.close());

const pay = (nonce: bigint) => moonlight({ nonce, value: DUSK });

describe('06 §13 a block is invalid', () => {
  it.each<[string, () => Partial<BlockInput>, string]>([
    ['an unspendable transaction', () => ({ transactions: [pay(1n), pay(1n)] }), 'TX_UNSPENDABLE'],
    ['a nonce out of turn', () => ({ transactions: [pay(2n)] }), 'TX_NONCE_AHEAD'],
    ['more gas than its limit', () => ({ transactions: [pay(1n)], gasLimit: 1n }), 'BLOCK_GAS_EXCEEDED'],
    ['no votes for its parent', () => ({ height: 2n }), 'BLOCK_NO_VOTERS'],
  ])('with %s', (_, input, reason) => {
    expect(runBlock(world.engine, blockOf(world, input()))).toMatchObject({ ok: false, reason });
  });
});
