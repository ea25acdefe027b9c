import { isEventideError } from '@eventide/base';
import { decodeTx, formatTxId } from '@eventide/tx';
import { post } from '../calls/post.ts';
import type { Client } from '../client.ts';
import { NetworkError } from '../errors.ts';
import { asObject, asTextOrNull, asU64, parseExact } from '../json.ts';
import { waitForTx } from '../watch/waitForTx.ts';

export type SendOptions = {
  readonly signal?: AbortSignal | undefined;
  /** How long the mempool may take; default 30 s. */
  readonly timeoutMs?: number | undefined;
};

/** What an execution on the tip would cost, and what would stop it. */
export type Simulation = { readonly gasSpent: bigint; readonly error: string | null };

const INCLUSION_MS = 30_000;

/** Checks a transaction without sending it on. @throws NetworkError NETWORK_REFUSED with the node's reason. Spec: 08 §3 */
export async function preverify(client: Client, tx: Uint8Array, options: SendOptions = {}): Promise<void> {
  await refusalInWords(post(client.transport, '/on/transactions/preverify', { body: tx, signal: options.signal }));
}

/**
 * Hands a transaction to the node and resolves with its id once the mempool has it: an answer of 202 alone says nothing.
 * Sending the same again is no error.
 * @throws NetworkError NETWORK_REFUSED with the node's reason, NETWORK_TIMEOUT; CodecError, TxError for bytes that are none
 * Spec: 08 §3, §13 item 10
 */
export async function propagate(client: Client, tx: Uint8Array, options: SendOptions = {}): Promise<string> {
  const { strict } = await client.chain(options.signal);
  const id = formatTxId(decodeTx(tx, { strict }));
  const { signal, timeoutMs = INCLUSION_MS } = options;
  const abort = new AbortController();
  const both = signal === undefined ? abort.signal : AbortSignal.any([signal, abort.signal]);
  // Subscribes before the node hears of it.
  const included = waitForTx(client, id, { until: 'included', timeoutMs, signal: both });
  try {
    await refusalInWords(post(client.transport, '/on/transactions/propagate', { body: tx, signal }));
  } catch (error) {
    abort.abort(error);
    await included.catch(() => {});
    const known =
      isEventideError(error, 'NETWORK_REFUSED') && /exists in the (mempool|ledger)/.test(String(error.details.reason));
    if (known) return id;
    throw error;
  }
  await included;
  return id;
}

/** Executes a transaction on the tip's state and forgets it. @throws NetworkError NETWORK_REFUSED. Spec: 08 §3 */
export async function simulate(client: Client, tx: Uint8Array, options: SendOptions = {}): Promise<Simulation> {
  const response = await post(client.transport, '/on/transactions/simulate', { body: tx, signal: options.signal });
  const json = asObject(parseExact(await response.text()), 'simulate');
  return { gasSpent: asU64(json['gas-spent'], 'gas-spent'), error: asTextOrNull(json.error, 'error') };
}

/** The reason without the sentence around it. Spec: 08 §3 */
async function refusalInWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isEventideError(error, 'NETWORK_REFUSED')) throw error;
    const text = String(error.details.reason ?? '');
    const reason = /not accepted: (.*)$/s.exec(text)?.[1] ?? text;
    throw new NetworkError('NETWORK_REFUSED', { ...error.details, reason }, { cause: error });
  }
}
