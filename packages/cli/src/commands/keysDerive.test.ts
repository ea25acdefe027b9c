import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../exit.ts';
import { type CliRun, runWords } from '../runner.fixture.ts';

type Case = {
  seed: string;
  profiles: {
    index: number;
    account: string;
    address?: string;
    phoenix_vk: string;
    bls_sk_le: string;
    phoenix_sk: string;
  }[];
};
const { cases } = loadVectors<{ cases: Case[] }>('crypto/wallet-keys');
const { accounts } = loadVectors<{
  accounts: { name: string; mnemonic: string; index: number; account: string; address: string }[];
}>('product/devnet-accounts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eventide-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function derive(words: string[], stdin = ''): Promise<CliRun> {
  return runWords(['keys', 'derive', '--json', ...words], { folder, stdin });
}

describe('01 §12.1 keys derive', () => {
  test.each(
    cases.flatMap(({ seed, profiles }) =>
      profiles.map((profile) => [seed.slice(0, 8), profile.index, seed, profile] as const),
    ),
  )('seed %s…, profile %i', async (_, index, seed, profile) => {
    writeFileSync(join(folder, 'seed'), fromHex(seed));
    const { exit, out } = await derive(['--seed-file', 'seed', '--index', String(index), '--secrets']);
    expect(exit).toBe(EXIT.done);
    const [found] = JSON.parse(out).profiles;
    expect(found).toMatchObject({
      index,
      account: profile.account,
      viewKey: profile.phoenix_vk,
      accountSecretKey: profile.bls_sk_le,
      shieldedSecretKey: profile.phoenix_sk,
    });
    if (profile.address !== undefined) expect(found.address).toBe(profile.address);
  });

  test.each(accounts.map((account) => [account.name, account] as const))(
    '%s of the local networks, words on standard input',
    async (_, account) => {
      const { exit, out } = await derive(
        ['--mnemonic-file', '-', '--index', String(account.index)],
        `${account.mnemonic}\n`,
      );
      expect(exit).toBe(EXIT.done);
      expect(JSON.parse(out).profiles[0]).toMatchObject({ account: account.account, address: account.address });
    },
  );

  test('secrets are printed only when asked for', async () => {
    const { out } = await derive(['--mnemonic-file', '-'], accounts[0]?.mnemonic);
    expect(out).not.toContain('SecretKey');
  });

  test('a hex seed file and --count', async () => {
    writeFileSync(join(folder, 'hex'), `${(cases[0] as Case).seed}\n`);
    const { out } = await derive(['--seed-file', 'hex', '--count', '3']);
    expect(JSON.parse(out).profiles.map(({ index }: { index: number }) => index)).toEqual([0, 1, 2]);
  });
});

describe('13 §2.1 keys derive refuses', () => {
  test.each([
    ['no source', []],
    ['two sources', ['--seed-file', 'a', '--mnemonic-file', 'b']],
    ['a missing file', ['--seed-file', 'nowhere']],
    ['profile 256', ['--mnemonic-file', '-', '--index', '256']],
    ['a negative profile', ['--mnemonic-file', '-', '--index=-1']],
    ['more profiles than there are', ['--mnemonic-file', '-', '--index', '255', '--count', '2']],
    ['a path that is none', ['--mnemonic-file', '-', '--path', 'm/x']],
  ])('%s', async (_, words) => {
    const { exit, out, err } = await derive(words, accounts[0]?.mnemonic);
    expect(exit).toBe(EXIT.usage);
    expect(out).toBe('');
    expect(JSON.parse(err).error.next).not.toBe('');
  });

  test('a wrong word, without repeating any', async () => {
    const { exit, err } = await derive(['--mnemonic-file', '-'], 'alpha alpha secretword');
    expect(exit).toBe(EXIT.usage);
    expect(err).not.toContain('secretword');
  });

  test('a seed of 63 bytes', async () => {
    writeFileSync(join(folder, 'short'), new Uint8Array(63));
    expect((await derive(['--seed-file', 'short'])).exit).toBe(EXIT.usage);
  });
});
