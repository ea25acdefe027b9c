import { transferAbi } from '@eventide/abi';
import { transactionData } from '@eventide/abi/transfer/types';
import { archive } from '@eventide/abi/type/abiType';
import { bytesToIntLe, fromHex, toHex } from '@eventide/base';
import { fr } from '@eventide/crypto/fields/fr';
import { contractConstants } from '@eventide/params';
import { loadVectors } from '@eventide/testkit';
import { decodeTx, type TransactionData } from '@eventide/tx';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Core } from './openCore.fixture.ts';
import {
  balanceOf,
  bookmarksOf,
  type CallName,
  callOf,
  dataOf,
  displayOf,
  LEAF,
  listOf,
  moonlightOf,
  openOurs,
  ownedOf,
  phoenixOf,
  profileOf,
  provenOf,
  rawAccounts,
  unshieldOf,
} from './walletCore.fixture.ts';

let core: Core;
beforeAll(async () => {
  core = await openOurs();
}, 120_000);

const gasOf = (vector: { readonly gas_limit: string; readonly gas_price: string }) => ({
  gasLimit: BigInt(vector.gas_limit),
  gasPrice: BigInt(vector.gas_price),
});

describe('03 §18.4 globals', () => {
  const word = (name: string): bigint => {
    const at = (core.exports[name] as WebAssembly.Global).value as number;
    return name === 'MINIMUM_STAKE' ? bytesToIntLe(core.read(at, 8)) : bytesToIntLe(core.read(at, 4));
  };
  test('sizes and the smallest stake', () => {
    expect(word('KEY_SIZE')).toBe(32n);
    expect(word('ITEM_SIZE')).toBe(BigInt(transferAbi.methods.sync.feeds?.archive.layout.size ?? 0));
    expect(word('MINIMUM_STAKE')).toBe(contractConstants.defaultMinimumStake);
  });
});

describe('03 §1 keys', () => {
  const { profiles } = loadVectors<{
    readonly profiles: readonly {
      readonly seed: string;
      readonly profiles: readonly {
        readonly index: number;
        readonly phoenix_pk: string;
        readonly bls_pk: string;
        readonly bls_pk_raw_rkyv: string;
      }[];
    }[];
  }>('transactions/keys');
  const all = profiles.flatMap(({ seed, profiles: own }) => own.map((profile) => ({ seed, ...profile })));

  test.each(all)('profile $index of $seed', ({ seed, index, phoenix_pk, bls_pk, bls_pk_raw_rkyv }) => {
    expect(toHex(profileOf(core, fromHex(seed), index))).toBe(phoenix_pk + bls_pk);
    const { code, raw } = rawAccounts(core, fromHex(bls_pk));
    expect([code, toHex(raw)]).toEqual([0, bls_pk_raw_rkyv]);
  });

  test('accounts that are none', () => {
    const account = fromHex(all[0]?.bls_pk ?? '');
    expect(rawAccounts(core, account.subarray(1)).code).toBe(253);
    expect(rawAccounts(core, account.with(0, 0x0d)).code).toBe(253);
    // On the curve, outside the group of prime order: x = 2.
    const outside = new Uint8Array(96).with(0, 0x80).with(95, 2);
    expect(rawAccounts(core, outside).code).toBe(253);
    expect(rawAccounts(core, new Uint8Array(0))).toEqual({ code: 0, raw: new Uint8Array(0) });
  });

  test('01 §3 a scalar as the reference shows it', () => {
    const archived = fr.encode(fr.mul(0x1234n, 1n << 256n));
    expect(displayOf(core, archived)).toEqual({ code: 0, text: '1234'.padStart(64, '0') });
  });
});

describe('03 §7 public transactions, byte by byte', () => {
  const { transactions } = loadVectors<{
    readonly transactions: readonly {
      readonly name: string;
      readonly value: string;
      readonly deposit: string;
      readonly gas_limit: string;
      readonly gas_price: string;
      readonly nonce: string;
      readonly chain_id: number;
      readonly receiver: string | null;
      readonly sender_seed: string;
      readonly sender_index: number;
      readonly tx: string;
      readonly tx_id: string;
    }[];
  }>('transactions/moonlight');

  test.each(transactions)('$name', (vector) => {
    const { data } = decodeTx(fromHex(vector.tx), { strict: false }).payload;
    const answer = moonlightOf(core, {
      seed: fromHex(vector.sender_seed),
      index: vector.sender_index,
      receiver: vector.receiver === null ? null : fromHex(vector.receiver),
      value: BigInt(vector.value),
      deposit: BigInt(vector.deposit),
      ...gasOf(vector),
      nonce: BigInt(vector.nonce),
      chainId: vector.chain_id,
      data: data && archivedData(data),
    });
    expect(answer.code).toBe(0);
    expect(toHex(answer.tx)).toBe(vector.tx);
    expect(answer.id).toBe(vector.tx_id);
  });

  test('data of a call and of a memo, archived', () => {
    const memo = new TextEncoder().encode('for the tide');
    expect(dataOf(core, { memo })).toEqual(archivedData({ kind: 'memo', memo }));
    for (const fnName of ['stake', 'unstake', 'withdraw', 'a_longer_name']) {
      const call = {
        kind: 'call',
        fnName,
        fnArgs: Uint8Array.of(1, 2, 3),
        contract: new Uint8Array(32).fill(7),
      } as const;
      const name = new TextEncoder().encode(fnName);
      expect(dataOf(core, { name, args: call.fnArgs, contract: call.contract })).toEqual(archivedData(call));
    }
  });

  test('codes of what cannot be sent', () => {
    const usual = {
      seed: new Uint8Array(64),
      index: 0,
      receiver: null,
      value: 1n,
      deposit: 0n,
      gasLimit: 1n,
      gasPrice: 1n,
      nonce: 1n,
      chainId: 1,
      data: null,
    };
    expect(moonlightOf(core, { ...usual, receiver: new Uint8Array(96) }).code).toBe(253);
    expect(moonlightOf(core, { ...usual, data: new Uint8Array(79) }).code).toBe(254);
    const memo = archivedData({ kind: 'memo', memo: new Uint8Array(513) });
    expect(moonlightOf(core, { ...usual, data: memo }).code).toBe(251);
  });
});

describe('03 §14 calls that a wallet signs', () => {
  const vectors = loadVectors<{
    readonly seed: string;
    readonly index: number;
    readonly gas_limit: string;
    readonly gas_price: string;
    readonly nonce: string;
    readonly chain_id: number;
    readonly rng_seed: string;
    readonly calls: readonly {
      readonly name: string;
      readonly value: string;
      readonly tx: string;
      readonly tx_id: string;
    }[];
    readonly phoenix_calls: readonly {
      readonly rng_seed: string;
      readonly value: string;
      readonly gas_limit: string;
      readonly gas_price: string;
      readonly chain_id: number;
      readonly tx_circuit_vec: string;
      readonly tx: string;
      readonly tx_id: string;
    }[];
  }>('transactions/contract_calls');
  const names: Readonly<Record<string, CallName>> = {
    stake: 'moonlight_stake',
    unstake: 'moonlight_unstake',
    'withdraw (stake reward)': 'moonlight_stake_reward',
    'convert moonlight to phoenix': 'moonlight_to_phoenix',
  };

  test.each(vectors.calls)('$name', ({ name, value, tx, tx_id }) => {
    const answer = callOf(core, names[name] as CallName, {
      rng: fromHex(vectors.rng_seed),
      seed: fromHex(vectors.seed),
      index: vectors.index,
      value: BigInt(value),
      ...gasOf(vectors),
      nonce: BigInt(vectors.nonce),
      chainId: vectors.chain_id,
    });
    expect([answer.code, answer.id]).toEqual([0, tx_id]);
    expect(toHex(answer.tx)).toBe(tx);
  });

  test.each(vectors.phoenix_calls)('shielded money becomes public', (vector) => {
    const nullifiers = notes.notes.slice(0, 2).map(({ nullifier }) => archivedScalar(nullifier));
    const unproven = unshieldOf(core, {
      rng: fromHex(vector.rng_seed),
      seed: fromHex(notes.owner_seed),
      index: notes.owner_index,
      ...inputsOf(2),
      nullifiers,
      value: BigInt(vector.value),
      ...gasOf(vector),
      chainId: vector.chain_id,
    });
    expect(toHex(unproven.circuit)).toBe(vector.tx_circuit_vec);
    const proven = provenOf(core, unproven.tx, new Uint8Array(1008).fill(5));
    expect(toHex(proven.tx)).toBe(vector.tx);
    expect([unproven.code, proven.code, proven.id]).toEqual([0, 0, vector.tx_id]);
  });
});

describe('03 §6 shielded payments', () => {
  const { transactions } = loadVectors<{
    readonly transactions: readonly {
      readonly name: string;
      readonly obfuscated: boolean;
      readonly rng_seed: string;
      readonly sender_seed: string;
      readonly sender_index: number;
      readonly receiver_pk: string;
      readonly transfer_value: string;
      readonly deposit: string;
      readonly gas_limit: string;
      readonly gas_price: string;
      readonly chain_id: number;
      readonly tx_circuit_vec: string;
      readonly archived_unproven_tx: string;
      readonly tx: string;
      readonly tx_id: string;
    }[];
  }>('transactions/phoenix');

  test.each(transactions)('$name', (vector) => {
    const { data } = decodeTx(fromHex(vector.tx), { strict: false }).payload;
    const unproven = phoenixOf(core, {
      rng: fromHex(vector.rng_seed),
      seed: fromHex(vector.sender_seed),
      index: vector.sender_index,
      receiver: fromHex(vector.receiver_pk),
      ...inputsOf(2),
      value: BigInt(vector.transfer_value),
      obfuscated: vector.obfuscated,
      deposit: BigInt(vector.deposit),
      ...gasOf(vector),
      chainId: vector.chain_id,
      data: data && archivedData(data),
    });
    expect(unproven.code).toBe(0);
    expect(toHex(unproven.circuit)).toBe(vector.tx_circuit_vec);
    expect(toHex(unproven.tx)).toBe(vector.archived_unproven_tx);
    const proven = provenOf(core, unproven.tx, new Uint8Array(1008).fill(5));
    expect([proven.code, proven.id]).toEqual([0, vector.tx_id]);
    expect(toHex(proven.tx)).toBe(vector.tx);
    // w3sper keeps the length in front and loses as many bytes at the end: the length of the proof, which is replaced.
    const kept = core.put(new Uint8Array([...u32(unproven.tx.length), ...unproven.tx.subarray(0, -4)]));
    const [out, hash] = [core.room(4), core.room(64)];
    expect(core.call('into_proven', kept, core.buffer(new Uint8Array(1008).fill(5)), out, hash)).toBe(0);
    expect(toHex(core.take(out))).toBe(vector.tx);
  });

  test('codes of what cannot be sent', () => {
    const usual = {
      rng: new Uint8Array(32),
      seed: fromHex(notes.owner_seed),
      index: notes.owner_index,
      receiver: fromHex(transactions[0]?.receiver_pk ?? ''),
      ...inputsOf(2),
      value: 1n,
      obfuscated: true,
      deposit: 0n,
      gasLimit: 1n,
      gasPrice: 1n,
      chainId: 1,
      data: null,
    };
    const [first] = usual.leaves as [Uint8Array];
    const [opening] = usual.openings as [Uint8Array];
    const code = (change: Partial<typeof usual>): number => phoenixOf(core, { ...usual, ...change }).code;
    expect(code({})).toBe(0);
    expect(code({ receiver: new Uint8Array(64).fill(0xff) })).toBe(253);
    // A point of order 2.
    expect(code({ receiver: new Uint8Array([...fr.encode(fr.modulus - 1n), ...usual.receiver.subarray(32)]) })).toBe(
      253,
    );
    expect(code({ leaves: [first.with(724, 2)] })).toBe(254);
    expect(code({ openings: [opening.with(0, 2)] })).toBe(254);
    expect(code({ leaves: [], openings: [] })).toBe(252);
    expect(code({ leaves: [first, first] })).toBe(252);
    expect(code({ value: 10n ** 18n })).toBe(252);
    expect(code({ gasLimit: 1n << 63n, gasPrice: 2n })).toBe(252);
    expect(code({ openings: usual.openings.map((bytes) => bytes.with(0, 0)) })).toBe(252);
  });
});

describe('03 §18.1 notes of a profile', () => {
  const leaves = notes.notes.map(({ archived_leaf_height_7 }) => fromHex(archived_leaf_height_7));

  test('03 §3.4 whose they are, with their nullifiers', () => {
    const owned = ownedOf(core, fromHex(notes.owner_seed), [5, notes.owner_index], listOf(leaves, LEAF));
    expect(owned).toMatchObject({ code: 0, height: 7n, pos: BigInt(notes.notes.at(-1)?.pos ?? 0) });
    const found = leaves.map((leaf, i) => archivedScalarHex(notes.notes[i]?.nullifier ?? '') + toHex(leaf));
    expect(toHex(owned.lists.subarray(0, -24))).toBe(found.join(''));
  });

  test('what they hold, and where they lie', () => {
    const values = notes.notes.map(({ value }) => BigInt(value)).reduce((sum, value) => sum + value, 0n);
    const list = listOf(leaves, LEAF);
    expect(balanceOf(core, fromHex(notes.owner_seed), notes.owner_index, list)).toEqual({
      code: 0,
      value: values,
      spendable: values,
    });
    const { code, positions } = bookmarksOf(core, list, leaves.length);
    const places = leaves.map((_, i) => bytesToIntLe(positions.subarray(8 * i, 8 * i + 8)));
    expect([code, places]).toEqual([0, notes.notes.map(({ pos }) => BigInt(pos))]);
  });
});

const notes = loadVectors<{
  readonly owner_seed: string;
  readonly owner_index: number;
  readonly notes: readonly {
    readonly value: string;
    readonly pos: string;
    readonly nullifier: string;
    readonly archived_leaf_height_7: string;
  }[];
  readonly tree_root_archived: string;
  readonly openings: readonly { readonly archived_option: string }[];
}>('transactions/notes');

function inputsOf(count: number) {
  return {
    leaves: notes.notes.slice(0, count).map(({ archived_leaf_height_7 }) => fromHex(archived_leaf_height_7)),
    openings: notes.openings.slice(0, count).map(({ archived_option }) => fromHex(archived_option)),
    root: fromHex(notes.tree_root_archived),
  };
}

const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
const archivedScalar = (hex: string): Uint8Array =>
  fr.encode(fr.mul(bytesToIntLe(fromHex(hex)), (1n << 256n) % fr.modulus));
const archivedScalarHex = (hex: string): string => toHex(archivedScalar(hex));

function archivedData(data: TransactionData): Uint8Array {
  switch (data.kind) {
    case 'call':
      return archive(transactionData, { kind: 'Call', value: data });
    case 'memo':
      return archive(transactionData, { kind: 'Memo', value: data.memo });
    case 'deploy': {
      const { bytecodeHash, bytecode, ...rest } = data;
      return archive(transactionData, {
        kind: 'Deploy',
        value: { bytecode: { hash: bytecodeHash, bytes: bytecode }, ...rest },
      });
    }
    case 'blob': {
      const blobs = data.blobs.map(({ hash }) => ({ hash, data: null }));
      return archive(transactionData, { kind: 'Blob', value: blobs });
    }
  }
}
