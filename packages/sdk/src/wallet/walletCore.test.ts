import { transferAbi } from '@eventide/abi';
import { fromHex, toBase58, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { encodeG2Archive } from '@eventide/crypto/bls12-381/raw';
import { contractConstants } from '@eventide/params';
import { createMemoryStore } from '@eventide/store/memory';
import { loadVectors } from '@eventide/testkit';
import { buildMoonlight, encodeTx, formatTxId } from '@eventide/tx';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWallet } from './openWallet.ts';
import type { Wallet } from './wallet.ts';

const recorded = loadVectors<{
  readonly globals: { readonly ITEM_SIZE: number; readonly MINIMUM_STAKE: string };
  readonly seed: string;
  readonly profiles: readonly { readonly index: number; readonly phoenix_address: string; readonly account: string }[];
  readonly accounts_into_raw: { readonly input_account: string; readonly length: number; readonly hex: string };
  readonly moonlight: {
    readonly sender_index: number;
    readonly receiver: string;
    readonly value: string;
    readonly gas_limit: string;
    readonly gas_price: string;
    readonly nonce: string;
    readonly chain_id: number;
    readonly hash: string;
    readonly tx_hex: string;
  };
}>('api/wallet-core-abi');

let wallet: Wallet;
beforeAll(async () => {
  wallet = await createWallet({
    store: createMemoryStore(),
    password: '',
    seed: fromHex(recorded.seed),
    profiles: recorded.profiles.length,
    cost: { n: 2, r: 8, p: 1 },
  });
});
afterAll(() => wallet.close());

describe('08 §4.6 what the module that w3sper loads answers, our wallet answers', () => {
  test.each(recorded.profiles)('profile $index of a seed', ({ index, phoenix_address, account }) => {
    const profile = wallet.profile(index);
    expect(profile.address).toBe(toBase58(fromHex(phoenix_address)));
    expect(profile.account).toBe(toBase58(fromHex(account)));
  });

  test('an account as contracts archive it', () => {
    const { input_account, length, hex } = recorded.accounts_into_raw;
    const raw = encodeG2Archive(decode(blsPublicKeyCodec, fromHex(input_account)));
    expect(raw.length).toBe(length);
    expect(toHex(raw)).toBe(hex);
  });

  test('a public payment, byte by byte, with its id', () => {
    const { sender_index, receiver, value, gas_limit, gas_price, nonce, chain_id, hash, tx_hex } = recorded.moonlight;
    const tx = buildMoonlight({
      chainId: chain_id,
      from: wallet.secretsOf(sender_index).bls,
      to: decode(blsPublicKeyCodec, fromHex(receiver)),
      value: BigInt(value),
      gas: { gasLimit: BigInt(gas_limit), gasPrice: BigInt(gas_price) },
      nonce: BigInt(nonce),
    });
    expect(toHex(encodeTx(tx))).toBe(tx_hex);
    expect(formatTxId(tx)).toBe(hash);
  });

  test('the sizes and limits it exports', () => {
    expect(transferAbi.methods.sync.feeds?.archive.layout.size).toBe(recorded.globals.ITEM_SIZE);
    expect(BigInt(recorded.globals.MINIMUM_STAKE)).toBe(contractConstants.defaultMinimumStake);
  });
});
