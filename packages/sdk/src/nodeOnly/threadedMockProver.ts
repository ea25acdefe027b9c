import { Worker } from 'node:worker_threads';
import { threadModule } from '@eventide/base';
import { type Channel, type ConnectedProver, connectProver, type Prover } from '@eventide/prover';
import type { WorkerAnswer, WorkerRequest } from '@eventide/prover/protocol';

/**
 * Mock proofs from a thread of their own, for who has other things to do meanwhile: a node. Nothing starts before the first one; close
 * it at the end. Spec: 13 §3.1
 */
export function threadedMockProver(): Prover {
  let started: { readonly prover: ConnectedProver; terminate(): Promise<number> } | undefined;
  const start = () => {
    const worker = new Worker(threadModule('./mockProverThread', import.meta.url), { name: 'eventide-mock-prover' });
    const channel: Channel<WorkerRequest, WorkerAnswer> = {
      postMessage: (message, transfer) => worker.postMessage(message, transfer as never),
      onmessage: null,
    };
    const prover = connectProver(channel);
    worker.on('message', (data: WorkerAnswer) => channel.onmessage?.({ data }));
    worker.on('error', (error) => prover.fail(String(error)));
    worker.on('exit', (code) => prover.fail(`ended with ${code}`));
    return { prover, terminate: () => worker.terminate() };
  };
  const get = (): ConnectedProver => {
    started ??= start();
    return started.prover;
  };
  return {
    prove: (circuit, inputs, request) => get().prove(circuit, inputs, request),
    prepare: (circuit, request) => get().prepare(circuit, request),
    check: (circuit, inputs) => get().check(circuit, inputs),
    async close() {
      await started?.terminate();
    },
  };
}
