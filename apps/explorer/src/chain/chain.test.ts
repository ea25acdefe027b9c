import { toBase58, toHex } from '@eventide/base';
import type { TxInfo } from '@eventide/sdk';
import { describe, expect, test } from 'vitest';
import { describeTx, failureKey, luxOf, STAKE_ID, TRANSFER_ID } from './describeTx.ts';
import { addressText, noteKey, searchKind } from './search.ts';

const base: TxInfo = {
  id: 'ab'.repeat(32),
  kind: 'moonlight',
  block: null,
  raw: new Uint8Array(),
  gasLimit: 1n,
  gasPrice: 1n,
  gasSpent: null,
  error: null,
  call: null,
  isDeploy: false,
  deployed: null,
  memo: null,
  blobHashes: [],
  json: {},
};
const call = (contract: string, fnName: string) => ({ contract, fnName, fnArgs: new Uint8Array() });

describe('13 §6 a transaction in one sentence', () => {
  test('a shielded payment tells the number of inputs and nothing else', () => {
    const json = { type: 'phoenix', nullifiers: ['aa', 'bb'] };
    expect(describeTx({ ...base, kind: 'phoenix', json })).toEqual({ key: 'sayPayShielded', count: 2 });
  });

  test('a public payment tells all, beyond 2^53 too', () => {
    const json = { sender: 'A', receiver: 'B', value: 18_446_744_073_709_551_615n };
    expect(describeTx({ ...base, json })).toEqual({
      key: 'sayPayPublic',
      from: 'A',
      to: 'B',
      amount: 18_446_744_073_709_551_615n,
    });
  });

  test.each([
    [TRANSFER_ID, 'convert', 'moonlight', 'sayShield'],
    [TRANSFER_ID, 'convert', 'phoenix', 'sayUnshield'],
    [STAKE_ID, 'stake', 'moonlight', 'sayStake'],
    [STAKE_ID, 'stake', 'phoenix', 'sayStakeShielded'],
    [STAKE_ID, 'unstake', 'moonlight', 'sayUnstake'],
    [STAKE_ID, 'withdraw', 'moonlight', 'sayClaim'],
    ['cd'.repeat(32), 'stake', 'moonlight', 'sayCall'],
  ] as const)('%s.%s by %s', (contract, fnName, kind, key) => {
    expect(describeTx({ ...base, kind, call: call(contract, fnName), json: {} }).key).toBe(key);
  });

  test('a call with money says so', () => {
    const tx = { ...base, call: call('cd'.repeat(32), 'subscribe'), json: { sender: 'A', deposit: '5' } };
    expect(describeTx(tx)).toMatchObject({ key: 'sayCallDeposit', amount: 5n });
  });

  test('reasons of failure', () => {
    expect(failureKey('OutOfGas')).toBe('errOutOfGas');
    expect(failureKey('Panic: balance 400 is below 500')).toBe('errPanic');
    expect(failureKey('Unknown')).toBe('errUnknown');
    expect(luxOf('12x')).toBe(0n);
  });
});

describe('13 §6 search kinds are told apart by length', () => {
  const account = toBase58(new Uint8Array(96).fill(9));
  const address = toBase58(new Uint8Array(64).fill(9));
  test.each([
    ['12', 'height'],
    ['12 000', 'height'],
    ['ab'.repeat(32), 'hash'],
    [`0x${'AB'.repeat(32)}`, 'hash'],
    ['ab'.repeat(100), 'bytes'],
    ['ab'.repeat(64), 'address'],
    [toBase58(new Uint8Array(32).fill(9)), 'key'],
    [toBase58(new Uint8Array(31).fill(9)), 'nothing'],
    [account, 'account'],
    [address, 'address'],
    [`dusk:${address}?amount=1`, 'address'],
    ['hello', 'nothing'],
    ['', 'nothing'],
    [`${'ab'.repeat(100)}a`, 'nothing'],
  ])('%s', (text, kind) => {
    expect(searchKind(text)).toBe(kind);
  });

  test('the key of a note is the second half of its address, however that is written', () => {
    const bytes = Uint8Array.from({ length: 64 }, (_, i) => i);
    const key = toHex(bytes.subarray(32));
    for (const text of [toHex(bytes), toBase58(bytes), `dusk:${toBase58(bytes)}`, toBase58(bytes.subarray(32))])
      expect(noteKey(text)).toBe(key);
    expect(addressText(toHex(bytes))).toBe(toBase58(bytes));
  });
});
