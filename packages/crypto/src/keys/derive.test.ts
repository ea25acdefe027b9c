import { fromHex, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { blsPublicKey, blsPublicKeyCodec, blsSecretKeyCodec, formatAccount } from '../bls/keys.ts';
import { sha256 } from '../hash.ts';
import { stdRngFromU64 } from '../rng/stdRng.ts';
import { derivationSeed, deriveBlsSecretKey, derivePhoenixSecretKey, deriveProfile } from './derive.ts';
import { eip2333Child, eip2333Master, eip2333Path } from './eip2333.ts';
import { createMnemonic, mnemonicSeed } from './mnemonic.ts';
import {
  formatAddress,
  phoenixPublicKeyCodec,
  phoenixSecretKeyCodec,
  phoenixViewKey,
  viewKeyCodec,
} from './phoenix.ts';

type Profile = {
  index: number;
  bls_rng_seed: string;
  phoenix_rng_seed: string;
  bls_sk_le: string;
  account: string;
  phoenix_sk: string;
  phoenix_vk: string;
  address: string;
};
type Account = {
  name: string;
  mnemonic: string;
  index: number;
  seed: string;
  mnemonic_sha256: string;
  account: string;
  address: string;
};
type Eip = {
  derivation: { seed: string; master: string; index: number; child: string }[];
  path: { mnemonic: string; passphrase: string; cases: { path: string; sk: string }[] };
};
const { cases } = loadVectors<{ cases: { seed: string; mnemonic?: string; profiles: Profile[] }[] }>(
  'crypto/wallet-keys',
);
const devnet = loadVectors<{ accounts: Account[]; provisioners: Account[] }>('product/devnet-accounts');
const eip = loadVectors<Eip>('crypto/eip2333');
const phrase = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';

type WalletCoreProfile = {
  index: number;
  phoenix_sk: string;
  phoenix_vk: string;
  phoenix_pk: string;
  address_base58: string;
  bls_sk: string;
  bls_pk: string;
  account_base58: string;
};
const { profiles: walletCore } = loadVectors<{ profiles: { seed: string; profiles: WalletCoreProfile[] }[] }>(
  'transactions/keys',
);

describe('01 §12.1 profiles of the reference wallet', () => {
  const all = walletCore.flatMap(({ seed, profiles }) => profiles.map((profile) => ({ seed, ...profile })));

  test.each(all)('profile $index of $seed', ({ seed: seedHex, ...expected }) => {
    const seed = fromHex(seedHex);
    const { address, account } = deriveProfile(seed, expected.index);
    const phoenix = derivePhoenixSecretKey(seed, expected.index);
    expect(toHex(encode(phoenixSecretKeyCodec, phoenix))).toBe(expected.phoenix_sk);
    expect(toHex(encode(viewKeyCodec, phoenixViewKey(phoenix)))).toBe(expected.phoenix_vk);
    expect(toHex(encode(phoenixPublicKeyCodec, address))).toBe(expected.phoenix_pk);
    expect(formatAddress(address)).toBe(expected.address_base58);
    expect(toHex(encode(blsSecretKeyCodec, deriveBlsSecretKey(seed, expected.index)))).toBe(expected.bls_sk);
    expect(toHex(encode(blsPublicKeyCodec, account))).toBe(expected.bls_pk);
    expect(formatAccount(account)).toBe(expected.account_base58);
  });
});

describe('01 §12.1 seed to keys', () => {
  const profiles = cases.flatMap(({ seed, profiles: list }) => list.map((profile) => ({ seed, ...profile })));

  test.each(profiles)('01 §12.1 profile $index of $seed', ({ seed: seedHex, ...expected }) => {
    const seed = fromHex(seedHex);
    const { index } = expected;
    expect(toHex(derivationSeed(seed, index, 'SK'))).toBe(expected.bls_rng_seed);
    expect(toHex(derivationSeed(seed, index, 'SSK'))).toBe(expected.phoenix_rng_seed);
    const bls = deriveBlsSecretKey(seed, index);
    const phoenix = derivePhoenixSecretKey(seed, index);
    expect(toHex(encode(blsSecretKeyCodec, bls))).toBe(expected.bls_sk_le);
    expect(formatAccount(blsPublicKey(bls))).toBe(expected.account);
    expect(toHex(encode(phoenixSecretKeyCodec, phoenix))).toBe(expected.phoenix_sk);
    expect(toHex(encode(viewKeyCodec, phoenixViewKey(phoenix)))).toBe(expected.phoenix_vk);
    expect(formatAddress(deriveProfile(seed, index).address)).toBe(expected.address);
  });

  test.each(cases.filter(({ mnemonic }) => mnemonic))('01 §12.1 seed of "$mnemonic"', ({ mnemonic, seed }) => {
    expect(toHex(mnemonicSeed(mnemonic as string))).toBe(seed);
  });

  test.each([...devnet.accounts, ...devnet.provisioners])('13 §3.3 $name', (account) => {
    expect(toHex(sha256(new TextEncoder().encode(account.mnemonic)))).toBe(account.mnemonic_sha256);
    const seed = mnemonicSeed(account.mnemonic);
    expect(toHex(seed)).toBe(account.seed);
    const profile = deriveProfile(seed, account.index);
    expect(formatAccount(profile.account)).toBe(account.account);
    expect(formatAddress(profile.address)).toBe(account.address);
  });

  test('01 §12.1 refuses other seeds and indexes', () => {
    expect(() => deriveBlsSecretKey(new Uint8Array(63), 0)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    for (const index of [-1, 256, 0.5]) {
      expect(() => derivePhoenixSecretKey(new Uint8Array(64), index)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    }
  });

  test('01 §16 item 10: profile and label are part of the seed', () => {
    const seed = new Uint8Array(64);
    const seeds = [derivationSeed(seed, 0, 'SK'), derivationSeed(seed, 1, 'SK'), derivationSeed(seed, 0, 'SSK')];
    expect(new Set(seeds.map(toHex)).size).toBe(3);
  });
});

describe('01 §12.1 mnemonics', () => {
  test('01 §12.1 created ones are valid', () => {
    const random = stdRngFromU64(3n).randomBytes;
    expect(createMnemonic(random).split(' ').length).toBe(12);
    expect(mnemonicSeed(createMnemonic(random, 24)).length).toBe(64);
    expect(() => createMnemonic(() => new Uint8Array(1))).toThrowCode('CRYPTO_BAD_RANDOM');
  });

  test('01 §12.1 case and blanks are of no account', () => {
    const spaced = `  ${phrase.toUpperCase().replaceAll(' ', '   ')}\n`;
    expect(mnemonicSeed(spaced)).toEqual(mnemonicSeed(phrase));
  });

  test.each(['', 'abandon', phrase.replace('about', 'abandon'), phrase.replace('about', 'dusk')])(
    '01 §12.1 refuses "%s" without repeating it',
    (text) => {
      expect(() => mnemonicSeed(text)).toThrowCode('CRYPTO_BAD_MNEMONIC');
      expect(() => mnemonicSeed(text)).not.toThrow(/abandon/u);
    },
  );
});

describe('01 §12.2 EIP-2333', () => {
  test.each(eip.derivation)('01 §12.2 $seed', ({ seed, master, index, child }) => {
    const key = eip2333Master(fromHex(seed));
    expect(key).toBe(BigInt(master));
    expect(eip2333Child(key, index)).toBe(BigInt(child));
  });

  test.each(eip.path.cases)('01 §12.2 $path', ({ path, sk }) => {
    const seed = mnemonicSeed(eip.path.mnemonic, eip.path.passphrase);
    expect(eip2333Path(seed, path)).toBe(BigInt(sk));
  });

  test.each(['m', '', 'm/', 'n/0', 'm/-1', "m/0'", 'm/01', 'm/4294967296', 'm/0x1', 'm/0/'])(
    '01 §12.2 refuses the path "%s"',
    (path) => {
      expect(() => eip2333Path(new Uint8Array(32), path)).toThrowCode('CRYPTO_BAD_ARGUMENT');
    },
  );

  test('01 §12.2 refuses short seeds and indexes beyond 32 bits', () => {
    expect(() => eip2333Master(new Uint8Array(31))).toThrowCode('CRYPTO_BAD_ARGUMENT');
    expect(() => eip2333Child(1n, 2 ** 32)).toThrowCode('CRYPTO_BAD_ARGUMENT');
  });
});
