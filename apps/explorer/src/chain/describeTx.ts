import type { Lux } from '@eventide/base';
import type { Json, JsonObject, TxInfo } from '@eventide/sdk';
import type { MessageKey } from '../text/en.ts';

/** A transaction in one sentence: key and values, keys and amounts still as they are. */
export type TxSentence = {
  readonly key: MessageKey;
  readonly count?: number | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly amount?: Lux | undefined;
  readonly fn?: string | undefined;
  readonly contract?: string | undefined;
};

export const TRANSFER_ID: string = `01${'0'.repeat(62)}`;
export const STAKE_ID: string = `02${'0'.repeat(62)}`;

/** What a transaction does, as far as anybody can see. Spec: 13 §6 */
export function describeTx(tx: TxInfo): TxSentence {
  const fields = objectOf(tx.json);
  const from = textOf(fields.sender);
  const deposit = luxOf(fields.deposit);
  if (tx.isDeploy) return { key: 'sayDeploy', from };
  const { call } = tx;
  if (call === null) {
    return tx.kind === 'phoenix'
      ? { key: 'sayPayShielded', count: listOf(fields.nullifiers).length }
      : { key: 'sayPayPublic', from, to: textOf(fields.receiver) ?? from, amount: luxOf(fields.value) };
  }
  if (call.contract === TRANSFER_ID && call.fnName === 'convert')
    return tx.kind === 'phoenix' ? { key: 'sayUnshield' } : { key: 'sayShield', from };
  if (call.contract === STAKE_ID) {
    if (call.fnName === 'stake')
      return tx.kind === 'phoenix'
        ? { key: 'sayStakeShielded', amount: deposit }
        : { key: 'sayStake', from, amount: deposit };
    if (call.fnName === 'unstake') return { key: 'sayUnstake', from };
    if (call.fnName === 'withdraw') return { key: 'sayClaim', from };
  }
  const called = { from, fn: call.fnName, contract: call.contract };
  return deposit > 0n ? { key: 'sayCallDeposit', ...called, amount: deposit } : { key: 'sayCall', ...called };
}

/** Why a call failed, as a sentence; what the contract said stands beside it. Spec: 13 §3.4 */
export function failureKey(error: string): MessageKey {
  if (/out ?of ?gas/i.test(error)) return 'errOutOfGas';
  if (/panic/i.test(error)) return 'errPanic';
  if (/does ?not ?exist/i.test(error)) return 'errDoesNotExist';
  if (/refus|invalid|unspendable/i.test(error)) return 'errRefused';
  return 'errUnknown';
}

/** Fields of a transaction by the node's names. Spec: 08 §4.4 */
export function objectOf(json: Json | undefined): JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonObject) : {};
}

export function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? json : [];
}

export function textOf(json: Json | undefined): string | undefined {
  return typeof json === 'string' ? json : undefined;
}

/** An amount as the node writes it: number, exact number or decimal text; anything else is 0. */
export function luxOf(json: Json | undefined): Lux {
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
  return typeof json === 'string' && /^\d{1,20}$/.test(json) ? BigInt(json) : 0n;
}
