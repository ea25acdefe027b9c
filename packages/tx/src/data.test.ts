import { fromHex, toHex } from '@eventide/base';
import { encode, Reader, Writer } from '@eventide/codec';
import { loadVectors } from '@eventide/testkit';
import { describe, expect, test } from 'vitest';
import { blobHash } from './blob/blob.ts';
import { contractId, deployment } from './contracts/ids.ts';
import {
  blobsToMemo,
  dataHashBytes,
  readData,
  type TransactionData,
  withoutBytecode,
  withoutSidecars,
  writeData,
} from './data.ts';

const misc = loadVectors<{
  readonly contract_id: { bytecode: string; nonce: string; owner: string; contract_id: string };
  readonly blob_versioned_hash: { commitment: string; hash: string };
}>('transactions/misc');

const id = new Uint8Array(32).fill(1);
const sidecar = {
  commitment: new Uint8Array(48).fill(2),
  proof: new Uint8Array(48).fill(3),
  data: new Uint8Array(131_072),
};
const cases: readonly (TransactionData | null)[] = [
  null,
  { kind: 'call', contract: id, fnName: 'größe', fnArgs: Uint8Array.of(1, 2) },
  { kind: 'call', contract: id, fnName: '', fnArgs: new Uint8Array() },
  deployment({ bytecode: Uint8Array.of(0, 97), owner: id, initArgs: null, nonce: 2n ** 64n - 1n }),
  deployment({ bytecode: new Uint8Array(), owner: new Uint8Array(), initArgs: new Uint8Array(), nonce: 0n }),
  { kind: 'memo', memo: new Uint8Array(512).fill(8) },
  { kind: 'memo', memo: new Uint8Array() },
  { kind: 'blob', blobs: [] },
  {
    kind: 'blob',
    blobs: [
      { hash: id, sidecar },
      { hash: id, sidecar: null },
    ],
  },
];

function write(data: TransactionData | null): Uint8Array {
  return encode({ write: writeData, read: readData }, data);
}

describe('03 §5 transaction data', () => {
  test.each(cases)('%#: reads what it writes', (data) => {
    expect(readData(new Reader(write(data)))).toEqual(data);
  });

  test.each([
    ['an unknown tag', '05', 'CODEC_BAD_TAG'],
    ['a memo of 513 bytes', `030102000000000000${'00'.repeat(513)}`, 'CODEC_TOO_LONG'],
    ['a memo shorter than it says', '0302000000000000006a', 'CODEC_TOO_SHORT'],
    ['a memo with more behind it', '0301000000000000006a6a', 'CODEC_TRAILING'],
    ['a name that is no UTF-8', `01${'00'.repeat(32)}0100000000000000ff0000000000000000`, 'CODEC_BAD_TEXT'],
    ['a length of 2^64 − 1', `01${'00'.repeat(32)}ffffffffffffffff`, 'CODEC_TOO_LONG'],
    ['an init flag of 2', `02${'00'.repeat(48)}02`, 'CODEC_BAD_TAG'],
    ['a sidecar flag of 2', `0401${'00'.repeat(32)}02`, 'CODEC_BAD_TAG'],
    ['a blob too few', `0402${'00'.repeat(33)}`, 'CODEC_TOO_SHORT'],
    ['nothing', '', 'CODEC_TOO_SHORT'],
  ])('refuses %s', (_, hex, code) => {
    expect(() => readData(new Reader(fromHex(hex)))).toThrowCode(code);
  });

  test('refuses to write a memo of 513 bytes', () => {
    expect(() => writeData(new Writer(), { kind: 'memo', memo: new Uint8Array(513) })).toThrowCode('CODEC_RANGE');
  });

  test('03 §19 item 2: call, memo and blob of the same bytes hash alike', () => {
    const hashes: TransactionData = { kind: 'blob', blobs: [{ hash: id, sidecar: null }] };
    expect(dataHashBytes(hashes)).toEqual(dataHashBytes({ kind: 'memo', memo: id }));
    expect(dataHashBytes({ kind: 'call', contract: id, fnName: '', fnArgs: new Uint8Array() })).toEqual(id);
    expect(blobsToMemo(hashes)).toEqual({ kind: 'memo', memo: id });
  });

  test('what leaves the transaction on its way to the contract', () => {
    const blobs = cases[8] as TransactionData;
    expect(withoutSidecars(blobs)).toEqual({
      kind: 'blob',
      blobs: [
        { hash: id, sidecar: null },
        { hash: id, sidecar: null },
      ],
    });
    expect(withoutBytecode(cases[3] as TransactionData)).toMatchObject({ bytecode: new Uint8Array(), owner: id });
    for (const strip of [blobsToMemo, withoutBytecode, withoutSidecars]) {
      expect(strip(null)).toBeNull();
      expect(strip(cases[5] as TransactionData)).toBe(cases[5]);
    }
  });

  test('contract id and blob hash', () => {
    const { bytecode, nonce, owner, contract_id } = misc.contract_id;
    const terms = { bytecode: fromHex(bytecode), nonce: BigInt(nonce), owner: fromHex(owner) };
    expect(toHex(contractId(terms))).toBe(contract_id);
    const { commitment, hash } = misc.blob_versioned_hash;
    expect(toHex(blobHash(fromHex(commitment)))).toBe(hash);
  });
});
