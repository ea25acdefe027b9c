import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';
import { COORDINATE, isCanonical, reverseInto } from './bytes.ts';
import { createLocalGroup } from './localGroup.ts';
import { mapPairToG1 } from './plainCurves.ts';
import { g1Split } from './straus.ts';
import type { CurveKernels } from './types.ts';

export function createMapToG1(engine: LocalEngine): CurveKernels['mapPairToG1'] {
  const { size } = engine.assembly.fp;
  const group = createLocalGroup(engine, 'g1', g1Split, () => undefined);
  return (elements) => {
    if (elements.length !== 2 * COORDINATE) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: elements.length });
    for (const at of [0, COORDINATE]) if (!isCanonical(elements, at)) throw new KernelError('KERNEL_NOT_CANONICAL');
    const point = engine.using(3 * size + 2 * COORDINATE, (out) => {
      const words = out + 3 * size;
      const memory = engine.bytes(words, 2 * COORDINATE);
      for (const at of [0, COORDINATE]) reverseInto(memory, at, elements, at);
      engine.call('g1_mapPair', out, words, engine.scratch);
      return group.store(out);
    });
    // Infinity: an exception of a map, which the definition resolves.
    return point[0] === 0x40 ? mapPairToG1(elements) : point;
  };
}
