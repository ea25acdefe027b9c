import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nodeModule } from './nodeModule.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-bundle-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('13 §1.2 the processes of a network in few files', () => {
  test('every thread begins with a file of the bundle, made once', { timeout: 120_000 }, async () => {
    vi.stubEnv('EVENTIDE_SOURCES_STAMP', 'seen');
    const { file, problem } = await nodeModule(AbortSignal.timeout(110_000), folder);
    expect(problem).toBeUndefined();
    const bundle = dirname(file);
    const entries = readdirSync(bundle).filter((name) => !name.startsWith('part-'));
    expect(entries.sort()).toEqual([
      'driverWorker.js',
      'eventide.js',
      'executorMain.js',
      'mockProverThread.js',
      'nodeMain.js',
      'pageThreadMain.js',
      'pgliteProcess.js',
      'readerMain.js',
      'verifierMain.js',
      'workerMain.js',
    ]);
    for (const name of readdirSync(bundle)) {
      const text = readFileSync(join(bundle, name), 'utf8');
      expect(text, name).not.toMatch(/threadModule\([`'"]\./);
      // It would read all properties of the module, and so load what they stand for.
      expect(text, name).not.toMatch(/from ?[`'"]node:http[`'"]/);
    }
    for (const name of entries) {
      // The one that makes mock proofs begins with the first of them, when what it reads no longer matters.
      if (name === 'eventide.js' || name === 'mockProverThread.js') continue;
      expect(readFileSync(join(bundle, name), 'utf8'), name).not.toMatch(/from ?[`'"]\.\/part-/);
    }
    expect(await nodeModule(AbortSignal.abort(), folder)).toEqual({ file });
    expect(JSON.parse(readFileSync(join(folder, 'bundle.json'), 'utf8'))).toEqual({ stamp: 'seen', folder: bundle });
    // Other sources, as far as the launcher can see: their content decides.
    vi.stubEnv('EVENTIDE_SOURCES_STAMP', 'changed');
    expect(basename(dirname((await nodeModule(AbortSignal.abort(), folder)).file))).toBe(basename(bundle));
  });

  test('a bundle that was told of and is gone is not used, and one that cannot be made is named', async () => {
    vi.stubEnv('EVENTIDE_SOURCES_STAMP', 'seen');
    writeFileSync(join(folder, 'bundle.json'), JSON.stringify({ stamp: 'seen', folder: join(folder, 'gone') }));
    const { file, problem } = await nodeModule(AbortSignal.abort(), folder);
    expect(basename(file)).toBe('nodeMain.ts');
    expect(problem).toMatch(/abort/i);
    expect(readdirSync(folder)).toEqual(['bundle.json']);
  });
});
