import { Worker } from 'node:worker_threads';
import { threadModule } from '@eventide/base';
import { BusyServer } from '../errors.ts';
import type { DriverReply, DriverRequest, READY } from './driverRequest.ts';

/** A driver did not do what it was asked for; the message is its own. */
export class DriverFailure extends Error {
  override readonly name = 'DriverFailure';
}

const WAITING = 256;

/**
 * The thread that foreign drivers run in, one request at a time. The clock of a request starts when the thread takes it; a
 * thread that does not answer in time is ended, and the next request gets a new one.
 */
export class DriverThread {
  readonly #url: URL;
  readonly #timeoutMs: number;
  #worker: Promise<Worker> | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(timeoutMs: number) {
    this.#url = threadModule('./driverWorker', import.meta.url);
    this.#timeoutMs = timeoutMs;
  }

  /** @throws BusyServer, DriverFailure */
  request(message: DriverRequest): Promise<DriverReply> {
    if (this.#waiting >= WAITING) return Promise.reject(new BusyServer());
    this.#waiting++;
    const result = this.#last.then(() => this.#run(message));
    const done = (): void => void this.#waiting--;
    this.#last = result.then(done, done);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    const worker = await this.#worker;
    await worker?.terminate();
  }

  async #run(message: DriverRequest): Promise<DriverReply> {
    this.#worker ??= start(this.#url);
    const worker = await this.#worker;
    try {
      return await exchange(worker, message, this.#timeoutMs);
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      throw error;
    }
  }
}

async function start(url: URL): Promise<Worker> {
  const worker = new Worker(url, { resourceLimits: { stackSizeMb: 4 } });
  worker.unref();
  await answer<typeof READY>(worker);
  return worker;
}

async function exchange(worker: Worker, message: DriverRequest, timeoutMs: number): Promise<DriverReply> {
  const reply = answer<DriverReply>(worker, timeoutMs);
  worker.postMessage(message);
  return reply;
}

/** The next message of the thread. */
function answer<T>(worker: Worker, timeoutMs?: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const onEnd = (): void => reject(new DriverFailure('the driver crashed'));
  const onLate = (): void => reject(new DriverFailure('the driver took too long'));
  const timer = timeoutMs === undefined ? undefined : setTimeout(onLate, timeoutMs);
  worker.once('message', resolve).once('error', onEnd).once('exit', onEnd);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve).off('error', onEnd).off('exit', onEnd);
  });
}
