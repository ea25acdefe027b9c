import { parentPort } from 'node:worker_threads';
import type { GuardedReply } from './guard.ts';

/** In the worker of `createGuardedWorker`: answers every request with what `handle` returns. */
export function serveGuarded(handle: (message: unknown) => unknown): void {
  parentPort?.on('message', async (message: unknown) => {
    parentPort?.postMessage(await answer(handle, message));
  });
}

async function answer(handle: (message: unknown) => unknown, message: unknown): Promise<GuardedReply> {
  try {
    return { ok: true, value: await handle(message) };
  } catch (error) {
    return { ok: false, reason: String(error) };
  }
}
