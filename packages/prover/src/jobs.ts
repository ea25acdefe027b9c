import { ProverError } from './errors.ts';

/** Jobs that may wait. Spec: 13 §4 */
const CAPACITY = 8;

type Job = { readonly run: () => Promise<void>; readonly cancel: (error: ProverError) => void };

/** One job after the other; a waiting job can be cancelled, and everything ends with `close`. */
export class JobQueue {
  readonly #waiting: Job[] = [];
  readonly #ended = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  /** Aborts when the queue is closed. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** @throws ProverError PROVE_QUEUE_FULL, PROVE_ABORTED */
  add<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#ended.signal.aborted || signal?.aborted) return Promise.reject(new ProverError('PROVE_ABORTED'));
    if (this.#waiting.length >= CAPACITY)
      return Promise.reject(new ProverError('PROVE_QUEUE_FULL', { capacity: CAPACITY }));
    const both = signal === undefined ? this.#ended.signal : AbortSignal.any([signal, this.#ended.signal]);
    return new Promise<T>((resolve, reject) => {
      const job: Job = { run: () => work(both).then(resolve, reject), cancel: reject };
      both.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(job);
        if (at < 0) return;
        this.#waiting.splice(at, 1);
        job.cancel(new ProverError('PROVE_ABORTED'));
      });
      this.#waiting.push(job);
      if (!this.#busy) this.#running = this.#drain();
    });
  }

  /** Cancels what waits, aborts what runs, and resolves when that has stopped. */
  async close(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) await job.run();
    this.#busy = false;
  }
}
