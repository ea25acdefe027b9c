import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** One test project for the whole workspace; browser tests are ordinary tests that drive Chromium themselves. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/**/*.test.{ts,tsx}',
      'contracts/**/*.test.ts',
      'scripts/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    setupFiles: ['@eventide/testkit/setup'],
    pool: 'forks',
    // Unless told, it leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

export default config;
