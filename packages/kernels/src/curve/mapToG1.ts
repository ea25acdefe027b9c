import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';
import { COORDINATE, isCanonical, reverseInto } from './bytes.ts';
import type { LocalGroup } from './localGroup.ts';
import { eachTimes, mapPairToG1 } from './plainCurves.ts';
import type { CurveKernels } from './types.ts';

/** What hashing to G1 takes. `group` works on G1 and is shared with others. */
export function createMapToG1(
  engine: LocalEngine,
  group: LocalGroup,
): Pick<CurveKernels, 'mapPairToG1' | 'mapTwoTimes'> {
  const { size } = engine.assembly.fp;
  /** Field elements to kernel memory, little-endian. */
  const put = (to: number, elements: Uint8Array): void => {
    const memory = engine.bytes(to, elements.length);
    for (let at = 0; at < elements.length; at += COORDINATE) reverseInto(memory, at, elements, at);
  };
  const mapOne = (elements: Uint8Array): Uint8Array => {
    expectElements(elements, 2);
    const point = engine.using(3 * size + elements.length, (out) => {
      const words = out + 3 * size;
      put(words, elements);
      engine.call('g1_mapPair', out, words, engine.scratch);
      return group.store(out);
    });
    // Infinity: an exception of a map, which the definition resolves.
    return point[0] === 0x40 ? mapPairToG1(elements) : point;
  };
  return {
    mapPairToG1: mapOne,
    mapTwoTimes(elements, scalar) {
      expectElements(elements, 4);
      const products = engine.using(elements.length, (words) => {
        const map = (to: number): void => {
          put(words, elements);
          engine.call('g1_mapTwo', to, words, engine.scratch);
        };
        return group.strausOf([scalar], (_, to) => map(to), group.storeBoth);
      });
      return products ?? eachTimes(elements, mapOne, (point) => group.straus(point, [scalar]));
    },
  };
}

function expectElements(elements: Uint8Array, count: number): void {
  if (elements.length !== count * COORDINATE) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: elements.length });
  for (let at = 0; at < elements.length; at += COORDINATE)
    if (!isCanonical(elements, at)) throw new KernelError('KERNEL_NOT_CANONICAL');
}
