import { isEventideError } from '@eventide/base';
import type { Channel, WorkerAnswer, WorkerRequest } from './protocol.ts';
import type { ProveRequest, Prover } from './prover.ts';

/** Worker side: answers requests on `channel` with `prover`. Requests before the prover is ready wait for it. */
export function serveProver(channel: Channel<WorkerAnswer, WorkerRequest>, prover: Prover | Promise<Prover>): void {
  const running = new Map<number, AbortController>();
  const answer = (message: WorkerAnswer): void => channel.postMessage(message, []);
  const act = async (request: Exclude<WorkerRequest, { kind: 'abort' }>): Promise<WorkerAnswer> => {
    const { id } = request;
    const ready = await prover;
    if (request.kind === 'close') {
      await ready.close();
      return { id, kind: 'closed' };
    }
    if (request.kind === 'check')
      return { id, kind: 'broken', rows: await ready.check(request.circuit, request.inputs) };
    const controller = new AbortController();
    running.set(id, controller);
    const onProgress: ProveRequest['onProgress'] = (progress) => answer({ id, kind: 'progress', progress });
    const options = { signal: controller.signal, onProgress };
    try {
      if (request.kind === 'prove')
        return { id, kind: 'proof', result: await ready.prove(request.circuit, request.inputs, options) };
      await ready.prepare(request.circuit, options);
      return { id, kind: 'prepared' };
    } finally {
      running.delete(id);
      if (request.kind === 'prove') request.inputs.fill(0);
    }
  };
  channel.onmessage = ({ data }) => {
    if (data.kind === 'abort') running.get(data.id)?.abort();
    else void act(data).then(answer, (error: unknown) => answer(errorAnswer(data.id, error)));
  };
}

function errorAnswer(id: number, error: unknown): WorkerAnswer {
  if (isEventideError(error)) return { id, kind: 'error', code: error.code, details: error.toJSON().details };
  return {
    id,
    kind: 'error',
    code: 'FAULT_INTERNAL',
    details: { reason: error instanceof Error ? error.message : String(error) },
  };
}
