import { parentPort } from 'node:worker_threads';
import { createLog, FaultError, isEventideError } from '@eventide/base';
import { startKadcastNode } from './kadcastNode.ts';
import type { Overlay } from './overlay.ts';
import type { Answer, FromWorker, Question, ToWorker } from './workerMessages.ts';
import { gatherMetrics } from './workerMetrics.ts';

/** How often meters cross to the main thread. */
const METERS_EVERY_MS = 1000;

if (parentPort === null) throw new FaultError('FAULT_WORKER', { reason: 'not a worker' });
const port = parentPort;
const stop = new AbortController();
const gathered = gatherMetrics();
const log = createLog((line) => tell({ kind: 'log', line }));
let overlay: Overlay | undefined;
let meters: ReturnType<typeof setInterval> | undefined;

port.on('message', (message: ToWorker) => {
  if (message.kind === 'start') void start(message);
  else if (message.kind === 'stop') end();
  else if (overlay !== undefined) obey(overlay, message);
});

async function start({ options }: Extract<ToWorker, { kind: 'start' }>): Promise<void> {
  try {
    const onMessage = (message: Parameters<Parameters<typeof startKadcastNode>[1]['onMessage']>[0]): void => {
      port.postMessage({ kind: 'message', message } satisfies FromWorker, [message.payload.buffer as ArrayBuffer]);
    };
    const deps = { onMessage, log, metrics: gathered.metrics };
    const node = await startKadcastNode(options, deps, stop.signal);
    overlay = node.overlay;
    meters = setInterval(() => tell({ kind: 'meters', ...gathered.take() }), METERS_EVERY_MS);
    tell({ kind: 'started', listen: node.listen });
  } catch (error) {
    const code = isEventideError(error) ? error.code : 'FAULT_INTERNAL';
    tell({ kind: 'failed', code, message: error instanceof Error ? error.message : String(error) });
    end();
  }
}

function obey(node: Overlay, message: Exclude<ToWorker, { kind: 'start' | 'stop' }>): void {
  switch (message.kind) {
    case 'broadcast':
      node.broadcast(message.payload, message.height);
      return;
    case 'send':
      node.send(message.payload, message.targets);
      return;
    case 'greet':
      node.greet(message.peers);
      return;
    case 'ask':
      tell({ kind: 'answer', id: message.id, answer: answer(node, message.question) });
      return;
    case 'block':
      node.block(message.host);
      return;
    case 'unblock':
      node.unblock(message.host);
  }
}

function answer(node: Overlay, question: Question): Answer {
  if (question.what === 'alive') return node.aliveNodes(question.count);
  return question.what === 'routes' ? node.routes() : node.stats();
}

/** Nothing is left open: the thread ends by itself. */
function end(): void {
  stop.abort();
  clearInterval(meters);
  port.close();
}

function tell(message: FromWorker): void {
  port.postMessage(message);
}
