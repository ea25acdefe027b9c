import { fromHex, toHex } from '@eventide/base';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import type { ContractAbi } from './contract.ts';
import {
  argumentFromJson,
  argumentToJson,
  decodeArgument,
  decodeEvent,
  decodeFeed,
  decodeReturn,
  encodeArgument,
  eventToJson,
  outputToJson,
} from './contract.ts';
import { stakeAbi } from './stake/abi.ts';
import * as stakeTypes from './stake/types.ts';
import { transferAbi } from './transfer/abi.ts';
import * as transferTypes from './transfer/types.ts';
import { type AbiType, archive, type Json, unarchive } from './type/abiType.ts';
import { option, tuple } from './type/composite.ts';
import { affinePoint, extendedPoint, stealthAddress } from './type/point.ts';
import { blsPublicKey, blsSignature, bytes, contractId, fixedHex, text, u8, u64 } from './type/primitive.ts';

type Step = {
  readonly contract: string | number;
  readonly fn: string;
  readonly arg: string;
  readonly ret?: string;
  readonly panic?: string;
  readonly events?: readonly { readonly source: string | number; readonly topic: string; readonly data: string }[];
  readonly feeds?: readonly string[];
  readonly inner_calls?: readonly { readonly contract: string; readonly fn: string; readonly arg: string }[];
};

const t = transferTypes;
const s = stakeTypes;
const layouts: Readonly<Record<string, AbiType<unknown>>> = {
  BlsPublicKey: blsPublicKey,
  BlsSignature: blsSignature,
  JubJubExtended: extendedPoint,
  JubJubAffine: affinePoint,
  SchnorrSignature: t.schnorrSignature,
  StealthAddress: stealthAddress,
  Vec: bytes,
  String: text,
  Sender: t.sender,
  'Option<Vec>': option(bytes),
  'Option<BlsPublicKey>': option(blsPublicKey),
  Note: t.note,
  NoteLeaf: t.noteLeaf,
  '(u64,Note)': tuple(u64, t.note),
  '(JubJubAffine,JubJubAffine)': tuple(affinePoint, affinePoint),
  TxSkeleton: t.txSkeleton,
  PhoenixFee: t.phoenixFee,
  ContractCall: t.contractCall,
  ContractBytecode: t.contractBytecode,
  ContractDeploy: t.contractDeploy,
  TransactionData: t.transactionData,
  'Option<TransactionData>': option(t.transactionData),
  PhoenixPayload: t.phoenixPayload,
  PhoenixTransaction: t.phoenixTransaction,
  MoonlightFee: t.moonlightFee,
  MoonlightPayload: t.moonlightPayload,
  MoonlightTransaction: t.moonlightTransaction,
  Transaction: t.transaction,
  AccountData: t.accountData,
  '(AccountData,[u8;193])': tuple(t.accountData, fixedHex(193)),
  '(BlsPublicKey,u64)': tuple(blsPublicKey, u64),
  '(ContractId,u64)': tuple(contractId, u64),
  WithdrawReceiver: t.withdrawReceiver,
  WithdrawReplayToken: t.withdrawReplayToken,
  WithdrawSignature: t.withdrawSignature,
  'transfer::Withdraw': t.withdraw,
  ContractToContract: t.contractToContract,
  ReceiveFromContract: t.receiveFromContract,
  ContractToAccount: t.contractToAccount,
  WithdrawEvent: t.withdrawEvent,
  ConvertEvent: t.convertEvent,
  DepositEvent: t.depositEvent,
  ContractToContractEvent: t.contractToContractEvent,
  ContractToAccountEvent: t.contractToAccountEvent,
  PhoenixTransactionEvent: t.phoenixTransactionEvent,
  MoonlightTransactionEvent: t.moonlightTransactionEvent,
  'Option<(BlsPublicKey,u64)>': option(tuple(blsPublicKey, u64)),
  'Option<Note>': option(t.note),
  StakeConfig: s.stakeConfig,
  StakeFundOwner: s.stakeFundOwner,
  StakeKeys: s.stakeKeys,
  DoubleSignature: s.doubleSignature,
  Stake: s.stake,
  WithdrawToContract: s.withdrawToContract,
  'stake::Withdraw': s.stakeWithdraw,
  StakeEvent: s.stakeEvent,
  SlashEvent: s.slashEvent,
  StakeAmount: s.stakeAmount,
  'Option<Amount>': option(s.stakeAmount),
  StakeData: s.stakeData,
  'Option<StakeData>': option(s.stakeData),
  'Option<StakeKeys>': option(s.stakeKeys),
  Reward: s.reward,
  '(StakeKeys,StakeData)': tuple(s.stakeKeys, s.stakeData),
  '(BlsPublicKey,Option<u64>)': tuple(blsPublicKey, option(u64)),
  '(BlsPublicKey,Option<u64>,Option<u8>)': tuple(blsPublicKey, option(u64), option(u8)),
  '(BlsPublicKey,Option<StakeData>)': tuple(blsPublicKey, option(s.stakeData)),
  'Option<u64>': option(u64),
  'Option<u8>': option(u8),
  ContractError: t.contractError,
  '(u64,u64)': tuple(u64, u64),
  'Result<Vec<u8>,ContractError>': t.callResult,
  Opening: t.opening,
  'Option<Opening>': option(t.opening),
};

describe('05 §3 layouts', () => {
  const { types } = loadVectors<{
    readonly types: Readonly<Record<string, { size: number; align: number; offsets?: Record<string, number> }>>;
  }>('contracts/rkyv-layouts');

  test('every measured type that carries meaning is here', () => {
    const missing = Object.keys(types).filter((name) => !(name in layouts));
    // A part of a key, and the argument of a host query.
    expect(missing).toEqual(['Fp2', '(Vec<u8>,BlsPublicKey,BlsSignature)']);
  });

  test.each(Object.entries(layouts).filter(([name]) => name in types))('%s', (name, { archive: type }) => {
    const measured = types[name];
    expect({ size: type.layout.size, align: type.layout.align }).toEqual({
      size: measured?.size,
      align: measured?.align,
    });
    const offsets = Object.entries(type.offsets).map(([field, at]) => [snakeCase(field), at]);
    const known = new Set(Object.keys(measured?.offsets ?? {}));
    const shared = Object.fromEntries(offsets.filter(([field]) => known.has(field as string)));
    for (const [field, at] of Object.entries(shared)) expect(at, field).toBe(measured?.offsets?.[field]);
  });
});

describe('05 §4, §5 what the original contracts took and gave', () => {
  const abiOf = (contract: string | number): ContractAbi | null => {
    if (contract === 1 || contract === 'transfer' || String(contract).startsWith('01000')) return transferAbi;
    return contract === 2 || contract === 'stake' || String(contract).startsWith('02000') ? stakeAbi : null;
  };
  const same = (type: AbiType<unknown>, hex: string): void => {
    expect(toHex(archive(type, unarchive(type, fromHex(hex))))).toBe(hex);
  };
  const files = ['transactions/contract_io', 'contracts/wasm-trace', 'contracts/stake-abstraction-trace'];

  test.each(files)('%s: every argument, return, event and feed decodes and re-encodes', (file) => {
    const { steps } = loadVectors<{ readonly steps: readonly Step[] }>(file);
    let seen = 0;
    for (const step of steps) {
      const abi = abiOf(step.contract);
      const found = abi?.methods[step.fn];
      if (abi === null || found === undefined) continue;
      same(found.argument, step.arg);
      if (step.ret !== undefined && step.panic === undefined && found.feeds === null) same(found.returns, step.ret);
      for (const feed of step.feeds ?? []) same(found.feeds as AbiType<unknown>, feed);
      for (const { source, topic, data } of step.events ?? []) {
        const type = abiOf(source)?.events[topic];
        if (type !== undefined) same(type, data);
        if (type !== undefined) seen++;
      }
      for (const inner of step.inner_calls ?? []) {
        const innerType = abiOf(inner.contract)?.methods[inner.fn]?.argument;
        if (innerType !== undefined) same(innerType, inner.arg);
      }
      seen++;
    }
    expect(seen).toBeGreaterThan(20);
  });

  test('typed doors give the same values', () => {
    const { steps } = loadVectors<{ readonly steps: readonly Step[] }>('transactions/contract_io');
    const step = (fn: string): Step => steps.find((entry) => entry.fn === fn) as Step;
    expect(decodeReturn(stakeAbi, 'get_config', fromHex(step('get_config').ret ?? ''))).toEqual({
      warnings: 1,
      minimumStake: 1_000_000_000_000n,
    });
    const [feed] = step('leaves_from_height').feeds ?? [];
    expect(decodeFeed(transferAbi, 'leaves_from_height', fromHex(feed ?? ''))).toMatchObject({ blockHeight: 100n });
    const key = decodeArgument(transferAbi, 'account', fromHex(step('account').arg));
    expect(toHex(encodeArgument(transferAbi, 'account', key))).toBe(step('account').arg);
    const event = step('refund').events?.[0];
    expect(decodeEvent(transferAbi, 'moonlight', fromHex(event?.data ?? '')).value).toBe(5n);
    expect(outputToJson(stakeAbi, 'get_config', fromHex(step('get_config').ret ?? ''))).toEqual({
      warnings: 1,
      minimum_stake: '1000000000000',
    });
    expect(() => decodeFeed(transferAbi, 'account' as never, new Uint8Array())).toThrowCode('ABI_UNKNOWN_NAME');
    expect(() => outputToJson(transferAbi, 'toString', new Uint8Array())).toThrowCode('ABI_UNKNOWN_NAME');
    expect(() => eventToJson(stakeAbi, 'mint', new Uint8Array())).toThrowCode('ABI_UNKNOWN_NAME');
    expect(() => decodeReturn(stakeAbi, 'get_config', new Uint8Array(15))).toThrowCode('CODEC_TOO_SHORT');
  });
});

describe('05 §9 JSON', () => {
  const { events } = loadVectors<{ readonly events: Readonly<Record<string, Json>> }>('contracts/event-json');
  const typeOf: readonly [RegExp, AbiType<unknown>][] = [
    [/^contract_to_account/, t.contractToAccountEvent],
    [/^contract_to_contract/, t.contractToContractEvent],
    [/^convert/, t.convertEvent],
    [/^deposit/, t.depositEvent],
    [/^withdraw/, t.withdrawEvent],
    [/^moonlight/, t.moonlightTransactionEvent],
    [/^phoenix/, t.phoenixTransactionEvent],
    [/^reward/, s.reward],
    [/^slash/, s.slashEvent],
    [/^stake/, s.stakeEvent],
  ];

  test.each(Object.entries(events))('%s: read, archived and written again', (name, json) => {
    const type = typeOf.find(([pattern]) => pattern.test(name))?.[1] as AbiType<unknown> | undefined;
    if (type === undefined) throw new Error(`no type for ${name}`);
    const value = type.fromJson(json, name);
    expect(JSON.stringify(type.toJson(unarchive(type, archive(type, value))))).toBe(JSON.stringify(json));
  });

  test('the example of the stake driver', () => {
    const vector = loadVectors<{
      readonly fn: string;
      readonly rkyvBase64: string;
      readonly decoded: { value: string };
    }>('contracts/stake-driver-vector');
    const archived = new Uint8Array(Buffer.from(vector.rkyvBase64, 'base64'));
    const json = argumentToJson(stakeAbi, vector.fn, archived);
    expect(json).toMatchObject({ value: vector.decoded.value, chain_id: 1 });
    expect(argumentFromJson(stakeAbi, vector.fn, json)).toEqual(archived);
  });

  test('numbers as callers write them', () => {
    for (const json of [5, '5'])
      expect(argumentFromJson(transferAbi, 'opening', json)).toEqual(fromHex('0500000000000000'));
    expect(argumentFromJson(transferAbi, 'sync', ['1', 2])).toEqual(fromHex('01000000000000000200000000000000'));
    expect(outputToJson(transferAbi, 'num_notes', fromHex('ffffffffffffffff'))).toBe('18446744073709551615');
    expect(argumentFromJson(transferAbi, 'root', null)).toEqual(new Uint8Array());
  });

  test.each<[string, string, Json]>([
    ['a negative number', 'opening', -1],
    ['a fraction', 'opening', 1.5],
    ['2^53', 'opening', 2 ** 53],
    ['2^64', 'opening', '18446744073709551616'],
    ['hex in place of base58', 'account', '00'],
    ['a short id', 'contract_balance', '00'],
    ['one number of two', 'sync', ['1']],
    ['an object in place of a list', 'existing_nullifiers', {}],
    ['something in place of nothing', 'root', 0],
    ['a missing field', 'contract_to_account', { value: '1' }],
    ['an unreduced scalar', 'existing_nullifiers', ['ff'.repeat(32)]],
  ])('refuses %s', (_, fn, json) => {
    expect(() => argumentFromJson(transferAbi, fn, json)).toThrowCode('ABI_BAD_JSON');
  });

  test('refuses unknown variants, and payloads where there are none', () => {
    const reason = s.rewardReason;
    for (const json of ['Nobody', { Voter: 1 }, {}, { Voter: null, Other: null }, 3]) {
      expect(() => reason.fromJson(json, 'reason')).toThrowCode('ABI_BAD_JSON');
    }
    expect(() => t.withdrawReceiver.fromJson('Phoenix', 'receiver')).toThrowCode('ABI_BAD_JSON');
    expect(reason.fromJson('Voter', 'reason')).toEqual({ kind: 'Voter' });
  });
});

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
