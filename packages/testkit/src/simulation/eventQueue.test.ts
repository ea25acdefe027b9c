import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventQueue } from './eventQueue.ts';

test('events come by time, those of one time in order of their making, however pushes and pops alternate', () => {
  const step = fc.oneof(fc.nat(20), fc.constant('pop' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new EventQueue<number>();
      let model: { readonly atMs: number; readonly item: number }[] = [];
      steps.forEach((what, item) => {
        if (what === 'pop') {
          const first = model.reduce<(typeof model)[number] | undefined>(
            (best, event) => (best === undefined || event.atMs < best.atMs ? event : best),
            undefined,
          );
          model = model.filter((event) => event !== first);
          expect(queue.nextMs).toBe(first?.atMs);
          expect(queue.pop()).toEqual(first);
        } else {
          model.push({ atMs: what, item });
          queue.push(what, item);
        }
        expect(queue.size).toBe(model.length);
      });
    }),
  );
});
