import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContractMemory } from './memory.ts';

const PAGES = 5;
const memory = new ContractMemory();

/** A frame: writes (page, value), inner frames, and whether it fails. */
type Call = { readonly steps: readonly (readonly [number, number] | Call)[]; readonly fails: boolean };

const { call } = fc.letrec<{ call: Call }>((tie) => ({
  call: fc.record({
    steps: fc.array(
      fc.oneof(
        { maxDepth: 4 },
        fc.tuple(fc.nat(PAGES - 1), fc.integer({ min: 0, max: 255 })),
        tie('call') as fc.Arbitrary<Call>,
      ),
      { maxLength: 6 },
    ),
    fails: fc.boolean(),
  }),
}));

type Model = { values: number[]; dirty: Set<number>; pages: number };

function runModel(model: Model, { steps, fails }: Call): void {
  const before: Model = { values: [...model.values], dirty: new Set(model.dirty), pages: model.pages };
  for (const step of steps) {
    if ('steps' in step) runModel(model, step);
    else {
      model.values[step[0]] = step[1];
      model.dirty.add(step[0]);
      model.pages++;
    }
  }
  if (fails) Object.assign(model, before);
}

function runReal({ steps, fails }: Call, depth: number): void {
  memory.push(depth);
  for (const step of steps) {
    if ('steps' in step) runReal(step, depth + 1);
    else {
      memory.write(step[0] * 65_536 + 7, Uint8Array.of(step[1]));
      memory.pages++;
    }
  }
  if (fails) memory.revert(depth);
  else memory.settle(depth);
}

test('04 §5.4 snapshots: any nesting of frames, some failing, leaves what a copying model leaves', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 4 }), (calls) => {
      memory.blank();
      const model: Model = { values: new Array<number>(PAGES).fill(0), dirty: new Set(), pages: 0 };
      for (const top of calls) {
        runModel(model, top);
        runReal(top, 1);
      }
      expect(model.values.map((_, page) => memory.page(page)[7])).toEqual(model.values);
      expect(memory.changedPages()).toEqual([...model.dirty].sort((a, b) => a - b));
      expect(memory.pages).toBe(model.pages);
      memory.reset();
      expect(model.values.map((_, page) => memory.page(page)[7])).toEqual(model.values.map(() => 0));
      expect(memory.changedPages()).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
