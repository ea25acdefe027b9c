import { fromHex, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { hashToFr } from '@eventide/crypto/fields/hashToScalar';
import { loadVectors } from '@eventide/testkit';
import {
  blobsToMemo,
  decodeTx,
  encodeTx,
  joinProofField,
  type PhoenixTransaction,
  stakeMessage,
  stakeWithdrawMessage,
  type Transaction,
  verifyStake,
  verifyStakeWithdraw,
  verifyWithdraw,
  withData,
  withdrawMessage,
  withoutBytecode,
} from '@eventide/tx';
import { noteCodec } from '@eventide/tx/phoenix/note';
import { describe, expect, test } from 'vitest';
import { decodeArgument, decodeFeed, encodeArgument } from './contract.ts';
import { stakeAbi } from './stake/abi.ts';
import { fromStake, fromStakeWithdraw, toStake, toStakeWithdraw } from './stake/convert.ts';
import { transferAbi } from './transfer/abi.ts';
import { archiveTransaction, fromNote, fromWithdraw, toNote, toWithdraw } from './transfer/convert.ts';
import { transaction, transactionData } from './transfer/types.ts';
import { archive, unarchive } from './type/abiType.ts';

type Named = { readonly name: string; readonly tx: string };
type Call = Named & { readonly fn_args: string; readonly signature_message: string };

const strict = { strict: true };
const { transactions } = loadVectors<{
  readonly transactions: readonly (Named & { readonly archived_data?: string })[];
}>('transactions/moonlight');
const { calls, phoenix_calls } = loadVectors<{
  readonly calls: readonly Call[];
  readonly phoenix_calls: readonly (Named & { readonly fn_args: string; readonly withdraw_message: string })[];
}>('transactions/contract_calls');
const { steps } = loadVectors<{
  readonly steps: readonly { fn: string; arg: string; note?: string; feeds: string[] }[];
}>('transactions/contract_io');
const read = (hex: string): Transaction => decodeTx(fromHex(hex), strict);

describe('03 §17.2 transactions as the contract receives them', () => {
  test.each(transactions.filter((entry) => entry.archived_data !== undefined))(
    '$name: data',
    ({ tx, archived_data }) => {
      const archived = unarchive(transaction, archiveTransaction(read(tx)));
      const data = archived.value.payload.data;
      if (data === null) throw new Error('expected data');
      expect(toHex(archive(transactionData, data))).toBe(archived_data);
    },
  );

  test('a Moonlight transfer, byte for byte', () => {
    const step = steps.find(({ note }) => note === 'Moonlight transfer of 5, same as moonlight.json[0]');
    expect(toHex(archiveTransaction(read(transactions[0]?.tx ?? '')))).toBe(step?.arg);
  });

  test('a Phoenix transaction with its circuit inputs in place of the proof, byte for byte', () => {
    const vector = loadVectors<{
      readonly transactions: readonly { tx: string; tx_circuit_vec: string }[];
    }>('transactions/phoenix').transactions[1];
    const tx = read(vector?.tx ?? '') as PhoenixTransaction;
    const unproven = { ...tx, proofField: fromHex(vector?.tx_circuit_vec ?? '') };
    const step = steps.find(({ note }) => note === 'phoenix.json[1] with the circuit bytes as proof');
    const expected = decodeArgument(transferAbi, 'spend_and_execute', fromHex(step?.arg ?? ''));
    const found = decodeArgument(transferAbi, 'spend_and_execute', archiveTransaction(unproven));
    // The wallet wrote points with other z: equal as transactions, not as bytes.
    if (expected.kind !== 'Phoenix' || found.kind !== 'Phoenix') throw new Error('expected Phoenix');
    expect(found.value.proof).toEqual(expected.value.proof);
    const notes = (archived: typeof found): unknown => archived.value.payload.txSkeleton.outputs.map(toNote);
    expect(notes(found)).toEqual(notes(expected));
    expect(found.value.payload.data).toEqual(expected.value.payload.data);
    expect(joinProofField({ proof: new Uint8Array(1008), auth: null })).toHaveLength(1008);
  });

  test('what is taken out before: blobs become a memo, bytecode goes', () => {
    for (const { tx: hex } of transactions) {
      const tx = read(hex);
      const stripped = withData(tx, withoutBytecode(blobsToMemo(tx.payload.data)));
      const archived = unarchive(transaction, archiveTransaction(stripped)).value.payload.data;
      expect(archived?.kind === 'Blob').toBe(false);
      if (archived?.kind === 'Deploy') expect(archived.value.bytecode.bytes).toHaveLength(0);
      expect(archiveTransaction(tx).length).toBeGreaterThanOrEqual(archiveTransaction(stripped).length);
      expect(encodeTx(tx).length).toBeGreaterThan(0);
    }
  });
});

describe('03 §14 arguments the reference wallet signed', () => {
  const find = (name: string): Call => calls.find((call) => call.name === name) as Call;
  /** The message that a signature in the vector is over; the payment's own message follows the same rules elsewhere. */
  const argumentOf = (call: Call): Uint8Array => fromHex(call.fn_args);

  test('stake', () => {
    const archived = decodeArgument(stakeAbi, 'stake', argumentOf(find('stake')));
    const stake = toStake(archived);
    expect(stakeMessage(stake)).toHaveLength(201);
    expect(verifyStake(stake, 'V2')).toBe(true);
    expect(verifyStake({ ...stake, value: stake.value + 1n }, 'V2')).toBe(false);
    expect(toHex(encodeArgument(stakeAbi, 'stake', fromStake(stake)))).toBe(find('stake').fn_args);
  });

  test.each(['unstake', 'withdraw (stake reward)'])('%s', (name) => {
    const archived = decodeArgument(stakeAbi, 'unstake', argumentOf(find(name)));
    const withdraw = toStakeWithdraw(archived);
    expect(verifyWithdraw(withdraw.withdraw, 'V2')).toBe(true);
    expect(verifyStakeWithdraw(withdraw, withdraw.account, 'V2')).toBe(true);
    expect(stakeWithdrawMessage(withdraw).length).toBeGreaterThan(200);
    const again = toStakeWithdraw(
      decodeArgument(stakeAbi, 'unstake', encodeArgument(stakeAbi, 'unstake', fromStakeWithdraw(withdraw))),
    );
    expect(again).toEqual(withdraw);
  });

  test('convert in both directions', () => {
    const shield = decodeArgument(transferAbi, 'convert', argumentOf(find('convert moonlight to phoenix')));
    expect(verifyWithdraw(toWithdraw(shield), 'V2')).toBe(true);
    const vector = phoenix_calls[0];
    const unshield = toWithdraw(decodeArgument(transferAbi, 'convert', fromHex(vector?.fn_args ?? '')));
    expect(toHex(withdrawMessage(unshield))).toBe(vector?.withdraw_message);
    expect(verifyWithdraw(unshield, 'V2')).toBe(true);
    expect(toHex(encodeArgument(transferAbi, 'convert', fromWithdraw(unshield)))).toBe(vector?.fn_args);
    expect(hashToFr(withdrawMessage(unshield))).toBeTypeOf('bigint');
  });
});

describe('03 §17.2 notes', () => {
  const { notes } = loadVectors<{
    readonly notes: readonly { readonly bytes: string; readonly archived_leaf_height_7: string }[];
  }>('transactions/notes');

  test.each(notes)('leaf %#', ({ bytes, archived_leaf_height_7 }) => {
    const leaf = decodeFeed(transferAbi, 'sync', fromHex(archived_leaf_height_7));
    expect(leaf.blockHeight).toBe(7n);
    const note = decode(noteCodec, fromHex(bytes));
    expect(toNote(leaf.note)).toEqual(note);
    expect(toNote(fromNote(note))).toEqual(note);
  });
});
