import { FaultError, isEventideError } from '@eventide/base';
import { decode, encode } from '@eventide/codec';
import { type ViewKey, viewKeyCodec } from '@eventide/crypto/keys/phoenix';
import type { Channel } from '@eventide/prover';
import { NetworkError } from '../../errors.ts';
import { COMPACT_SIZE, type CompactPage, countNotes } from './compactNote.ts';
import { type FoundNote, type Scanner, type ScanResult, scanPage } from './scanner.ts';

/** What a page asks its scanning worker. View keys find notes and cannot spend them. */
export type ScanRequest = { readonly id: number; readonly keys: readonly Uint8Array[]; readonly page: CompactPage };
export type ScanAnswer =
  | { readonly id: number; readonly kind: 'scanned'; readonly result: ScanResult }
  | { readonly id: number; readonly kind: 'failed'; readonly code: string; readonly reason: string };

/** A worker that scans; `fail` is to be called when it dies. */
export type ScanWorker = { readonly channel: Channel<ScanRequest, ScanAnswer>; terminate(): void | Promise<void> };

type Pending = { readonly resolve: (result: ScanResult) => void; readonly reject: (error: unknown) => void };

/** Notes that are worth a message to a further worker. */
const LEAST_SHARE = 256;

/** A scanner over workers that run `serveScanner`; pages are shared out among them. Spec: 13 §4 */
export function createWorkerScanner(workers: readonly ScanWorker[]): Scanner & { fail(reason: string): void } {
  const pending = new Map<number, Pending>();
  let next = 0;
  let dead: FaultError | null = null;
  for (const { channel } of workers) {
    channel.onmessage = ({ data }) => {
      const waiting = pending.get(data.id);
      pending.delete(data.id);
      if (data.kind === 'scanned') waiting?.resolve(data.result);
      else if (data.code.startsWith('NETWORK_'))
        waiting?.reject(new NetworkError('NETWORK_BAD_ANSWER', { reason: data.reason }));
      else waiting?.reject(new FaultError('FAULT_WORKER', { reason: data.reason }));
    };
  }
  const ask = (worker: ScanWorker, keys: readonly Uint8Array[], page: CompactPage): Promise<ScanResult> => {
    if (dead !== null) return Promise.reject(dead);
    const id = next++;
    const copy = new Uint8Array(page);
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      worker.channel.postMessage({ id, keys, page: copy }, [copy.buffer]);
    });
  };
  const fail = (reason: string): void => {
    dead = new FaultError('FAULT_WORKER', { reason });
    for (const { reject } of pending.values()) reject(dead);
    pending.clear();
  };
  return {
    async scan(keys: readonly ViewKey[], page, signal) {
      signal?.throwIfAborted();
      const encoded = keys.map((key) => encode(viewKeyCodec, key));
      const share = Math.max(LEAST_SHARE, Math.ceil(countNotes(page) / workers.length));
      const parts: { readonly first: number; readonly answer: Promise<ScanResult> }[] = [];
      for (let first = 0, i = 0; first < countNotes(page); first += share, i++) {
        const part = page.subarray(first * COMPACT_SIZE, (first + share) * COMPACT_SIZE);
        parts.push({ first, answer: ask(workers[i % workers.length] as ScanWorker, encoded, part) });
      }
      const results = await Promise.all(parts.map(async ({ first, answer }) => ({ first, ...(await answer) })));
      signal?.throwIfAborted();
      return {
        leaves: results.flatMap(({ leaves }) => leaves),
        found: results.flatMap(({ first, found }) =>
          found.map((note): FoundNote => ({ ...note, index: note.index + first })),
        ),
      };
    },
    fail,
    async close() {
      fail('closed');
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** Worker side: scans what arrives on `channel`. */
export function serveScanner(channel: Channel<ScanAnswer, ScanRequest>): void {
  channel.onmessage = ({ data: { id, keys, page } }) => {
    try {
      const result = scanPage(
        keys.map((key) => decode(viewKeyCodec, key)),
        page,
      );
      channel.postMessage({ id, kind: 'scanned', result }, []);
    } catch (error) {
      const code = isEventideError(error) ? error.code : 'FAULT_INTERNAL';
      channel.postMessage(
        { id, kind: 'failed', code, reason: error instanceof Error ? error.message : String(error) },
        [],
      );
    }
  };
}
