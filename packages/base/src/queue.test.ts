import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createQueue } from './queue.ts';

describe('queue', () => {
  test('first in, first out, across the end of the ring', async () => {
    const queue = createQueue<number>({ capacity: 3, drop: 'newest' });
    for (const item of [1, 2, 3]) expect(queue.push(item)).toBe(true);
    expect(await queue.take()).toBe(1);
    queue.push(4);
    expect([queue.poll(), queue.poll(), queue.poll(), queue.poll()]).toEqual([2, 3, 4, undefined]);
    expect(queue.size).toBe(0);
  });

  test('full: says what it drops', () => {
    const dropped: string[] = [];
    const oldest = createQueue<number>({
      capacity: 2,
      drop: 'oldest',
      onDrop: (item) => dropped.push(`oldest ${item}`),
    });
    const newest = createQueue<number>({
      capacity: 2,
      drop: 'newest',
      onDrop: (item) => dropped.push(`newest ${item}`),
    });
    expect([1, 2, 3].map((item) => oldest.push(item))).toEqual([true, true, true]);
    expect([1, 2, 3].map((item) => newest.push(item))).toEqual([true, true, false]);
    expect(dropped).toEqual(['oldest 1', 'newest 3']);
    expect([oldest.poll(), oldest.poll()]).toEqual([2, 3]);
    expect([newest.poll(), newest.poll()]).toEqual([1, 2]);
  });

  test('takers are served in order', async () => {
    const queue = createQueue<string>({ capacity: 1, drop: 'newest' });
    const takes = [queue.take(), queue.take()];
    queue.push('a');
    queue.push('b');
    expect(queue.push('c')).toBe(true);
    expect(await Promise.all(takes)).toEqual(['a', 'b']);
    expect(queue.size).toBe(1);
  });

  test('an aborted taker takes nothing', async () => {
    const queue = createQueue<number>({ capacity: 4, drop: 'newest' });
    const stop = new AbortController();
    const first = queue.take(stop.signal);
    const second = queue.take();
    stop.abort(new Error('stopped'));
    await expect(first).rejects.toThrow('stopped');
    queue.push(7);
    expect(await second).toBe(7);
    queue.push(8);
    await expect(queue.take(stop.signal)).rejects.toThrow('stopped');
    expect(queue.size).toBe(1);
  });

  test('closed: what is queued can be taken, then QUEUE_CLOSED', async () => {
    const queue = createQueue<number>({ capacity: 4, drop: 'newest' });
    queue.push(1);
    queue.close();
    expect(queue.push(2)).toBe(false);
    expect(await queue.take()).toBe(1);
    await expect(queue.take()).rejects.toThrowCode('QUEUE_CLOSED');
    const waiting = createQueue<number>({ capacity: 1, drop: 'newest' });
    const take = waiting.take();
    waiting.close();
    await expect(take).rejects.toThrowCode('QUEUE_CLOSED');
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses capacity %s', (capacity) => {
    expect(() => createQueue({ capacity, drop: 'oldest' })).toThrow(RangeError);
  });

  test('behaves as a list that forgets its head', () => {
    const actions = fc.array(fc.oneof(fc.nat({ max: 99 }), fc.constant('poll' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(actions, fc.integer({ min: 1, max: 5 }), (list, capacity) => {
        const queue = createQueue<number>({ capacity, drop: 'oldest' });
        const model: number[] = [];
        for (const action of list) {
          if (action === 'poll') expect(queue.poll()).toBe(model.shift());
          else {
            queue.push(action);
            model.push(action);
            if (model.length > capacity) model.shift();
          }
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });
});
