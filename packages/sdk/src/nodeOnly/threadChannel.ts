import { type MessagePort, Worker } from 'node:worker_threads';
import type { Channel } from '@eventide/prover';

/** Node's worker in the form of a browser's, for questions with one answer each. The process lives while it owes answers. */
export function startThread<Out, In>(
  file: URL,
  onDeath: (reason: string) => void,
): { readonly channel: Channel<Out, In>; terminate(): Promise<void> } {
  const worker = new Worker(file, { name: 'eventide' });
  let ended = false;
  let asked = 0;
  const channel: Channel<Out, In> = {
    postMessage(message, transfer) {
      if (asked++ === 0) worker.ref();
      worker.postMessage(message, transfer as never);
    },
    onmessage: null,
  };
  worker.on('message', (data: In) => {
    if (--asked === 0) worker.unref();
    channel.onmessage?.({ data });
  });
  worker.on('error', (error) => onDeath(String(error)));
  worker.on('exit', (code) => {
    if (!ended) onDeath(`ended with ${code}`);
  });
  worker.unref();
  return {
    channel,
    async terminate() {
      ended = true;
      await worker.terminate();
    },
  };
}

/** The worker's side. */
export function threadChannel<Out, In>(port: MessagePort): Channel<Out, In> {
  const channel: Channel<Out, In> = {
    postMessage: (message, transfer) => port.postMessage(message, transfer as never),
    onmessage: null,
  };
  port.on('message', (data: In) => channel.onmessage?.({ data }));
  return channel;
}
