import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runWords } from '@eventide/cli/runner.fixture';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const commands = [...readme.matchAll(/^npx eventide (.+)$/gm)].map(([, words]) => words as string);

describe('13 §9 the commands of the README run', () => {
  test('there are some', () => expect(commands.length).toBeGreaterThan(5));

  test.each(commands)('eventide %s', async (line) => {
    const { exit, out, err } = await runWords(line.split(' '), { folder });
    expect(err).toBe('');
    expect(out.length).toBeGreaterThan(0);
    // 3: checked and false, which the example of `contract inspect` means to show; 8: this machine lacks something.
    expect([0, 3, 8]).toContain(exit);
  });
});
