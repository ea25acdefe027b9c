import { spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { isEventideError } from '@eventide/base';
import {
  type LocalAccounts,
  type NetworkEvent,
  networkFolder,
  type RunningNetwork,
  startLocalNetwork,
  startSolo,
} from '@eventide/devnet';
import { folderBytes } from '@eventide/devnet/folder/dataFolder';
import type { Input, Io, Outcome } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit.ts';
import { formatJson } from '../../output.ts';
import { handleKeys } from './keys.ts';
import { networkOptions, soloOptions, wantsNetwork } from './options.ts';
import { createReporter, type Reporter } from './reporter.ts';

/** A network at work, whichever kind. */
export type Running = {
  readonly ready: RunningNetwork;
  readonly accounts: LocalAccounts;
  readonly ended: Promise<void>;
  readonly height: () => bigint;
  control(verb: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
};

/** One node that makes blocks on demand, or several with `--nodes`; runs until it is interrupted. Spec: 13 §1, §2.2 */
export async function devnetStart(io: Io, input: Input): Promise<Outcome> {
  return wantsNetwork(input) ? startNetwork(io, input) : run(io, input, (reporter) => openSolo(io, input, reporter));
}

/** One node on a dump. Spec: 13 §2.2, §3.2 */
export async function devnetLoad(io: Io, input: Input): Promise<Outcome> {
  const given: Input = { ...input, options: { ...input.options, load: input.args[0] } };
  return run(io, given, (reporter) => openSolo(io, given, reporter));
}

/** What `npm start` runs: four nodes with real proofs, wallet and explorer. Spec: 13 §1.1 */
export async function startNetwork(io: Io, input: Input): Promise<Outcome> {
  return run(io, input, (reporter) => openNetwork(io, input, reporter));
}

async function run(io: Io, input: Input, open: (reporter: Reporter) => Promise<Running>): Promise<Outcome> {
  if (input.options.detach === true) return detach(io, input);
  const reporter = createReporter(io, input.flags);
  let reset = false;
  do {
    let running: Running;
    try {
      running = await open(reporter);
    } catch (error) {
      if (isEventideError(error, 'DEVNET_RUNNING')) return alreadyRunning(io, input, error.details);
      if (io.signal.aborted) return { json: {}, human: '', streamed: true, exit: EXIT.interrupted };
      throw error;
    }
    reporter.ready(running.ready, running.accounts);
    writeReadyFile(io, input, running.ready);
    process.send?.({ kind: 'ready', ready: running.ready });
    reset = await untilEnded(io, running, reporter);
    const folder = networkFolder(networkOptions(io, input).home, running.ready.name);
    if (!reset) reporter.stopped(running.height(), folder, running.ready.mode === 'network' ? folderBytes(folder) : 0);
    if (reset) input = { ...input, options: { ...input.options, reset: true } };
  } while (reset);
  return { json: {}, human: '', streamed: true };
}

/** @returns whether the network is to begin again */
async function untilEnded(io: Io, running: Running, reporter: Reporter): Promise<boolean> {
  let reset = false;
  const stopKeys = handleKeys(io, running, reporter, () => {
    reset = true;
    void running.stop();
  });
  const onAbort = (): void => void running.stop();
  if (io.signal.aborted) onAbort();
  io.signal.addEventListener('abort', onAbort, { once: true });
  await running.ended;
  stopKeys();
  return reset;
}

async function openNetwork(io: Io, input: Input, reporter: Reporter): Promise<Running> {
  const held: NetworkEvent[] = [];
  let isReady = false;
  const network = await startLocalNetwork(networkOptions(io, input), {
    signal: io.signal,
    onEvent(event) {
      // The first blocks are told below the table, not within the steps.
      if (event.kind === 'block' && !isReady) held.push(event);
      else reporter.event(event);
    },
  });
  setImmediate(() => {
    isReady = true;
    for (const event of held) reporter.event(event);
  });
  return {
    ready: network.ready,
    accounts: network.parts.genesis.accounts,
    ended: network.ended,
    height: () => network.height,
    control: (verb, body = {}) => network.parts.onControl(network, { verb, body }),
    stop: () => network.stop(),
  };
}

async function openSolo(io: Io, input: Input, reporter: Reporter): Promise<Running> {
  const solo = await startSolo(soloOptions(io, input), reporter.event);
  return {
    ready: solo.ready,
    accounts: solo.net.accounts,
    ended: solo.ended,
    height: () => solo.net.door.ledger.tip().block.header.height,
    control: async (verb) => (verb === 'mine' ? solo.net.mine() : undefined),
    stop: () => solo.stop(),
  };
}

function alreadyRunning(io: Io, input: Input, details: Readonly<Record<string, unknown>>): Outcome {
  const { pid, url, name } = details;
  if (input.flags.json) io.out(`${formatJson({ v: 1, event: 'running', pid, url, name })}\n`);
  else io.out(`Already running (pid ${pid})${url === undefined ? '' : `: ${url}`}. A second one: --name two\n`);
  return { json: {}, human: '', streamed: true };
}

function writeReadyFile(io: Io, { options }: Input, ready: RunningNetwork): void {
  if (typeof options.readyFile !== 'string') return;
  const file = isAbsolute(options.readyFile) ? options.readyFile : join(io.folder, options.readyFile);
  writeFileSync(file, `${JSON.stringify(ready)}\n`);
}

/** Starts the same command in a process of its own and ends when that is ready. Spec: 13 §1.1 */
async function detach(io: Io, input: Input): Promise<Outcome> {
  const { home } = networkOptions(io, input);
  mkdirSync(home, { recursive: true });
  const words = process.argv.slice(2).filter((word) => word !== '--detach');
  const log = openSync(join(home, 'detached.log'), 'a');
  const main = join(import.meta.dirname, '../../main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], {
    cwd: io.folder,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const ready = await new Promise<RunningNetwork | undefined>((resolve) => {
    child.on('message', (message) => resolve((message as { ready: RunningNetwork }).ready));
    child.on('exit', () => resolve(undefined));
    io.signal.addEventListener('abort', () => {
      child.kill('SIGTERM');
      resolve(undefined);
    });
  });
  if (child.connected) child.disconnect();
  child.unref();
  if (ready === undefined) throw new CliError('CLI_CHILD', { log: join(home, 'detached.log') });
  return {
    json: { ...ready },
    human: `Running (pid ${ready.pid}): ${ready.urls.api}\nStop: npx eventide devnet stop --name ${ready.name}`,
  };
}
