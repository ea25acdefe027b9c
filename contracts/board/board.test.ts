import type { Abi } from '@eventide/contract-sdk/abi';
import { encodeCall } from '@eventide/contract-sdk/client/connect';
import { describe, expect, it } from 'vitest';
import { account, openWorld } from '../reference.fixture.ts';

const BOARD = '0b'.repeat(32);

describe('12 §3 bulletin board', () => {
  it('12 §3 posts keep author, height and text; lists go on where asked', async () => {
    const world = await openWorld();
    await world.deploy('board', BOARD);
    world.session.height = 9n;
    expect(world.send(1, 'board', 'post', 'hi')).toMatchObject({
      value: 0n,
      events: [{ topic: 'posted', data: { index: 0n, text: 'hi' } }],
    });
    const long = 'x'.repeat(512);
    expect(world.send(2, 'board', 'post', long).value).toBe(1n);
    expect(world.send(2, 'board', 'post', 'Grüße an alle').value).toBe(2n);
    expect(world.view('board', 'post_at', 1n)).toEqual({ index: 1n, height: 9n, author: account(2), text: long });
    expect(world.view('board', 'list', { from: 1n, limit: 1n })).toMatchObject([{ index: 1n }]);
    expect(world.view('board', 'list', { from: 1n, limit: 9n })).toMatchObject([
      { index: 1n },
      { text: 'Grüße an alle' },
    ]);
    expect(world.view('board', 'count')).toBe(3n);
    await world.session.close();
  });

  it('12 §3 refuses empty, long and anonymous posts and unknown numbers', async () => {
    const world = await openWorld();
    await world.deploy('board', BOARD);
    expect(world.send(1, 'board', 'post', '').refusal).toBe('BOARD_EMPTY');
    expect(world.send(1, 'board', 'post', 'x'.repeat(513)).refusal).toMatch(/^BOARD_TOO_LONG/);
    expect(() => world.view('board', 'post_at', 0n)).toThrow('INDEX');
    const abi = world.contracts.get('board')?.built.abi as Abi;
    expect(world.session.tryCall(BOARD, 'post', encodeCall(abi, 'post', 'from nobody'))).toMatchObject({
      refusal: { text: 'BOARD_NO_SENDER: a public account must sign' },
    });
    expect(world.view('board', 'count')).toBe(0n);
    await world.session.close();
  });
});
