import { accountNamed } from '@eventide/devnet';
import { confirm, PATIENT_MS, reach, restoreWallet, reviewPayment } from '../../wallet/e2e/walletPage.ts';
import { openStage } from '../e2e/stage.ts';

/**
 * Times what users wait for, in headless Chromium over a network of one node with real proofs: `npx node apps/kit/scripts/measure.ts`.
 * Prints one JSON line per figure. Nothing is asserted: machines differ.
 */
const stage = await openStage({ devnet: { proofs: 'real' } });
try {
  const { page } = await stage.visit();
  await page.addInitScript(() => {
    const longest = { ms: 0 };
    (globalThis as { longest?: typeof longest }).longest = longest;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  const longest = (): Promise<number> =>
    page.evaluate(() => (globalThis as { longest?: { ms: number } }).longest?.ms ?? 0);
  const startedMs = performance.now();
  await page.goto(stage.wallet.url);
  await page.waitForSelector('a[href="#/restore"]', { timeout: PATIENT_MS });
  print('interactive', { ms: Math.round(performance.now() - startedMs), longestTaskMs: await longest() });

  const alice = accountNamed(stage.net.accounts, 'alice');
  const bob = accountNamed(stage.net.accounts, 'bob');
  await restoreWallet(page, stage.wallet.url, alice?.mnemonic ?? '');
  print('restore and first sync', { longestTaskMs: await longest() });
  for (const run of ['first', 'second']) {
    await reviewPayment(page, { to: bob?.address ?? '', amount: '30000' });
    await confirm(page);
    print(`shielded payment, 2 inputs, ${run}`, { ...(await reach(page, 'final')), longestTaskMs: await longest() });
    await page.click('main .k-actions >> text=Done', { timeout: PATIENT_MS });
  }
} finally {
  await stage.close();
}

function print(name: string, figures: object): void {
  console.log(JSON.stringify({ name, ...figures }));
}
