import { parentPort } from 'node:worker_threads';
import { FaultError } from '@eventide/base';
import { sequence } from './sequence.ts';
import { type Answer, type Calls, type Handlers, type Question, toWireError } from './wire.ts';

/** In a thread made by `startThread`: answers calls in order. */
export function serve<C extends Calls>(handlers: Handlers<C>): void {
  const port = parentPort;
  if (port === null) throw new FaultError('FAULT_WORKER', { reason: 'not a worker' });
  const caller = sequence(handlers);
  port.on('message', async ({ id, kind, ask }: Question) => {
    port.postMessage(await answerOf(id, () => caller.call(kind, ask)));
  });
}

async function answerOf(id: number, run: () => Promise<unknown>): Promise<Answer> {
  try {
    return { id, ok: true, value: await run() };
  } catch (error) {
    return { id, ok: false, error: toWireError(error) };
  }
}
