import { browserMissing, openTestPage } from '@eventide/testkit/browser';
import { describe, expect, test } from 'vitest';
import { type KernelDigests, kernelDigests } from './check/digests.ts';
import type { KernelReport } from './check.ts';

/** Random cases of each kernel; EVENTIDE_KERNEL_CASES=10000 is the full comparison and takes tens of minutes. */
const cases = Number(process.env.EVENTIDE_KERNEL_CASES ?? 32);
/** Names the kernels to compare by the start of their names, comma-separated; default all. */
const only = process.env.EVENTIDE_KERNEL_ONLY?.split(',');
const LIMIT_MS = 60_000 + 1000 * cases;

describe.skipIf(browserMissing())('11 §10 kernels in Chromium', () => {
  test.each([
    { isolated: true, mode: 'shared', threads: 2 },
    { isolated: false, mode: 'single', threads: 1 },
  ])(
    'isolated: $isolated, every tier agrees with bigint and every kernel with Node',
    async ({ isolated, mode, threads }) => {
      const page = await openTestPage({ isolated });
      try {
        const report = await page.run<KernelReport>(new URL('./check.ts', import.meta.url).href, 'checkKernels');
        expect(report).toMatchObject({ failed: [], mode, threads });
        const options = { cases, only };
        const module = new URL('./check/digests.ts', import.meta.url).href;
        const there = await page.run<KernelDigests>(module, 'kernelDigests', options);
        expect(there).toMatchObject({ mode, threads });
        const here = await kernelDigests(options);
        expect(there.digests).toEqual(here.digests);
      } finally {
        await page.close();
      }
    },
    LIMIT_MS,
  );
});
