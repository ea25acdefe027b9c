import { describe, expect, test } from 'vitest';
import { assemble } from '../gen/assembly.ts';
import { convertArea } from '../gen/convert.ts';
import { selftestArea } from '../gen/selftest.ts';
import { detectTier } from '../tier.ts';
import { createSharedExecutor } from './executor.ts';
import { spawnWorker } from './spawn.ts';

const limits = { initial: 8, maximum: 8, shared: true };

function parts(spoil = false) {
  const { module } = assemble(detectTier(), [convertArea, selftestArea]);
  const memory = new WebAssembly.Memory(limits);
  module.writeConstants(memory);
  if (spoil) new Uint8Array(memory.buffer, 1024, module.top - 1024).fill(1);
  return { module: new WebAssembly.Module(module.encode(limits)), memory, scratch: module.top, scratchBytes: 65_536 };
}

describe('11 §7 threads', () => {
  test('a worker that dies in a batch rejects as a fault, and so does everything after', async () => {
    let batches = 0;
    const executor = await createSharedExecutor(parts(), 2, (events) => {
      const worker = spawnWorker(events);
      return {
        ...worker,
        post(message) {
          // The first worker is killed instead of getting its jobs; the other one would wait for it at the barrier.
          if (message.kind !== 'run' || batches++ > 0) return worker.post(message);
          void worker.terminate().then(() => events.onEnd(new Error('killed')));
        },
      };
    });
    const jobs = [[['selftest'], ['selftest'], ['selftest']]] as const;
    await expect(executor.run(jobs)).rejects.toMatchObject({ code: 'FAULT_WORKER' });
    await expect(executor.run(jobs)).rejects.toMatchObject({ code: 'FAULT_WORKER' });
    await executor.close();
  });

  test('11 §1.3 every worker tests itself before it takes work', async () => {
    await expect(createSharedExecutor(parts(true), 2)).rejects.toMatchObject({ code: 'FAULT_INTERNAL' });
  });

  test('more phases than counters', async () => {
    const executor = await createSharedExecutor(parts(), 2);
    await executor.run(Array.from({ length: 600 }, () => [['selftest']] as const));
    await executor.close();
  });
});
