import { extendJubJub } from '@eventide/crypto/jubjub/archive';
import type { JubJubPoint } from '@eventide/crypto/jubjub/constants';
import type { Withdraw } from '@eventide/tx/contracts/withdraw';
import type { TransactionData } from '@eventide/tx/data';
import type { MoonlightTransaction } from '@eventide/tx/moonlight/payload';
import type { Note } from '@eventide/tx/phoenix/note';
import type { PhoenixTransaction } from '@eventide/tx/phoenix/payload';
import type { NoteSender } from '@eventide/tx/phoenix/sender';
import type { Transaction } from '@eventide/tx/transaction';
import { archive } from '../type/abiType.ts';
import { fromStealthAddress, pointOfExtended, toStealthAddress } from '../type/point.ts';
import {
  type ArchivedNote,
  type ArchivedSender,
  type ArchivedTransaction,
  type ArchivedTransactionData,
  type ArchivedWithdraw,
  transaction,
} from './types.ts';

/** The archive of a transaction as it is; what the contract receives has its blobs and bytecode taken out before. Spec: 03 §13.1, §17.2 */
export function archiveTransaction(tx: Transaction): Uint8Array {
  return archive(transaction, fromTransaction(tx));
}

/** A transaction as archives hold it. Spec: 03 §17.2 */
export function fromTransaction(tx: Transaction): ArchivedTransaction {
  return tx.kind === 'phoenix'
    ? { kind: 'Phoenix', value: fromPhoenix(tx) }
    : { kind: 'Moonlight', value: fromMoonlight(tx) };
}

/** A note as archives hold it, its points with z = 1. */
export function fromNote({ type, valueCommitment, stealthAddress, pos, valueEnc, sender }: Note): ArchivedNote {
  return {
    noteType: { kind: type === 'transparent' ? 'Transparent' : 'Obfuscated' },
    valueCommitment,
    stealthAddress: fromStealthAddress(stealthAddress),
    pos,
    valueEnc,
    sender: fromSender(sender),
  };
}

/** A note of a feed or event. Its points are not checked again: the contract took them as they are. @throws AbiError ABI_BAD_VALUE */
export function toNote(note: ArchivedNote): Note {
  return {
    type: note.noteType.kind === 'Transparent' ? 'transparent' : 'obfuscated',
    valueCommitment: note.valueCommitment,
    stealthAddress: toStealthAddress(note.stealthAddress),
    pos: note.pos,
    valueEnc: note.valueEnc,
    sender: toSender(note.sender),
  };
}

/** Argument of `convert`, part of unstake and claim. Spec: 03 §14.1 */
export function fromWithdraw({ contract, value, receiver, token, signature }: Withdraw): ArchivedWithdraw {
  return {
    contract,
    value,
    receiver:
      receiver.kind === 'phoenix'
        ? { kind: 'Phoenix', value: fromStealthAddress(receiver.address) }
        : { kind: 'Moonlight', value: receiver.account },
    token:
      token.kind === 'phoenix'
        ? { kind: 'Phoenix', value: token.nullifiers }
        : { kind: 'Moonlight', value: token.nonce },
    signature:
      signature.kind === 'phoenix'
        ? { kind: 'Phoenix', value: { u: signature.signature.u, R: extendJubJub(signature.signature.R) } }
        : { kind: 'Moonlight', value: signature.signature },
  };
}

/** @throws AbiError ABI_BAD_VALUE */
export function toWithdraw({ contract, value, receiver, token, signature }: ArchivedWithdraw): Withdraw {
  return {
    contract,
    value,
    receiver:
      receiver.kind === 'Phoenix'
        ? { kind: 'phoenix', address: toStealthAddress(receiver.value) }
        : { kind: 'moonlight', account: receiver.value },
    token:
      token.kind === 'Phoenix'
        ? { kind: 'phoenix', nullifiers: token.value }
        : { kind: 'moonlight', nonce: token.value },
    signature:
      signature.kind === 'Phoenix'
        ? { kind: 'phoenix', signature: { u: signature.value.u, R: pointOfExtended(signature.value.R) } }
        : { kind: 'moonlight', signature: signature.value },
  };
}

function fromPhoenix({
  payload,
  proofField,
}: PhoenixTransaction): Extract<ArchivedTransaction, { kind: 'Phoenix' }>['value'] {
  const { chainId, skeleton, fee, data } = payload;
  const { root, nullifiers, outputs, maxFee, deposit } = skeleton;
  return {
    payload: {
      chainId,
      txSkeleton: { root, nullifiers, outputs: outputs.map(fromNote), maxFee, deposit },
      fee: {
        gasLimit: fee.gasLimit,
        gasPrice: fee.gasPrice,
        stealthAddress: fromStealthAddress(fee.refundTo),
        sender: fromSender(fee.sender),
      },
      data: fromData(data),
    },
    proof: proofField,
  };
}

function fromMoonlight({
  payload,
  signature,
}: MoonlightTransaction): Extract<ArchivedTransaction, { kind: 'Moonlight' }>['value'] {
  const { gasLimit, gasPrice, refundTo, data, ...rest } = payload;
  return {
    payload: { ...rest, fee: { gasLimit, gasPrice, refundAddress: refundTo }, data: fromData(data) },
    signature,
  };
}

function fromData(data: TransactionData | null): ArchivedTransactionData | null {
  switch (data?.kind) {
    case undefined:
      return null;
    case 'call':
      return { kind: 'Call', value: data };
    case 'deploy': {
      const { bytecodeHash, bytecode, owner, initArgs, nonce } = data;
      return { kind: 'Deploy', value: { bytecode: { hash: bytecodeHash, bytes: bytecode }, owner, initArgs, nonce } };
    }
    case 'memo':
      return { kind: 'Memo', value: data.memo };
    case 'blob':
      return { kind: 'Blob', value: data.blobs.map(({ hash, sidecar }) => ({ hash, data: sidecar })) };
  }
}

function fromSender(sender: NoteSender): ArchivedSender {
  if (sender.kind === 'contract') return { kind: 'ContractInfo', value: sender.info };
  const { A1, A2, B1, B2 } = sender;
  return {
    kind: 'Encryption',
    value: [
      [A1, A2],
      [B1, B2],
    ],
  };
}

function toSender(sender: ArchivedSender): NoteSender {
  if (sender.kind === 'ContractInfo') return { kind: 'contract', info: sender.value };
  const [[A1, A2], [B1, B2]] = sender.value as unknown as [[JubJubPoint, JubJubPoint], [JubJubPoint, JubJubPoint]];
  return { kind: 'encryption', A1, A2, B1, B2 };
}
