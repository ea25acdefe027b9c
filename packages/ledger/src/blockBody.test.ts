import { fromHex, toHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { nodeTxCodec } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import type { Block } from './block.ts';
import { checkBlockBody } from './blockBody.ts';
import { faultCodec } from './fault.ts';
import { genesisHeader } from './header.ts';

const vector = loadVectors<{ txs: { node_tx_hex: string }[]; txroot: string; other_raw_txs: { raw: string }[] }>(
  'consensus/mainnet-txroot',
);
const lenient = { strict: false };

const txs = vector.txs.map(({ node_tx_hex: hex }) => decode(nodeTxCodec, fromHex(hex)));
const header = { ...genesisHeader(0n, new Uint8Array(32)), txRoot: fromHex(vector.txroot) };
const fault = decode(
  faultCodec,
  fromHex(
    loadVectors<{ fault_double_validation_vote: { hex: string } }>('consensus/encodings').fault_double_validation_vote
      .hex,
  ),
);
const block: Block = { header, txs, faults: [] };

describe('06 §9.3 block body', () => {
  test('a mainnet block fits its header and decodes', () => {
    const { verdict, transactions } = checkBlockBody(block, lenient);
    expect(verdict.ok).toBe(true);
    expect(transactions.map(({ kind }) => kind)).toEqual(['moonlight']);
  });

  test.each<[string, Block, string]>([
    ['a missing transaction', { ...block, txs: [] }, 'BODY_WRONG_TXROOT'],
    ['another order or copy', { ...block, txs: [...txs, ...txs, ...txs] }, 'BODY_WRONG_TXROOT'],
    [
      'bytes that are no transaction',
      { ...block, txs: [{ version: 1, type: 1, protocolBytes: Uint8Array.of(9) }] },
      'BODY_BAD_TX',
    ],
    [
      'a fault root without faults',
      { ...block, header: { ...header, faultRoot: fromHex(vector.txroot) } },
      'BODY_WRONG_FAULTROOT',
    ],
    [
      '1,001 transactions',
      { ...block, txs: Array.from({ length: 1_001 }, () => txs[0] as Block['txs'][number]) },
      'BODY_TOO_MANY',
    ],
    ['101 faults', { ...block, faults: Array.from({ length: 101 }, () => fault) }, 'BODY_TOO_MANY'],
    ['faults that are not in the fault root', { ...block, faults: [fault] }, 'BODY_WRONG_FAULTROOT'],
    [
      'more than a mebibyte',
      { ...block, txs: [{ version: 1, type: 1, protocolBytes: new Uint8Array(1_048_576) }] },
      'BODY_TOO_LARGE',
    ],
  ])('refuses %s', (_, wrong, reason) => {
    expect(checkBlockBody(wrong, lenient).verdict).toMatchObject({ ok: false, reason });
  });

  test('every other raw mainnet transaction is one', () => {
    for (const { raw } of vector.other_raw_txs) {
      const one = { ...block, txs: [{ version: 1, type: 1, protocolBytes: fromHex(raw) }] };
      expect(checkBlockBody(one, lenient).verdict, toHex(fromHex(raw).subarray(0, 8))).toMatchObject({
        reason: 'BODY_WRONG_TXROOT',
      });
    }
  });
});
