import { fromHex, toHex } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import {
  attestationToJson,
  type Block,
  blockCodec,
  type Fault,
  faultCodec,
  faultId,
  formatJson,
  headerCodec,
  headerHash,
  headerToJson,
  merkleRoot,
} from '@eventide/ledger';
import type { BlockInfo, TxInfo } from '@eventide/sdk';
import { loadVectors } from '@eventide/testkit';
import { decodeTx, nodeTxCodec, txDigest } from '@eventide/tx';
import { describe, expect, test } from 'vitest';
import { asExactJson } from '../chain/exactJson.ts';
import { blockBytes } from './blockBytes.ts';

const samples = loadVectors<{ header: { wire_hex: string }; fault_double_validation_vote: { hex: string } }>(
  'consensus/encodings',
);
const { txs } = loadVectors<{ txs: { node_tx_hex: string }[] }>('consensus/mainnet-txroot');
const fault = decode(faultCodec, fromHex(samples.fault_double_validation_vote.hex));

/** A block whose roots are those of its body. */
function blockOf(faults: readonly Fault[]): Block {
  const sample = decode(headerCodec, fromHex(samples.header.wire_hex));
  const envelopes = txs.map((tx) => decode(nodeTxCodec, fromHex(tx.node_tx_hex)));
  const digests = envelopes.map(({ protocolBytes }) => txDigest(decodeTx(protocolBytes, { strict: false })));
  const header = { ...sample, txRoot: merkleRoot(digests), faultRoot: merkleRoot(faults.map(faultId)) };
  return { header: { ...header, hash: headerHash(header) }, txs: envelopes, faults };
}

const json = (value: Parameters<typeof formatJson>[0]) => asExactJson(formatJson(value));
const shown = (block: Block) =>
  ({
    hash: toHex(block.header.hash),
    headerJson: json(headerToJson(block.header)),
    transactions: block.txs.map(({ protocolBytes }) => ({ raw: protocolBytes }) as unknown as TxInfo),
  }) as unknown as BlockInfo;
/** The block above carries the certificate. */
const above = (block: Block) =>
  ({ headerJson: { prev_block_cert: json(attestationToJson(block.header.att)) } }) as unknown as BlockInfo;

describe('13 §6 bytes of a block', () => {
  test('as the node keeps it, with who contradicted himself', () => {
    const block = blockOf([fault]);
    const bytes = encode(blockCodec, block);
    const read = blockBytes({ block: shown(block), above: null, sent: bytes, strict: false });
    expect(read).toMatchObject({ bytes, from: 'node', fits: true });
    expect(read.faults).toMatchObject([{ kind: 'DoubleValidationVote', round: fault.items[0].header.round }]);
  });

  test('bytes of another block, of another body, and noise do not fit', () => {
    const block = blockOf([fault]);
    const judge = (sent: Uint8Array) => blockBytes({ block: shown(block), above: null, sent, strict: false });
    for (const sent of [
      encode(blockCodec, blockOf([])),
      encode(blockCodec, { ...block, faults: [] }),
      encode(blockCodec, { ...block, txs: block.txs.slice(1) }),
      Uint8Array.of(1, 2, 3),
    ])
      expect(judge(sent)).toEqual({ bytes: sent, from: 'node', fits: false, faults: null });
  });

  test('put together here they are those of the node', () => {
    const block = blockOf([]);
    const read = blockBytes({ block: shown(block), above: above(block), sent: null, strict: false });
    expect(read).toEqual({ bytes: encode(blockCodec, block), from: 'here', fits: true, faults: [] });
  });

  test('without the votes, or with faults nobody tells, there are none', () => {
    const block = blockOf([]);
    const none = { bytes: null, from: 'here', fits: false, faults: null };
    expect(blockBytes({ block: shown(block), above: null, sent: null, strict: false })).toEqual(none);
    const faulty = blockOf([fault]);
    expect(blockBytes({ block: shown(faulty), above: above(faulty), sent: null, strict: false })).toEqual(none);
    const noise = { ...shown(block), headerJson: 'nonsense' };
    expect(blockBytes({ block: noise, above: above(block), sent: null, strict: false })).toEqual(none);
  });
});
