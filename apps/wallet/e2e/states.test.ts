import { browserMissing } from '@eventide/testkit/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, keepPicture, openStage, type Stage } from '../../kit/e2e/stage.ts';
import {
  balanceOf,
  go,
  PASSWORD,
  PATIENT_MS,
  restoreWallet,
  reviewPayment,
  unlock,
  upToDate,
  waitForBalance,
  wrongTries,
} from './walletPage.ts';

const allVariants = [
  ['light', 320, 'en-XA'],
  ['dark', 390, 'de'],
  ['dark', 1280, 'en'],
] as const;
/** One variant always, the others where there is time: `EVENTIDE_ALL_SCREENS=1`. */
const variants = process.env.EVENTIDE_ALL_SCREENS === '1' ? allVariants : allVariants.slice(0, 1);

/** Most of the time goes into scrypt, which is slow on purpose. */
const SLOW_MS = 300_000;

describe.skipIf(browserMissing())('13 §5: what else can happen to a wallet', { timeout: SLOW_MS }, () => {
  let stage: Stage;
  let mnemonic: string;
  beforeAll(async () => {
    stage = await openStage();
    mnemonic = stage.account('alice').mnemonic;
  }, 300_000);
  afterAll(() => stage?.close());

  test('create: words, a check that may wait, a password', async () => {
    const { page, close, complaints } = await stage.visit();
    await page.goto(stage.wallet.url);
    await page.click('a[href="#/create"]', { timeout: PATIENT_MS });
    await page.click('text=Show the words');
    const words = await page.locator('.w-words li').allTextContents();
    expect(words.length).toBe(12);
    expect(await axeViolations(page)).toEqual([]);
    await page.click('text=I have written them down');
    const first = page.locator('.k-field input').first();
    await first.fill('wrong');
    await page.click('button[type=submit]');
    await page.waitForSelector('.k-field-error:visible');
    expect(await axeViolations(page)).toEqual([]);
    await page.click('text=Check later');
    await page.fill('[name=new-password]', 'short');
    await page.waitForSelector('text=At least 8 characters.');
    await page.fill('[name=new-password]', PASSWORD);
    await page.fill('[name=new-password-again]', PASSWORD);
    await page.click('button[type=submit][aria-disabled=false]');
    await page.waitForSelector('text=You have not checked your note', { timeout: PATIENT_MS });
    await waitForBalance(page, 'shielded', '0');
    expect(complaints).toEqual([]);
    await close();
  });

  test('restore names the unknown word and completes', async () => {
    const { page, close } = await stage.visit();
    await page.goto(`${stage.wallet.url}/#/restore`);
    await page.fill('[name=words]', `${'alpha '.repeat(11)}abel `, { timeout: PATIENT_MS });
    await page.waitForSelector('text=Word 12, “abel”, is not in the list.', { timeout: PATIENT_MS });
    await page.fill('[name=words]', `${'alpha '.repeat(11)}abl`);
    await page.click('.w-completions >> text=able', { timeout: PATIENT_MS });
    await page.waitForSelector('text=Everybody knows these words.', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });

  test('wrong passwords are slowed down, over a reload too; damaged storage is said', async () => {
    const { page, close } = await stage.visit();
    await restoreWallet(page, stage.wallet.url, mnemonic);
    await page.keyboard.press('l');
    await unlock(page, 'wrong');
    await page.waitForSelector('text=not right', { timeout: PATIENT_MS });
    await page.evaluate(wrongTries, { name: 'eventide-wallet-local-app', count: 3 });
    for (let count = 3; count < 5; count++) {
      await unlock(page, `wrong ${count}`);
      await page.waitForSelector(count === 4 ? 'text=Too many tries' : 'text=not right', { timeout: PATIENT_MS });
    }
    expect(await axeViolations(page)).toEqual([]);
    await page.reload();
    await page.waitForSelector('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
    // The count outlived the page: the next wrong one makes it wait at once.
    await unlock(page, 'wrong again');
    await page.waitForSelector('text=Too many tries', { timeout: PATIENT_MS });
    await page.waitForSelector('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
    await unlock(page);
    await waitForBalance(page, 'shielded', '100000');
    // Keys are heard once the screen has settled.
    await upToDate(page);

    await page.keyboard.press('l');
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const open = indexedDB.open('eventide-wallet-local');
          open.onsuccess = () => {
            const change = open.result.transaction('entries', 'readwrite');
            change.objectStore('entries').delete(new Uint8Array([2]));
            change.oncomplete = () => resolve();
            change.onerror = () => reject(change.error);
          };
        }),
    );
    await unlock(page);
    await page.waitForSelector('text=The stored wallet is damaged', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });

  test('two tabs: the second shows and may take over; the first locks', async () => {
    const { page: first, context, close } = await stage.visit();
    await restoreWallet(first, stage.wallet.url, mnemonic);
    const second = await context.newPage();
    await second.goto(stage.wallet.url);
    await unlock(second);
    await second.waitForSelector('text=open in another tab', { timeout: PATIENT_MS });
    expect(await balanceOf(second, 'shielded')).toBe('100000');
    await second.click('text=Use it here');
    await first.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    await second.waitForFunction(() => !document.body.textContent?.includes('open in another tab'), undefined, {
      timeout: PATIENT_MS,
    });
    await close();
  });

  test('too much is refused before anything is proven', async () => {
    const { page, close } = await stage.visit();
    await restoreWallet(page, stage.wallet.url, mnemonic);
    const bob = stage.account('bob');
    await reviewPayment(page, { to: bob.address, amount: '200000' });
    await page.waitForSelector('code:has-text("WALLET_FUNDS_SHORT")');
    expect(await page.getAttribute('#confirm', 'aria-disabled')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    await close();
  });

  test('J9: away, back, two blocks undone; nothing is asked twice and no own nullifier is', async () => {
    const { page, context, requests, close } = await stage.visit();
    await restoreWallet(page, stage.wallet.url, mnemonic);
    const pages = (): string[] =>
      requests
        .filter((request) => request.url().endsWith('/compact_notes'))
        .map((request) => (request.postDataBuffer() ?? Buffer.alloc(0)).toString('hex'));
    const snapshot = stage.net.snapshot();
    await context.setOffline(true);
    await page.waitForSelector('.w-head .k-chip:has-text("Offline since")', { timeout: PATIENT_MS });
    expect(await balanceOf(page, 'shielded')).toBe('100000');
    await stage.net.fund('alice', 5_000_000_000n, { shielded: true });
    await context.setOffline(false);
    await waitForBalance(page, 'shielded', '100005');
    await keepPicture(page, 'j9-back');

    // The first page of notes was asked for once: later syncs begin where the last one ended.
    expect(pages().filter((body) => body.startsWith('0'.repeat(16))).length).toBe(1);

    await stage.net.revert(snapshot);
    await waitForBalance(page, 'shielded', '100000');
    await upToDate(page);
    await page.keyboard.press('l');
    await unlock(page);
    await upToDate(page);
    expect(await balanceOf(page, 'shielded')).toBe('100000');
    expect(requests.some((request) => /existing_nullifiers|\/opening$/.test(request.url()))).toBe(false);
    await close();
  });

  test.each(variants)(
    'every screen, %s, %i px, language %s: clean for axe, nothing cut off',
    async (colorScheme, width, language) => {
      const { page, close } = await stage.visit({ colorScheme, viewport: { width, height: 800 } });
      await page.addInitScript((value) => localStorage.setItem('eventide.language', value), language);
      await page.goto(`${stage.wallet.url}/#/restore`);
      await page.fill('[name=words]', mnemonic, { timeout: PATIENT_MS });
      await page.fill('[name=new-password]', PASSWORD);
      await page.fill('[name=new-password-again]', PASSWORD);
      expect(await axeViolations(page)).toEqual([]);
      await page.click('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
      await page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
      for (const place of ['', 'send', 'receive', 'convert', 'stake', 'activity', 'contracts', 'settings', 'words']) {
        await go(page, place);
        await page.waitForFunction(() => document.querySelector('.k-skeleton') === null, undefined, {
          timeout: PATIENT_MS,
        });
        expect(await axeViolations(page), place).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBeLessThanOrEqual(width);
        await keepPicture(page, `wallet-${colorScheme}-${width}-${place || 'home'}`);
      }
      await close();
    },
  );
});
