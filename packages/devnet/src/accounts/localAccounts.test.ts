import { toHex } from '@eventide/base';
import { formatAccount, formatAddress } from '@eventide/crypto';
import { isPublishedMnemonic } from '@eventide/sdk';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { accountNamed, type LocalAccount, localAccounts } from './localAccounts.ts';
import { publishedKeys } from './publishedKeys.ts';

type Known = { name: string; mnemonic: string; index: number; seed: string; account: string; address: string };
const { accounts: known } = loadVectors<{ accounts: Known[] }>('product/devnet-accounts');

describe('13 §3.3 accounts of local networks', () => {
  const accounts = localAccounts();

  test.each(known)('$name', ({ name, mnemonic, index, seed, account, address }) => {
    const found = accountNamed(accounts, name);
    expect(found).toMatchObject({ name, mnemonic, index, account, address });
    expect(toHex((found as LocalAccount).seed)).toBe(seed);
    expect(formatAccount((found as LocalAccount).publicKey)).toBe(account);
    expect(formatAddress((found as LocalAccount).phoenixKey)).toBe(address);
    expect(isPublishedMnemonic(` ${mnemonic.toUpperCase()} `)).toBe(true);
  });

  test('every published key is derived from its words', () => {
    const { users, faucet, provisioners } = accounts;
    for (const found of [...users, faucet, ...provisioners]) {
      expect(formatAccount(found.publicKey), found.name).toBe(found.account);
      expect(formatAddress(found.phoenixKey), found.name).toBe(found.address);
    }
    expect(Object.keys(publishedKeys)).toHaveLength(21);
  });

  test('there are ten users, a faucet and ten provisioners', () => {
    expect([accounts.users.length, accounts.provisioners.length]).toEqual([10, 10]);
    expect(accountNamed(accounts, 'node-11')).toBeUndefined();
  });

  test('another seed gives other words, the same each time, all different', () => {
    const names = ({ users, faucet }: typeof accounts) => [...users, faucet].map(({ mnemonic }) => mnemonic);
    const seven = names(localAccounts(7));
    expect(names(localAccounts(7))).toEqual(seven);
    expect(new Set([...seven, ...names(localAccounts(8)), ...names(accounts)]).size).toBe(33);
    expect(seven.some(isPublishedMnemonic)).toBe(false);
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses seed %d', (seed) => {
    expect(() => localAccounts(seed)).toThrowCode('DEVNET_BAD_OPTION');
  });
});
