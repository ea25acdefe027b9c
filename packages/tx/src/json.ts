import { toBase58, toBase64, toHex } from '@eventide/base';
import { encode } from '@eventide/codec';
import { type BlsPublicKey, blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import { equalG2 } from '@eventide/crypto/bls12-381/points';
import { fr } from '@eventide/crypto/fields/fr';
import { stealthAddressCodec } from '@eventide/crypto/keys/phoenix';
import type { TransactionData } from './data.ts';
import type { MoonlightTransaction } from './moonlight/payload.ts';
import { type Note, noteTypeByte } from './phoenix/note.ts';
import type { PhoenixTransaction } from './phoenix/payload.ts';
import { noteSenderCodec } from './phoenix/sender.ts';
import type { Transaction } from './transaction.ts';

/** JSON with exact integers: a `bigint` stands for a plain number in the text. */
export type TxJson = string | number | bigint | boolean | null | readonly TxJson[] | { readonly [key: string]: TxJson };

/** A transaction as the reference's API shows it. The id is not in it. Spec: 08 §4.4 */
export function txToJson(tx: Transaction): { readonly [key: string]: TxJson } {
  return tx.kind === 'phoenix' ? phoenixToJson(tx) : moonlightToJson(tx);
}

function phoenixToJson({ payload: { skeleton, fee, data } }: PhoenixTransaction): { readonly [key: string]: TxJson } {
  return {
    type: 'phoenix',
    root: toHex(fr.encode(skeleton.root)),
    nullifiers: skeleton.nullifiers.map((nullifier) => toHex(fr.encode(nullifier))),
    deposit: skeleton.deposit,
    outputs: skeleton.outputs.map(noteToJson),
    fee: {
      gas_limit: fee.gasLimit.toString(),
      gas_price: fee.gasPrice.toString(),
      refund_address: toBase58(encode(stealthAddressCodec, fee.refundTo)),
      'phoenix sender': toHex(encode(noteSenderCodec, fee.sender)),
    },
    ...dataToJson(data),
  };
}

function moonlightToJson({ payload }: MoonlightTransaction): { readonly [key: string]: TxJson } {
  return {
    type: 'moonlight',
    sender: accountText(payload.sender),
    receiver: equalG2(payload.receiver, payload.sender) ? null : accountText(payload.receiver),
    value: payload.value,
    nonce: payload.nonce,
    deposit: payload.deposit,
    fee: {
      gas_limit: payload.gasLimit.toString(),
      gas_price: payload.gasPrice.toString(),
      refund_address: accountText(payload.refundTo),
    },
    ...dataToJson(payload.data),
  };
}

function noteToJson({ type, valueCommitment, stealthAddress, valueEnc, sender }: Note): TxJson {
  return {
    type: noteTypeByte[type],
    value_commitment: [toHex(fr.encode(valueCommitment.u)), toHex(fr.encode(valueCommitment.v))],
    stealth_address: toBase58(encode(stealthAddressCodec, stealthAddress)),
    value_enc: toHex(valueEnc),
    sender: toHex(encode(noteSenderCodec, sender)),
  };
}

function dataToJson(data: TransactionData | null): { readonly [key: string]: TxJson } {
  const call =
    data?.kind === 'call'
      ? { contract: toHex(data.contract), fn_name: data.fnName, fn_args: toBase64(data.fnArgs) }
      : null;
  return { call, is_deploy: data?.kind === 'deploy', memo: data?.kind === 'memo' ? toHex(data.memo) : null };
}

function accountText(key: BlsPublicKey): string {
  return toBase58(encode(blsPublicKeyCodec, key));
}
