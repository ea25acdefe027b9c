import { createRpcClient, type RpcClient } from '@eventide/kit';
import type { ReaderCalls } from './protocol.ts';

let started: RpcClient<ReaderCalls> | undefined;

/** The worker that knows the chain's formats; started when first needed. */
export function reader(): RpcClient<ReaderCalls>['call'] {
  if (started === undefined) {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'reader' });
    const client = createRpcClient<ReaderCalls>(worker as never);
    worker.onerror = (event) => {
      client.fail(event.message);
      started = undefined;
    };
    started = client;
  }
  return started.call;
}
