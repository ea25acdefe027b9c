import { Worker } from 'node:worker_threads';
import { FaultError } from '@eventide/base';
import { type Answer, type Caller, type Calls, fromWireError, type Question } from './wire.ts';

export type ThreadOptions = {
  /** Name of the module beside which the caller lies, without extension; it calls `serve`. */
  readonly url: URL;
  readonly workerData?: unknown;
  /** Native stack; contracts need far more than the default of a thread. */
  readonly stackSizeMb?: number | undefined;
  readonly heapMb?: number | undefined;
};

export type Thread<C extends Calls> = Caller<C> & {
  /** Resolves with the fault if the thread ends without having been told to. */
  readonly failed: Promise<FaultError>;
  /** Ends the thread at once; calls under way are rejected. */
  close(): Promise<void>;
};

type Waiter = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };

/** What a thread makes and drops may take so much before it is looked through: more is memory that a node keeps without use. */
const YOUNG_MB = 16;

/** A thread that answers typed calls. */
export function startThread<C extends Calls>({ url, workerData, stackSizeMb, heapMb }: ThreadOptions): Thread<C> {
  const worker = new Worker(url, {
    workerData,
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_MB,
      ...(stackSizeMb === undefined ? {} : { stackSizeMb }),
      ...(heapMb === undefined ? {} : { maxOldGenerationSizeMb: heapMb }),
    },
  });
  const waiting = new Map<number, Waiter>();
  const death = Promise.withResolvers<FaultError>();
  let dead: FaultError | undefined;
  let nextId = 0;
  const die = (fault: FaultError, told: boolean): void => {
    dead ??= fault;
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
    if (!told) death.resolve(dead);
  };
  let closing = false;
  worker.on('message', (answer: Answer) => {
    const waiter = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) waiter?.resolve(answer.value);
    else waiter?.reject(fromWireError(answer.error));
  });
  worker.on('error', (cause) => die(faultOf(cause), closing));
  worker.on('exit', (code) => die(new FaultError('FAULT_WORKER', { reason: 'thread ended', exit: code }), closing));
  return {
    failed: death.promise,
    call(kind, ask, transfer = []) {
      if (dead !== undefined) return Promise.reject(dead);
      const id = nextId++;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.set(id, { resolve, reject });
      try {
        worker.postMessage({ id, kind, ask } satisfies Question, [...transfer]);
      } catch (error) {
        waiting.delete(id);
        reject(error);
      }
      return promise as Promise<never>;
    },
    async close() {
      closing = true;
      await worker.terminate();
    },
  };
}

function faultOf(cause: unknown): FaultError {
  const memory = (cause as { code?: string } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new FaultError(memory ? 'FAULT_MEMORY' : 'FAULT_WORKER', { reason: String(cause) }, { cause });
}
