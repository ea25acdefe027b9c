import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex, toHex } from '@eventide/base';
import { openKeyFile } from '@eventide/crypto/keys/keyFile';
import { loadVectors } from '@eventide/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';
import { validate } from '../schema.fixture.ts';

const vectors = loadVectors<{
  password: string;
  consensus_keys_new: { file_json: object };
  consensus_keys_old_seed64: { file_hex: string; cpk_hex: string; secret_key_le: string };
}>('crypto/keyfiles');
const { password, consensus_keys_old_seed64: older } = vectors;
const newFile = JSON.stringify(vectors.consensus_keys_new.file_json);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-consensus-'));
  write('old.keys', fromHex(older.file_hex));
  write('new.keys', newFile);
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Uint8Array, mode = 0o600): void {
  writeFileSync(join(folder, name), content);
  chmodSync(join(folder, name), mode);
}

function read(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, name)));
}

type Options = Partial<Parameters<typeof runWords>[1]>;

function keys(line: string, secret: string = password, options: Options = {}): Promise<CliRun> {
  const env = { HOME: folder, DUSK_CONSENSUS_KEYS_PASS: secret };
  return runWords(['keys', ...line.split(' '), '--json'], { folder, env, ...options });
}

/** What a verb answered, checked against its schema. */
async function answer(line: string, secret?: string, options?: Options): Promise<Record<string, unknown>> {
  const { exit, out, err } = await keys(line, secret, options);
  expect([exit, err]).toEqual([EXIT.done, '']);
  const verb = /^check|^consensus \w+/.exec(line)?.[0];
  expect(validate(`keys ${verb}`, JSON.parse(out))).toBe('');
  return JSON.parse(out);
}

async function refusal(line: string, secret?: string, options?: Options): Promise<[exit: number, code: string]> {
  const before = contents();
  const { exit, out, err } = await keys(line, secret, options);
  expect([out, contents()]).toEqual(['', before]);
  return [exit, JSON.parse(err.split('\n').findLast((text) => text.startsWith('{')) as string).error.code];
}

function contents(): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, toHex(read(name))]));
}

const mode = (name: string): number => statSync(join(folder, name)).mode & 0o777;

describe('01 §11.3 keys consensus migrate', () => {
  test("the reference's old file becomes a new one, and stays beside it", async () => {
    chmodSync(join(folder, 'old.keys'), 0o644);
    const { account, kept, migrated } = await answer('consensus migrate old.keys');
    expect([migrated, kept]).toEqual([true, join(folder, 'old.keys.old')]);
    expect(toHex(read('old.keys.old'))).toBe(older.file_hex);
    expect(openKeyFile(read('old.keys'), password).form).toBe('new');
    expect([mode('old.keys'), mode('old.keys.old')]).toEqual([0o600, 0o600]);
    expect(await answer('check old.keys')).toMatchObject({ form: 'new', account, private: true, mode: '0600' });
    expect(await answer('consensus migrate old.keys')).toMatchObject({ migrated: false, kept: null, account });
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('what was kept before is never overwritten; the same bytes may be there', async () => {
    write('old.keys.old', 'of somebody');
    expect(await refusal('consensus migrate old.keys')).toEqual([EXIT.usage, 'NODE_KEY_FILE']);
    write('old.keys.old', fromHex(older.file_hex));
    await answer('consensus migrate old.keys');
  });
});

describe('01 §11.3 keys consensus export and import', () => {
  test('a pair goes out in the clear and comes back under another password', async () => {
    const { account, publicKey } = await answer('consensus export old.keys pair.json');
    expect([publicKey, mode('pair.json')]).toEqual([older.cpk_hex, 0o600]);
    expect(Object.keys(JSON.parse(new TextDecoder().decode(read('pair.json'))))).toEqual([
      'secret_key_bls',
      'public_key_bls',
    ]);
    expect((await answer('consensus import pair.json mine.keys', 'another')).account).toBe(account);
    expect(toHex(read('mine.cpk'))).toBe(older.cpk_hex);
    expect(await answer('check mine.keys', 'another')).toMatchObject({ account, form: 'new' });
    expect(mode('mine.keys')).toBe(0o600);
  });

  test('only the public key', async () => {
    const { reveals } = await answer('consensus export old.keys own.cpk --public');
    expect([toHex(read('own.cpk')), reveals]).toEqual([older.cpk_hex, 'nothing secret']);
  });

  test.each([
    ['raw', () => fromHex(older.secret_key_le)],
    ['in hex', () => `${older.secret_key_le}\n`],
  ])('32 bytes %s', async (_, content) => {
    write('secret', content());
    await answer('consensus import secret mine.keys');
    expect(toHex(read('mine.cpk'))).toBe(older.cpk_hex);
  });

  test('from standard input', async () => {
    await answer('consensus import - mine.keys', 'x', { stdin: fromHex(older.secret_key_le) });
    expect(toHex(read('mine.cpk'))).toBe(older.cpk_hex);
  });

  test.each(['old.keys', 'new.keys'])('%s of the reference, with its own password', async (source) => {
    write('source.txt', `${password}\n`);
    const { account } = await answer(`consensus import ${source} mine.keys --source-password-file source.txt`, 'fresh');
    expect((await answer(`check ${source}`)).account).toBe(account);
    expect((await answer('check mine.keys', 'fresh')).account).toBe(account);
    expect(await refusal(`consensus import ${source} other.keys`, 'fresh')).toEqual([EXIT.locked, 'CRYPTO_DECRYPT']);
  });
});

describe('13 §2.2 passwords of key files', () => {
  test('a question, asked twice for a new file', async () => {
    const asked: string[] = [];
    const ask = (answers: string[]): Options => ({
      env: { HOME: folder },
      ask: {
        secret: async (question: string) => {
          asked.push(question);
          return answers.shift() ?? '';
        },
      } as never,
    });
    await answer('consensus new mine.keys', '', ask(['typed', 'typed']));
    expect(asked).toHaveLength(2);
    await answer('check mine.keys', 'typed');
    expect(await refusal('consensus new b.keys', '', ask(['typed', 'typo']))).toEqual([EXIT.usage, 'CLI_BAD_INPUT']);
    expect(await refusal('consensus new b.keys', '', ask(['']))).toEqual([EXIT.usage, 'CLI_BAD_INPUT']);
  });

  test('a file; none at all is told', async () => {
    write('pw', 'from file\n');
    await answer('consensus new mine.keys --password-file pw');
    await answer('check mine.keys', 'from file');
    expect(await refusal('consensus new b.keys', '')).toEqual([EXIT.usage, 'CLI_USAGE']);
  });

  test.each(['check old.keys', 'consensus export new.keys x', 'consensus migrate old.keys', 'check new.keys'])(
    '%s: exit 7 with another one',
    async (line) => {
      // The old form has no tag: the second of these ends in proper padding.
      for (const wrong of ['wrong', 'wrong 124'])
        expect(await refusal(line, wrong)).toEqual([EXIT.locked, 'CRYPTO_DECRYPT']);
    },
  );
});

describe('13 §2.2 files that are refused', () => {
  test.each([
    'consensus new old.keys',
    'consensus new mine.keys',
    'consensus export old.keys new.keys',
    'consensus import old.keys new.keys',
    'consensus import old.keys mine.keys',
  ])('%s: nothing is overwritten', async (line) => {
    write('mine.cpk', 'there');
    expect(await refusal(line)).toEqual([EXIT.usage, 'CLI_EXISTS']);
  });

  test.each([
    ['cut off', newFile.slice(0, 300)],
    ['empty', ''],
    ['too long', 'x'.repeat(20_000)],
    ['something else', 'hello'],
    ['a pair with a foreign public key', '{"secret_key_bls":"AAAA","public_key_bls":"AAAA"}'],
  ])('%s', async (_, content) => {
    write('bad.keys', content);
    const damaged = [EXIT.usage, 'CRYPTO_BAD_FILE'];
    for (const line of ['check bad.keys', 'consensus migrate bad.keys', 'consensus export bad.keys x'])
      if (!content.startsWith('{"secret')) expect(await refusal(line)).toEqual(damaged);
    expect(await refusal('consensus import bad.keys mine.keys')).toEqual(damaged);
  });

  test('not a secret key, not there, or no folder', async () => {
    write('secret', 'ff'.repeat(32));
    expect(await refusal('consensus import secret mine.keys')).toEqual([EXIT.usage, 'CODEC_NOT_CANONICAL']);
    expect(await refusal('consensus import none mine.keys')).toEqual([EXIT.usage, 'CLI_FILE']);
    expect(await refusal('consensus export old.keys none/x')).toEqual([EXIT.usage, 'CLI_FILE']);
  });

  test('a file that others may read: check says so, the others warn', async () => {
    chmodSync(join(folder, 'new.keys'), 0o644);
    const { exit, out } = await keys('check new.keys');
    expect([exit, JSON.parse(out)]).toEqual([
      EXIT.checkedFalse,
      expect.objectContaining({ private: false, mode: '0644' }),
    ]);
    const { err } = await keys('consensus export new.keys pair.json');
    expect(err).toContain('0644');
    expect(existsSync(join(folder, 'pair.json'))).toBe(true);
  });
});
