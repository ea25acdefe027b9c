import { control, type Phase, type WorkerMessage, type WorkerReply, type WorkerStart } from './job.ts';

// A kernel thread. It knows nothing of the kernels: it takes jobs from the shared counter and calls exports by name.

type Port = {
  send(reply: WorkerReply): void;
  onMessage(handler: (message: WorkerMessage) => void): void;
};

const port = openPort();
const instances = new Map<string, WebAssembly.Exports>();
let start: WorkerStart;

port.onMessage((message) => {
  let failed: string | undefined;
  try {
    if (message.kind === 'start') {
      start = message;
      instantiate('', message.module);
      if (callExport('selftest', [start.scratch]) !== 1) failed = 'self-test';
    } else if (message.kind === 'add') {
      instantiate(message.name, message.module);
      return;
    } else failed = runPhases(message.phases);
  } catch (error) {
    failed = String(error);
  }
  port.send({ failed });
});

function instantiate(name: string, module: WebAssembly.Module): void {
  instances.set(name, new WebAssembly.Instance(module, { e: { m: start.memory } }).exports);
}

function callExport(name: string, args: readonly number[]): number {
  const slash = name.indexOf('/');
  const exports = instances.get(slash < 0 ? '' : name.slice(0, slash));
  const target = exports?.[name.slice(slash + 1)] as ((...args: number[]) => number) | undefined;
  if (target === undefined) throw new ReferenceError(`no kernel ${name}`);
  return target(...args);
}

/** A trap raises the abort flag and still arrives at every barrier, so that no other thread waits for ever. */
function runPhases(phases: readonly Phase[]): string | undefined {
  const words = new Int32Array(start.memory.buffer, 0, control.words);
  let failed: string | undefined;
  for (const [p, jobs] of phases.entries()) {
    for (;;) {
      const j = Atomics.add(words, control.counters + p, 1);
      const job = jobs[j];
      if (job === undefined || Atomics.load(words, control.abort) !== 0) break;
      const [name, ...args] = job;
      try {
        callExport(name, [start.scratch, ...args]);
      } catch (error) {
        failed = `${name}: ${String(error)}`;
        Atomics.store(words, control.abort, 1);
      }
    }
    const target = start.threads * (p + 1);
    if (Atomics.add(words, control.arrived, 1) + 1 === target) Atomics.notify(words, control.arrived);
    for (let seen = Atomics.load(words, control.arrived); seen < target; seen = Atomics.load(words, control.arrived)) {
      Atomics.wait(words, control.arrived, seen);
    }
  }
  return failed;
}

function openPort(): Port {
  const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');
  const parent = threads?.parentPort;
  if (parent != null) {
    return {
      send: (reply) => parent.postMessage(reply),
      onMessage: (handler) => void parent.on('message', handler),
    };
  }
  return {
    send: (reply) => globalThis.postMessage(reply),
    onMessage: (handler) => globalThis.addEventListener('message', (event) => handler(event.data as WorkerMessage)),
  };
}
