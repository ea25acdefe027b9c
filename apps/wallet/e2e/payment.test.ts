import { fromHex, intToBytesLe, parseDusk, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { blsSecretKeyCodec } from '@eventide/crypto/bls/keys';
import { deriveBlsSecretKey, derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { phoenixSecretKeyCodec, phoenixViewKey, viewKeyCodec } from '@eventide/crypto/keys/phoenix';
import { getHeight, getTransactions } from '@eventide/sdk';
import { browserMissing } from '@eventide/testkit/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, keepPicture, openStage, type Stage } from '../../kit/e2e/stage.ts';
import { standBetween } from './lyingNode.ts';
import { formsOfKey, holding, recordRequests, type Sent } from './requestLog.ts';
import {
  balanceOf,
  confirm,
  go,
  PATIENT_MS,
  reach,
  restoreWallet,
  reviewPayment,
  unlock,
  upToDate,
  waitForBalance,
} from './walletPage.ts';

/** As long as a proof, and none. */
const PROOF_BYTES = 1_008;

describe.skipIf(browserMissing())('13 §10 J2: a private payment', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ devnet: { proofs: 'real' } });
  });
  afterAll(() => stage?.close());

  test('restore, review, cancel the proof, retry, final; nothing secret leaves the page', async () => {
    const alice = stage.account('alice');
    const bob = stage.account('bob');
    const [payer, payee] = [await stage.visit(), await stage.visit({ colorScheme: 'dark' })];
    const log = recordRequests(payer.context);
    await restoreWallet(payee.page, stage.wallet.url, bob.mnemonic);
    await restoreWallet(payer.page, stage.wallet.url, alice.mnemonic);

    await reviewPayment(payer.page, { to: bob.address, amount: '12.5' });
    expect(await axeViolations(payer.page)).toEqual([]);
    await keepPicture(payer.page, 'j2-review');
    await confirm(payer.page);
    await payer.page.waitForSelector('[role=progressbar]');
    expect(await axeViolations(payer.page)).toEqual([]);
    await keepPicture(payer.page, 'j2-proving');
    await payer.page.click('.k-progress button');
    await reach(payer.page, 'cancelled');

    await payer.page.click('main .k-button[data-kind=primary]');
    await payer.page.waitForSelector('.w-sees, [name=to]');
    if ((await payer.page.locator('.w-sees').count()) === 0)
      await reviewPayment(payer.page, { to: bob.address, amount: '12.5' });
    await confirm(payer.page);
    const times = await reach(payer.page, 'final');
    await keepPicture(payer.page, 'j2-final');
    await waitForBalance(payee.page, 'shielded', '100012.5');
    await keepPicture(payee.page, 'j2-received-dark');
    expect(await axeViolations(payee.page)).toEqual([]);
    console.log(`shielded payment, ms from the click: ${JSON.stringify(times)}`);

    // The parameters came with the page and passed their digest: none were made and kept.
    expect(payer.requests.filter((request) => request.url().endsWith('.srs')).length).toBeGreaterThan(0);
    expect(await payer.page.evaluate(keptForProving)).toEqual([]);

    // On the chain: two inputs or one, and neither amount nor key.
    const [tx] = await getTransactions(stage.net.client, { last: 1 });
    const amount = intToBytesLe(parseDusk('12.5'), 8);
    const raw = toHex(tx?.raw ?? new Uint8Array());
    expect(raw.length).toBeGreaterThan(2_000);
    for (const hidden of [toHex(amount), ...keysOf(alice.seed), ...keysOf(bob.seed)]) expect(raw).not.toContain(hidden);

    // In the network log: two origins, and no secret in any body or address.
    const own = [stage.wallet.url, stage.net.url];
    for (const request of payer.requests) {
      expect(own.some((origin) => request.url().startsWith(origin) || request.url().startsWith('data:'))).toBe(true);
    }
    const secrets = [
      ...keysOf(alice.seed),
      toHex(alice.seed),
      toHex(amount),
      toHex(intToBytesLe(parseDusk('25000'), 8)),
      toHex(new TextEncoder().encode(alice.mnemonic)),
      toHex(new TextEncoder().encode('12500000000')),
      toHex(new TextEncoder().encode('25000000000000')),
    ];
    const sent = log.map(({ url, body }) => `${toHex(new TextEncoder().encode(url))}/${toHex(body)}`).join('\n');
    expect(log.some(({ url }) => url.endsWith('/transactions/propagate'))).toBe(true);
    for (const secret of secrets) expect(sent).not.toContain(secret);
    // What was spent is told by the transaction, and by no other request.
    const { nullifiers = [] } = (tx?.json ?? {}) as { readonly nullifiers?: readonly string[] };
    expect(nullifiers.length).toBeGreaterThan(0);
    for (const nullifier of nullifiers) {
      const carriers = holding(log, formsOfKey(fromHex(nullifier))).map(({ url }) => new URL(url).pathname);
      expect(carriers).toContain('/on/transactions/propagate');
      expect(carriers.filter((path) => !/^\/on\/transactions\/(propagate|preverify|simulate)$/.test(path))).toEqual([]);
    }
    expect(payer.complaints).toEqual([]);

    // Closing the page while it proves costs nothing, and the wallet says what happened.
    await payer.page.click('main .k-actions >> text=Done');
    await payer.page.waitForSelector('[data-testid=shielded-total]', { timeout: PATIENT_MS });
    await upToDate(payer.page);
    const balance = await balanceOf(payer.page, 'shielded');
    const height = await getHeight(stage.net.client);
    await reviewPayment(payer.page, { to: bob.address, amount: '7' });
    await confirm(payer.page);
    await payer.page.waitForSelector('[data-job][data-stage=proving]', { timeout: PATIENT_MS });
    await payer.page.close();
    const again = await payer.context.newPage();
    await again.goto(stage.wallet.url);
    await unlock(again);
    await again.waitForSelector('[data-testid=interrupted]:has-text("7 DUSK")', { timeout: PATIENT_MS });
    await upToDate(again);
    expect(await balanceOf(again, 'shielded')).toBe(balance);
    expect(await getHeight(stage.net.client)).toBe(height);
    expect(await axeViolations(again)).toEqual([]);
    await again.click('[data-testid=interrupted] button');
    await again.reload();
    await unlock(again);
    await upToDate(again);
    expect(await again.locator('[data-testid=interrupted]').count()).toBe(0);
    await payer.close();
    await payee.close();
  }, 480_000);

  test('a proving server is asked after its price was accepted, said in each review, and not believed', async () => {
    const [carol, bob] = [stage.account('carol'), stage.account('bob')];
    const { context, page: again, close } = await stage.visit();
    const log = recordRequests(context);
    await restoreWallet(again, stage.wallet.url, carol.mnemonic);
    const asked = (): readonly Sent[] => log.filter(({ url }) => new URL(url).pathname.startsWith('/on/prover'));
    expect(asked()).toEqual([]);
    await go(again, 'settings');
    await again.click('main >> text=Let the node make the proofs');
    await again.waitForSelector(`dialog >> text=no longer be private from ${stage.net.url}`);
    expect(await again.getAttribute('dialog .k-button[data-kind=danger]', 'aria-disabled')).toBe('true');
    expect(await axeViolations(again)).toEqual([]);
    await keepPicture(again, 'remote-prover', { full: false });
    await again.check('dialog .k-check input');
    await again.click('dialog .k-button[data-kind=danger][aria-disabled=false]');
    await again.waitForSelector('[data-testid=remote-on]', { timeout: PATIENT_MS });
    await reviewPayment(again, { to: bob.address, amount: '3.25' });
    await again.waitForSelector(`[data-testid=see-server]:has-text("${stage.net.url}")`);
    await standBetween(context, stage.net.url, ({ path }) =>
      path === '/on/prover/prove' ? new Uint8Array(PROOF_BYTES) : null,
    );
    const propagated = (): number => log.filter(({ url }) => url.endsWith('/propagate')).length;
    const before = propagated();
    await confirm(again);
    await reach(again, 'failed');
    await again.waitForSelector('text=The proving server gave no valid proof. Nothing was sent');
    expect(await axeViolations(again)).toEqual([]);
    expect(propagated()).toBe(before);
    // It got what was said: the amount is in it. Keys are not.
    expect(asked().map(({ url }) => new URL(url).origin)).toEqual([stage.net.url]);
    const told = toHex(asked()[0]?.body ?? new Uint8Array());
    expect(told).toContain(toHex(intToBytesLe(parseDusk('3.25'), 8)));
    for (const key of [...keysOf(carol.seed), toHex(carol.seed)]) expect(told).not.toContain(key);
    await go(again, 'settings');
    await again.click('[data-testid=remote-on] button');
    await again.waitForSelector('main >> text=No server sees amounts or notes', { timeout: PATIENT_MS });
    await close();
  }, 240_000);
});

/** Secret and view keys of a seed, as bytes in hex. */
function keysOf(seed: Uint8Array): readonly string[] {
  const phoenix = derivePhoenixSecretKey(seed, 0);
  const halves = encode(phoenixSecretKeyCodec, phoenix);
  return [
    toHex(halves.subarray(0, 32)),
    toHex(halves.subarray(32)),
    toHex(encode(viewKeyCodec, phoenixViewKey(phoenix)).subarray(0, 32)),
    toHex(encode(blsSecretKeyCodec, deriveBlsSecretKey(seed, 0))),
  ];
}

/** Keys of what the page's prover keeps. */
function keptForProving(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open('eventide-proving');
    open.onerror = () => reject(open.error);
    open.onsuccess = () => {
      const keys = open.result.transaction('entries').objectStore('entries').getAllKeys();
      keys.onerror = () => reject(keys.error);
      keys.onsuccess = () => resolve(keys.result.map((key) => new TextDecoder().decode(key as ArrayBuffer)));
    };
  });
}
