import { decodeReturn, encodeArgument, transferAbi } from '@eventide/abi';
import { type BlsSecretKey, blsPublicKey } from '@eventide/crypto';
import { TRANSFER_CONTRACT } from '@eventide/tx';
import type { Session } from '@eventide/vm/session';
import { UNLIMITED_GAS } from './contractCall.ts';

/** Balance and nonce as the open session has them. */
export function readAccount(session: Session, key: BlsSecretKey): { readonly nonce: bigint; readonly balance: bigint } {
  const argument = encodeArgument(transferAbi, 'account', blsPublicKey(key));
  const result = session.call(TRANSFER_CONTRACT, 'account', argument, UNLIMITED_GAS);
  if (!result.ok) throw new Error(result.failure.kind);
  return decodeReturn(transferAbi, 'account', result.receipt.data);
}
