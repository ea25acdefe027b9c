import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { type StaticServer, serveStatic } from '@eventide/node/api/sites/serveStatic';
import { encodeCall } from '@eventide/sdk';
import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, keepPicture, openStage, type Stage, type Visit } from '../../kit/e2e/stage.ts';
import { deployCounter } from './counter.ts';
import { PATIENT_MS, restoreWallet } from './walletPage.ts';

describe.skipIf(browserMissing())('13 §10 J11: Connect, two origins', { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventide-site-'));
  let stage: Stage;
  let site: StaticServer;
  let visit: Visit;
  let app: Page;
  let wallet: Page;
  beforeAll(async () => {
    stage = await openStage();
    await build({
      configFile: false,
      root: join(import.meta.dirname, 'site'),
      logLevel: 'error',
      base: './',
      build: { outDir: folder, emptyOutDir: true, target: 'es2024', modulePreload: { polyfill: false } },
    });
    // The header that lets wallet pages be isolated would cut a site off from the window it opens.
    site = await serveStatic(folder, { port: 0, keepsOpener: ['/', '/index.html'] });
    visit = await stage.visit();
    wallet = visit.page;
    const alice = stage.account('alice');
    await restoreWallet(wallet, stage.wallet.url, alice.mnemonic);
    app = await visit.context.newPage();
    const bob = stage.account('bob');
    const { contract, abi } = await deployCounter(stage);
    const argument = (by: bigint): string => `0x${toHex(encodeCall(abi, 'increment', by))}`;
    const sums = { args: argument(1n), zero: argument(0n) };
    const asks = new URLSearchParams({ wallet: stage.wallet.url, to: bob.account, contract, ...sums });
    await app.goto(`${site.url}/?${asks}`);
  }, 300_000);
  afterAll(async () => {
    await stage?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Clicks in the app; gives its next answer. */
  const ask = async (button: string, answer?: 'approve' | 'reject'): Promise<Answer> => {
    const before = Number((await app.getAttribute('#out', 'data-count')) ?? 0);
    await app.click(`#${button}`);
    if (answer !== undefined) {
      await wallet.waitForSelector('dialog[open] .w-origin', { timeout: PATIENT_MS });
      expect(await wallet.textContent('.w-origin')).toBe(site.url);
      const compare = wallet.locator('dialog .k-check input');
      if (answer === 'approve' && (await compare.count()) > 0) await compare.check();
      const label = answer === 'approve' ? 'Approve' : 'Reject';
      await wallet.click(`dialog .k-button[aria-disabled=false]:has-text("${label}")`, { timeout: PATIENT_MS });
    }
    await app.waitForFunction((count) => Number(document.getElementById('out')?.dataset.count ?? 0) > count, before, {
      timeout: PATIENT_MS,
    });
    return JSON.parse((await app.textContent('#out')) ?? '') as Answer;
  };

  test('before it is let in a site may do nothing', async () => {
    expect((await ask('pay')).error?.code).toBe(4100);
  });

  test('a rejected site gets 4001, an approved one the account', async () => {
    expect((await ask('connect', 'reject')).error?.code).toBe(4001);
    await app.click('#connect');
    await wallet.waitForSelector('dialog[open] .w-origin');
    expect(await axeViolations(wallet)).toEqual([]);
    await keepPicture(wallet, 'j11-connect', { full: false });
    await wallet.click('dialog .k-button[aria-disabled=false]:has-text("Approve")');
    await app.waitForFunction(() => document.getElementById('out')?.textContent?.includes('account:0'), undefined, {
      timeout: PATIENT_MS,
    });
    const alice = stage.account('alice');
    expect(await app.textContent('#out')).toContain(alice.account);
    expect(await app.textContent('#out')).not.toContain(alice.address);
  });

  test('address, payment and signature each ask; a lie about the origin changes nothing', async () => {
    const alice = stage.account('alice');
    expect(JSON.stringify((await ask('address', 'approve')).result)).toContain(alice.address);
    expect((await ask('pay', 'reject')).error?.code).toBe(4001);
    expect((await ask('pay', 'approve')).result).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await ask('auth', 'approve')).result).toMatchObject({ origin: site.url, nonce: 'abcdefgh12345678' });
    expect((await ask('forged', 'approve')).result).toMatchObject({ origin: site.url });
  });

  test('a call is tried before it is approved: what it costs, or why it would fail', async () => {
    await app.click('#call');
    await wallet.waitForSelector('dialog [data-testid=simulation]:has-text("it works, for at most")', {
      timeout: PATIENT_MS,
    });
    expect(await wallet.textContent('dialog')).toContain('increment');
    expect(await axeViolations(wallet)).toEqual([]);
    await wallet.click('dialog >> text=Reject');
    expect((await ask('call', 'approve')).result).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await app.click('#refused');
    await wallet.waitForSelector('dialog .k-note:has-text("COUNTER_BY_ZERO")', { timeout: PATIENT_MS });
    await wallet.click('dialog >> text=Reject');
    await app.waitForFunction(() => document.getElementById('out')?.textContent?.includes('4001'));
  });

  test('a locked wallet answers 4100, a disconnected site is nobody', async () => {
    expect((await ask('disconnect')).result).toBe(true);
    expect((await ask('pay')).error?.code).toBe(4100);
    await wallet.keyboard.press('l');
    await wallet.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    expect((await ask('profiles')).error?.code).toBe(4100);
  });

  test('a framed door stays empty', async () => {
    const framed = await visit.context.newPage();
    await framed.goto(site.url);
    await framed.evaluate((url) => {
      const frame = document.createElement('iframe');
      frame.src = `${url}/connect.html`;
      document.body.append(frame);
    }, stage.wallet.url);
    await expect.poll(() => framed.frames().length, { timeout: PATIENT_MS }).toBe(2);
    await expect.poll(() => framed.frames()[1]?.url(), { timeout: PATIENT_MS }).toMatch(/^(chrome-error:|about:blank)/);
    await framed.close();
  });

  test('no wallet tab: 4900', async () => {
    await wallet.close();
    const other = await stage.visit();
    const lonely = await other.context.newPage();
    await lonely.goto(`${site.url}/?wallet=${encodeURIComponent(stage.wallet.url)}`);
    const [door] = await Promise.all([other.context.waitForEvent('page'), lonely.click('#connect')]);
    await door.waitForSelector('text=not open', { timeout: PATIENT_MS });
    await lonely.click('#connect');
    await lonely.waitForFunction(() => document.getElementById('out')?.textContent?.includes('4900'), undefined, {
      timeout: PATIENT_MS,
    });
    expect(await axeViolations(door)).toEqual([]);
    await other.close();
  });
});

type Answer = { readonly result?: unknown; readonly error?: { readonly code: number; readonly message: string } };
