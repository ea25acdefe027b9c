import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LUX_PER_DUSK } from '@eventide/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalAccount } from '../accounts/localAccounts.ts';
import { createDevnet } from '../solo/createDevnet.ts';
import { startTestSolo } from '../solo/solo.fixture.ts';
import type { SoloNetwork } from '../solo/startSolo.ts';
import { type Errand, historyLength, writeErrands } from './exchange.fixture.ts';
import { startRecorder } from './recorder.fixture.ts';
import { openW3sper, type W3sperPage } from './w3sperPage.fixture.ts';

/** Folder of w3sper as it is published, and the module that its nodes hand out; ours without. See the package's README. */
const folder = process.env.EVENTIDE_W3SPER;
const walletCore = process.env.EVENTIDE_WALLET_CORE;
const contracts = process.env.EVENTIDE_RUSK_CONTRACTS;

/** File that takes what it asks; the vectors of the test kit, when they are made anew. */
const record = process.env.EVENTIDE_RECORD_CLIENTS;

const client = 'w3sper 1.6.0';
const DUSK = LUX_PER_DUSK;

describe.runIf(folder !== undefined)('13 §10 J4 w3sper 1.6.0 as it is', () => {
  const home = mkdtempSync(join(tmpdir(), 'eventide-w3sper-'));
  let solo: SoloNetwork;
  let page: W3sperPage;
  let alice: LocalAccount;
  let bob: LocalAccount;
  beforeAll(async () => {
    solo = await startTestSolo({ home, protocol: 'rusk-1.6', walletCore, contracts });
    [alice, bob] = solo.net.accounts.users as [LocalAccount, LocalAccount];
    page = await openW3sper(folder as string);
  }, 120_000);
  afterAll(async () => {
    await page?.close();
    await solo?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  test('connects and finds the account of its words', async () => {
    expect(await page.call('open', solo.ready.urls.api, [...alice.seed])).toMatchObject({
      version: '1.6.0',
      chainId: 0,
      account: alice.account,
      address: alice.address,
      gasPrice: { average: 1n, max: 1n, median: 1n, min: 1n },
    });
    const found = { shielded: { value: 100_000n * DUSK }, account: { nonce: 0n, value: 100_000n * DUSK }, notes: 4 };
    expect(await page.call('sync', { fromHeight: true })).toMatchObject(found);
    expect(await page.call('sync')).toMatchObject({ ...found, stake: { amount: null, reward: 0n } });
  });

  test('a public payment with its memo', async () => {
    const sent = await page.call('sendPublic', bob.account, 3n * DUSK, 'for the tide');
    expect(sent).toMatchObject({ error: null, memo: 'for the tide', call: null });
    expect((await page.call('sync')).account).toEqual({ nonce: 1n, value: 99_997n * DUSK - sent.paid });
  });

  test('a shielded payment', { timeout: 120_000 }, async () => {
    const sent = await page.call('sendShielded', bob.address, 5n * DUSK);
    expect(sent.error).toBeNull();
    expect((await page.call('sync')).shielded.value).toBe(99_995n * DUSK - sent.paid);
    expect(await page.call('told')).toEqual(expect.arrayContaining(['1', '2', 'removed']));
  });

  test('there and back between the two', { timeout: 120_000 }, async () => {
    const before = await page.call('sync');
    const shielded = await page.call('shield', 7n * DUSK);
    const unshielded = await page.call('unshield', 2n * DUSK);
    expect([shielded.error, unshielded.error]).toEqual([null, null]);
    const after = await page.call('sync');
    expect(after.account.value).toBe(before.account.value - 5n * DUSK - shielded.paid);
    expect(after.shielded.value).toBe(before.shielded.value + 5n * DUSK - unshielded.paid);
  });

  test('a stake, more of it, and all of it back', { timeout: 120_000 }, async () => {
    const before = await page.call('sync');
    const staked = await page.call('stakeNow', 1_000n * DUSK);
    const { stake } = await page.call('sync');
    expect(stake.amount).toMatchObject({ value: 1_000n * DUSK, locked: 0n, eligibility: 4_320n });
    const more = await page.call('topUp', 10n * DUSK);
    expect((await page.call('sync')).stake.amount?.value).toBe(1_010n * DUSK);
    const back = await page.call('unstake');
    const after = await page.call('sync');
    expect([staked.error, more.error, back.error, after.stake.amount]).toEqual([null, null, null, null]);
    expect(after.account.value).toBe(before.account.value - staked.paid - more.paid - back.paid);
  });

  test('history, newest first', async () => {
    const history = await page.call('history');
    expect(history.map(({ method, success }) => [method, success])).toEqual([
      ['unstake', true],
      ['stake', true],
      ['stake', true],
      ['convert', true],
      ['convert', true],
      ['transfer', true],
    ]);
    expect(history.at(-1)).toMatchObject({ from: alice.account, to: bob.account, value: -3n * DUSK });
  });

  test('leaves', async () => {
    expect(await page.call('close')).toBe(false);
  });
});

describe.runIf(folder !== undefined && record !== undefined)('what w3sper asks', () => {
  test('is written down, errand by errand', { timeout: 600_000 }, async () => {
    const net = await createDevnet({ protocol: 'rusk-1.6', walletCore });
    const recorder = await startRecorder(net.url);
    const page = await openW3sper(folder as string);
    const clean = net.snapshot();
    const [alice, bob] = net.accounts.users as [LocalAccount, LocalAccount];
    const errands: Errand[] = [];
    const run = async (errand: string, task: () => Promise<unknown>): Promise<void> => {
      await net.revert(clean);
      await page.call('open', recorder.url, [...alice.seed]);
      await page.call('sync', { fromHeight: true });
      await task();
      await page.call('close');
      // What it no longer listens to, it tells when its session is gone already.
      errands.push({ client, errand, exchanges: recorder.take().filter(({ method }) => method !== 'DELETE') });
    };
    try {
      await run('a public payment and the history of it', async () => {
        await page.call('sendPublic', bob.account, 3n * DUSK, 'for the tide');
        await page.call('sync');
        await expect.poll(() => historyLength(net.url, alice.account), { timeout: 200_000 }).toBe(1);
        await page.call('history');
      });
      await run('a shielded payment', () => page.call('sendShielded', bob.address, 5n * DUSK));
      await run('public money becomes shielded', () => page.call('shield', 7n * DUSK));
      await run('shielded money becomes public', () => page.call('unshield', 2n * DUSK));
      await run('a stake, more of it, and all of it back', async () => {
        await page.call('stakeNow', 1_000n * DUSK);
        await page.call('sync');
        await page.call('topUp', 10n * DUSK);
        await page.call('sync');
        await page.call('unstake');
      });
    } finally {
      await page.close();
      await recorder.close();
      await net.close();
    }
    writeErrands(record as string, client, errands);
  });
});
