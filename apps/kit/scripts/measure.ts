import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import {
  confirm,
  PATIENT_MS,
  reach,
  restoreWallet,
  reviewPayment,
  unlock,
  upToDate,
} from '../../wallet/e2e/walletPage.ts';
import { openStage } from '../e2e/stage.ts';
import { longestTask, watchLongTasks } from './longTasks.ts';

/**
 * Times what users wait for, in headless Chromium over a network of one node with real proofs: `npx node apps/kit/scripts/measure.ts`.
 * Prints one JSON line per figure, with the machine's load. Nothing is asserted: machines differ.
 */
const stage = await openStage({ devnet: { proofs: 'real' } });
try {
  const { page } = await stage.visit();
  await watchLongTasks(page);
  const startedMs = performance.now();
  await page.goto(stage.wallet.url);
  await page.waitForSelector('a[href="#/restore"]', { timeout: PATIENT_MS });
  print('interactive', { ms: Math.round(performance.now() - startedMs), longestTaskMs: await longestTask(page) });

  const alice = stage.account('alice');
  const bob = stage.account('bob').address;
  await restoreWallet(page, stage.wallet.url, alice.mnemonic);
  print('restore and first sync', { longestTaskMs: await longestTask(page) });
  await pay(page, bob, 'very first time, straight after the first sync');

  await page.reload();
  await unlock(page);
  await upToDate(page);
  print('reload, unlock, sync', { longestTaskMs: await longestTask(page) });
  await pay(page, bob, 'fresh tab with stored parameters, straight after the sync');
  await pay(page, bob, 'second of a tab');

  // What the file of parameters saves: the same first payment by a page that has to make them.
  const without = await stage.visit();
  await without.context.route('**/*.srs', (route) => route.abort());
  await restoreWallet(without.page, stage.wallet.url, stage.account('carol').mnemonic);
  await pay(without.page, bob, 'very first time, parameters made by the page');
} finally {
  await stage.close();
}

/** A payment that takes two notes. `mempool` is the time from the click until a node has admitted it. */
async function pay(page: Page, to: string, name: string): Promise<void> {
  await reviewPayment(page, { to, amount: '26000' });
  await confirm(page);
  const times = await reach(page, 'final');
  const at = (stage: string): number => times[stage] ?? 0;
  print(`shielded payment, 2 inputs: ${name}`, {
    admittedMs: at('mempool'),
    syncAndChooseMs: at('proving'),
    keyMs: at('prove:witness') - at('proving'),
    witnessMs: at('prove:commit') - at('prove:witness'),
    proveMs: at('sending') - at('prove:commit'),
    submitMs: at('mempool') - at('sending'),
    longestTaskMs: await longestTask(page),
    times,
  });
  await page.click('main .k-actions >> text=Done', { timeout: PATIENT_MS });
  await page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
}

function print(name: string, figures: object): void {
  console.log(JSON.stringify({ name, ...figures, load: loadavg()[0]?.toFixed(1) }));
}
