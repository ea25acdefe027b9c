import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describeContract } from '@eventide/abi';
import { fromBase58, fromHex, parseDusk, toBase58, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { buildCached } from '@eventide/contract-sdk/build/cachedBuild';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { phoenixViewKey, viewKeyCodec } from '@eventide/crypto/keys/phoenix';
import {
  deployContract,
  getBlock,
  getBlockBytes,
  getContractCode,
  getTx,
  sendPublic,
  sendShielded,
  submitTx,
  waitForTx,
} from '@eventide/sdk';
import { addressesOf } from '@eventide/sdk/wallet/scan/compactNote';
import { prepareCall } from '@eventide/sdk/wallet/send/actions';
import { createNotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';
import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations, keepPicture, openStage, type Stage, type Visit } from '../../kit/e2e/stage.ts';
import { archiveOpens, getEvents, stakeContract } from './chainReads.ts';

const allVariants = [
  ['dark', 320],
  ['light', 1280],
] as const;
/** One variant always, the others where there is time: `EVENTIDE_ALL_SCREENS=1`. */
const variants = process.env.EVENTIDE_ALL_SCREENS === '1' ? allVariants : allVariants.slice(0, 1);

const PATIENT_MS = 60_000;
const sourceOf = (name: string): string =>
  fileURLToPath(new URL(`../../../contracts/${name}/assembly/contract.ts`, import.meta.url));
const TRANSFER = `01${'0'.repeat(62)}`;

describe.skipIf(browserMissing())('13 §10 J12: the explorer', { timeout: 240_000 }, () => {
  let stage: Stage;
  let visit: Visit;
  let page: Page;
  let shielded: string;
  beforeAll(async () => {
    stage = await openStage();
    const { client } = stage.net;
    const alice = await stage.net.wallet('alice');
    const bob = stage.account('bob');
    const paid = await sendPublic(client, {
      from: alice,
      to: bob.account,
      value: parseDusk('3.25'),
      memo: 'lunch',
    });
    await waitForTx(client, paid.id);
    const sent = await sendShielded(client, { from: alice, to: bob.address, value: parseDusk('12.5') });
    await waitForTx(client, sent.id);
    shielded = sent.id;
    await archiveOpens(stage);
    visit = await stage.visit();
    page = visit.page;
  }, 300_000);
  afterAll(async () => {
    await stage?.close();
  });

  const open = async (hash: string): Promise<void> => {
    await page.goto(`${stage.explorer.url}/${hash}`);
  };
  const sees = (text: string): Promise<unknown> =>
    page.waitForSelector(`main >> text=${text}`, { timeout: PATIENT_MS });

  test('20 live blocks come without a reload', async () => {
    await open('#/');
    await page.waitForSelector('.x-tile strong:has-text("2")', { timeout: PATIENT_MS });
    const loads = visit.requests.filter((request) => request.isNavigationRequest()).length;
    for (let block = 0; block < 20; block++) await stage.net.mine();
    await page.waitForSelector('main a[href="#/block/22"]', { timeout: PATIENT_MS });
    expect(visit.requests.filter((request) => request.isNavigationRequest()).length).toBe(loads);
    await keepPicture(page, 'j12-overview');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('new rows wait while the reader has scrolled down; blocks that left the chain stay, marked', async () => {
    await page.setViewportSize({ width: 1280, height: 500 });
    await open('#/blocks');
    const newest = page.locator('main tbody tr').first();
    await page.waitForSelector('main a[href="#/block/22"]', { timeout: PATIENT_MS });
    await page.evaluate(() => window.scrollTo(0, 400));
    const snapshot = stage.net.snapshot();
    for (let block = 0; block < 3; block++) await stage.net.mine();
    await page.waitForSelector('main button:has-text("3 new")', { timeout: PATIENT_MS });
    expect(await newest.textContent()).toContain('22');
    expect(await axeViolations(page)).toEqual([]);
    await page.click('main button:has-text("3 new")');
    await page.waitForSelector('main a[href="#/block/25"]', { timeout: PATIENT_MS });

    await page.evaluate(() => window.scrollTo(0, 0));
    await stage.net.revert(snapshot);
    await page.waitForSelector('main tr:has(a[href="#/block/25"]):has-text("Reverted")', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'j12-reverted');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('every kind of search leads somewhere', async () => {
    const block = await getBlock(stage.net.client, 1n);
    const tx = await getTx(stage.net.client, shielded);
    const nullifier = (tx as unknown as { json: { nullifiers: string[] } }).json.nullifiers[0] as string;
    const alice = stage.account('alice');
    const look = async (text: string): Promise<void> => {
      await open('#/');
      await page.fill('#search', text);
      await page.press('#search', 'Enter');
    };
    await look('1');
    await page.waitForURL(/#\/block\/1$/, { timeout: PATIENT_MS });
    await look(block?.hash ?? '');
    await page.waitForURL(new RegExp(`#/block/${block?.hash}`), { timeout: PATIENT_MS });
    await look(shielded);
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    await sees('A shielded payment with 1 input; amount and parties are hidden.');
    expect(await axeViolations(page)).toEqual([]);
    await look(alice.account);
    await page.waitForURL(/#\/account\//, { timeout: PATIENT_MS });
    // A receiver's address and a note's look alike: both are offered, and the node hears of neither.
    const asked = visit.requests.length;
    await look(alice.address);
    await sees('2 results');
    expect(visit.requests.slice(asked).some((request) => /phoenixMarks/.test(request.postData() ?? ''))).toBe(false);
    await page.click('main a:has-text("Shielded address")');
    await page.waitForURL(/#\/address\//, { timeout: PATIENT_MS });
    await look(TRANSFER);
    await page.waitForURL(/#\/contract\//, { timeout: PATIENT_MS });
    // What a node kept of a payment leads back to it: what it spent, and the notes it made.
    await look(nullifier);
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    const [event] = await getEvents(stage, shielded);
    const [note] = event?.notes ?? [];
    const noteKey = toHex(fromBase58(note?.stealth_address ?? '').subarray(32));
    await look(noteKey);
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    await look(note?.stealth_address ?? '');
    await page.click('main a:has-text("Address of a note")', { timeout: PATIENT_MS });
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    await look(toBase58(fromHex(noteKey)));
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    // No event tells of the notes of the genesis: they are looked through here.
    const notes = await createNotesFeed(stage.net.client).page(0, 2);
    await look(toHex(addressesOf(notes).subarray(96, 128)));
    await page.waitForURL(/#\/block\/0$/, { timeout: PATIENT_MS });
    await look(toHex(tx?.raw ?? new Uint8Array()));
    await page.waitForURL(/#\/decode/, { timeout: PATIENT_MS });
    await sees('Encoding it again gives the same bytes.');
    // Names: those of a local network, and the reader's own.
    await look('alice');
    await sees('2 results');
    await sees('alice, a known name');
    expect(await axeViolations(page)).toEqual([]);
    await open('#/settings');
    await page.fill('[name=book-name]', 'my lunch');
    await page.fill('[name=book-key]', 'nonsense');
    await page.click('main form button[type=submit]');
    await sees('This is no account');
    await page.fill('[name=book-key]', shielded);
    await page.click('main form button[type=submit]');
    await sees('Remove my lunch');
    expect(await axeViolations(page)).toEqual([]);
    await page.reload();
    await look('My lun');
    await page.waitForURL(new RegExp(`#/tx/${shielded}`), { timeout: PATIENT_MS });
    await look('no such thing');
    await sees('Nothing found');
  });

  test('a contract is read by its functions', async () => {
    await open(`#/contract/${TRANSFER}`);
    await page.selectOption('select', 'num_notes', { timeout: PATIENT_MS });
    await page.click('main .k-button[data-kind=primary]');
    await page.waitForSelector('main [role=status] .k-raw, .k-field-error:visible', { timeout: PATIENT_MS });
    expect(await page.locator('main [role=status] .k-raw').allTextContents()).toEqual([
      expect.stringMatching(/^"?\d+"?$/),
    ]);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the code of a contract: hashes, what is proven here, and a build to compare', async () => {
    await open(`#/contract/${TRANSFER}`);
    await page.waitForSelector('.x-checks [data-check=committed]', { timeout: PATIENT_MS });
    const checks = page.locator('.x-checks li');
    expect(await checks.evaluateAll((all) => all.map(({ dataset }) => [dataset.check, dataset.ok]))).toEqual([
      ['published', 'true'],
      ['committed', 'true'],
    ]);
    await sees('contracts/genesis/transfer of this project builds to');
    const code = await getContractCode(stage.net.client, TRANSFER);
    const compare = (buffer: Buffer): Promise<void> =>
      page.setInputFiles('input[type=file]', { name: 'build.wasm', mimeType: 'application/wasm', buffer });
    await compare(Buffer.from(code));
    await sees('Your file is the code of this contract');
    expect(await axeViolations(page)).toEqual([]);
    await compare(Buffer.from(code.subarray(1)));
    await sees('Your file is not the code of this contract');

    // A deployed contract's id is a hash of its code, here with the third nonce.
    const { wasm, abi } = await buildCached(sourceOf('counter'));
    const { id, contract } = await deployContract(stage.net.client, {
      from: await stage.net.wallet('alice'),
      bytecode: wasm,
      abi: describeContract(abi as never),
      args: { start: 5n },
      nonce: 2n,
    });
    await waitForTx(stage.net.client, id);
    await open(`#/contract/${contract}`);
    await page.waitForSelector('.x-checks [data-check=nonce][data-ok=true]', { timeout: PATIENT_MS });
    await sees('its owner and deploy nonce 2');
    await keepPicture(page, 'j12-code');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a failed transaction says why', async () => {
    const { client } = stage.net;
    const alice = await stage.net.wallet('alice');
    const failing = await prepareCall(
      client,
      { from: alice, gas: { limit: 5_000_000n } },
      {
        kind: 'contractCall',
        deposit: 0n,
        value: 0n,
        data: () => ({
          data: { kind: 'call', contract: stakeContract(), fnName: 'no_such_function', fnArgs: new Uint8Array() },
        }),
      },
    );
    const { id } = await submitTx(client, failing, { force: true });
    await waitForTx(client, id);
    await open(`#/tx/${id}`);
    await sees('Why it failed');
    await keepPicture(page, 'j12-failed');
    await page.click('main button:has-text("Run it again")');
    await page.waitForSelector('main [role=status] code:has-text("no_such_function")', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
  });

  test('a view key lists exactly the received notes and is nowhere else', async () => {
    const bob = stage.account('bob');
    const view = phoenixViewKey(derivePhoenixSecretKey(bob.seed ?? new Uint8Array(64), 0));
    const hex = toHex(encode(viewKeyCodec, view));
    const before = visit.requests.length;
    await open('#/view-key');
    await page.fill('input[type=password]', hex);
    await page.click('main .k-button[data-kind=primary]');
    await sees('5 notes received');
    await page.waitForSelector('text=12.5', { timeout: PATIENT_MS });
    await keepPicture(page, 'j12-view-key');
    expect(await axeViolations(page)).toEqual([]);
    for (const request of visit.requests.slice(before)) {
      const text = `${request.url()} ${(request.postDataBuffer() ?? Buffer.alloc(0)).toString('hex')} ${request.postData() ?? ''}`;
      expect(text).not.toContain(hex);
      expect(text).not.toContain(hex.slice(0, 64));
    }
    const stored = await page.evaluate(() =>
      JSON.stringify({ ...localStorage, ...sessionStorage, url: location.href }),
    );
    expect(stored).not.toContain(hex.slice(0, 64));
  });

  test('a block is checked here, and one that a proxy altered does not fit', async () => {
    await open('#/block/3');
    await page.waitForSelector('.x-checks [data-ok=true]', { timeout: PATIENT_MS });
    const checks = await page
      .locator('.x-checks li')
      .evaluateAll((all) => all.map(({ dataset }) => [dataset.check, dataset.ok]));
    expect(checks).toEqual(
      ['hash', 'transactions', 'link', 'seed', 'generator', 'votes'].map((check) => [check, 'true']),
    );
    const signers = page.locator('.x-members li');
    await page.locator('details summary:has-text("Who signed")').first().click();
    expect(await signers.first().textContent()).toContain('64 of 64 credits');
    await keepPicture(page, 'j12-block');
    expect(await axeViolations(page)).toEqual([]);

    await page.route(/graphql\/query/, async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      await route.fulfill({
        response,
        body: text.replaceAll(/\\"gas_limit\\":3000000000/g, '\\"gas_limit\\":3000000001'),
      });
    });
    await page.reload();
    await page.waitForSelector('.x-checks [data-ok=false]', { timeout: PATIENT_MS });
    await sees('does not fit: The header hashes');
    await keepPicture(page, 'j12-altered');
    await page.unrouteAll({ behavior: 'ignoreErrors' });

    // Votes for another block in the certificate above, told by a node that lies about it.
    await page.route(/graphql\/query/, async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      // Nobody but member 63 is said to have voted.
      await route.fulfill({ response, body: text.replaceAll(/(\\"bitset\\":)\d+/g, '$19223372036854775808') });
    });
    await page.reload();
    await page.waitForSelector('.x-checks [data-check=seed][data-ok=true]', { timeout: PATIENT_MS });
    expect(await page.locator('.x-checks [data-check=votes][data-ok=true]').count()).toBe(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  test('the committees of any round and iteration are drawn here', async () => {
    await open('#/provisioners');
    await page.waitForSelector('.x-members', { timeout: PATIENT_MS });
    const draw = async (round: string, iteration: string): Promise<void> => {
      await page.fill('[name=round]', round);
      await page.fill('[name=iteration]', iteration);
      await page.click('main form button[type=submit]');
    };
    await draw('3', '0');
    await sees('Round 3, iteration 0');
    await page.waitForSelector('.x-checks [data-check=recorded][data-ok=true]', { timeout: PATIENT_MS });
    expect(await page.locator('.x-members').count()).toBe(2);
    expect(await axeViolations(page)).toEqual([]);
    await draw('3', '49');
    await sees('Round 3, iteration 49');
    await page.waitForSelector('.x-members', { timeout: PATIENT_MS });
    expect(await page.locator('.x-checks').count()).toBe(0);
    await draw('3', '50');
    await sees('A number from 0 to 49.');
    await draw('9999999', '0');
    await sees('A height from 1 to');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the network: tokens, rules by height, circuit digests', async () => {
    await open('#/network');
    await sees('No contract calls itself a token.');
    await page.waitForSelector('main [data-same]', { timeout: PATIENT_MS });
    expect(await page.locator('main [data-same]').evaluateAll((all) => all.map(({ dataset }) => dataset.same))).toEqual(
      ['true', 'true', 'true', 'true'],
    );
    await sees('14 queries');
    await page.click('main button:has-text("Lay out")');
    await page.waitForSelector('caption:text-is("Rows")', { state: 'attached', timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    await keepPicture(page, 'j12-network');

    const { wasm, abi } = await buildCached(sourceOf('token'));
    const alice = stage.account('alice');
    const { contract } = await stage.net.deploy({
      from: 'alice',
      bytecode: wasm,
      abi: describeContract(abi as never),
      args: { admin: { Account: alice.account }, supply: '1000' },
    });
    await page.reload();
    await page.waitForSelector(`main a[href="#/contract/${contract}"]`, { timeout: PATIENT_MS });
    await sees('1,000');
  });

  test('bytes of a block and of a transaction, to copy and to keep', async () => {
    const keep = async (): Promise<string> => {
      const [file] = await Promise.all([
        page.waitForEvent('download', { timeout: PATIENT_MS }),
        page.click('details[open] >> button:has-text("Download")'),
      ]);
      return (await readFile(await file.path())).toString('hex');
    };
    const block = await getBlock(stage.net.client, 3n);
    const bytes = toHex(await getBlockBytes(stage.net.client, block?.hash ?? ''));
    await open('#/block/3');
    await sees('Nobody contradicted himself');
    await page.click('summary:text-is("Bytes")');
    await sees('As the node keeps it.');
    expect(await page.locator('details[open] pre').textContent()).toBe(bytes);
    expect(await keep()).toBe(bytes);
    expect(await axeViolations(page)).toEqual([]);
    await open(`#/tx/${shielded}`);
    await page.click('summary:text-is("Bytes")', { timeout: PATIENT_MS });
    expect(await keep()).toBe(toHex((await getTx(stage.net.client, shielded))?.raw ?? new Uint8Array()));
  });

  test('by keyboard: keys lead to search and pages, their list opens, and they can be off', async () => {
    await open('#/stats');
    await page.waitForSelector('main h1', { timeout: PATIENT_MS });
    await page.keyboard.press('/');
    await page.waitForSelector('#search:focus', { timeout: PATIENT_MS });
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/block\/1$/, { timeout: PATIENT_MS });
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] kbd', { timeout: PATIENT_MS });
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('p');
    await page.waitForURL(/#\/provisioners$/, { timeout: PATIENT_MS });
    await open('#/settings');
    await page.click('main label:has-text("Single-key shortcuts")');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('b');
    await page.reload();
    await page.waitForSelector('main h1', { timeout: PATIENT_MS });
    await page.keyboard.press('b');
    expect(page.url()).toMatch(/#\/settings$/);
    await page.click('main label:has-text("Single-key shortcuts")');
  });

  test('every page is clean for axe, nothing cut off', async () => {
    const alice = stage.account('alice');
    const pages = [
      '#/blocks',
      '#/block/3',
      '#/txs',
      `#/account/${alice.account}`,
      `#/address/${alice.address}`,
      '#/provisioners',
      '#/network',
      '#/stats',
      '#/decode',
      '#/settings',
      '#/nowhere',
    ];
    for (const [scheme, width] of variants) {
      const other = await stage.visit({ colorScheme: scheme, viewport: { width, height: 800 } });
      for (const hash of pages) {
        await other.page.goto(`${stage.explorer.url}/${hash}`);
        await other.page.waitForSelector('main h1', { timeout: PATIENT_MS });
        await other.page.waitForFunction(() => document.querySelector('.k-skeleton') === null, undefined, {
          timeout: PATIENT_MS,
        });
        expect(await axeViolations(other.page), hash).toEqual([]);
        expect(await other.page.evaluate(() => document.documentElement.scrollWidth), hash).toBeLessThanOrEqual(width);
      }
      await keepPicture(other.page, `explorer-${scheme}-${width}`);
      await other.close();
    }
  });
});
