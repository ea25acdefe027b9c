import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDusk } from '@eventide/base';
import { sendPublic, sendShielded, shield, stake, waitForTx } from '@eventide/sdk';
import type { Page } from 'playwright-core';
import { restoreWallet, reviewPayment, upToDate } from '../../wallet/e2e/walletPage.ts';
import { openStage } from '../e2e/stage.ts';

/**
 * Takes the pictures of wallet and explorer for the documentation from a running network: `npx node apps/kit/scripts/pictures.ts`.
 * Run it after a change of what people see.
 */
const folder = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const MOST_BYTES = 150_000;
const desktop = { width: 1120, height: 760 };
const phone = { width: 390, height: 800 };

mkdirSync(folder, { recursive: true });
const stage = await openStage();
try {
  await livenUp();
  const light = await stage.visit({ viewport: desktop });
  const alice = stage.account('alice');
  const bob = stage.account('bob');
  await restoreWallet(light.page, stage.wallet.url, alice.mnemonic);
  await take(light.page, 'wallet-home');
  await reviewPayment(light.page, { to: bob.address, amount: '12.5', memo: 'Rent for May' });
  await take(light.page, 'wallet-review');
  const dark = await stage.visit({ viewport: phone, colorScheme: 'dark' });
  await restoreWallet(dark.page, stage.wallet.url, bob.mnemonic);
  await take(dark.page, 'wallet-phone-dark');
  const reader = await stage.visit({ viewport: desktop });
  await explore(reader.page, '#/', 'explorer-overview');
  await explore(reader.page, '#/block/3', 'explorer-block');
} finally {
  await stage.close();
}

/** Something to look at: payments of each kind, a stake, some blocks. */
async function livenUp(): Promise<void> {
  const { net } = stage;
  const bob = stage.account('bob');
  const carol = stage.account('carol');
  const actions = [
    async () =>
      sendPublic(net.client, {
        from: await net.wallet('alice'),
        to: carol.account,
        value: parseDusk('3.25'),
        memo: 'Lunch',
      }),
    async () =>
      sendShielded(net.client, { from: await net.wallet('alice'), to: bob.address, value: parseDusk('41.5') }),
    async () => shield(net.client, { from: await net.wallet('bob'), value: parseDusk('250') }),
    async () => stake(net.client, { from: await net.wallet('alice'), value: parseDusk('2000') }),
    async () =>
      sendShielded(net.client, { from: await net.wallet('carol'), to: bob.address, value: parseDusk('7.75') }),
  ];
  for (const act of actions) await waitForTx(net.client, (await act()).id);
  await net.mine(3);
}

async function explore(page: Page, hash: string, name: string): Promise<void> {
  await page.goto(`${stage.explorer.url}/${hash}`);
  await page.waitForSelector('main h1');
  await page.waitForFunction(() => document.querySelector('.k-skeleton') === null);
  await take(page, name);
}

async function take(page: Page, name: string): Promise<void> {
  if (await page.locator('.w-head .k-chip').count()) await upToDate(page);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${name}.png has ${size} bytes, more than ${MOST_BYTES}`);
  console.log(`${name}.png ${size} bytes`);
}
