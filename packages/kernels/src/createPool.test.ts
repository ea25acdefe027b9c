import { describe, expect, test } from 'vitest';
import { createPool } from './createPool.ts';
import { engineOf } from './pool/pool.ts';

describe('11 §7 pool', () => {
  test.each(['shared', 'single'] as const)('%s: memory is bounded, given back, and reused', async (mode) => {
    const pool = await createPool({ mode, threads: 2, maxBytes: 16 << 20 });
    const before = pool.usedBytes;
    const work = pool.open();
    expect(() => work.column(1 << 20)).toThrowCode('FAULT_MEMORY');
    for (let i = 0; i < 40; i++) {
      const a = work.column(1 << 16);
      work.free(a);
      await work.read(work.column(2));
    }
    work.close();
    await pool.open().copy(pool.open().column(2), pool.open().column(2));
    expect(pool.usedBytes).toBeLessThan(before + 1024);
    await pool.close();
  });

  test('after close nothing runs', async () => {
    const pool = await createPool({ mode: 'shared', threads: 2 });
    const work = pool.open();
    const a = work.column(4);
    await pool.close();
    await expect(work.read(a)).rejects.toMatchObject({ code: 'FAULT_WORKER' });
    expect(() => pool.open()).toThrowCode('FAULT_WORKER');
  });

  test('closing rejects what is under way', async () => {
    const pool = await createPool({ mode: 'shared', threads: 2 });
    const work = pool.open();
    const a = work.column(1 << 16);
    const running = work.toCoefficients([a]);
    const outcome = expect(running).rejects.toMatchObject({ code: 'FAULT_WORKER' });
    await Promise.resolve();
    await pool.close();
    await outcome;
  });

  test.each(['shared', 'single'] as const)(
    '%s: an aborted operation rejects with the reason, the pool lives on',
    async (mode) => {
      const pool = await createPool({ mode, threads: 2 });
      const controller = new AbortController();
      const work = pool.open({ signal: controller.signal });
      const columns = Array.from({ length: 8 }, () => work.column(1 << 15));
      const running = work.toCoefficients(columns);
      const waiting = work.toValues(columns);
      const outcomes = Promise.all([
        expect(running).rejects.toThrow('enough'),
        expect(waiting).rejects.toThrow('enough'),
      ]);
      setTimeout(() => controller.abort(new Error('enough')), 1);
      await outcomes;
      const other = pool.open();
      expect(await other.runningProduct(other.column(4))).toBe(0n);
      await pool.close();
    },
  );

  test('a trap in a job rejects as a fault, and later work runs', async () => {
    for (const mode of ['shared', 'single'] as const) {
      const pool = await createPool({ mode, threads: 2 });
      const { engine } = engineOf(pool);
      const trap = engine.operate((phases) => phases([['col_scale', -64, 1, -64]], [['col_scale', -64, 1, -64]]));
      await expect(trap).rejects.toMatchObject({ code: 'FAULT_INTERNAL' });
      await expect(engine.operate((phases) => phases([['no such kernel']]))).rejects.toMatchObject({
        code: 'FAULT_INTERNAL',
      });
      const work = pool.open();
      expect(await work.evaluate([work.column(8)], 3n)).toEqual([0n]);
      await pool.close();
    }
  });

  test('options out of range are refused', async () => {
    await expect(createPool({ mode: 'shared', threads: 0 })).rejects.toMatchObject({ code: 'KERNEL_BAD_SIZE' });
    await expect(createPool({ maxBytes: 1000 })).rejects.toMatchObject({ code: 'KERNEL_BAD_SIZE' });
    await expect(createPool({ maxBytes: 2 ** 40 })).rejects.toMatchObject({ code: 'KERNEL_BAD_SIZE' });
  });
});
