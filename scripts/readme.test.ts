import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWords } from '@eventide/cli/runner.fixture';
import { type SoloNetwork, startSolo } from '@eventide/devnet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The lines of all fenced blocks of a kind, e.g. `sh`. */
function blocks(kind: string): string[] {
  return [...readme.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === kind)
    .map(([, , text]) => text as string);
}

function commandsOf(kind: string): string[] {
  return blocks(kind).flatMap((text) =>
    [...text.matchAll(/^npx eventide (.+)$/gm)].map(([, words]) => words as string),
  );
}

describe('13 §9 the commands of the README run', () => {
  test('all of them are in blocks that are run here', () => {
    const all = [...readme.matchAll(/^npx eventide (.+)$/gm)].length;
    expect(commandsOf('sh').length + commandsOf('sh network').length).toBe(all);
    expect(commandsOf('sh').length).toBeGreaterThan(5);
    expect(commandsOf('sh network').length).toBeGreaterThan(5);
  });

  test.each(commandsOf('sh'))('eventide %s', async (line) => {
    const { exit, out, err } = await runWords(line.split(' '), { folder: root });
    expect(err).toBe('');
    expect(out.length).toBeGreaterThan(0);
    // 3: checked and false, which the example of `contract inspect` means to show; 8: this machine lacks something.
    expect([0, 3, 8]).toContain(exit);
  });
});

describe('13 §9 those of a running network, in their order', () => {
  let folder: string;
  let network: SoloNetwork;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'eventide-readme-'));
    const mode = { mine: { kind: 'instant' }, proofs: 'mock', protocol: 'eventide', finality: 'instant' } as const;
    const place = { home: join(folder, '.eventide'), name: 'local', host: '127.0.0.1', port: 0 };
    const rest = { seed: 0, accounts: 10, contracts: undefined, state: undefined };
    network = await startSolo({ ...mode, ...place, ...rest }, () => {});
  });
  afterAll(async () => {
    await network.stop();
    rmSync(folder, { recursive: true });
  });

  test.each(commandsOf('sh network'))('eventide %s', async (line) => {
    const env = { HOME: folder, EVENTIDE_HOME: join(folder, '.eventide') };
    const { exit, out, err } = await runWords(line.split(' '), { folder, env });
    expect({ exit, err: exit === 0 ? '' : err }).toEqual({ exit: 0, err: '' });
    expect(out.length).toBeGreaterThan(0);
  });
});

test('13 §9 the excerpt of a session is of the recorded one, and the page is short', () => {
  const session = readFileSync(join(root, 'docs/session.txt'), 'utf8').split('\n');
  const [excerpt] = blocks('text') as [string];
  const lines = excerpt.trimEnd().split('\n');
  expect(lines.filter((line) => line !== '' && !session.includes(line))).toEqual([]);
  expect(excerpt).toContain('$ npx eventide wallet send 12.5 --from alice --to bob');
  expect(readme.split('\n').length).toBeLessThanOrEqual(250);
});

test('13 §9 the example in TypeScript prints what bob has then', () => {
  const [text] = blocks('ts') as [string];
  // Beside the script, so that the packages are found.
  const file = join(import.meta.dirname, `readme-example-${process.pid}.ts`);
  writeFileSync(file, text);
  try {
    const run = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', file], { encoding: 'utf8' });
    expect(`${run.stdout}${run.stderr}`).toBe('100012500000000n\n');
  } finally {
    rmSync(file);
  }
});
