import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { openLmdbStore } from '@eventide/store/lmdb';
import { seededRandom } from '@eventide/testkit';
import { expect, test } from 'vitest';
import { type CrashOrder, crashContractId } from './testing/crashWriter.ts';
import { createVm } from './vm.ts';

const script = fileURLToPath(new URL('testing/crashWriter.ts', import.meta.url));
/** The nightly run sets 200. */
const kills = Number(process.env.EVENTIDE_VM_KILLS ?? 6);
/** Fields of operations that the store looks at in a commit and the finalisation of the one before. */
const STEPS_A_ROUND = 420;

type Writer = ChildProcessByStdio<Writable, Readable, null>;
type KillPoint =
  | { readonly by: 'step'; readonly step: number }
  /** So long after the writer has told of so many commits. */
  | { readonly by: 'time'; readonly reports: number; readonly delayMs: number };

/** A writer that waits for its order. Its code is compiled once for all of them. */
function startWriter(codeCache: string): Writer {
  return spawn(process.execPath, [script, 'write'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: codeCache },
  });
}

/** Lets the writer work until it is killed. Gives the last commit it told of, 0 if none. */
async function writeAndKill(writer: Writer, path: string, point: KillPoint): Promise<number> {
  const order: CrashOrder = { path, dieAtStep: point.by === 'step' ? point.step : null };
  let text = '';
  writer.stdout.on('data', (data: Buffer) => {
    text += data.toString();
    if (point.by === 'time' && text.split('\n').length > point.reports)
      setTimeout(() => writer.kill('SIGKILL'), point.delayMs);
  });
  writer.stdin.write(JSON.stringify(order));
  const [code, signal] = (await once(writer, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${code ?? signal}`);
  return Number(text.split('\n').at(-2) ?? 0);
}

/** What the contract has counted in the newest state, with every page checked against its hash; 0 without a state. */
async function countOnDisk(path: string): Promise<number> {
  const store = openLmdbStore({ path });
  const vm = await createVm({ store, hostQueries: () => undefined, verifyPages: true });
  const session = vm.openSession(vm.commitRoots.at(-1) ?? vm.mainRoot);
  const result = session.call(crashContractId, 'step', new Uint8Array(), 10n ** 6n);
  session.close();
  await vm.close();
  await store.close();
  return result.ok ? new DataView(result.receipt.data.buffer).getUint32(0, true) - 1 : 0;
}

test(`04 §8.5 a process killed ${kills} times reopens at a complete commit`, {
  timeout: 100_000 + kills * 15_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eventide-vm-'));
  const [path, codeCache] = [join(folder, 'state'), join(folder, 'code')];
  const random = seededRandom(7);
  const met = { complete: 0, unreported: 0, bad: 0 };
  let next = startWriter(codeCache);
  try {
    let before = 0;
    for (let round = 0; round < kills; round++) {
      const writer = next;
      const point: KillPoint =
        round % 2 === 0
          ? { by: 'step', step: 1 + (random() % (3 * STEPS_A_ROUND)) }
          : { by: 'time', reports: 1 + (random() % 4), delayMs: random() % 60 };
      const told = (await writeAndKill(writer, path, point)) || before;
      next = startWriter(codeCache);
      const count = await countOnDisk(path);
      if (count === told) met.complete++;
      else if (count === told + 1) met.unreported++;
      else met.bad++;
      before = count;
    }
    process.stdout.write(`${kills} kills: ${JSON.stringify(met)}, ${before} commits\n`);
    expect(met).toEqual({ complete: expect.any(Number), unreported: expect.any(Number), bad: 0 });
  } finally {
    next.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
});
