import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, keepPicture, type Stage, type Visit } from '../../kit/e2e/stage.ts';
import { type Between, standBetween } from './lyingNode.ts';
import { openWallet } from './openWallet.ts';
import { go, PATIENT_MS, reviewPayment, unlock, upToDate, wrongTries } from './walletPage.ts';

/** One wallet for all of it. */
describe.skipIf(browserMissing())('13 §5.4, §5.5 what guards a wallet', { timeout: 300_000 }, () => {
  let stage: Stage;
  let visit: Visit;
  let page: Page;
  let between: Between = () => null;
  beforeAll(async () => {
    ({ stage, visit, page } = await openWallet('alice', {
      async before({ net }, { context }) {
        await standBetween(context, net.url, (asked) => between(asked));
        return undefined;
      },
    }));
  }, 300_000);
  afterAll(() => stage?.close());

  test('the book refuses names that read like others, and who is in it needs no comparing', async () => {
    const bob = stage.account('bob').account;
    await go(page, 'settings');
    const add = async (name: string, key: string): Promise<void> => {
      await page.fill('main [name=name]', name);
      await page.fill('main [name=key]', key);
      await page.click('main form button:has-text("Add")');
    };
    await add('Bob', bob);
    await page.waitForSelector('main li:has-text("Bob")', { timeout: PATIENT_MS });
    for (const [name, said] of [
      ['ВОВ', 'reads like Bob'],
      ['Cаrol', 'several alphabets'],
      ['Car\u200bol', 'cannot be seen'],
    ] as const) {
      await add(name, stage.account('carol').account);
      await page.waitForSelector(`.k-field-error:visible:has-text("${said}")`, { timeout: PATIENT_MS });
    }
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.locator('main li:has(strong)').count()).toBe(1);

    await reviewPayment(page, { to: 'bob', amount: '1' });
    expect(await page.locator('.k-check').count()).toBe(0);
    await go(page, '');
    await reviewPayment(page, { to: stage.account('carol').account, amount: '1' });
    expect(await page.getAttribute('#confirm', 'aria-disabled')).toBe('true');
    await page.check('.k-check input');
    expect(await page.getAttribute('#confirm', 'aria-disabled')).toBe('false');
    await go(page, '');
  });

  test('an address with a letter of another alphabet is no address, and says why', async () => {
    const { address } = stage.account('bob');
    await go(page, 'send');
    await page.fill('[name=to]', `${address.slice(0, 20)}а${address.slice(21)}`);
    await page.waitForSelector('.k-field-error:visible:has-text("letters of another alphabet")', {
      timeout: PATIENT_MS,
    });
  });

  test('a QR code is read from a picture and by the camera; without a code and without a camera that is said', async () => {
    await go(page, 'receive');
    const code = await page.locator('.k-qr').screenshot({ timeout: PATIENT_MS });
    await go(page, 'send');
    await page.click('main [aria-label="Scan a QR code"]');
    await page.waitForSelector('dialog >> text=No camera can be used here', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    const picture = (buffer: Buffer) => ({ name: 'code.png', mimeType: 'image/png', buffer });
    await page.setInputFiles('dialog input[type=file]', picture(await page.locator('.w-brand').screenshot()));
    await page.waitForSelector('dialog >> text=No code was found', { timeout: PATIENT_MS });
    await page.setInputFiles('dialog input[type=file]', picture(code));
    await page.waitForSelector('dialog', { state: 'detached', timeout: PATIENT_MS });
    expect(await page.inputValue('[name=to]')).toContain(`dusk:${stage.account('alice').address}?`);
    await page.waitForSelector('.w-kind[data-kind=shielded]', { timeout: PATIENT_MS });

    await page.fill('[name=to]', '');
    await page.evaluate(cameraShowing, code.toString('base64'));
    await page.click('main [aria-label="Scan a QR code"]');
    await page.waitForSelector('.w-kind[data-kind=shielded]', { timeout: PATIENT_MS });
    expect(await page.inputValue('[name=to]')).toContain(`dusk:${stage.account('alice').address}?`);
    await go(page, '');
  });

  test('money from an account that begins and ends like a known one: the activity warns of copying it', async () => {
    const { account } = stage.account('bob');
    const poisoned = `${account.slice(0, 4)}${'x'.repeat(account.length - 8)}${account.slice(-4)}`;
    const { account: own } = stage.account('alice');
    between = ({ path, body }) => {
      if (!path.endsWith('/graphql/query') || !body.includes('fullMoonlightHistory')) return null;
      const events = [{ topic: 'moonlight', data: { sender: poisoned, receiver: own, value: 1_234_567, memo: '' } }];
      const history = [{ origin: 'ab'.repeat(32), block_height: 1, events }];
      return JSON.stringify({ fullMoonlightHistory: { json: history } });
    };
    await stage.net.mine();
    await go(page, 'activity');
    await page.click('main .w-line:has-text("0.001234567")', { timeout: PATIENT_MS });
    await page.waitForSelector('dialog [data-testid=look-alike]:has-text("like Bob in your book")');
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'look-alike', { full: false });
    await page.keyboard.press('Escape');
    between = () => null;
  });

  test('every single key: sections, search, list, lock; none while typing, none when turned off', async () => {
    await go(page, '');
    for (const [key, place] of [
      ['s', 'send'],
      ['r', 'receive'],
      ['c', 'convert'],
      ['/', 'activity'],
    ] as const) {
      await page.keyboard.press(key);
      await page.waitForFunction((hash) => location.hash.startsWith(hash), `#/${place}`);
    }
    // Search stands ready to be typed into, and letters typed there are letters.
    await page.waitForSelector('main input[type=search]:focus', { timeout: PATIENT_MS });
    await page.keyboard.type('src');
    expect(await page.inputValue('main input[type=search]')).toBe('src');
    expect(new URL(page.url()).hash).toMatch(/^#\/activity/);
    await go(page, '');
    await page.locator('main h1').focus();
    for (const combination of ['Control+s', 'Alt+s', 'Meta+s']) await page.keyboard.press(combination);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] kbd', { timeout: PATIENT_MS });
    expect(await page.locator('dialog kbd').allTextContents()).toEqual(['s', 'r', 'c', '/', 'l', '?']);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('s');
    expect(new URL(page.url()).hash).toBe('#/');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });

    await go(page, 'settings');
    await page.getByLabel('Single-key shortcuts').uncheck();
    await page.locator('main h1').focus();
    for (const key of ['s', 'r', 'c', '/', '?', 'l']) await page.keyboard.press(key);
    expect(new URL(page.url()).hash).toBe('#/settings');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.getByLabel('Single-key shortcuts').check();
    await page.locator('main h1').focus();
    await page.keyboard.press('l');
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });
  });

  test('wrong passwords count at every door: the words stay hidden, and a right one has to wait too', async () => {
    await unlock(page);
    await upToDate(page);
    await page.evaluate(wrongTries, { name: 'eventide-wallet-local-app', count: 4 });
    await go(page, 'settings');
    await page.click('main >> text=Show the words');
    await page.fill('dialog [name=password]', 'wrong');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog >> text=Too many tries', { timeout: PATIENT_MS });
    expect(await page.getAttribute('dialog button[type=submit]', 'aria-disabled')).toBe('true');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.click('main >> text=Save a wallet file');
    await page.waitForSelector('dialog >> text=Too many tries', { timeout: PATIENT_MS });
    await page.keyboard.press('Escape');
    await page.evaluate(wrongTries, { name: 'eventide-wallet-local-app', count: 0 });
  });

  test('left alone it warns for half a minute and locks; after sleep it locks at once', async () => {
    await page.clock.install();
    await page.reload();
    await unlock(page);
    await upToDate(page);
    /** In steps that are no sleep. */
    const idle = async (...steps: readonly number[]): Promise<void> => {
      for (const sec of steps) await page.clock.fastForward(sec * 1_000);
    };
    await idle(50, 50, 50, 50, 50, 22);
    await page.waitForSelector('dialog:has-text("locks in")');
    expect(await page.textContent('[aria-live=assertive]')).toMatch(/locks in \d+ seconds/);
    expect(await axeViolations(page)).toEqual([]);
    await page.click('dialog >> text=Stay open');
    await idle(50);
    await page.waitForSelector('dialog', { state: 'detached' });
    expect(await page.locator('[data-testid=shielded-total]').count()).toBe(1);
    await idle(50, 50, 50, 50, 51);
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });

    await unlock(page);
    await upToDate(page);
    await idle(4 * 3_600);
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    expect(visit.complaints).toEqual([]);
  });
});

/** Holds a picture before the camera: in place of a device the page gets the stream of a canvas. */
async function cameraShowing(pngBase64: string): Promise<void> {
  const bytes = Uint8Array.from(atob(pngBase64), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes]));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width + 80, picture.height + 40];
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const draw = (): void => {
    context.fillStyle = '#ddd';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 40, 20);
    requestAnimationFrame(draw);
  };
  draw();
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
}
