import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex, utf8 } from '@eventide/base';
import { mnemonicSeed } from '@eventide/crypto';
import { createMemoryStore, type KeyValueStore } from '@eventide/store';
import { loadVectors } from '@eventide/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { openWalletFolder, readWalletFile, walletFromFile, writeWalletFile } from '../node.ts';
import { ALICE, openTestWallet, TEST_COST } from '../world.fixture.ts';
import { createMnemonic, createWallet, isPublishedMnemonic, openWallet } from './openWallet.ts';
import { formatDuskLink, parseDuskLink, parseRecipient } from './recipient.ts';
import type { SentTx } from './store/records.ts';

const folder = mkdtempSync(join(tmpdir(), 'eventide-sdk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const password = 'correct horse';
const options = (store: KeyValueStore = createMemoryStore()) =>
  ({ store, password, cost: TEST_COST, mnemonic: ALICE }) as const;

async function everything(store: KeyValueStore): Promise<string> {
  const parts: string[] = [];
  for await (const [key, value] of store.range()) parts.push(toHex(key), toHex(value));
  return parts.join(' ');
}

const sent: SentTx = {
  id: 'ab'.repeat(32),
  kind: 'sendPublic',
  profile: 0,
  state: 'waiting',
  sentMs: 1,
  sentHeight: 2n,
  value: 3n,
  maxFee: 4n,
  to: 'somebody',
  memo: '5n',
  notes: [6n],
  change: 7n,
  ownNotes: [],
  nonce: 8n,
  block: null,
  gasSpent: null,
  gasPrice: 1n,
  error: null,
  bytes: '00',
};

describe('13 §5.5 a sealed wallet', () => {
  test('opens with its password only, and keeps words, seed and records off the disk', async () => {
    const store = createMemoryStore();
    const wallet = await createWallet({ ...options(store), birthday: 77n, profiles: 2 });
    const { account, address } = wallet.profile(1);
    await wallet.commit({ sent: [sent] });
    await wallet.close();
    expect(() => wallet.profile(0)).toThrowCode('WALLET_LOCKED');
    const disk = await everything(store);
    for (const secret of [utf8(ALICE), mnemonicSeed(ALICE), utf8('somebody'), utf8(sent.id)])
      expect(disk).not.toContain(toHex(secret));
    await expect(openWallet({ store, password: 'wrong' })).rejects.toThrowCode('WALLET_BAD_PASSWORD');
    const again = await openWallet({ store, password });
    expect(again.profile(1)).toMatchObject({ account, address });
    expect(again.birthday).toBe(77n);
    expect(again.sent.get(sent.id)).toEqual(sent);
    expect(await again.revealMnemonic(password)).toBe(ALICE);
    await expect(again.revealMnemonic('wrong')).rejects.toThrowCode('WALLET_BAD_PASSWORD');
    await again.changePassword(password, 'other');
    await again.close();
    await expect(openWallet({ store, password })).rejects.toThrowCode('WALLET_BAD_PASSWORD');
    expect((await openWallet({ store, password: 'other' })).sent.get(sent.id)).toEqual(sent);
  });

  test('refuses a second wallet in a store, no wallet, and damaged records', async () => {
    const store = createMemoryStore();
    await expect(openWallet({ store, password })).rejects.toThrowCode('WALLET_NOT_FOUND');
    const wallet = await createWallet(options(store));
    await expect(createWallet(options(store))).rejects.toThrowCode('WALLET_EXISTS');
    await wallet.commit({ sent: [sent] });
    await wallet.close();
    for await (const [key, value] of store.range({ gte: Uint8Array.of(0x12), lt: Uint8Array.of(0x13) })) {
      value[20] = (value[20] as number) ^ 1;
      await store.put(key, value);
    }
    await expect(openWallet({ store, password })).rejects.toThrowCode('WALLET_STORE_CORRUPT');
    await expect(createWallet({ ...options(), mnemonic: `${ALICE} able` })).rejects.toThrowCode('CRYPTO_BAD_MNEMONIC');
  });

  test('one writes, others read, and take over when the writer is gone', async () => {
    const store = createMemoryStore();
    const first = await createWallet({ ...options(store), name: 'shared' });
    const second = await openWallet({ store, password, name: 'shared' });
    expect([first.isReadOnly, second.isReadOnly]).toEqual([false, true]);
    await expect(second.commit({ sent: [sent] })).rejects.toThrowCode('WALLET_READ_ONLY');
    await first.commit({ sent: [sent] });
    await second.reload();
    expect(second.sent.size).toBe(1);
    await first.close();
    expect(await second.tryWrite()).toBe(true);
    await second.close();
  });

  test('knows published words', () => {
    expect(isPublishedMnemonic(ALICE)).toBe(true);
    const fresh = createMnemonic(24);
    expect(fresh.split(' ')).toHaveLength(24);
    expect(isPublishedMnemonic(fresh)).toBe(false);
  });
});

describe('01 §11.4 wallet files of the reference', () => {
  test('are written, read, and made into wallets; two processes do not share a folder', async () => {
    const wallet = await openTestWallet(ALICE, { profiles: 2 });
    const path = join(folder, 'wallet.dat');
    await writeWalletFile(path, wallet, 'file password');
    expect(readFileSync(path)).toHaveLength(137);
    expect(await readWalletFile(path, 'file password')).toEqual({ seed: mnemonicSeed(ALICE), profileCount: 2 });
    await expect(readWalletFile(path, 'wrong')).rejects.toThrowCode('WALLET_BAD_PASSWORD');
    await expect(readWalletFile(join(folder, 'none'), 'x')).rejects.toThrowCode('FAULT_DISK');
    const place = await openWalletFolder(join(folder, 'imported'));
    const imported = await walletFromFile(path, 'file password', { ...place, password, cost: TEST_COST });
    expect(imported.profile(1).address).toBe(wallet.profile(1).address);
    expect(await place.locks.tryAcquire(`eventide-wallet/${place.name}`)).toBeNull();
    expect(readdirSync(join(folder, 'imported')).some((name) => name.endsWith('.lock'))).toBe(true);
    await imported.close();
    expect(readdirSync(join(folder, 'imported')).some((name) => name.endsWith('.lock'))).toBe(false);
    await place.store.close();
  });
});

describe('13 §2.1 recipients', () => {
  const { accounts } = loadVectors<{ accounts: { name: string; account: string; address: string }[] }>(
    'product/devnet-accounts',
  );

  test('are told apart by length; a link catches an altered key', async () => {
    const { address, account } = (await openTestWallet(ALICE)).profile(0);
    expect(accounts.length).toBeGreaterThan(0);
    expect(parseRecipient(address).kind).toBe('shielded');
    expect(parseRecipient(account).kind).toBe('public');
    for (const bad of ['', 'abc', `${address.slice(0, -1)}`, `${account}1`])
      expect(() => parseRecipient(bad)).toThrowCode('WALLET_RECIPIENT_KIND');
    const link = formatDuskLink({ to: address, amount: 12_500_000_000n, memo: 'a & b' });
    expect(link).toMatch(/^dusk:[1-9A-Za-z]+\?amount=12\.5&memo=a\+%26\+b&check=[0-9a-f]{8}$/);
    expect(parseDuskLink(link)).toMatchObject({
      to: { kind: 'shielded', text: address },
      amount: 12_500_000_000n,
      memo: 'a & b',
    });
    const other = (await openTestWallet(ALICE, { profiles: 2 })).profile(1).address;
    expect(() => parseDuskLink(link.replace(address, other))).toThrowCode('WALLET_RECIPIENT_KIND');
    expect(parseDuskLink(address)).toMatchObject({ amount: null, memo: null });
  });
});
