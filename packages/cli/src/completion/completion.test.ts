import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../registry.ts';
import { runWords } from '../runner.fixture.ts';
import { validate, workspace } from '../schema.fixture.ts';
import { candidates } from './candidates.ts';

let folder: string;
let env: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-completion-'));
  env = { HOME: folder, EVENTIDE_HOME: join(folder, 'home'), PATH: process.env.PATH ?? '' };
  const run = (line: string) => runWords(line.split(' '), { folder, env });
  await run('network add mine http://127.0.0.1:9');
  const key = JSON.parse((await run('devnet accounts --json')).out).accounts[0].account;
  await run(`wallet book add zoe ${key}`);
  await runWords(['wallet', 'book', 'add', 'Zoe Two', key], { folder, env });
  for (const [file, content] of [
    ['home/wallets/savings/wallet.json', { v: 1, created: '2026-01-01T00:00:00Z', birthday: null }],
    ['home/contracts/0123456789abcdef.json', { v: 1, entries: [{ name: 'counter', id: '02'.repeat(32), abi: null }] }],
  ] as const) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify(content));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function complete(...words: string[]): Promise<string[]> {
  const { out, err } = await runWords(['complete', '--json', '--', ...words], { folder, env });
  expect(err).toBe('');
  const found = JSON.parse(out);
  expect(validate('complete', found)).toBe('');
  return found.candidates;
}

describe('13 §2.1 completion', () => {
  test.each([
    [['wal'], ['wallet']],
    [['wallet', 'mer'], ['merge']],
    [['wallet', 'stake', 't'], ['top-up']],
    // Words of the wallet of the reference stay hidden.
    [['wallet', 'transf'], []],
    [['wallet', 'merge', '--to'], ['--to-notes']],
    [['wallet', 'send', '1', '--un'], ['--until']],
    [
      ['wallet', 'send', '1', '--until', ''],
      ['included', 'executed', 'final'],
    ],
    [['wallet', 'use', 's'], ['savings']],
    [['wallet', 'send', '1', '--from', 's'], ['savings']],
    [['--account', 'ali'], ['alice']],
    [['wallet', 'balance', 'b'], ['bob']],
    [['wallet', 'send', '1', '--json', '--to', 'z'], ['zoe']],
    [['wallet', 'book', 'remove', 'Z'], ['Zoe Two']],
    [
      ['network', 'use', 'm'],
      ['mainnet', 'mine'],
    ],
    [['tx', 'get', '-n', 'te'], ['testnet']],
    [['circuit', 'show', 'sound-1/phoenix/4'], ['sound-1/phoenix/4']],
    [['circuit', 'diff', 'aegis/phoenix/1', 'aegis/phoenix/2'], ['aegis/phoenix/2']],
    [
      ['contract', 'query', ''],
      ['transfer', 'stake', 'counter'],
    ],
    [['contract', 'new', 'demo', '--template', 'to'], ['token']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    // A file, or something new, belongs here.
    [['wallet', 'restore', '--mnemonic-file', ''], []],
    [['wallet', 'create', '--name', ''], []],
    [['no', 'such', ''], []],
  ])('%j → %j', async (words, expected) => {
    expect(await complete(...words)).toEqual(expected);
  });

  test('every verb is reached word by word', async () => {
    for (const { path, hidden } of commands) {
      if (hidden === true) continue;
      for (let i = 0; i < path.length; i++)
        expect(await candidates(commands, [...path.slice(0, i), ''], async () => [])).toContain(path[i]);
    }
  });

  test('a damaged file of ours completes nothing, and says nothing', async () => {
    writeFileSync(join(folder, 'home/contracts/damaged.json'), '{');
    expect(await complete('contract', 'query', '')).toEqual([]);
    rmSync(join(folder, 'home/contracts/damaged.json'));
  });

  test('bash offers names, with blanks quoted, and leaves files to the shell', async () => {
    const { out: script } = await runWords(['completion', 'bash'], { folder, env });
    const shim = join(folder, 'eventide');
    const bin = join(workspace, 'packages/cli/bin/eventide.mjs');
    writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, { mode: 0o755 });
    const ask = `COMP_WORDS=(eventide wallet send 1 --to Z); COMP_CWORD=5; _eventide '${shim}'; echo "\${COMPREPLY[*]}"
COMP_WORDS=(eventide tx decode ''); COMP_CWORD=3; _eventide '${shim}'; echo "\${#COMPREPLY[@]}"; complete -p eventide`;
    const said = execFileSync('bash', ['-c', `${script}\n${ask}`], { env, encoding: 'utf8' });
    expect(said).toBe('Zoe\\ Two\n0\ncomplete -o default -F _eventide eventide\n');
  });
});
