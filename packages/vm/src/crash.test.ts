import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLmdbStore } from '@eventide/store/lmdb';
import { seededRandom } from '@eventide/testkit';
import { expect, test } from 'vitest';
import { crashContractId } from './testing/crashWriter.ts';
import { createVm } from './vm.ts';

const writer = fileURLToPath(new URL('testing/crashWriter.ts', import.meta.url));
/** The nightly run sets 200. */
const kills = Number(process.env.EVENTIDE_VM_KILLS ?? 6);

/** Runs the writer until it has reported `reports` commits and so many bytes of luck, then kills it. Gives the last report. */
function writeAndKill(path: string, reports: number, delayMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, 'write', path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.split('\n').length > reports) setTimeout(() => child.kill('SIGKILL'), delayMs);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(Number(text.split('\n').at(-2) ?? 0));
      else reject(new Error(`the writer ended by itself: ${code ?? signal}`));
    });
  });
}

test(`04 §8.5 a process killed ${kills} times reopens at a complete commit`, {
  timeout: 100_000 + kills * 15_000,
}, async () => {
  const path = await mkdtemp(join(tmpdir(), 'eventide-vm-'));
  const random = seededRandom(7);
  try {
    for (let round = 0; round < kills; round++) {
      const reported = await writeAndKill(path, 1 + (random() % 4), random() % 12);
      const store = openLmdbStore({ path });
      const vm = await createVm({ store, hostQueries: () => undefined, verifyPages: true });
      const session = vm.openSession(vm.commitRoots.at(-1) ?? vm.mainRoot);
      const result = session.call(crashContractId, 'step', new Uint8Array(), 10n ** 6n);
      session.close();
      const next = result.ok ? new DataView(result.receipt.data.buffer).getUint32(0, true) : 0;
      expect(next - 1).toBeGreaterThanOrEqual(reported);
      expect(next - 1).toBeLessThanOrEqual(reported + 1);
      await store.close();
    }
  } finally {
    await rm(path, { recursive: true });
  }
});
