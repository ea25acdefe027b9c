import { browserMissing, openTestPage } from '@eventide/testkit/browser';
import { describe, expect, test } from 'vitest';

describe.skipIf(browserMissing())('01 §12.3 text forms in a browser', () => {
  test.each([true, false])('isolated: %s', async (isolated) => {
    const page = await openTestPage({ isolated });
    try {
      const result = await page.run(new URL('./text.browser.ts', import.meta.url).href, 'roundTrip', '0000ff10');
      expect(result).toEqual({ hex: '0000ff10', base58: '11LQo', isolated });
    } finally {
      await page.close();
    }
  });
});
