import { describe, expect, it } from 'vitest';
import { account, openWorld, signature, type World } from '../reference.fixture.ts';

const VAULT = '0d'.repeat(32);
const approvals = (...owners: number[]) => owners.map((owner) => ({ signature, owner }));
const pay = (to: number, value: bigint, ...owners: number[]) => ({
  to: account(to),
  value,
  approvals: approvals(...owners),
});

async function openVault(): Promise<World> {
  const world = await openWorld();
  await world.deploy('vault', VAULT, { owners: [account(1), account(2), account(3)], threshold: 2 });
  expect(world.send(4, 'vault', 'receive', 1000n, 1000n).refusal).toBeUndefined();
  return world;
}

describe('12 §4 multisig vault', () => {
  it('12 §4 pays when enough owners signed, once', async () => {
    const world = await openVault();
    const before = world.balance(7);
    expect(world.send(9, 'vault', 'pay', pay(7, 400n, 0, 2))).toMatchObject({
      refusal: undefined,
      events: [{ topic: 'contract_to_account' }, { topic: 'paid', data: { value: 400n, nonce: 0n } }],
    });
    expect(world.balance(7) - before).toBe(400n);
    expect(world.view('vault', 'balance')).toBe(600n);
    expect(world.view('vault', 'next_nonce')).toBe(1n);
    await world.session.close();
  });

  it('12 §4 refuses too few, repeated, unknown and unordered owners, bad signatures and more than it has', async () => {
    const world = await openVault();
    for (const owners of [[0], [], [0, 1, 2, 2]])
      expect(world.send(9, 'vault', 'pay', pay(7, 1n, ...owners)).refusal).toBe('VAULT_QUORUM');
    for (const owners of [
      [1, 1],
      [2, 0],
      [0, 3],
    ])
      expect(world.send(9, 'vault', 'pay', pay(7, 1n, ...owners)).refusal).toMatch(/^VAULT_ORDER/);
    expect(world.send(9, 'vault', 'pay', pay(7, 1001n, 0, 1)).refusal).toBe(
      'VAULT_PAYMENT: Panic("Caller must have enough balance")',
    );
    expect(world.view('vault', 'next_nonce')).toBe(0n);
    expect(world.send(9, 'vault', 'receive', 5n, 6n).refusal).toMatch(/^The value to deposit/);
    const send = world.session.tryCall(VAULT, 'receive_from_contract', new Uint8Array(48));
    expect(send).toMatchObject({ refusal: { text: expect.stringMatching(/^(VAULT_CALLER|ABI_ARGUMENT)/) } });
    expect(world.view('vault', 'balance')).toBe(1000n);
    await world.session.close();
  });

  it('12 §4 owners change by quorum only', async () => {
    const world = await openVault();
    const change = (owners: number[], threshold: number, ...signers: number[]) => ({
      owners: owners.map(account),
      threshold,
      approvals: approvals(...signers),
    });
    expect(world.send(9, 'vault', 'change_owners', change([5, 5], 1, 0, 1)).refusal).toBe('VAULT_OWNER_TWICE');
    expect(world.send(9, 'vault', 'change_owners', change([5], 2, 0, 1)).refusal).toBe('VAULT_THRESHOLD');
    expect(world.send(9, 'vault', 'change_owners', change([], 0, 0, 1)).refusal).toMatch(/^VAULT_OWNERS/);
    expect(world.send(9, 'vault', 'change_owners', change([5], 1, 0)).refusal).toBe('VAULT_QUORUM');
    expect(world.view('vault', 'owner_count')).toBe(3);
    expect(world.send(9, 'vault', 'change_owners', change([5, 6], 1, 0, 1)).refusal).toBeUndefined();
    expect(world.view('vault', 'owner', 1)).toEqual(account(6));
    expect(() => world.view('vault', 'owner', 2)).toThrow('VAULT_OWNER_UNKNOWN');
    expect(world.send(9, 'vault', 'pay', pay(7, 10n, 1)).refusal).toBeUndefined();
    await world.session.close();
  });
});
