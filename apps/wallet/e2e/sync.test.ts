import { intToBytesLe, toHex } from '@eventide/base';
import { StdRng } from '@eventide/crypto';
import { derivePhoenixSecretKey } from '@eventide/crypto/keys/derive';
import { mnemonicSeed } from '@eventide/crypto/keys/mnemonic';
import { noteSecretKey, phoenixPublicKey } from '@eventide/crypto/keys/phoenix';
import { foreignEntries, ModelNode, noteFor } from '@eventide/sdk/modelNode.fixture';
import { browserMissing } from '@eventide/testkit/browser';
import { noteNullifier } from '@eventide/tx';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../../kit/e2e/stage.ts';
import { longestTask, watchLongTasks } from '../../kit/scripts/longTasks.ts';
import { standBetween } from './lyingNode.ts';
import { formsOfKey, holding, namingPosition, recordRequests, type Sent } from './requestLog.ts';
import { balanceOf, PASSWORD, PATIENT_MS, unlock, upToDate, waitForBalance } from './walletPage.ts';

/** `EVENTIDE_SYNC_NOTES=20000` is the size of 13 §10 J9; always more than two pages. */
const NOTES = Math.max(10_500, Number(process.env.EVENTIDE_SYNC_NOTES ?? 0));
const PAGE = 5_000;
const OWN = 5;
/** Numbers, plural forms, ages, and two of dates. */
const USUAL_FORMATS = 5;

describe.skipIf(browserMissing())(`13 §10 J9: ${NOTES} notes`, { timeout: 600_000 }, () => {
  let stage: Stage;
  let mnemonic: string;
  const chain = new ModelNode();
  /** Of the wallet's own notes: what no request may name. */
  const own: { readonly position: bigint; readonly nullifier: Uint8Array }[] = [];
  beforeAll(async () => {
    stage = await openStage();
    const alice = stage.account('alice');
    mnemonic = alice.mnemonic;
    const key = derivePhoenixSecretKey(mnemonicSeed(mnemonic), 0);
    const address = phoenixPublicKey(key);
    const random = new StdRng(new Uint8Array(32).fill(9)).randomBytes;
    const share = Math.floor(NOTES / OWN) - 1;
    for (let block = 0; block < OWN; block++) {
      chain.addEntries(foreignEntries(share, chain.noteCount, chain.height + 1, random));
      const note = { ...noteFor(address, 1_000_000_000n * BigInt(block + 1), random), pos: BigInt(chain.noteCount) };
      const nullifier = noteNullifier(noteSecretKey(key, note.stealthAddress), note.pos);
      own.push({ position: note.pos, nullifier: intToBytesLe(nullifier, 32) });
      chain.add([note]);
    }
  }, 600_000);
  afterAll(() => stage?.close());

  test('closed at less than half, reopened, locked, cut off, two blocks undone: nothing is asked twice', async () => {
    const { page, context, close } = await stage.visit();
    const sent = recordRequests(context);
    const served: number[] = [];
    const closed = Promise.withResolvers<void>();
    const asked: string[] = [];
    let [away, hold] = [false, true];
    await standBetween(context, stage.net.url, async ({ path, body }) => {
      asked.push(path);
      if (away) return 'hang up';
      if (path.endsWith('/compact_notes')) {
        const from = Number(body.readBigUInt64LE(0));
        if (hold && from >= PAGE) {
          await closed.promise;
          return 'hang up';
        }
        served.push(from);
      }
      // Notes and blocks are those of the long chain; accounts and stakes are the node's own.
      const request = new Request(`http://model${path}`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-type': /graphql|info/.test(path) ? 'text/plain' : 'application/octet-stream' },
      });
      if (!/info|graphql|compact_notes|sync|num_notes|root|opening/.test(path)) return null;
      const answer = await chain.fetch(request);
      return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
    });
    await page.goto(stage.wallet.url);
    await page.click('a[href="#/restore"]', { timeout: PATIENT_MS });
    await page.fill('[name=words]', mnemonic);
    await page.fill('[name=new-password]', PASSWORD);
    await page.fill('[name=new-password-again]', PASSWORD);
    await page.click('button[type=submit][aria-disabled=false]', { timeout: PATIENT_MS });
    // The first page of notes is stored; the second never comes.
    await page.waitForFunction(() => document.querySelector('.k-chip')?.textContent?.includes('5,000 of'), undefined, {
      timeout: PATIENT_MS,
    });
    hold = false;
    await page.close();
    closed.resolve();

    const again = await context.newPage();
    await watchLongTasks(again);
    const formats = await watchFormats(again);
    await again.goto(stage.wallet.url);
    // Made while nothing else was to do; what follows draws with them and makes none.
    await again.waitForFunction((wanted) => (globalThis as Counting).formatsMade === wanted, USUAL_FORMATS);
    await unlock(again);
    await waitForBalance(again, 'shielded', '15');
    await upToDate(again);
    console.log(`sync of ${NOTES} notes: longest task of the page ${await longestTask(again)} ms`);
    expect(await formats()).toBe(USUAL_FORMATS);
    expect(served.filter((from) => from === 0).length).toBe(1);
    expect(new Set(served).size).toBe(served.length);

    await again.keyboard.press('l');
    await unlock(again);
    await upToDate(again);
    expect(await balanceOf(again, 'shielded')).toBe('15');
    away = true;
    await again.reload();
    await unlock(again);
    await again.waitForSelector('.w-head .k-chip:has-text("Offline since")', { timeout: PATIENT_MS });
    expect(await balanceOf(again, 'shielded')).toBe('15');

    // The last two blocks, with the newest note of five, are undone.
    chain.fork(chain.height - 2);
    chain.addEntries(new Uint8Array());
    away = false;
    await waitForBalance(again, 'shielded', '10');
    await upToDate(again);
    expect(asked.some((path) => /existing_nullifiers/.test(path))).toBe(false);

    // Of everything that left the browser nothing names a note of this wallet; what was planted is found.
    const naming = (requests: readonly Sent[]): readonly Sent[] =>
      own.flatMap(({ position, nullifier }) => [
        ...namingPosition(requests, position),
        ...holding(requests, formsOfKey(nullifier)),
      ]);
    expect(sent.filter(({ url }) => url.endsWith('/compact_notes')).length).toBeGreaterThan(2);
    expect(naming(sent)).toEqual([]);
    const [{ position, nullifier }] = own as [(typeof own)[number]];
    for (const planted of [
      { url: `${stage.net.url}/on/x`, body: Buffer.from(intToBytesLe(position, 8)) },
      { url: `${stage.net.url}/on/x?from=${position}`, body: Buffer.alloc(0) },
      { url: `${stage.net.url}/on/x`, body: Buffer.from(`query { notes(from: ${position}) }`) },
      { url: `${stage.net.url}/on/x`, body: Buffer.from(toHex(nullifier)) },
      { url: `${stage.net.url}/on/${toHex(nullifier)}`, body: Buffer.alloc(0) },
    ])
      expect(naming([...sent, planted])).toEqual([planted]);
    await close();
  });
});

type Counting = typeof globalThis & { formatsMade?: number };

/** Counts the formats of a language that a page makes: the first of each takes as long as the drawing of a screen. */
async function watchFormats(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const here = globalThis as Counting;
    here.formatsMade = 0;
    const intl = Intl as unknown as Record<string, new (...args: unknown[]) => object>;
    for (const name of ['NumberFormat', 'DateTimeFormat', 'PluralRules', 'RelativeTimeFormat']) {
      intl[name] = new Proxy(intl[name] as new () => object, {
        construct(Format, args) {
          here.formatsMade = (here.formatsMade ?? 0) + 1;
          return new Format(...(args as []));
        },
      });
    }
  });
  return () => page.evaluate(() => (globalThis as Counting).formatsMade ?? 0);
}
