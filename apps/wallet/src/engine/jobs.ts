import { fromHex, isEventideError } from '@eventide/base';
import { failureOf } from '@eventide/kit/worker/rpc';
import { type Client, OutcomeError, type PreparedTx, propagate, submitTx, type TxStatus, watchTx } from '@eventide/sdk';
import type { Job } from './protocol.ts';

export type JobTask = {
  readonly kind: Job['kind'];
  readonly value: bigint;
  readonly to: string | null;
  /** Builds and proves. */
  readonly prepare: (tell: (change: Partial<Job>) => void, signal: AbortSignal) => Promise<PreparedTx>;
  /** It is made from now on; whoever closes the page is told next time. Resolves to how to take that back. */
  readonly begin: () => Promise<() => Promise<void>>;
};

/** Actions under way: they go on while the user looks at other screens, and can be cancelled until they are sent. */
export class Jobs {
  readonly #client: () => Client;
  readonly #tell: (jobs: readonly Job[]) => void;
  readonly #changed: () => void;
  readonly #controllers = new Map<number, AbortController>();
  #jobs: readonly Job[] = [];
  #next = 1;

  constructor(deps: {
    readonly client: () => Client;
    readonly tell: (jobs: readonly Job[]) => void;
    /** Balance or history moved. */
    readonly changed: () => void;
  }) {
    this.#client = deps.client;
    this.#tell = deps.tell;
    this.#changed = deps.changed;
  }

  start(task: JobTask): number {
    const id = this.#next++;
    const { kind, value, to } = task;
    const job: Job = {
      id,
      kind,
      value,
      to,
      stage: 'preparing',
      fraction: 0,
      provePhase: null,
      etaSec: null,
      txId: null,
      failure: null,
      stageMs: {},
    };
    this.#jobs = [job, ...this.#jobs];
    this.#tell(this.#jobs);
    void this.#run(id, task);
    return id;
  }

  cancel(id: number): void {
    this.#controllers.get(id)?.abort();
  }

  dismiss(id: number): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#tell(this.#jobs);
  }

  /** Sends a finished transaction again that no node has; its bytes were kept sealed. */
  async resend(txId: string, bytesHex: string): Promise<void> {
    await propagate(this.#client(), fromHex(bytesHex));
    this.#changed();
    const job = this.#jobs.find((it) => it.txId === txId && it.stage === 'unsent');
    if (job === undefined) return;
    this.#change(job.id, { stage: 'mempool', failure: null });
    const controller = new AbortController();
    this.#controllers.set(job.id, controller);
    const reach = (stage: Job['stage'], change: Partial<Job> = {}): void => this.#change(job.id, { stage, ...change });
    void this.#follow(txId, reach, controller.signal).then(() => this.#controllers.delete(job.id));
  }

  /** Ends everything: the wallet locks. */
  stop(): void {
    for (const controller of this.#controllers.values()) controller.abort();
    this.#controllers.clear();
    this.#jobs = [];
  }

  async #run(id: number, task: JobTask): Promise<void> {
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const startedMs = performance.now();
    const { signal } = controller;
    const mark = (name: string): void => {
      const { stageMs = {} } = this.#jobs.find((job) => job.id === id) ?? {};
      this.#change(id, { stageMs: { ...stageMs, [name]: Math.round(performance.now() - startedMs) } });
    };
    const reach = (stage: Job['stage'], change: Partial<Job> = {}): void => {
      const before = this.#jobs.find((job) => job.id === id);
      if (before === undefined) return;
      const stageMs = { ...before.stageMs, [stage]: Math.round(performance.now() - startedMs) };
      this.#change(id, { stage, stageMs, ...change });
    };
    let settled: () => Promise<void> = async () => {};
    try {
      settled = await task.begin();
      const prepared = await task.prepare((change) => {
        const before = this.#jobs.find((job) => job.id === id);
        if (change.stage !== undefined && before?.stage !== change.stage) reach(change.stage, change);
        else this.#change(id, change);
        if (change.provePhase != null && before?.provePhase !== change.provePhase) mark(`prove:${change.provePhase}`);
      }, signal);
      reach('sending', { txId: prepared.id, fraction: 1 });
      // From here on the wallet itself keeps the transaction, sealed.
      await settled();
      await submitTx(this.#client(), prepared, { signal });
      reach('mempool');
      this.#changed();
      await this.#follow(prepared.id, reach, signal);
    } catch (error) {
      await settled();
      if (isAborted(error, signal)) this.#change(id, { stage: 'cancelled' });
      else this.#change(id, { stage: isLost(error) ? 'unsent' : 'failed', failure: failureOf(error) });
      this.#changed();
    }
    this.#controllers.delete(id);
  }

  /** Until the block is final. */
  #follow(
    txId: string,
    reach: (stage: Job['stage'], change?: Partial<Job>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve) => {
      const told = (status: TxStatus): void => {
        if (status.state !== 'executed' && status.state !== 'final') return;
        if (status.error === undefined) reach(status.state === 'final' ? 'final' : 'block');
        else {
          const failure = failureOf(new OutcomeError('TX_FAILED', { message: status.error }));
          reach('failed', { failure });
        }
        this.#changed();
        if (status.state === 'final') resolve();
      };
      watchTx(this.#client(), { id: txId, onStatus: told, signal });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  #change(id: number, change: Partial<Job>): void {
    this.#jobs = this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
    this.#tell(this.#jobs);
  }
}

function isAborted(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || isEventideError(error, 'PROVE_ABORTED');
}

/** The node could not be reached: what was proven waits for another click. */
function isLost(error: unknown): boolean {
  return isEventideError(error, 'NETWORK_UNREACHABLE') || isEventideError(error, 'NETWORK_TIMEOUT');
}
