import { MessageChannel } from 'node:worker_threads';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { Hash } from '@eventide/ledger';
import { encodeTx } from '@eventide/tx';
import type { ReadOptions, StateDoor } from '../api/nodeDoor.ts';
import type { Caller } from '../worker/wire.ts';
import { FEED_ENDED, type ReadCall, type ReaderCalls } from './calls.ts';

/** Parts of a feed, 64 KiB each, that may wait for who takes them. */
const PARTS_AHEAD = 64;

export type StateDoorPorts = {
  readonly reader: Caller<ReaderCalls>;
  /** True where the reader lives in another thread, so that feeds can wait. */
  readonly threaded: boolean;
  readonly stallMs: number;
  readonly tip: () => { readonly root: Hash; readonly height: bigint };
  /** Gas of a query without limit. */
  readonly gasLimit: bigint;
};

/** The state for API, archive and tools. Spec: 08 §3, §4.2 */
export function createStateDoor({ reader, threaded, stallMs, tip, gasLimit }: StateDoorPorts): StateDoor {
  const callOf = (contract: Uint8Array, method: string, argument: Uint8Array, options: ReadOptions): ReadCall => ({
    root: options.root ?? tip().root,
    contract,
    method,
    argument,
    gasLimit: options.gasLimit ?? gasLimit,
  });
  return {
    query(contract, method, argument, options = {}) {
      options.signal?.throwIfAborted();
      return reader.call('query', callOf(contract, method, argument, options));
    },
    async *feed(contract, method, argument, options = {}) {
      const call = callOf(contract, method, argument, options);
      if (threaded) yield* gatedFeed(reader, call, stallMs, options.signal);
      else yield* await reader.call('feed', call);
    },
    account: (key) => reader.call('account', { root: tip().root, key: decode(blsPublicKeyCodec, key) }),
    provisioners: () => reader.call('provisioners', { root: tip().root }),
    owner: (contract) => reader.call('owner', { root: tip().root, contract }),
    simulate(tx) {
      const { root, height } = tip();
      return reader.call('simulate', { root, height: height + 1n, tx: encodeTx(tx) });
    },
    trace: ({ root, height, before, tx }) => reader.call('trace', { root, height, before, tx }),
    statePage: (root, contract, page) => reader.call('statePage', { root, contract, page }),
    stateContracts: (root, from) => reader.call('stateContracts', { root, from }),
    contractCode: (root, contract) => reader.call('contractCode', { root, contract }),
  };
}

async function* gatedFeed(
  reader: Caller<ReaderCalls>,
  call: ReadCall,
  stallMs: number,
  signal: AbortSignal | undefined,
): AsyncIterable<Uint8Array> {
  const { port1, port2 } = new MessageChannel();
  const credits = new Int32Array(new SharedArrayBuffer(4));
  credits[0] = PARTS_AHEAD;
  const parts: (readonly Uint8Array[])[] = [];
  let ended = false;
  let wake = (): void => {};
  const leave = (): void => {
    Atomics.store(credits, 0, FEED_ENDED);
    Atomics.notify(credits, 0);
    ended = true;
    wake();
  };
  port1.on('message', (part: readonly Uint8Array[] | null) => {
    if (part === null) ended = true;
    else parts.push(part);
    wake();
  });
  port1.on('close', () => {
    ended = true;
    wake();
  });
  signal?.addEventListener('abort', leave, { once: true });
  const gate = { credits: credits.buffer as SharedArrayBuffer, port: port2, stallMs };
  const result = reader.call('feed', { ...call, gate }, [port2]);
  // Looked at below, when all parts are handed out.
  result.catch(() => port1.close());
  try {
    while (!signal?.aborted) {
      const part = parts.shift();
      if (part !== undefined) {
        Atomics.add(credits, 0, 1);
        Atomics.notify(credits, 0);
        yield* part;
      } else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (!signal?.aborted) await result;
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
    port1.close();
  }
}
