import { type Lux, toHex } from '@eventide/base';
import type { ProveProgress } from '@eventide/prover';
import { encodeTx, formatTxId, type Transaction } from '@eventide/tx';
import type { Client } from '../../client.ts';
import { ContractError, WalletError } from '../../errors.ts';
import type { Gas } from '../../send/gas.ts';
import { propagate, simulate } from '../../send/propagate.ts';
import { sentNotes } from '../balance.ts';
import type { SentKind, SentTx } from '../store/records.ts';
import type { Profile } from '../wallet.ts';

/** What every sending action takes. */
export type SendParams = {
  readonly from: Profile;
  /** Default: the usual limit of the action, the mempool's median price. */
  readonly gas?: Gas | undefined;
  /**
   * No node is asked: it is made of what the wallet saw last, and its fee needs a price. Only payments and merges of the shielded side; the
   * node that gets it later may find its root too old.
   */
  readonly offline?: boolean | undefined;
  /** Phases of the proof of a shielded transaction. */
  readonly onProgress?: ((progress: ProveProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** A finished transaction that was not sent: `submitTx` sends it, `discardTx` lets go of the notes it holds. */
export type PreparedTx = {
  readonly id: string;
  /** Protocol bytes. */
  readonly bytes: Uint8Array;
  readonly tx: Transaction;
  readonly kind: SentKind;
  readonly from: Profile;
  readonly maxFee: Lux;
  readonly record: SentTx;
};

/** A transaction that the mempool has. */
export type Sent = {
  readonly id: string;
  readonly kind: SentKind;
  /** What it costs at most; what execution leaves comes back. */
  readonly maxFee: Lux;
  readonly bytes: Uint8Array;
};

/** What the maker of a transaction knows of it. */
export type SentTerms = Pick<SentTx, 'kind' | 'value' | 'to' | 'memo' | 'notes' | 'change' | 'ownNotes' | 'nonce'> & {
  readonly tx: Transaction;
  readonly from: Profile;
  readonly gasPrice: Lux;
  readonly maxFee: Lux;
  readonly tipHeight: bigint;
};

/** For the makers of transactions in this package. */
export function preparedTx(client: Client, terms: SentTerms): PreparedTx {
  const { tx, from, gasPrice, maxFee, tipHeight, ...rest } = terms;
  const bytes = encodeTx(tx);
  const id = formatTxId(tx);
  const record: SentTx = {
    ...rest,
    id,
    profile: from.index,
    state: 'waiting',
    sentMs: client.clock.nowMs(),
    sentHeight: tipHeight,
    maxFee,
    gasPrice,
    block: null,
    gasSpent: null,
    error: null,
    bytes: toHex(bytes),
  };
  return { id, bytes, tx, kind: terms.kind, from, maxFee, record };
}

export type SubmitOptions = {
  /** Send it although its call would fail: that costs the whole gas limit. */
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Locks what a prepared transaction spends, hands it to the node and resolves once the mempool has it; of a refused one nothing stays
 * locked. Its call is simulated before.
 * @throws ContractError CONTRACT_CALL_FAILED; NetworkError NETWORK_REFUSED with the node's reason; WalletError WALLET_FUNDS_PENDING if its
 * notes went into another transaction meanwhile
 * Spec: 13 §2.1
 */
export async function submitTx(client: Client, prepared: PreparedTx, options: SubmitOptions = {}): Promise<Sent> {
  const { id, bytes, kind, maxFee, record, tx } = prepared;
  const { wallet } = prepared.from;
  const { force = false, signal } = options;
  if (!force && (tx.payload.data?.kind === 'call' || tx.payload.data?.kind === 'deploy')) {
    const { error } = await simulate(client, bytes, { signal });
    if (error !== null) throw new ContractError('CONTRACT_CALL_FAILED', { message: error, tx: id });
  }
  await wallet.exclusive(async () => {
    const locked = sentNotes(wallet);
    if (record.notes.some((pos) => locked.has(pos))) throw new WalletError('WALLET_FUNDS_PENDING');
    if (record.notes.some((pos) => (wallet.notes.get(pos)?.spent ?? null) !== null)) {
      throw new WalletError('WALLET_BAD_REQUEST', { rule: 'the notes of the transaction are not spent yet' });
    }
    await wallet.commit({ sent: [record] });
    discardTx(prepared);
  });
  try {
    await propagate(client, bytes, { signal });
  } catch (error) {
    const left = isRefusal(error) ? { state: 'gone' as const } : { state: 'waiting' as const, unsent: isLost(error) };
    await wallet.commit({ sent: [{ ...record, ...left }] });
    throw error;
  }
  return { id, kind, maxFee, bytes };
}

/** Lets go of the notes that a prepared transaction holds. */
export function discardTx({ from, record }: PreparedTx): void {
  for (const pos of record.notes) from.wallet.reserved.delete(pos);
}

/** No node was there to hear of it. */
function isLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'NETWORK_UNREACHABLE';
}

/** The node said no: the transaction went nowhere. Everything else may have reached the network. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'NETWORK_REFUSED';
}
