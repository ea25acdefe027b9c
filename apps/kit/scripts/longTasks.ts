import type { Page } from 'playwright-core';

type Watched = typeof globalThis & { longestTask?: { ms: number } };

/** Notes the longest task of the page's thread from now on, in this and every later document of the page. */
export async function watchLongTasks(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const longest = { ms: 0 };
    (globalThis as Watched).longestTask = longest;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
}

/** Milliseconds of the longest task since the last call; 0 if none took 50 ms. Wall time: a loaded machine makes it longer. */
export function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { longestTask } = globalThis as Watched;
    const ms = longestTask?.ms ?? 0;
    if (longestTask !== undefined) longestTask.ms = 0;
    return ms;
  });
}
