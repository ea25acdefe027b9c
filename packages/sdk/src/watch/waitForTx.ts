import { formatAccount } from '@eventide/crypto/bls/keys';
import { decodeTx } from '@eventide/tx';
import { checkHash, getBlock, getTx } from '../chain/actions.ts';
import type { BlockRef } from '../chain/types.ts';
import type { Client } from '../client.ts';
import { NetworkError, OutcomeError } from '../errors.ts';
import { getAccount } from '../wallet/account.ts';
import { lookAgain } from './lookAgain.ts';

/** How far a transaction has come: unknown to the node, in the mempool, in a block, in a final block. */
export type TxStage = 'unknown' | 'included' | 'executed' | 'final';

export type TxStatus = {
  readonly id: string;
  readonly state: TxStage;
  readonly block?: BlockRef | undefined;
  readonly gasSpent?: bigint | undefined;
  /** What stopped its call; it is charged all the same. */
  readonly error?: string | undefined;
};

export type WatchTxParams = {
  readonly id: string;
  /** At each change; after a reorganisation the stage may fall back. */
  readonly onStatus: (status: TxStatus) => void;
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
};

export type WaitForTxOptions = {
  /** Default `final`. */
  readonly until?: 'included' | 'executed' | 'final' | undefined;
  /** Default 5 minutes. */
  readonly timeoutMs?: number | undefined;
  readonly onStatus?: ((status: TxStatus) => void) | undefined;
  /** Its protocol bytes: with them a public transaction that was replaced is told from one that was forgotten. */
  readonly tx?: Uint8Array | undefined;
  readonly signal?: AbortSignal | undefined;
};

const ORDER: Readonly<Record<TxStage, number>> = { unknown: 0, included: 1, executed: 2, final: 3 };
const DEFAULT_TIMEOUT_MS = 300_000;
/** How long a transaction that left the mempool may take to appear in a block. */
const DOUBT_MS = 1_500;

/** Follows a transaction; survives reconnects and reorganisations. Returns how to stop. Spec: 13 §4 */
export function watchTx(client: Client, { id, onStatus, onError, signal }: WatchTxParams): () => void {
  const hash = checkHash(id);
  let before = '';
  return lookAgain(client, {
    uris: [
      { component: 'transactions', entity: hash, topic: 'included' },
      { component: 'transactions', entity: hash, topic: 'executed' },
      { component: 'transactions', entity: hash, topic: 'removed' },
      { component: 'blocks', topic: 'statechange' },
      { component: 'blocks', topic: 'reverted' },
    ],
    async look() {
      const status = await getTxStatus(client, hash, signal);
      const now = `${status.state}/${status.block?.hash}`;
      if (now === before) return;
      before = now;
      onStatus(status);
    },
    onError,
    signal,
  });
}

/** Where a transaction is now. */
export async function getTxStatus(client: Client, id: string, signal?: AbortSignal): Promise<TxStatus> {
  const tx = await getTx(client, id, { signal });
  if (tx === null) return { id, state: 'unknown' };
  if (tx.block === null) return { id, state: 'included' };
  const block = await getBlock(client, tx.block.hash, { signal });
  const state = block?.label.kind === 'Final' ? 'final' : 'executed';
  return {
    id,
    state,
    block: { height: tx.block.height, hash: tx.block.hash },
    gasSpent: tx.gasSpent ?? undefined,
    error: tx.error ?? undefined,
  };
}

/**
 * Waits until a transaction has come as far as `until`. It subscribes before it looks, so that nothing is missed.
 * A call that failed is no exception: `error` of the status names it.
 * @throws NetworkError NETWORK_TIMEOUT (`details.state` is the last one seen); OutcomeError TX_EXPIRED when the mempool dropped it,
 * TX_REPLACED; the signal's reason
 * Spec: 13 §4
 */
export function waitForTx(client: Client, id: string, options: WaitForTxOptions = {}): Promise<TxStatus> {
  const { until = 'final', timeoutMs = DEFAULT_TIMEOUT_MS, onStatus, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    let last: TxStatus = { id, state: 'unknown' };
    let cancelDoubt = (): void => {};
    const end = (settle: () => void): void => {
      stop();
      cancelTimeout();
      cancelDoubt();
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    const onAbort = (): void => end(() => reject(signal?.reason));
    const cancelTimeout = client.clock.setTimer(timeoutMs, () =>
      end(() => reject(new NetworkError('NETWORK_TIMEOUT', { tx: id, state: last.state, timeoutMs }))),
    );
    /** On its way from the mempool into a block a transaction may be nowhere for a moment. */
    const doubt = async (): Promise<void> => {
      const now = await getTxStatus(client, id, signal).catch(() => null);
      if (now?.state !== 'unknown') return;
      const replaced = options.tx !== undefined && (await isReplaced(client, options.tx, signal).catch(() => false));
      end(() => reject(new OutcomeError(replaced ? 'TX_REPLACED' : 'TX_EXPIRED', { tx: id })));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    const stop = watchTx(client, {
      id,
      onStatus(status) {
        onStatus?.(status);
        cancelDoubt();
        // Executed and then unknown: its block was reverted, and it comes back by the mempool.
        if (status.state === 'unknown' && last.state === 'included') {
          cancelDoubt = client.clock.setTimer(DOUBT_MS, () => void doubt());
          return;
        }
        last = status;
        if (ORDER[status.state] >= ORDER[until]) end(() => resolve(status));
      },
    });
  });
}

/**
 * The status of an executed transaction whose call did what it should.
 * @throws OutcomeError TX_FAILED with `details.class` (Panic, OutOfGas, DoesNotExist, Unknown) and `details.message`
 * Spec: 04 §4.2
 */
export function assertSucceeded(status: TxStatus): TxStatus {
  const { id, error, gasSpent } = status;
  if (error === undefined) return status;
  const [, kind = 'Unknown', message = ''] = /^(\w+)(?:[:(]\s*([\s\S]*?)\)?)?$/.exec(error) ?? [];
  throw new OutcomeError('TX_FAILED', { tx: id, class: kind, message: message || error, gasSpent });
}

/** The account has used the nonce for another transaction. */
async function isReplaced(client: Client, bytes: Uint8Array, signal?: AbortSignal): Promise<boolean> {
  const { strict } = await client.chain(signal);
  const tx = decodeTx(bytes, { strict });
  if (tx.kind !== 'moonlight') return false;
  const { nonce } = await getAccount(client, { account: formatAccount(tx.payload.sender), signal });
  return nonce >= tx.payload.nonce;
}
