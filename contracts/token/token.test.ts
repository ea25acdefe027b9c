import { describe, expect, it } from 'vitest';
import { account, openWorld, type World } from '../reference.fixture.ts';

const TOKEN = '11'.repeat(32);
const holder = (n: number) => ({ kind: 'Account', value: account(n) });

async function openToken(): Promise<World> {
  const world = await openWorld();
  await world.deploy('token', TOKEN, { admin: holder(1), supply: 1000n });
  return world;
}

describe('12 §4.1 token with roles', () => {
  it('12 §4.1 transfers, approvals and their events', async () => {
    const world = await openToken();
    const sent = world.send(1, 'token', 'transfer', { to: holder(2), value: 300n });
    expect(sent).toMatchObject({
      refusal: undefined,
      events: [{ topic: 'transfer', data: { from: holder(1), to: holder(2), value: 300n } }],
    });
    expect(world.send(2, 'token', 'approve', { spender: holder(3), value: 100n }).refusal).toBeUndefined();
    expect(
      world.send(3, 'token', 'transfer_from', { owner: holder(2), to: holder(4), value: 60n }).refusal,
    ).toBeUndefined();
    expect(world.view('token', 'allowance', { owner: holder(2), spender: holder(3) })).toBe(40n);
    expect(world.send(3, 'token', 'transfer_from', { owner: holder(2), to: holder(4), value: 41n }).refusal).toMatch(
      /^TOKEN_ALLOWANCE/,
    );
    expect(world.send(2, 'token', 'transfer', { to: holder(2), value: 240n }).refusal).toBeUndefined();
    expect([1, 2, 3, 4].map((n) => world.view('token', 'balance_of', holder(n)))).toEqual([700n, 240n, 0n, 60n]);
    expect(world.send(3, 'token', 'transfer', { to: holder(2), value: 1n }).refusal).toMatch(/^TOKEN_FUNDS/);
    await world.session.close();
  });

  it('12 §4.1 freeze, pause, forced transfer, supply: each needs its role', async () => {
    const world = await openToken();
    for (const [method, value] of [
      ['freeze', { holder: holder(1), frozen: true }],
      ['pause', true],
      ['force_transfer', { from: holder(1), to: holder(2), value: 1n, reason: 'mine' }],
      ['mint', { to: holder(2), value: 1n }],
      ['grant', { role: 1, holder: holder(2) }],
      ['revoke', { role: 1, holder: holder(1) }],
    ] as const) {
      expect(world.send(2, 'token', method, value).refusal).toMatch(/^TOKEN_ROLE/);
    }
    expect(world.send(1, 'token', 'grant', { role: 4, holder: holder(5) }).refusal).toBeUndefined();
    expect(world.send(1, 'token', 'grant', { role: 32, holder: holder(5) }).refusal).toMatch(/^TOKEN_ROLE_UNKNOWN/);
    expect(world.send(5, 'token', 'freeze', { holder: holder(1), frozen: true }).refusal).toBeUndefined();
    expect(world.send(1, 'token', 'transfer', { to: holder(2), value: 1n }).refusal).toMatch(/^TOKEN_FROZEN/);
    expect(
      world.send(1, 'token', 'force_transfer', {
        from: holder(1),
        to: holder(2),
        value: 500n,
        reason: 'court order 7',
      }),
    ).toMatchObject({
      refusal: undefined,
      events: [{ topic: 'forced_transfer', data: { reason: 'court order 7' } }],
    });
    expect(world.send(2, 'token', 'transfer', { to: holder(1), value: 1n }).refusal).toMatch(/^TOKEN_FROZEN/);
    expect(world.send(1, 'token', 'pause', true).refusal).toBeUndefined();
    expect(world.send(2, 'token', 'transfer', { to: holder(3), value: 1n }).refusal).toBe('TOKEN_PAUSED');
    expect(world.send(1, 'token', 'pause', false).refusal).toBeUndefined();
    expect(world.send(1, 'token', 'mint', { to: holder(2), value: 2n ** 64n - 1n }).refusal).toBe('OVERFLOW');
    expect(world.send(1, 'token', 'mint', { to: holder(2), value: 5n }).refusal).toBeUndefined();
    expect(world.send(2, 'token', 'burn', 505n).refusal).toBeUndefined();
    expect(world.send(2, 'token', 'burn', 1n).refusal).toMatch(/^TOKEN_FUNDS/);
    expect(world.view('token', 'total_supply')).toBe(500n);
    await world.session.close();
  });
});
