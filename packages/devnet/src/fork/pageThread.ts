import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type ErrorDetails, threadModule, toHex } from '@eventide/base';
import type { PageNodeName, PageSource } from '@eventide/vm/state/remoteTree';
import { DevnetError, type DevnetErrorCode } from '../errors.ts';
import type { OriginContract } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';
import type { PagePath } from './pagePath.ts';

export type PageThreadOptions = {
  readonly url: string;
  /** State of the fork. */
  readonly root: Uint8Array;
  readonly contracts: readonly OriginContract[];
  /** Codes that are here already, by id in hex. */
  readonly codes: ReadonlyMap<string, Uint8Array>;
  /** Where pages are kept. */
  readonly folder: string;
  /** Fetch more than what is read, before the origin lets go of it. */
  readonly ahead: boolean;
};

export type PageThreadData = Omit<PageThreadOptions, 'codes'> & {
  readonly port: MessagePort;
  readonly signal: SharedArrayBuffer;
};

type Wanted =
  | { readonly kind: 'path'; readonly contract: OriginContract; readonly node: PageNodeName; readonly page: number }
  | { readonly kind: 'code'; readonly contract: OriginContract };
export type ThreadQuestion = Wanted & { readonly id: number };
export type ThreadAnswer =
  | { readonly id: number; readonly ok: true; readonly path?: PagePath; readonly code?: Uint8Array }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly details: ErrorDetails };
    };

/** Pages of a forked state for an engine, which cannot wait in any other way than standing still. */
export type PageThread = PageSource & { close(): Promise<void> };

/** Longest that the engine stands still for a page: two requests. */
const MOST_WAIT_MS = 25_000;
/** Pages that were fetched and not yet asked for. */
const MOST_READY = 64;

/**
 * A thread that fetches pages while the engine's own stands still: contracts read memory in the midst of a call. What was fetched
 * before comes from the cache, which the thread fills. An answer that does not come in time is DEVNET_FORK_ORIGIN.
 * Spec: 13 §3.2
 */
export function startPageThread(options: PageThreadOptions): PageThread {
  const { codes, ...given } = options;
  const { url, contracts, folder } = given;
  const cache = openPageCache(folder);
  const byId = new Map(contracts.map((contract) => [toHex(contract.id), contract]));
  const { port1, port2 } = new MessageChannel();
  const signal = new SharedArrayBuffer(4);
  const bell = new Int32Array(signal);
  const worker = new Worker(threadModule('./pageThreadMain', import.meta.url), {
    workerData: { ...given, port: port2, signal } satisfies PageThreadData,
    transferList: [port2],
  });
  worker.unref();
  port1.unref();
  // A thread that fails answers nobody: whoever waits is told so when the time is over.
  worker.on('error', () => undefined);
  let nextId = 0;
  const nodes = new Map<string, readonly Uint8Array[]>();
  const ready = new Map<string, Uint8Array>();

  const ask = (wanted: Wanted): Extract<ThreadAnswer, { ok: true }> => {
    const id = nextId++;
    let rung = Atomics.load(bell, 0);
    port1.postMessage({ ...wanted, id } satisfies ThreadQuestion);
    for (;;) {
      for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1)) {
        const answer = got.message as ThreadAnswer;
        if (answer.id !== id) continue;
        if (answer.ok) return answer;
        const { code, details, message } = answer.error;
        throw new DevnetError(code as DevnetErrorCode, details, { message });
      }
      if (Atomics.wait(bell, 0, rung, MOST_WAIT_MS) === 'timed-out')
        throw new DevnetError('DEVNET_FORK_ORIGIN', { url, reason: `no answer in ${MOST_WAIT_MS} ms` });
      rung = Atomics.load(bell, 0);
    }
  };
  const fetchPath = (contract: OriginContract, node: PageNodeName, page: number): PagePath => {
    const { path } = ask({ kind: 'path', contract, node, page });
    if (path === undefined) throw new DevnetError('DEVNET_FORK_ORIGIN', { url, reason: 'no path' });
    for (const { name, children } of path.nodes) nodes.set(toHex(name.hash), children);
    if (path.leaf !== undefined) ready.set(toHex(path.leaf.hash), path.leaf.bytes);
    for (const [old] of ready) {
      if (ready.size <= MOST_READY) break;
      ready.delete(old);
    }
    return path;
  };
  const contractOf = (id: Uint8Array): OriginContract => {
    const found = byId.get(toHex(id));
    if (found === undefined) throw new DevnetError('DEVNET_FORK_STATE', { missing: toHex(id) });
    return found;
  };

  return {
    children(id, node, page) {
      const name = toHex(node.hash);
      const known = nodes.get(name) ?? cache.children(node.hash);
      if (known !== undefined) return known;
      fetchPath(contractOf(id), node, page);
      return nodes.get(name) ?? [];
    },
    page(id, page, hash) {
      const name = toHex(hash);
      const bytes = ready.get(name) ?? cache.get(hash);
      ready.delete(name);
      return bytes ?? fetchPath(contractOf(id), { level: 0, first: page, hash }, page).leaf?.bytes ?? new Uint8Array();
    },
    code: (id) => codes.get(toHex(id)) ?? ask({ kind: 'code', contract: contractOf(id) }).code ?? new Uint8Array(),
    async close() {
      port1.close();
      await worker.terminate();
    },
  };
}
