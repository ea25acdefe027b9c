import { describe, expect, test } from 'vitest';
import { createGuardedWorker, type GuardedWorker } from './guard.ts';

const url = new URL('testing/guardedCalls.ts', import.meta.url);
const open = (timeoutMs: number, queueLength?: number): GuardedWorker =>
  createGuardedWorker({ url, timeoutMs, queueLength });

describe('04 §9.5 runaway calls', () => {
  test('an endless loop ends at the deadline, and the next request is served', async () => {
    const worker = open(4000);
    expect(await worker.request({ fn: 'echo' })).toEqual(Uint8Array.of(5));
    await expect(worker.request({ fn: 'endless' })).rejects.toThrowCode('VM_DEADLINE');
    expect(await worker.request({ fn: 'echo' })).toEqual(Uint8Array.of(5));
    await worker.close();
  });

  test('04 §9.7 endless recursion is a trap of the contract, not of the engine', async () => {
    const worker = open(60_000);
    expect(await worker.request({ fn: 'deep' })).toBe('unknown');
    await worker.close();
  });

  test('the queue is bounded', async () => {
    const worker = open(60_000, 1);
    const first = worker.request({ fn: 'echo' });
    await expect(worker.request({ fn: 'echo' })).rejects.toThrowCode('VM_SESSION_BUSY');
    await first;
    await worker.close();
  });
});
