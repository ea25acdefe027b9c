import { EventideError, FaultError } from '@eventide/base';
import { ProverError } from './errors.ts';
import type { Channel, WorkerAnswer, WorkerRequest } from './protocol.ts';
import type { ProveRequest, Prover } from './prover.ts';

/** A prover that lives in a worker, seen from the page. */
export type ConnectedProver = Prover & {
  /** The worker died: everything under way and everything asked later fails. */
  fail(reason: string): void;
};

type Pending = {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: unknown) => void;
  readonly request: ProveRequest;
};

/** Page side of `serveProver`. Wire the worker's `error` event to `fail`. */
export function connectProver(channel: Channel<WorkerRequest, WorkerAnswer>): ConnectedProver {
  const pending = new Map<number, Pending>();
  let next = 0;
  let dead: FaultError | undefined;

  channel.onmessage = ({ data }) => {
    const waiting = pending.get(data.id);
    if (waiting === undefined) return;
    if (data.kind === 'progress') {
      waiting.request.onProgress?.(data.progress);
      return;
    }
    pending.delete(data.id);
    if (data.kind === 'error') waiting.reject(restore(data));
    else waiting.resolve(data);
  };

  const ask = (
    message: (id: number) => WorkerRequest,
    transfer: Transferable[],
    request: ProveRequest = {},
  ): Promise<WorkerAnswer> => {
    if (dead !== undefined) return Promise.reject(dead);
    if (request.signal?.aborted) return Promise.reject(new ProverError('PROVE_ABORTED'));
    const id = next++;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject, request });
      request.signal?.addEventListener('abort', () => {
        if (pending.has(id)) channel.postMessage({ id, kind: 'abort' }, []);
      });
      channel.postMessage(message(id), transfer);
    });
  };

  return {
    async prove(circuit, inputs, request) {
      const copy = new Uint8Array(inputs);
      const answer = await ask((id) => ({ id, kind: 'prove', circuit, inputs: copy }), [copy.buffer], request);
      return (answer as Extract<WorkerAnswer, { kind: 'proof' }>).result;
    },
    async prepare(circuit, request) {
      await ask((id) => ({ id, kind: 'prepare', circuit }), [], request);
    },
    async check(circuit, inputs) {
      const copy = new Uint8Array(inputs);
      const answer = await ask((id) => ({ id, kind: 'check', circuit, inputs: copy }), [copy.buffer]);
      return (answer as Extract<WorkerAnswer, { kind: 'broken' }>).rows;
    },
    async close() {
      if (dead === undefined) await ask((id) => ({ id, kind: 'close' }), []);
      dead ??= new FaultError('FAULT_WORKER', { reason: 'closed' });
    },
    fail(reason) {
      dead = new FaultError('FAULT_WORKER', { reason });
      for (const { reject } of pending.values()) reject(dead);
      pending.clear();
    },
  };
}

/** The worker's error on this side: provers' and machine's classes as they were, others by code. */
function restore({ code, details }: Extract<WorkerAnswer, { kind: 'error' }>): EventideError {
  if (code.startsWith('PROVE_')) return new ProverError(code as ConstructorParameters<typeof ProverError>[0], details);
  if (code.startsWith('FAULT_')) return new FaultError(code as ConstructorParameters<typeof FaultError>[0], details);
  return new EventideError(code, details);
}
