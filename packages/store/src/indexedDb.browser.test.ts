import { browserMissing, openTestPage } from '@eventide/testkit/browser';
import { describe, expect, test } from 'vitest';
import { storeChecks } from './compliance.ts';

describe.skipIf(browserMissing())('IndexedDB store', () => {
  test('meets every demand in Chromium', async () => {
    const page = await openTestPage();
    try {
      const module = new URL('./indexedDb.browser.ts', import.meta.url).href;
      expect(await page.run(module, 'runBrowserChecks')).toEqual({ passed: storeChecks.length + 1, failed: [] });
    } finally {
      await page.close();
    }
  });
});
