import { fromHex, toHex } from '@eventide/base';
import { browserMissing, openTestPage } from '@eventide/testkit/browser';
import { decodeTx } from '@eventide/tx/envelope';
import { txId } from '@eventide/tx/id';
import { describe, expect, test } from 'vitest';

describe.skipIf(browserMissing())('13 §5.3 proving in the page', () => {
  test.each([
    ['with shared memory', true],
    ['on one thread', false],
  ])('%s: a 2-in/2-out payment, with visible progress', async (_, isolated) => {
    const { page, close } = await openTestPage({ isolated, folder: import.meta.dirname });
    try {
      const foreign: string[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== new URL(page.url()).origin) foreign.push(request.url());
      });
      const phases: string[] = [];
      await page.exposeFunction('saw', (text: string) => phases.push(text));
      await page.evaluate(`new MutationObserver(() => saw(document.getElementById('phase').textContent))
        .observe(document.getElementById('phase'), { childList: true })`);
      await page.click('#prove');
      await page.waitForSelector('#result:not([hidden])', { timeout: 110_000 });
      expect(phases.some((phase) => phase.startsWith('Computing the quotient'))).toBe(true);
      expect(await page.textContent('#phase')).toBe('Proven and checked.');
      const bytes = fromHex((await page.textContent('#bytes')) ?? '');
      const tx = decodeTx(bytes, { strict: true });
      expect(tx.kind).toBe('phoenix');
      expect(toHex(txId(tx))).toBe(await page.textContent('#id'));
      const threads = (await page.textContent('#threads')) ?? '';
      expect(threads.includes('shared')).toBe(isolated);
      expect(foreign).toEqual([]);
      console.log(`${threads}: first proof ${await page.textContent('#time')}`);
    } finally {
      await close();
    }
  });
});
