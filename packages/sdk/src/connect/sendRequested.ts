import { fromHex } from '@eventide/base';
import type { ContractCall } from '@eventide/tx';
import type { Client } from '../client.ts';
import type { Gas } from '../send/gas.ts';
import { prepareCall, prepareSendPublic, prepareSendShielded } from '../wallet/send/actions.ts';
import { type PreparedTx, submitTx } from '../wallet/send/prepared.ts';
import type { Profile } from '../wallet/wallet.ts';
import { ConnectError } from './errors.ts';
import { readBytes } from './params.ts';
import type { ConnectGas, ConnectTransaction } from './types.ts';

/** Sends what an app asked for and a person has approved. Spec: 08 §11 */
export async function sendRequested(
  client: Client,
  from: Profile,
  transaction: ConnectTransaction,
): Promise<{ readonly hash: string; readonly nonce?: string }> {
  const prepared = await prepareRequested(client, from, transaction);
  const { id } = await submitTx(client, prepared);
  const { nonce } = prepared.record;
  return nonce === null ? { hash: id } : { hash: id, nonce: String(nonce) };
}

/** The transaction an app asked for, not sent: for the preview of a wallet. */
export function prepareRequested(client: Client, from: Profile, transaction: ConnectTransaction): Promise<PreparedTx> {
  const gas = gasOf(transaction.gas);
  if (transaction.kind === 'transfer') {
    const { privacy, to, amount, memo } = transaction;
    const params = { from, to, value: BigInt(amount), memo, gas };
    return privacy === 'public' ? prepareSendPublic(client, params) : prepareSendShielded(client, params);
  }
  const { privacy, contractId, fnName, fnArgs, amount = '0', deposit = '0' } = transaction;
  if (BigInt(amount) > 0n) throw new ConnectError('unsupported', 'a call with a transfer: use deposit');
  const data: ContractCall = {
    kind: 'call',
    contract: fromHex(contractId, 32),
    fnName,
    fnArgs: readBytes(fnArgs, 'fnArgs'),
  };
  return prepareCall(
    client,
    { from, gas, payFrom: privacy },
    {
      kind: 'contractCall',
      deposit: BigInt(deposit),
      value: BigInt(deposit),
      toText: contractId,
      data: () => ({ data }),
    },
  );
}

function gasOf(gas: ConnectGas | undefined): Gas | undefined {
  return gas === undefined ? undefined : { limit: BigInt(gas.limit), price: BigInt(gas.price) };
}
