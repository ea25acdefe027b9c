import { parseDusk, toHex } from '@eventide/base';
import { getTx, sendPublic, waitForTx } from '@eventide/sdk';
import { addressesOf } from '@eventide/sdk/wallet/scan/compactNote';
import { createNotesFeed } from '@eventide/sdk/wallet/sync/notesFeed';
import { browserMissing } from '@eventide/testkit/browser';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlainNode, type PlainNode } from '../../kit/e2e/plainNode.ts';
import { axeViolations, openStage, type Stage, type Visit } from '../../kit/e2e/stage.ts';
import { archiveOpens } from './chainReads.ts';

const PATIENT_MS = 60_000;
const TRANSFER = `01${'0'.repeat(62)}`;

describe.skipIf(browserMissing())('13 §6 the explorer over a node without routes of ours', { timeout: 240_000 }, () => {
  let plain: PlainNode;
  let stage: Stage;
  let visit: Visit;
  let page: Page;
  let payment: string;
  beforeAll(async () => {
    plain = await openPlainNode();
    stage = await openStage({
      devnet: { protocol: 'rusk-1.6' },
      nodeUrl: (url) => {
        plain.lead(url);
        return plain.url;
      },
    });
    const from = await stage.net.wallet('alice');
    const { id } = await sendPublic(stage.net.client, {
      from,
      to: stage.account('bob').account,
      value: parseDusk('3.25'),
    });
    await waitForTx(stage.net.client, id);
    payment = id;
    await archiveOpens(stage);
    for (let block = 0; block < 3; block++) await stage.net.mine();
    visit = await stage.visit();
    page = visit.page;
  }, 300_000);
  afterAll(async () => {
    await stage?.close();
    await plain?.close();
  });

  const open = (hash: string): Promise<unknown> => page.goto(`${stage.explorer.url}/${hash}`);
  const sees = (text: string): Promise<unknown> =>
    page.waitForSelector(`main >> text=${text}`, { timeout: PATIENT_MS });
  const clean = async (): Promise<void> => expect(await axeViolations(page)).toEqual([]);

  test('live blocks, lists, statistics and stakes come from the reference’s routes', async () => {
    await open('#/');
    await page.waitForSelector('main a[href="#/block/4"]', { timeout: PATIENT_MS });
    await stage.net.mine();
    await page.waitForSelector('main a[href="#/block/5"]', { timeout: PATIENT_MS });
    await open('#/txs');
    await page.waitForSelector(`main a[href="#/tx/${payment}"]`, { timeout: PATIENT_MS });
    await open('#/stats');
    await page.waitForSelector('main .x-chart', { timeout: PATIENT_MS });
  });

  test('a block is checked, and its bytes are put together here', async () => {
    await open('#/block/2');
    await page.waitForSelector('.x-checks [data-check=votes][data-ok=true]', { timeout: PATIENT_MS });
    await page.click('summary:text-is("Bytes")');
    await sees('its route eventide/block is missing');
    expect(await page.locator('details[open] pre').textContent()).toMatch(/^01/);
    await clean();
  });

  test('a transaction shows all but its trace, and names the route for that', async () => {
    await open(`#/tx/${payment}`);
    await sees('for everyone to see');
    await page.click('main button:has-text("Run it again")');
    await sees('This node does not trace: the route eventide/trace is missing.');
    await page.click('summary:text-is("Bytes")');
    const raw = (await getTx(stage.net.client, payment))?.raw ?? new Uint8Array();
    expect(await page.locator('details[open] pre').textContent()).toBe(toHex(raw));
    await clean();
  });

  test('a contract is read; its code is not told', async () => {
    await open(`#/contract/${TRANSFER}`);
    await sees('the route eventide/contract_code is missing');
    await page.selectOption('select', 'num_notes', { timeout: PATIENT_MS });
    await page.click('main .k-button[data-kind=primary]');
    await page.waitForSelector('main [role=status] .k-raw', { timeout: PATIENT_MS });
    await clean();
  });

  test('committees are drawn by the stakes of now, which is said', async () => {
    await open('#/provisioners');
    await page.fill('[name=round]', '2');
    await page.click('main form button[type=submit]');
    await sees('By the stakes of now: this node does not tell those after block 1.');
    await page.waitForSelector('.x-checks [data-check=recorded][data-ok=true]', { timeout: PATIENT_MS });
    await clean();
  });

  test('the network page names what is missing', async () => {
    await open('#/network');
    await sees('the route eventide/state_contracts is missing');
    await sees('there is no view verifier_data');
    await page.waitForSelector('main table:has(caption:text-is("Rules by height"))', { timeout: PATIENT_MS });
    await clean();
  });

  test('keys of notes: those of the genesis are found, for others the missing query is named', async () => {
    const look = async (text: string): Promise<void> => {
      await open('#/');
      await page.fill('#search', text);
      await page.press('#search', 'Enter');
    };
    const notes = await createNotesFeed(stage.net.client).page(0, 1);
    await look(toHex(addressesOf(notes).subarray(32)));
    await page.waitForURL(/#\/block\/0$/, { timeout: PATIENT_MS });
    await look('77'.repeat(32));
    await sees('no query phoenixMarks');
    await clean();
  });

  test('an account with its history', async () => {
    await open(`#/account/${stage.account('bob').account}`);
    await page.waitForSelector(`main a[href="#/tx/${payment}"]`, { timeout: PATIENT_MS });
    await clean();
  });

  test('the pages complain about nothing but what is missing', () => {
    // 501: a route; 500: a view of a contract, and a question to the archive.
    expect(visit.complaints.filter((text) => !/status of 50[01]/.test(text))).toEqual([]);
  });
});
