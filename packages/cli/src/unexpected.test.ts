import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from './exit.ts';
import { runCli } from './run.ts';

const SECRET = 'alpha alpha alpha';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-unexpected-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A command whose input breaks in a way that nobody foresaw. */
async function broken(words: readonly string[], env: Record<string, string> = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const exit = await runCli(['keys', 'derive', '--mnemonic-file', '-', ...words], {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    readStdin: () => Promise.reject(new TypeError(`no such thing as ${SECRET}`)),
    env: { HOME: folder, TOKEN: SECRET, ...env },
    folder,
    isTerminal: false,
    signal: new AbortController().signal,
  });
  return { exit, out: out.join(''), err: err.join('') };
}

describe('13 §1.3 anything else', () => {
  test('is exit 1 with its message, and a report without secrets', async () => {
    const { exit, out, err } = await broken([]);
    expect(exit).toBe(EXIT.ourFault);
    expect(out).toBe('');
    expect(err).toMatch(/^error CLI_UNEXPECTED {2}Unexpected: no such thing as .*\nnext {2}report it with .*\.json\n$/);
    const reports = join(folder, '.eventide', 'reports');
    const [name] = readdirSync(reports) as [string];
    expect(err).toContain(join(reports, name));
    const text = readFileSync(join(reports, name), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ verb: 'keys derive', error: 'TypeError', node: process.versions.node });
    expect(JSON.parse(text).places[0]).toContain('unexpected.test.ts');
    expect(text).not.toContain('alpha');
    expect(statSync(join(reports, name)).mode & 0o077).toBe(0);
  });

  test('is told the same where no report can be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { exit, err } = await broken(['--json'], { EVENTIDE_HOME: join(folder, 'file/home') });
    expect(exit).toBe(EXIT.ourFault);
    expect(JSON.parse(err).error).toMatchObject({ code: 'CLI_UNEXPECTED', next: expect.stringMatching(/^report it/) });
  });
});
