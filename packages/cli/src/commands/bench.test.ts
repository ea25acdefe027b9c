import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-bench-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...words: string[]) => runWords(['bench', ...words, '--json'], { folder });

function report(file: string, medians: Record<string, number>): void {
  const results = Object.entries(medians).map(([name, perOperationNs]) => ({ name, perOperationNs }));
  writeFileSync(join(folder, file), JSON.stringify({ v: 1, machine: {}, areas: [{ area: 'x', results }] }));
}

describe('13 §2.2 bench', () => {
  test('compare: ratios, and what only one has', async () => {
    report('before.json', { same: 100, slower: 100, gone: 1 });
    report('after.json', { same: 104, slower: 150, fresh: 1 });
    const { out, exit } = await run('compare', 'before.json', 'after.json');
    expect(exit).toBe(EXIT.done);
    const json = JSON.parse(out);
    expect(validate('bench compare', json)).toBe('');
    expect(json).toMatchObject({ slower: 1, onlyBefore: ['x: gone'], onlyAfter: ['x: fresh'] });
    expect(json.lines.map(({ ratio }: { ratio: number }) => ratio)).toEqual([1.04, 1.5]);
  });

  test('run: an unknown area, and words that are none', async () => {
    expect((await run('run', 'no-such-area')).exit).toBe(EXIT.notFound);
    expect((await run('run', '--all-of-it')).exit).toBe(EXIT.usage);
    expect((await run('run', 'a b')).exit).toBe(EXIT.usage);
  });

  test('compare refuses files that are no reports', async () => {
    writeFileSync(join(folder, 'other.json'), '{"v":1,"areas":[{"area":"x","results":[{"name":1}]}]}');
    expect((await run('compare', 'other.json', 'other.json')).exit).toBe(EXIT.usage);
    expect((await run('compare', 'nowhere.json', 'other.json')).exit).toBe(EXIT.usage);
  });
});
