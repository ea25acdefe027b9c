import { parseDusk } from '@eventide/base';
import { getBalance } from '@eventide/sdk';
import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, type Stage, type Visit } from '../../kit/e2e/stage.ts';
import { type Between, standBetween } from './lyingNode.ts';
import { openWallet } from './openWallet.ts';
import {
  balanceOf,
  confirm,
  go,
  PATIENT_MS,
  reach,
  restoreWallet,
  reviewPayment,
  unlock,
  upToDate,
  waitForBalance,
} from './walletPage.ts';

const chip = (page: Page, text: string): Promise<unknown> =>
  page.waitForSelector(`.w-head .k-chip:has-text("${text}")`, { timeout: PATIENT_MS });

/** One wallet for all of it: nothing that goes wrong here may cost it anything. */
describe.skipIf(browserMissing())('13 §5 what may go wrong between a wallet and its node', { timeout: 300_000 }, () => {
  let stage: Stage;
  let visit: Visit;
  let page: Page;
  let bob: string;
  let between: Between = () => null;
  beforeAll(async () => {
    ({ stage, visit, page } = await openWallet('alice', {
      async before({ net }, { context }) {
        await standBetween(context, net.url, (asked) => between(asked));
        return undefined;
      },
    }));
    bob = stage.account('bob').address;
  }, 300_000);
  afterAll(() => stage?.close());

  test('a payment that no node takes is kept, and goes out with another click', async () => {
    between = ({ path }) => (path.endsWith('/propagate') ? 'hang up' : null);
    await reviewPayment(page, { to: bob, amount: '1.5' });
    await confirm(page);
    await reach(page, 'unsent');
    await page.waitForSelector('text=It goes out when you say so.');
    expect(await axeViolations(page)).toEqual([]);

    // It is kept over a reload too.
    await page.reload();
    await unlock(page);
    await upToDate(page);
    await go(page, 'activity');
    between = () => null;
    await page.click('main .w-line >> nth=0', { timeout: PATIENT_MS });
    await page.click('dialog >> text=Send now', { timeout: PATIENT_MS });
    const received = async (): Promise<bigint> => {
      const profile = await stage.net.wallet('bob');
      return (await getBalance(stage.net.client, { profile })).shielded.total;
    };
    await expect.poll(received, { timeout: PATIENT_MS }).toBe(parseDusk('100001.5'));
    await page.keyboard.press('Escape');
    await go(page, '');
    await upToDate(page);
  });

  test('money in too many notes: says so, merges, pays', async () => {
    const dave = stage.account('dave');
    const other = await stage.visit();
    await restoreWallet(other.page, stage.wallet.url, dave.mnemonic);
    await stage.net.fund('dave', parseDusk('3'), { shielded: true });
    await waitForBalance(other.page, 'shielded', '100003');
    await reviewPayment(other.page, { to: bob, amount: '100001' });
    await other.page.waitForSelector('code:has-text("WALLET_TOO_FRAGMENTED")', { timeout: PATIENT_MS });
    expect(await other.page.getAttribute('#confirm', 'aria-disabled')).toBe('true');
    expect(await axeViolations(other.page)).toEqual([]);
    await other.page.click('text=Merge notes');
    // It is an action of its own: what it costs and who sees it is said first.
    await other.page.waitForSelector('main .w-pay:has-text("Notes merged")', { timeout: PATIENT_MS });
    await other.page.waitForSelector('.w-sees:has-text("nobody else")');
    await confirm(other.page);
    await reach(other.page, 'final');
    await other.page.click('main .k-actions >> text=Done', { timeout: PATIENT_MS });
    await other.page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
    await upToDate(other.page);
    await reviewPayment(other.page, { to: bob, amount: '100001' });
    await confirm(other.page);
    await reach(other.page, 'final');
    await other.close();
  });

  test('a node that hands out false notes is not trusted; the balance stays', async () => {
    const balance = await balanceOf(page, 'shielded');
    let lies = 0;
    between = async ({ path, truth }) => {
      if (!path.endsWith('/compact_notes')) return null;
      const notes = new Uint8Array(await truth());
      // The value commitment of the first note: whose it is stays the same, the tree does not.
      if (notes.length > 0) notes.copyWithin(9, 41, 73);
      lies++;
      return notes;
    };
    await stage.net.fund('alice', parseDusk('2'), { shielded: true });
    await chip(page, 'Node not trusted');
    expect(lies).toBeGreaterThan(0);
    expect(await balanceOf(page, 'shielded')).toBe(balance);
    expect(await axeViolations(page)).toEqual([]);
    between = () => null;
    await stage.net.mine();
    await upToDate(page);
    await waitForBalance(page, 'shielded', String(Number(balance) + 2));
  });

  test('a node of another network: said, and nothing is sent to it', async () => {
    const balance = await balanceOf(page, 'shielded');
    let sent = 0;
    between = async ({ path, truth }) => {
      if (path.endsWith('/propagate')) sent++;
      if (!path.endsWith('/node/info')) return null;
      return (await truth()).toString().replace(/"chain_id":\s*224/, '"chain_id":225');
    };
    await page.reload();
    await unlock(page);
    await chip(page, 'Wrong network');
    expect(await balanceOf(page, 'shielded')).toBe(balance);
    expect(await axeViolations(page)).toEqual([]);
    await go(page, 'send');
    await page.fill('[name=to]', bob, { timeout: PATIENT_MS });
    await page.fill('[name=amount]', '1');
    await page.click('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
    await page.waitForSelector('main code', { timeout: PATIENT_MS });
    expect(await page.getAttribute('#confirm', 'aria-disabled')).toBe('true');
    expect(sent).toBe(0);
    between = () => null;
    await page.reload();
    await unlock(page);
    await upToDate(page);
  });

  test('a node that fell asleep: behind, with the age of its newest block', async () => {
    between = async ({ path, truth }) => {
      if (!/node\/info$|graphql\/query$/.test(path)) return null;
      return (await truth())
        .toString()
        .replace(/"srs":\s*"local-1"/, '"srs":"ceremony"')
        .replace(/"timestamp":\s*(\d+)/g, (_, seconds) => `"timestamp":${Number(seconds) - 3_600}`);
    };
    await page.reload();
    await unlock(page);
    await chip(page, 'Node behind by');
    expect(await axeViolations(page)).toEqual([]);
    between = () => null;
  });

  test('a network of a ceremony: proofs wait for its file, another file is refused and kept nowhere', async () => {
    between = async ({ path, truth }) => {
      if (!path.endsWith('/node/info')) return null;
      return (await truth())
        .toString()
        .replace(/"srs":\s*"local-1"/, '"srs":"ceremony"')
        .replace(/"proofs":\s*"mock"/, '"proofs":"real"');
    };
    await page.reload();
    await unlock(page);
    await page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
    await reviewPayment(page, { to: bob, amount: '1' });
    await page.waitForSelector('[data-testid=parameters-missing]', { timeout: PATIENT_MS });
    for (const bytes of [100, 6_292_032]) {
      const file = { name: 'parameters.crs', mimeType: 'application/octet-stream', buffer: Buffer.alloc(bytes, 7) };
      await page.setInputFiles('[data-testid=parameters-missing] input', file);
      await page.waitForSelector('code:has-text("PLONK_SRS_WRONG")', { timeout: PATIENT_MS });
      expect(await page.getAttribute('#confirm', 'aria-disabled')).toBe('true');
    }
    expect(await axeViolations(page)).toEqual([]);
    const kept = await page.evaluate(async () => {
      const names: string[] = [];
      for await (const name of (await navigator.storage.getDirectory()).keys()) names.push(name);
      return names;
    });
    expect(kept).toEqual([]);
    between = () => null;
    await page.reload();
    await unlock(page);
    await upToDate(page);
  });

  test('no node at all: the wallet opens, knows its money and its age, receives', async () => {
    const balance = await balanceOf(page, 'shielded');
    between = () => 'hang up';
    await page.reload();
    await unlock(page);
    await chip(page, 'Offline since');
    expect(await balanceOf(page, 'shielded')).toBe(balance);
    await page.waitForSelector('main >> text=/as of/');
    await go(page, 'receive');
    await page.waitForSelector('.k-qr', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    between = () => null;
    await chip(page, 'Up to date');
    expect(visit.complaints.filter((text) => !/ERR_|net::|WebSocket|status of 5/.test(text))).toEqual([]);
  });
});
