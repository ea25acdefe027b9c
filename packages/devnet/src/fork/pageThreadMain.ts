import { workerData } from 'node:worker_threads';
import { isEventideError } from '@eventide/base';
import { newestStateRoot } from '@eventide/sdk/chain/contractCode';
import { createClient } from '@eventide/sdk/client';
import { http } from '@eventide/sdk/transports/http';
import { originPages } from './originPages.ts';
import { type OriginRoutes, originRoutes } from './originRoutes.ts';
import { openPageCache } from './pageCache.ts';
import type { PageThreadData, ThreadAnswer, ThreadQuestion } from './pageThread.ts';
import { walkPages } from './walkPages.ts';

/** One request; the one who waits has a bound of its own. */
const TIMEOUT_MS = 10_000;
/** What is fetched ahead: pages a contract, requests at a time. It leaves room for what somebody waits for. */
const MOST_AHEAD = 4_096;
const AHEAD_AT_ONCE = 3;

const { url, root, folder, ahead, contracts, port, signal } = workerData as PageThreadData;
const bell = new Int32Array(signal);
const client = createClient({ transport: http(url) });
const cache = openPageCache(folder);
const routes: OriginRoutes = originRoutes(client, { timeoutMs: TIMEOUT_MS });
const pages = originPages({ url, routes, root, newestRoot: () => newestStateRoot(client, {}), cache });

port.on('message', (question: ThreadQuestion) => void answer(question));
if (ahead) void fetchAhead();

async function answer({ id, ...question }: ThreadQuestion): Promise<void> {
  let given: ThreadAnswer;
  try {
    const { contract } = question;
    given =
      question.kind === 'code'
        ? { id, ok: true, code: await pages.code(contract) }
        : { id, ok: true, path: await pages.fetchPath(contract, question.node, question.page) };
  } catch (error) {
    if (!isEventideError(error)) throw error;
    given = { id, ok: false, error: error.toJSON() };
  }
  port.postMessage(given);
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/** What may be needed, before the origin lets go of it. Whoever needs it meanwhile asks for it, and is told what is wrong. */
async function fetchAhead(): Promise<void> {
  let left = MOST_AHEAD;
  try {
    for (const contract of contracts) {
      await pages.code(contract);
      await walkPages(contract, {
        cache,
        fetchPath: pages.fetchPath,
        atOnce: AHEAD_AT_ONCE,
        mostKnown: Number.MAX_SAFE_INTEGER,
        onPage: () => --left > 0,
      });
    }
  } catch (error) {
    if (!isEventideError(error)) throw error;
  }
}
