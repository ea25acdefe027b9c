import { flushCompileCache } from 'node:module';
import { isEventideError } from '@eventide/base';
import type { ControlAnswer, ControlRequest, FromNode, ToNode } from './protocol.ts';
import { type NodeHandle, runNodeProcess } from './runNodeProcess.ts';

/** Entry of a node's process. Talks with the launcher over the channel it was started with, and ends when that closes. */
const pending = new Map<number, (answer: ControlAnswer) => void>();
let nextId = 1;
let handle: Promise<NodeHandle> | undefined;

process.on('message', (message) => {
  const received = message as ToNode;
  switch (received.kind) {
    case 'start':
      handle = runNodeProcess(received.setup, { tell, control });
      // What was compiled is kept now, for a process that is killed keeps nothing.
      handle.then(() => flushCompileCache(), fail);
      break;
    case 'answer':
      pending.get(received.id)?.(received.answer);
      pending.delete(received.id);
      break;
    case 'cut':
      void handle?.then((node) => node.cut(received.addresses));
      break;
    case 'pause':
      void handle?.then((node) => node.pause(received.paused));
      break;
    case 'stop':
      void end(0);
  }
});
process.on('disconnect', () => void end(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end(0));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

function tell(message: FromNode): void {
  process.send?.(message, undefined, undefined, () => {});
}

function control(request: ControlRequest): Promise<ControlAnswer> {
  const id = nextId++;
  return new Promise((resolve) => {
    pending.set(id, resolve);
    tell({ kind: 'control', id, request });
  });
}

function fail(error: unknown): void {
  console.error(error);
  const code = isEventideError(error) ? error.code : 'FAULT_INTERNAL';
  tell({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
  void end(1);
}

let ending = false;
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  await handle?.then((node) => node.close()).catch((error: unknown) => console.error(error));
  process.exit(code);
}
