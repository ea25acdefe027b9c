import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stage, Visit } from '../../kit/e2e/stage.ts';
import { deployCounter } from './counter.ts';
import { openWallet } from './openWallet.ts';
import { balanceOf, confirm, go, PATIENT_MS, reach, restoreWallet, upToDate } from './walletPage.ts';

describe.skipIf(browserMissing())('13 §5.1 everything but a payment', { timeout: 300_000 }, () => {
  let stage: Stage;
  let visit: Visit;
  let page: Page;
  beforeAll(async () => {
    ({ stage, visit, page } = await openWallet('alice'));
  }, 300_000);
  afterAll(() => stage?.close());

  /** Confirms the review on the screen and waits until it is final; leads home. */
  const carryOut = async (on: Page = page): Promise<void> => {
    await on.waitForSelector('.w-sees', { timeout: PATIENT_MS });
    await confirm(on);
    await reach(on, 'final');
    await on.click('main .k-actions >> text=Done', { timeout: PATIENT_MS });
    await on.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
    await upToDate(on);
  };
  const publicBalance = async (on: Page = page): Promise<number> => Number(await balanceOf(on, 'public'));
  const send = (on: Page = page): Promise<void> =>
    on.click('main button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });

  test('converts both ways', async () => {
    await go(page, 'convert');
    await page.fill('[name=amount]', '10');
    await send();
    await carryOut();
    await expect.poll(() => balanceOf(page, 'shielded'), { timeout: PATIENT_MS }).toBe('100010');
    await go(page, 'convert');
    await page.click('text=Shielded to public');
    await page.fill('[name=amount]', '4');
    await send();
    await carryOut();
    // The fee of taking money out is paid from the shielded side.
    await expect
      .poll(async () => Number(await balanceOf(page, 'shielded')), { timeout: PATIENT_MS })
      .toBeLessThan(100_006);
    await expect.poll(() => publicBalance(), { timeout: PATIENT_MS }).toBeGreaterThan(99_993);
  });

  test('stakes and takes the stake back', async () => {
    await go(page, 'stake');
    await page.fill('[name=amount]', '999');
    await page.waitForSelector('.k-field-error:visible');
    await page.fill('[name=amount]', '1000');
    await send();
    await carryOut();
    await expect.poll(() => publicBalance(), { timeout: PATIENT_MS }).toBeLessThan(98_995);
    await go(page, 'stake');
    await page.click('main >> text=Take back all', { timeout: PATIENT_MS });
    await carryOut();
    await expect.poll(() => publicBalance(), { timeout: PATIENT_MS }).toBeGreaterThan(99_990);
  });

  test('the stake of a node earns, and what it earned is claimed', async () => {
    await stage.net.fund('node-1', 5_000_000_000n);
    const other = await stage.visit();
    await restoreWallet(other.page, stage.wallet.url, stage.account('node-1').mnemonic);
    const before = Number(await balanceOf(other.page, 'public'));
    await go(other.page, 'stake');
    await other.page.click('main >> text=Claim rewards', { timeout: PATIENT_MS });
    await carryOut(other.page);
    await expect.poll(() => publicBalance(other.page), { timeout: PATIENT_MS }).toBeGreaterThan(before);
    await other.close();
  });

  test('reads and calls a contract through its ABI file, both ways to pay', async () => {
    const { contract: id, abi } = await deployCounter(stage);
    for (const pay of ['Shielded', 'Public']) {
      await go(page, 'contracts');
      await page.getByLabel('Contract').first().fill(id);
      const abiFile = {
        name: 'counter.abi.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify(abi)),
      };
      await page.setInputFiles('input[type=file]', abiFile);
      await page.selectOption('main select', 'increment', { timeout: PATIENT_MS });
      await page.fill('main textarea', '1');
      await page.click(`main .k-segments >> text=${pay}`);
      await page.click('main .k-button[data-kind=primary][aria-disabled=false]');
      await carryOut();
    }
    await go(page, 'contracts');
    await page.getByLabel('Contract').first().fill(id);
    await page.setInputFiles('input[type=file]', {
      name: 'counter.abi.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(abi)),
    });
    await page.selectOption('main select', 'value', { timeout: PATIENT_MS });
    await page.click('main >> text="Read"');
    expect(await page.textContent('main [role=status] .k-raw', { timeout: PATIENT_MS })).toMatch(/42/);
  });

  test('the activity names all of it, by kind and by word', async () => {
    await go(page, 'activity');
    await page.waitForSelector('main .w-line', { timeout: PATIENT_MS });
    const lines = await page.locator('main .w-line').count();
    expect(lines).toBeGreaterThanOrEqual(6);
    await page.fill('main input[type=search]', 'stake');
    await expect.poll(() => page.locator('main .w-line').count(), { timeout: PATIENT_MS }).toBeLessThan(lines);
    expect(visit.complaints).toEqual([]);
  });
});
