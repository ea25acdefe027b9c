import { concatBytes, utf8 } from '@eventide/base';
import { CodecError, type Reader, type Writer } from '@eventide/codec';
import { consensusConstants, contractConstants } from '@eventide/params';
import { type Blob, readBlob, writeBlob } from './blob/blob.ts';

/** A call of one contract function. Spec: 03 §5 */
export type ContractCall = {
  readonly kind: 'call';
  /** 32 bytes. */
  readonly contract: Uint8Array;
  readonly fnName: string;
  /** The archived argument. */
  readonly fnArgs: Uint8Array;
};

/** The deployment of a contract. Spec: 03 §5 */
export type ContractDeploy = {
  readonly kind: 'deploy';
  /** BLAKE3 of the bytecode, 32 bytes; compared with it at execution only. */
  readonly bytecodeHash: Uint8Array;
  readonly bytecode: Uint8Array;
  /** Any bytes; contracts that ask for their owner expect a 96-byte account. */
  readonly owner: Uint8Array;
  readonly initArgs: Uint8Array | null;
  /** Chosen by the sender, enters the contract id. Not the account nonce. */
  readonly nonce: bigint;
};

/** A public note to the transaction, at most 512 bytes. */
export type Memo = { readonly kind: 'memo'; readonly memo: Uint8Array };

/** 1 to 6 blobs (the format holds up to 255). Spec: 03 §5.1 */
export type Blobs = { readonly kind: 'blob'; readonly blobs: readonly Blob[] };

/** What a transaction carries besides value. Spec: 03 §5 */
export type TransactionData = ContractCall | ContractDeploy | Memo | Blobs;

const TAGS = { none: 0, call: 1, deploy: 2, memo: 3, blob: 4 } as const;
const { maxMemoBytes } = contractConstants;
const { maxTransactionBytes } = consensusConstants;
const NO_BYTES = new Uint8Array(0);

/** A tag byte, then the body; none is the byte 0. Spec: 03 §5 */
export function writeData(w: Writer, data: TransactionData | null): void {
  w.u8(TAGS[data?.kind ?? 'none']);
  switch (data?.kind) {
    case 'call':
      w.bytes(data.contract, 32);
      w.bytes64(utf8(data.fnName));
      w.bytes64(data.fnArgs);
      break;
    case 'deploy':
      w.bytes(data.bytecodeHash, 32);
      w.bytes64(data.bytecode);
      w.bytes64(data.owner);
      w.bool(data.initArgs !== null);
      if (data.initArgs !== null) w.bytes64(data.initArgs);
      w.u64(data.nonce);
      break;
    case 'memo':
      if (data.memo.length > maxMemoBytes) throw new CodecError('CODEC_RANGE', { memoBytes: data.memo.length });
      w.bytes64(data.memo);
      break;
    case 'blob':
      w.u8(data.blobs.length);
      for (const blob of data.blobs) writeBlob(w, blob);
  }
}

/**
 * The data at the end of a payload. As the reference, leaves bytes after the body unread, except after a memo, which
 * must reach to the end. Spec: 03 §5, §9
 * @throws CodecError
 */
export function readData(r: Reader): TransactionData | null {
  const tag = r.u8();
  switch (tag) {
    case TAGS.none:
      return null;
    case TAGS.call:
      return {
        kind: 'call',
        contract: r.bytes(32),
        fnName: r.text(r.length64(maxTransactionBytes)),
        fnArgs: r.bytes64(maxTransactionBytes),
      };
    case TAGS.deploy:
      return {
        kind: 'deploy',
        bytecodeHash: r.bytes(32),
        bytecode: r.bytes64(maxTransactionBytes),
        owner: r.bytes64(maxTransactionBytes),
        initArgs: r.bool() ? r.bytes64(maxTransactionBytes) : null,
        nonce: r.u64(),
      };
    case TAGS.memo: {
      const memo = r.bytes64(maxMemoBytes);
      r.end();
      return { kind: 'memo', memo };
    }
    case TAGS.blob:
      return { kind: 'blob', blobs: Array.from({ length: r.u8() }, () => readBlob(r)) };
    default:
      throw new CodecError('CODEC_BAD_TAG', { tag, type: 'TransactionData' });
  }
}

/**
 * The bytes by which the data enters payload hash and signature: no tag, no length, no bytecode, no deploy nonce. Data
 * of different kinds can share them. Spec: 03 §5, §19 item 2
 */
export function dataHashBytes(data: TransactionData | null): Uint8Array {
  switch (data?.kind) {
    case undefined:
      return NO_BYTES;
    case 'call':
      return concatBytes(data.contract, utf8(data.fnName), data.fnArgs);
    case 'deploy':
      return concatBytes(data.bytecodeHash, data.owner, data.initArgs ?? NO_BYTES);
    case 'memo':
      return data.memo;
    case 'blob':
      return concatBytes(...data.blobs.map((blob) => blob.hash));
  }
}

/** The memo a blob transaction is executed as: its hashes in a row, 32 bytes each. Other data is returned as it is. Spec: 03 §5.1 */
export function blobsToMemo(data: TransactionData | null): TransactionData | null {
  return data?.kind === 'blob' ? { kind: 'memo', memo: dataHashBytes(data) } : data;
}

/** The data without its blobs' sidecars; other data is returned as it is. Spec: 03 §5.1 */
export function withoutSidecars(data: TransactionData | null): TransactionData | null {
  if (data?.kind !== 'blob') return data;
  return { kind: 'blob', blobs: data.blobs.map(({ hash }) => ({ hash, sidecar: null })) };
}

/** The data with empty bytecode, as the transfer contract receives a deployment. Spec: 03 §13.1 */
export function withoutBytecode(data: TransactionData | null): TransactionData | null {
  return data?.kind === 'deploy' ? { ...data, bytecode: NO_BYTES } : data;
}
