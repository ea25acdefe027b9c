import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { localAccounts } from '@eventide/devnet';
import { formatDuskLink } from '@eventide/sdk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { parseRecipient } from '../input/recipient.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

const workspace = join(import.meta.dirname, '../../../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(words: string[], options: Partial<Parameters<typeof runWords>[1]> = {}): Promise<CliRun> {
  return runWords([...words, '--json'], { folder, env: { HOME: folder }, ...options });
}

const alice = localAccounts().users[0] as { account: string; address: string };

describe('13 §2.1 networks and settings', () => {
  test('a network of the user: added, used, shown, removed', async () => {
    expect((await run(['network', 'add', 'office', 'http://10.0.0.7:8080/'])).exit).toBe(EXIT.done);
    expect((await run(['network', 'use', 'office'])).exit).toBe(EXIT.done);
    const shown = JSON.parse((await run(['network', 'show'])).out);
    expect(shown).toMatchObject({ name: 'office', url: 'http://10.0.0.7:8080', kind: 'own', running: false });
    const { networks } = JSON.parse((await run(['network', 'list'])).out);
    expect(networks.find(({ current }: { current: boolean }) => current).name).toBe('office');
    expect((await run(['network', 'add', 'office', 'http://x.y'])).exit).toBe(EXIT.usage);
    expect((await run(['network', 'remove', 'office'])).exit).toBe(EXIT.done);
    expect((await run(['network', 'remove', 'office'])).exit).toBe(EXIT.notFound);
  });

  test('flag before environment before folder before user', async () => {
    const current = async (words: string[], env: Record<string, string> = {}): Promise<string> => {
      const { out } = await run(['network', 'show', ...words], { env: { HOME: folder, ...env } });
      return JSON.parse(out).name;
    };
    expect(await current([])).toBe('local');
    await run(['network', 'use', 'devnet']);
    expect(await current([])).toBe('devnet');
    writeFileSync(join(folder, 'eventide.toml'), 'network = "testnet"\n');
    expect(await current([])).toBe('testnet');
    expect(await current([], { EVENTIDE_NETWORK: 'mainnet' })).toBe('mainnet');
    expect(await current(['--network', 'devnet'], { EVENTIDE_NETWORK: 'mainnet' })).toBe('devnet');
  });

  test.each([
    ['an unknown name', ['network', 'show', 'nowhere'], EXIT.notFound],
    ['a URL with a password', ['network', 'add', 'x', 'http://a:b@c'], EXIT.usage],
    ['another scheme', ['network', 'add', 'x', 'ftp://c'], EXIT.usage],
    ['a built-in name', ['network', 'add', 'mainnet', 'http://c'], EXIT.usage],
  ])('refuses %s', async (_, words, exit) => expect((await run(words)).exit).toBe(exit));

  test('a damaged settings file names its line', async () => {
    writeFileSync(join(folder, 'eventide.toml'), 'network = \n');
    const { exit, err } = await run(['network', 'list']);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.details.line).toBe(1);
  });

  test('rules change with height', async () => {
    const rules = async (height: string) =>
      JSON.parse((await run(['network', 'rules', 'mainnet', '--height', height])).out).rules;
    expect((await rules('3590903')).bls).toBe('V1');
    expect((await rules('3590904')).bls).toBe('V2');
  });
});

describe('13 §2.1 recipients', () => {
  test('the book names keys, once each', async () => {
    expect((await run(['wallet', 'book', 'add', 'Ann', alice.address])).exit).toBe(EXIT.done);
    expect((await run(['wallet', 'book', 'add', 'Ann', alice.account])).exit).toBe(EXIT.usage);
    const { entries } = JSON.parse((await run(['wallet', 'book', 'list'])).out);
    expect(entries).toEqual([{ name: 'Ann', kind: 'shielded', key: alice.address }]);
    expect(statSync(join(folder, '.config/eventide/book.json')).mode & 0o077).toBe(0);
    expect((await run(['wallet', 'book', 'remove', 'Bob'])).exit).toBe(EXIT.notFound);
  });

  test('kinds by length, names first', () => {
    const names = {
      book: { Ann: alice.address },
      local: (name: string) => (name === 'bob' ? alice.account : undefined),
    };
    expect(parseRecipient('Ann', names)).toMatchObject({ kind: 'shielded', name: 'Ann' });
    expect(parseRecipient('bob', names)).toMatchObject({ kind: 'public', name: 'bob' });
    expect(parseRecipient(alice.account, names)).toMatchObject({ kind: 'public', text: alice.account });
    expect(() => parseRecipient('toString', names)).toThrowCode('CLI_NOT_FOUND');
  });

  test('a link carries amount and memo, and its check catches a typo', () => {
    const link = formatDuskLink({ to: alice.address, amount: 12_500_000_000n, memo: 'rent & more' });
    const found = parseRecipient(link, { book: {} });
    expect(found).toMatchObject({ kind: 'shielded', amount: 12_500_000_000n, memo: 'rent & more' });
    expect(() => parseRecipient(link.replace(/check=..../, 'check=0000'), { book: {} })).toThrowCode('CLI_BAD_INPUT');
  });

  test.each(['', 'x'.repeat(5000), `${alice.address}1`, alice.address.slice(1), `0${alice.address.slice(1)}`])(
    'refuses %s',
    (text) => {
      expect(() => parseRecipient(text, { book: {} })).toThrow();
    },
  );
});

describe('01 §11.3 key files', () => {
  const words = readFileSync(join(workspace, 'examples/words.txt'), 'utf8');

  test('a sealed file opens with its password only', async () => {
    const env = { HOME: folder, EVENTIDE_PASSWORD: 'secret' };
    const made = await run(['keys', 'consensus', 'new', 'node.keys', '--mnemonic-file', '-'], { env, stdin: words });
    expect(made.exit).toBe(EXIT.done);
    const { account } = JSON.parse(made.out);
    expect(JSON.parse((await run(['keys', 'check', 'node.keys'], { env })).out).account).toBe(account);
    const wrong = await run(['keys', 'check', 'node.keys'], { env: { HOME: folder, EVENTIDE_PASSWORD: 'other' } });
    expect(wrong.exit).toBe(EXIT.locked);
    expect((await run(['keys', 'check', 'node.keys'])).exit).toBe(EXIT.usage);
    expect((await run(['keys', 'consensus', 'new', 'node.keys'], { env })).exit).toBe(EXIT.usage);
    expect(readFileSync(join(folder, 'node.cpk'))).toHaveLength(96);
    expect(statSync(join(folder, 'node.keys')).mode & 0o077).toBe(0);
  });

  test('a key in base58: its kind, and whether its points are of the group', async () => {
    for (const [key, kind] of [
      [alice.account, 'public account'],
      [alice.address, 'shielded address'],
    ] as const) {
      const { out, exit } = await run(['keys', 'check', key]);
      expect([exit, validate('keys check', JSON.parse(out))]).toEqual([EXIT.done, '']);
      expect(JSON.parse(out)).toMatchObject({ kind, valid: true });
    }
    const bent = await run(['keys', 'check', alice.account.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))]);
    expect([bent.exit, validate('keys check', JSON.parse(bent.out))]).toEqual([EXIT.checkedFalse, '']);
    const short = await run(['keys', 'check', alice.account.slice(0, 100)]);
    expect(short.exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(short.out)).toMatchObject({ kind: null, valid: false });
  });

  test('fresh words are new each time', async () => {
    const draw = async () => JSON.parse((await run(['keys', 'new', '--words', '24'])).out).mnemonic as string;
    const [one, two] = [await draw(), await draw()];
    expect(one.split(' ')).toHaveLength(24);
    expect(one).not.toBe(two);
    expect((await run(['keys', 'new', '--words', '13'])).exit).toBe(EXIT.usage);
  });
});

describe('02 §3.3 parameters of the ceremony', () => {
  test('any other file is none', async () => {
    writeFileSync(join(folder, 'x.crs'), 'not these');
    const { exit, out } = await run(['keys', 'crs', 'check', 'x.crs']);
    expect([exit, validate('keys crs check', JSON.parse(out))]).toEqual([EXIT.checkedFalse, '']);
    expect((await run(['keys', 'crs', 'check', 'none.crs'])).exit).toBe(EXIT.usage);
  });

  test.each([
    ['other bytes', () => Buffer.from('not these')],
    ['too many bytes', () => Buffer.alloc(6_292_033)],
  ])('%s from a node are not kept', async (_, body) => {
    const server = createServer((_request, response) => response.end(body())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { exit, err } = await run(['keys', 'crs', 'fetch', 'kept.crs', '--from', from]);
    server.close();
    expect([exit, JSON.parse(err).error.code]).toEqual([EXIT.usage, 'CLI_BAD_INPUT']);
    expect(existsSync(join(folder, 'kept.crs'))).toBe(false);
  });

  test('no node, no URL, or a file that is there', async () => {
    expect((await run(['keys', 'crs', 'fetch', 'a.crs', '--from', 'http://127.0.0.1:1'])).exit).toBe(EXIT.unreachable);
    expect((await run(['keys', 'crs', 'fetch', 'a.crs'])).exit).toBe(EXIT.usage);
    writeFileSync(join(folder, 'a.crs'), '');
    expect(JSON.parse((await run(['keys', 'crs', 'fetch', 'a.crs', '--from', 'http://a'])).err).error.code).toBe(
      'CLI_EXISTS',
    );
  });
});

describe('13 §2.3 blocks', () => {
  const block = readFileSync(join(workspace, 'examples/block.hex'), 'utf8').trim();

  test('decodes, and the hash is that of mainnet', async () => {
    const report = JSON.parse((await run(['block', 'decode', block])).out);
    expect(report).toMatchObject({ form: 'block', hashRight: true, transactions: [], faults: 0 });
    expect(report.header.height).toBe('91');
  });

  test('verifies, and a flipped bit does not', async () => {
    expect((await run(['block', 'verify', block])).exit).toBe(EXIT.done);
    const bytes = fromHex(block);
    bytes[40] = (bytes[40] as number) ^ 1;
    const { exit, out } = await run(['block', 'verify', toHex(bytes)]);
    expect(exit).toBe(EXIT.checkedFalse);
    expect(JSON.parse(out)).toMatchObject({ valid: false, reason: 'BODY_WRONG_HASH' });
  });

  test('what is neither says what each form said', async () => {
    const { exit, err } = await run(['block', 'decode', '0102']);
    expect(exit).toBe(EXIT.usage);
    expect(JSON.parse(err).error.details).toMatchObject({ block: expect.any(String), header: expect.any(String) });
  });
});

describe('14 §8 genesis files', () => {
  test('the same options give the same file, whose hash verifies', async () => {
    const made = await run(['genesis', 'init', 'my.toml', '--block-time', '5']);
    expect(made.exit).toBe(EXIT.done);
    const { hash } = JSON.parse(made.out);
    expect((await run(['genesis', 'init', 'my.toml'])).exit).toBe(EXIT.usage);
    expect(JSON.parse((await run(['genesis', 'show', 'my.toml'])).out)).toMatchObject({ accounts: 11, stakes: 4 });
    const verified = await run(['genesis', 'verify', 'my.toml', '--hash', hash]);
    expect(JSON.parse(verified.out)).toMatchObject({ equal: true, hash });
    const other = readFileSync(join(folder, 'my.toml'), 'utf8').replace('block_time = 5', 'block_time = 6');
    writeFileSync(join(folder, 'other.toml'), other);
    expect((await run(['genesis', 'verify', 'other.toml', '--hash', hash])).exit).toBe(EXIT.checkedFalse);
  });
});
