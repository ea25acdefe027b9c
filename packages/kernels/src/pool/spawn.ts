import type { WorkerMessage, WorkerReply } from './job.ts';

/** A worker of either platform, reduced to what the pool needs. */
export type WorkerHandle = { post(message: WorkerMessage): void; terminate(): Promise<unknown> };

export type WorkerEvents = {
  readonly onReply: (reply: WorkerReply) => void;
  /** The worker died by itself: an uncaught error or an exit nobody asked for. */
  readonly onEnd: (cause: unknown) => void;
};

/** A kernel thread keeps nothing of its own: a small nursery spares tens of megabytes. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 2 };

/** Starts a kernel thread: `worker_threads` in Node, a module worker in browsers. It does not keep a Node process alive. */
export function spawnWorker(events: WorkerEvents): WorkerHandle {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  return threads === undefined ? spawnInPage(events) : spawnInNode(threads, events);
}

function spawnInNode({ Worker }: typeof import('node:worker_threads'), events: WorkerEvents): WorkerHandle {
  // Not written as `new URL(…, import.meta.url)`: bundlers take that for a page's worker and refuse the computed name.
  const script = import.meta.url.replace(/spawn\.(ts|js)$/, 'worker.$1');
  const worker = new Worker(new URL(script), { execArgv: [], resourceLimits: WORKER_LIMITS });
  let ended = false;
  const end = (cause: unknown): void => {
    if (!ended) events.onEnd(cause);
    ended = true;
  };
  let busy = 0;
  worker.on('message', (reply: WorkerReply) => {
    busy--;
    if (busy === 0) worker.unref();
    events.onReply(reply);
  });
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`worker left with code ${code}`)));
  worker.unref();
  return {
    post(message) {
      if (message.kind !== 'add') {
        busy++;
        worker.ref();
      }
      worker.postMessage(message);
    },
    terminate() {
      ended = true;
      return worker.terminate();
    },
  };
}

function spawnInPage(events: WorkerEvents): WorkerHandle {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', (event: MessageEvent<WorkerReply>) => events.onReply(event.data));
  worker.addEventListener('error', (event) => events.onEnd(event.message));
  worker.addEventListener('messageerror', () => events.onEnd('messageerror'));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => Promise.resolve(worker.terminate()),
  };
}
