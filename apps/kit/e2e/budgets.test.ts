import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSites } from '@eventide/devnet/network/sites';
import { beforeAll, describe, expect, test } from 'vitest';
import { pagePolicy } from '../pagePolicy.ts';
import { buildLock } from './buildLock.ts';

/** Compressed bytes a first visit may load before the first screen stands. Spec: 13 §5.6, §6 */
const FIRST_SCREEN_BYTES = { wallet: 180_000, explorer: 140_000 } as const;
/** Everything the wallet's first screen starts, key worker and scanners too. */
const WITH_WORKERS_BYTES = 350_000;
const PROVER_BYTES = 450_000;

describe('13 §5.6 what is built', () => {
  let folders: Readonly<Record<string, string>>;
  beforeAll(async () => {
    const sites = await buildLock(() => buildSites(AbortSignal.timeout(300_000)));
    folders = Object.fromEntries(sites.map(({ name, folder, problem }) => [name, folder ?? `missing: ${problem}`]));
  }, 300_000);

  test.each(['wallet', 'explorer'] as const)('%s: the first screen stays within its budget', (name) => {
    const folder = folders[name] as string;
    const page = readFileSync(join(folder, 'index.html'), 'utf8');
    const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file]) => file as string);
    expect(first.length).toBeGreaterThan(0);
    const bytes = first.reduce(
      (sum, file) => sum + compressed(join(folder, file)),
      compressed(join(folder, 'index.html')),
    );
    console.log(`${name}: first screen ${bytes} bytes compressed, ${first.length} files`);
    expect(bytes).toBeLessThanOrEqual(FIRST_SCREEN_BYTES[name]);
  });

  test('wallet: workers of the first screen are within the shell, the prover is a file of its own', () => {
    const folder = folders.wallet as string;
    const files = readdirSync(join(folder, 'assets')).filter((file) => file.endsWith('.js'));
    const sum = (pattern: RegExp): number =>
      files
        .filter((file) => pattern.test(file))
        .reduce((bytes, file) => bytes + compressed(join(folder, 'assets', file)), 0);
    const all = sum(/./);
    const prover = sum(/^(proverWorker|provers)-/);
    console.log(`wallet: ${all - prover} bytes of script with workers, prover ${prover}`);
    expect(prover).toBeGreaterThan(0);
    expect(prover).toBeLessThanOrEqual(PROVER_BYTES);
    expect(all - prover).toBeLessThanOrEqual(WITH_WORKERS_BYTES);
  });

  test('every page carries its policy and nothing inline', () => {
    for (const page of [
      join(folders.wallet as string, 'index.html'),
      join(folders.wallet as string, 'connect.html'),
      join(folders.explorer as string, 'index.html'),
    ]) {
      const text = readFileSync(page, 'utf8').replaceAll('&#39;', "'");
      expect(text).toContain(pagePolicy);
      expect(text).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>/);
      expect(text).not.toMatch(/\sstyle=|<style/);
      expect(text.match(/https?:\/\//g)).toBeNull();
    }
  });

  test('the service worker knows the shell of its build', () => {
    for (const folder of Object.values(folders)) {
      const code = readFileSync(join(folder, 'sw.js'), 'utf8');
      expect(code).not.toContain('__SHELL_FILES__');
      expect(code).not.toContain('__BUILD_ID__');
      const page = readFileSync(join(folder, 'index.html'), 'utf8');
      for (const [, file] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g))
        expect(code).toContain(file);
    }
  });
});

function compressed(path: string): number {
  return gzipSync(readFileSync(path)).length;
}
