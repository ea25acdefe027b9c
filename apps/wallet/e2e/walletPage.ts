import type { Page } from 'playwright-core';

/** Enough for scrypt and a first sync on a busy machine. */
export const PATIENT_MS = 120_000;
export const PASSWORD = 'correct horse battery staple';

/** Restores a wallet from its words on the first screen. */
export async function restoreWallet(page: Page, url: string, mnemonic: string): Promise<void> {
  await page.goto(url);
  await page.click('a[href="#/restore"]', { timeout: PATIENT_MS });
  await page.fill('[name=words]', mnemonic);
  await page.fill('[name=new-password]', PASSWORD);
  await page.fill('[name=new-password-again]', PASSWORD);
  await page.click('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
  await page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
  await upToDate(page);
}

/** Waits until the wallet knows the whole chain. */
export async function upToDate(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.w-head .k-chip')?.textContent === 'Up to date', undefined, {
    timeout: PATIENT_MS,
  });
}

/** Unlocks a locked wallet. */
export async function unlock(page: Page, password: string = PASSWORD): Promise<void> {
  await page.fill('[name=password]', password, { timeout: PATIENT_MS });
  await page.click('button[type=submit]');
}

/** The number of a balance, in DUSK as shown. */
export async function balanceOf(page: Page, side: 'shielded' | 'public'): Promise<string> {
  const text = await page.textContent(`[data-testid=${side}-total]`);
  return (text ?? '').replace(/\s*DUSK$/, '').replaceAll(',', '');
}

/** Waits until a balance is shown. */
export async function waitForBalance(page: Page, side: 'shielded' | 'public', amount: string): Promise<void> {
  await page.waitForFunction(
    ([where, wanted]) =>
      document
        .querySelector(`[data-testid=${where}-total]`)
        ?.textContent?.replace(/\s*DUSK$/, '')
        .replaceAll(',', '') === wanted,
    [side, amount] as const,
    { timeout: PATIENT_MS },
  );
}

export type Payment = { readonly to: string; readonly amount: string; readonly memo?: string };

/** Leads to a section of an open wallet; '' is home. */
export async function go(page: Page, place: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${place}`);
  await page.waitForSelector('main h1', { timeout: PATIENT_MS });
}

/** Fills the form of a payment and opens its review. */
export async function reviewPayment(page: Page, { to, amount, memo }: Payment): Promise<void> {
  await go(page, 'send');
  await page.fill('[name=to]', to);
  await page.fill('[name=amount]', amount);
  if (memo !== undefined) await page.fill('[name=memo]', memo);
  await page.click('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
  await page.waitForSelector('.w-sees', { timeout: PATIENT_MS });
}

/** Confirms a review; a new recipient is compared first. */
export async function confirm(page: Page): Promise<void> {
  const compare = page.locator('.k-check input');
  if ((await compare.count()) > 0) await compare.check();
  await page.click('#confirm[aria-disabled=false]', { timeout: PATIENT_MS });
}

/** Waits until the newest action has reached a stage; gives the milliseconds of each. */
export async function reach(page: Page, stage: string): Promise<Readonly<Record<string, number>>> {
  const job = page.locator(`[data-job][data-stage="${stage}"]`).first();
  await job.waitFor({ timeout: PATIENT_MS });
  return JSON.parse((await job.getAttribute('data-times')) ?? '{}') as Record<string, number>;
}

/** Runs in the page: notes wrong passwords as the wallet does, which takes a second or more for each of them. */
export function wrongTries({ name, count }: { readonly name: string; readonly count: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open(name);
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const change = open.result.transaction('entries', 'readwrite');
      const bytes = new TextEncoder().encode(JSON.stringify({ count, lastMs: 1 }));
      change.objectStore('entries').put(bytes, new TextEncoder().encode('attempts'));
      change.oncomplete = () => resolve(open.result.close());
      change.onerror = () => reject(change.error);
    };
  });
}
