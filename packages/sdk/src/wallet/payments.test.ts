import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import { propagate } from '../send/propagate.ts';
import type { Transport } from '../transports/transport.ts';
import { waitForTx } from '../watch/waitForTx.ts';
import { ALICE, BOB, DUSK, openTestWallet, startWorld, type World, worldGenesis } from '../world.fixture.ts';
import { getStake } from './account.ts';
import { getBalance, getNotes } from './getBalance.ts';
import { getHistory } from './history.ts';
import {
  mergeNotes,
  prepareSendPublic,
  prepareSendShielded,
  sendPublic,
  sendShielded,
  shield,
  unshield,
} from './send/actions.ts';
import { discardTx, type Sent, submitTx } from './send/prepared.ts';
import { claimReward, stake, topUp, unstake } from './send/staking.ts';
import type { SentTx } from './store/records.ts';
import { settled } from './sync/settleSent.ts';
import { syncWallet } from './sync/syncWallet.ts';
import type { Profile, Wallet } from './wallet.ts';

let world: World;
let client: Client;
let wallets: { readonly alice: Wallet; readonly bob: Wallet };
let alice: Profile;
let bob: Profile;

beforeAll(async () => {
  world = await startWorld(await worldGenesis(), { production: { kind: 'instant' } });
  client = world.client();
  wallets = { alice: await openTestWallet(ALICE), bob: await openTestWallet(BOB) };
  alice = wallets.alice.profile(0);
  bob = wallets.bob.profile(0);
  await syncWallet(client, { wallet: wallets.alice });
  await syncWallet(client, { wallet: wallets.bob });
}, 180_000);
afterAll(() => world.close());

/** Waits until it is final; what it cost. */
async function settle({ id }: Sent, wallet: Wallet = wallets.alice): Promise<bigint> {
  const { gasSpent = 0n, error } = await waitForTx(client, id);
  expect(error).toBeUndefined();
  await syncWallet(client, { wallet });
  return gasSpent;
}

async function shielded(profile: Profile): Promise<bigint> {
  return (await getBalance(client, { profile })).shielded.total;
}

describe('house walk A: a wallet on a real node', () => {
  test('a shielded payment changes the balance of its receiver, and its sender pays the fee', async () => {
    expect(await getBalance(client, { profile: alice })).toMatchObject({
      shielded: { spendable: 100_000n * DUSK, atOnce: 100_000n * DUSK, pending: 0n, total: 100_000n * DUSK },
      public: 100_000n * DUSK,
      staked: 0n,
      reward: 0n,
    });
    const sent = await sendShielded(client, { from: alice, to: bob.address, value: 12n * DUSK, memo: 'for tea' });
    // Of the note only the change comes back until the transaction is settled.
    const pending = (await getBalance(client, { profile: alice })).shielded;
    expect(pending).toMatchObject({ spendable: 75_000n * DUSK, pending: 24_988n * DUSK - sent.maxFee });
    const paid = await settle(sent);
    expect(await shielded(alice)).toBe(99_988n * DUSK - paid);
    await syncWallet(client, { wallet: wallets.bob });
    expect(await shielded(bob)).toBe(100_012n * DUSK);
    expect(getNotes(bob).map(({ value }) => value)).toContain(12n * DUSK);
    const { entries, complete } = await getHistory(client, { profile: alice });
    expect(complete).toBe(false);
    expect(entries[0]).toMatchObject({
      kind: 'sendShielded',
      direction: 'out',
      value: 12n * DUSK,
      fee: paid,
      memo: 'for tea',
    });
    const received = (await getHistory(client, { profile: bob })).entries;
    expect(received[0]).toMatchObject({ kind: 'receivedShielded', direction: 'in', value: 12n * DUSK });
  });

  test('two payments at once take different notes; a prepared one holds its notes until it is let go', async () => {
    const before = await shielded(alice);
    const value = 24_500n * DUSK;
    const held = await prepareSendShielded(client, { from: alice, to: bob.address, value });
    expect(getNotes(alice).filter(({ state }) => state === 'locked')).toHaveLength(1);
    const [first, other] = await Promise.all([
      sendShielded(client, { from: alice, to: bob.address, value }),
      sendShielded(client, { from: alice, to: bob.address, value }),
    ]);
    discardTx(held);
    const third = await sendShielded(client, { from: alice, to: bob.address, value });
    await expect(submitTx(client, held)).rejects.toThrowCode('WALLET_FUNDS_PENDING');
    const paid = (await settle(first)) + (await settle(other)) + (await settle(third));
    expect(await shielded(alice)).toBe(before - 3n * value - paid);
    await expect(submitTx(client, held)).rejects.toThrowCode('WALLET_BAD_REQUEST');
  });

  test('without a node: made of what the wallet saw, kept as unsent for longer than a lost one, sent later', async () => {
    const away: Transport = {
      url: 'away',
      request: () => Promise.reject(new NetworkError('NETWORK_UNREACHABLE')),
      events: null,
      close() {},
    };
    const facts = await client.chain();
    const alone: Client = { ...client, transport: away, chain: async () => facts };
    const offline = { from: alice, value: 3n * DUSK, gas: { price: 1n }, offline: true };
    await expect(prepareSendPublic(alone, { ...offline, to: bob.account })).rejects.toThrowCode('NETWORK_UNREACHABLE');
    const prepared = await prepareSendShielded(alone, { ...offline, to: bob.address });
    await expect(submitTx(alone, prepared)).rejects.toThrowCode('NETWORK_UNREACHABLE');
    const newest = async (): Promise<string | undefined> =>
      (await getHistory(alone, { profile: alice, archive: false })).entries.find(({ id }) => id === prepared.id)?.state;
    expect(await newest()).toBe('unsent');
    await syncWallet(client, { wallet: wallets.alice });
    expect(await newest()).toBe('unsent');
    const kept = wallets.alice.sent.get(prepared.id) as SentTx;
    const unknown = { id: kept.id, state: 'unknown' as const };
    expect(settled(kept, unknown, kept.sentHeight + 1_000n, false).state).toBe('waiting');
    expect(settled(kept, unknown, kept.sentHeight + 4_100n, false).state).toBe('gone');
    expect(settled({ ...kept, unsent: false }, unknown, kept.sentHeight + 1_000n, false).state).toBe('gone');

    const id = await propagate(client, prepared.bytes);
    await settle({ id, kind: prepared.kind, maxFee: prepared.maxFee, bytes: prepared.bytes });
    expect(await newest()).toBe('final');
    expect(wallets.alice.sent.get(id)?.unsent).toBe(false);
  });

  test('public money goes out, comes in, and changes sides', async () => {
    const before = await getBalance(client, { profile: alice });
    const gas = await settle(
      await sendPublic(client, { from: alice, to: bob.account, value: 5n * DUSK, memo: 'rent' }),
    );
    expect((await getBalance(client, { profile: alice })).public).toBe(before.public - 5n * DUSK - gas);
    const in_ = await settle(await shield(client, { from: alice, value: 7n * DUSK }));
    const out = await settle(await unshield(client, { from: alice, value: 3n * DUSK }));
    const after = await getBalance(client, { profile: alice });
    expect(after.public).toBe(before.public - 9n * DUSK - gas - in_);
    expect(after.shielded.total).toBe(before.shielded.total + 4n * DUSK - out);
  });

  test('merging leaves the money and fewer notes', async () => {
    const before = await shielded(alice);
    const many = getNotes(alice).length;
    const paid = await settle(await mergeNotes(client, { from: alice }));
    expect(await shielded(alice)).toBe(before - paid);
    expect(getNotes(alice).length).toBeLessThan(many);
  });

  test('a stake is made, added to from notes, taken back in part to the account and whole to notes', async () => {
    const account = alice.account;
    await settle(await stake(client, { from: alice, value: 2_000n * DUSK }));
    expect(await getStake(client, { account })).toMatchObject({ active: 2_000n * DUSK, eligibility: 4_320n });
    await settle(await topUp(client, { from: alice, value: 100n * DUSK, payFrom: 'shielded' }));
    await settle(await unstake(client, { from: alice, value: 50n * DUSK }));
    expect((await getBalance(client, { profile: alice })).staked).toBe(2_050n * DUSK);
    const before = await shielded(alice);
    const paid = await settle(await unstake(client, { from: alice, payFrom: 'shielded' }));
    expect(await shielded(alice)).toBe(before + 2_050n * DUSK - paid);
    expect(await getStake(client, { account })).toBeNull();
    await expect(claimReward(client, { from: alice })).rejects.toThrowCode('WALLET_BAD_REQUEST');
    await expect(topUp(client, { from: alice, value: DUSK })).rejects.toThrowCode('WALLET_BAD_REQUEST');
  });

  test('refuses what cannot be, before anything is sent or proven', async () => {
    const value = DUSK;
    await expect(sendShielded(client, { from: alice, to: bob.account, value })).rejects.toThrowCode(
      'WALLET_RECIPIENT_KIND',
    );
    await expect(sendPublic(client, { from: alice, to: bob.address, value })).rejects.toThrowCode(
      'WALLET_RECIPIENT_KIND',
    );
    const much = 10_000_000n * DUSK;
    await expect(sendShielded(client, { from: alice, to: bob.address, value: much })).rejects.toThrowCode(
      'WALLET_FUNDS_SHORT',
    );
    await expect(sendPublic(client, { from: alice, to: bob.account, value: much })).rejects.toThrowCode(
      'WALLET_FUNDS_SHORT',
    );
    await expect(stake(client, { from: bob, value })).rejects.toThrowCode('CONTRACT_CALL_FAILED');
    await expect(
      sendPublic(client, { from: alice, to: bob.account, value, memo: 'x'.repeat(513) }),
    ).rejects.toThrowCode('WALLET_BAD_REQUEST');
    wallets.bob.lock();
    await expect(sendPublic(client, { from: bob, to: alice.account, value })).rejects.toThrowCode('WALLET_LOCKED');
    await wallets.bob.unlock('correct horse');
    expect(await shielded(bob)).toBeGreaterThan(100_000n * DUSK);
  });
});
