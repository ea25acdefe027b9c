import { BusyServer } from './errors.ts';

export type GateOptions = { readonly running: number; readonly waiting: number };

/** Lets a bounded number of jobs run at a time; a bounded number more waits in order. */
export class Gate {
  readonly #options: GateOptions;
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Runs `job` in its turn. @throws BusyServer when the queue is full */
  async run<T>(job: () => Promise<T>): Promise<T> {
    const leave = await this.enter();
    try {
      return await job();
    } finally {
      leave();
    }
  }

  /** Waits for a place; call the result once to give it back. @throws BusyServer */
  async enter(): Promise<() => void> {
    if (this.#running < this.#options.running) this.#running++;
    else {
      if (this.#queue.length >= this.#options.waiting) throw new BusyServer();
      // The place passes from the one that leaves to the first that waits.
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    return once(() => this.#leave());
  }

  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
