import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDusk } from '@eventide/base';
import { serveStatic } from '@eventide/node/api/sites/serveStatic';
import { getBalance } from '@eventide/sdk';
import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Line, layLine } from '../../kit/e2e/line.ts';
import { axeViolations, type Stage, type Visit, walletFolder } from '../../kit/e2e/stage.ts';
import { openWallet } from './openWallet.ts';
import { balanceOf, confirm, go, PATIENT_MS, reach, reviewPayment, unlock, upToDate } from './walletPage.ts';

/** The wallet's files lie in a folder that a test may change, behind a line that a test may cut; so does the node. */
describe.skipIf(browserMissing())('13 §5.3, §5.5 without network, and a new version', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-wallet-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
  let stage: Stage;
  let visit: Visit;
  let bob: string;
  let [node, site]: Line[] = [];
  beforeAll(async () => {
    ({ stage, visit } = await openWallet('alice', {
      async before({ net }) {
        cpSync(walletFolder, folder, { recursive: true });
        node = await layLine(net.url);
        ends.push(node.close);
        const server = await serveStatic(folder, {
          port: 0,
          connectTo: [node.url, node.url.replace(/^http/, 'ws')],
          texts: { '/networks.json': JSON.stringify({ networks: [{ name: 'local', node: node.url }] }) },
        });
        ends.push(() => server.close());
        site = await layLine(server.url);
        ends.push(site.close);
        return site.url;
      },
    }));
    ends.push(() => stage.close());
    bob = stage.account('bob').address;
  }, 300_000);
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  test('a new version waits for consent, in a visit that began without a worker too', async () => {
    const { page, requests } = visit;
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    const [shell, ...others] = await cachesOf(page);
    expect(others).toEqual([]);
    const built = join(folder, 'sw.js');
    writeFileSync(built, readFileSync(built, 'utf8').replace(shell as string, 'eventide-next'));
    const loads = (): number => requests.filter((request) => request.isNavigationRequest()).length;
    const before = loads();
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });
    const offer = '.w-notices .k-note:has-text("A new version")';
    await page.waitForSelector(offer, { timeout: PATIENT_MS });
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state)).toBe(
      'installed',
    );
    expect(await axeViolations(page)).toEqual([]);
    expect(loads()).toBe(before);
    expect(await balanceOf(page, 'shielded')).toBe('100000');

    await page.click(`${offer} button`);
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    expect(loads()).toBeGreaterThan(before);
    expect(await cachesOf(page)).toEqual(['eventide-next']);
  });

  test('the wallet opens with both servers gone, shows its money with its age, and receives', async () => {
    const { page } = visit;
    await site?.cut();
    await node?.cut();
    await page.reload();
    await unlock(page);
    await page.waitForSelector('.w-head .k-chip:has-text("Offline since")', { timeout: PATIENT_MS });
    expect(await balanceOf(page, 'shielded')).toBe('100000');
    await page.waitForSelector('main >> text=/as of/');
    expect(await axeViolations(page)).toEqual([]);
    await go(page, 'receive');
    await page.waitForSelector('.k-qr', { timeout: PATIENT_MS });
  });

  test('a payment made meanwhile stays unsent, over a reload too, until another click', async () => {
    const { page } = visit;
    await reviewPayment(page, { to: bob, amount: '2.5' });
    await page.waitForSelector('text=No node answers. The payment is finished here');
    expect(await axeViolations(page)).toEqual([]);
    await confirm(page);
    await reach(page, 'unsent');
    await page.reload();
    await unlock(page);
    await site?.mend();
    await node?.mend();
    await upToDate(page);
    const received = async (): Promise<bigint> => {
      const profile = await stage.net.wallet('bob');
      return (await getBalance(stage.net.client, { profile })).shielded.total;
    };
    const before = await received();
    await stage.net.mine(2);
    await upToDate(page);
    expect(await received()).toBe(before);
    await go(page, 'activity');
    await page.click('main .w-line:has-text("Not sent") >> nth=0', { timeout: PATIENT_MS });
    await page.click('dialog >> text=Send now', { timeout: PATIENT_MS });
    await expect.poll(received, { timeout: PATIENT_MS }).toBe(before + parseDusk('2.5'));
  });
});

function cachesOf(page: Page): Promise<string[]> {
  return page.evaluate(() => caches.keys());
}
