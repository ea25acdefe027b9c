import { toHex, utf8 } from '@eventide/base';
import { type StaticServer, serveStatic } from '@eventide/node/api/sites/serveStatic';
import { browserMissing } from '@eventide/testkit/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, type Stage, type Visit, walletFolder } from '../../kit/e2e/stage.ts';
import { heapOf, storagesOf, workerHeapsOf } from './memory.ts';
import { openWallet } from './openWallet.ts';
import { go, PASSWORD, PATIENT_MS, unlock, upToDate, waitForBalance } from './walletPage.ts';

/** One wallet at an address with a name, because passkeys want one. */
describe.skipIf(browserMissing())('13 §5.5 what keeps a wallet closed', { timeout: 300_000 }, () => {
  let stage: Stage;
  let server: StaticServer;
  let visit: Visit;
  beforeAll(async () => {
    ({ stage, visit } = await openWallet('alice', {
      async before({ net: { url: node } }) {
        server = await serveStatic(walletFolder, {
          port: 0,
          connectTo: [node, node.replace(/^http/, 'ws')],
          texts: { '/networks.json': JSON.stringify({ networks: [{ name: 'local', node }] }) },
        });
        return `http://localhost:${server.port}`;
      },
    }));
  }, 300_000);
  afterAll(async () => {
    await stage?.close();
    await server?.close();
  });

  test('after locking neither the page’s memory nor any storage holds words, seed or password', async () => {
    const { page } = visit;
    const alice = stage.account('alice');
    await page.reload();
    await unlock(page);
    await waitForBalance(page, 'shielded', '100000');
    await upToDate(page);
    const secrets = [alice.mnemonic, toHex(alice.seed), PASSWORD];
    const keys = page.workers().find((worker) => /\/worker-/.test(worker.url()));
    if (keys === undefined) throw new Error('no key worker');
    const ended = new Promise((resolve) => keys.once('close', resolve));
    await page.keyboard.press('l');
    await page.waitForSelector('[name=password]', { timeout: PATIENT_MS });
    await ended;
    const heap = await heapOf(page);
    expect(heap.length).toBeGreaterThan(100_000);
    const workers = await workerHeapsOf(page);
    // A word of its own shows that the key worker is among them.
    expect(workers.some(({ heap: text }) => text.includes('eventide-wallet-tabs'))).toBe(true);
    for (const { name, heap: text } of [{ name: 'page', heap }, ...workers]) {
      expect(text.length, name).toBeGreaterThan(10_000);
      for (const secret of secrets) expect(text.includes(secret), `${name}: ${secret.slice(0, 5)}`).toBe(false);
    }
    const kept = await storagesOf(page);
    expect(kept.length).toBeGreaterThan(1_000);
    for (const secret of [...secrets, toHex(utf8(alice.mnemonic)), toHex(utf8(PASSWORD))])
      expect(kept.includes(secret)).toBe(false);
  });

  test('own picture and words greet before the password', async () => {
    const { page } = visit;
    const picture = await page.getAttribute('.w-picture', 'data-picture');
    expect(Number(picture)).toBeGreaterThanOrEqual(0);
    await unlock(page);
    await waitForBalance(page, 'shielded', '100000');
    await go(page, 'settings');
    await page.click('text=Picture and words', { timeout: PATIENT_MS });
    await page.fill('dialog [name=phrase]', 'blue whale at noon');
    await page.click('dialog >> text=Another picture');
    const chosen = await page.getAttribute('dialog .w-picture', 'data-picture');
    expect(chosen).not.toBe(picture);
    expect(await axeViolations(page)).toEqual([]);
    await page.click('dialog .k-button[data-kind=primary]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.reload();
    await page.waitForSelector('text=blue whale at noon', { timeout: PATIENT_MS });
    expect(await page.getAttribute('.w-picture', 'data-picture')).toBe(chosen);
    expect(await axeViolations(page)).toEqual([]);
    await unlock(page);
  });

  test('a passkey opens it; another authenticator does not; a new password removes it', async () => {
    const { page, context } = visit;
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        automaticPresenceSimulation: true,
        isUserVerified: true,
      },
    });
    await page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
    await go(page, 'settings');
    await page.click('text=Add a passkey', { timeout: PATIENT_MS });
    await page.fill('dialog input[type=password]', PASSWORD);
    expect(await axeViolations(page)).toEqual([]);
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('text=Remove the passkey', { timeout: PATIENT_MS });

    await page.keyboard.press('l');
    await page.click('#passkey', { timeout: PATIENT_MS });
    await waitForBalance(page, 'shielded', '100000');
    await upToDate(page);
    await page.keyboard.press('l');
    await page.waitForSelector('#passkey', { timeout: PATIENT_MS });
    await session.send('WebAuthn.clearCredentials', { authenticatorId });
    await page.click('#passkey');
    expect(await page.locator('[data-testid=shielded-total]').count()).toBe(0);
    await unlock(page);
    await waitForBalance(page, 'shielded', '100000');

    await go(page, 'settings');
    await page.click('text=Change the password', { timeout: PATIENT_MS });
    await page.fill('dialog input[autocomplete=current-password]', PASSWORD);
    await page.fill('dialog [name=new-password]', `${PASSWORD} too`);
    await page.fill('dialog [name=new-password-again]', `${PASSWORD} too`);
    await page.click('dialog button[type=submit][aria-disabled=false]');
    await page.waitForSelector('text=Add a passkey', { timeout: PATIENT_MS });
    await session.detach();
  });
});
