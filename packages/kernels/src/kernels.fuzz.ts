import { concatBytes } from '@eventide/base';
import type { FuzzTarget } from '@eventide/testkit';
import { KernelError } from './kernels.ts';
import { loadKernels } from './loadKernels.ts';
import { JUBJUB_GENERATOR } from './plain/jubjub.ts';

const { jubjub, fr } = loadKernels();

/** Encodings of points and elements from anybody, in the best tier. */
export const targets: readonly FuzzTarget[] = [
  {
    name: 'kernels/jubjub-points',
    seeds: () =>
      [3n, 5n, 1n << 200n].map((k) =>
        jubjub.compressMany(jubjub.mulMany(concatBytes(JUBJUB_GENERATOR, JUBJUB_GENERATOR), k)),
      ),
    decode(bytes) {
      const { points, valid } = jubjub.decompressMany(bytes);
      if (valid.some((flag) => flag === 0)) throw new KernelError('KERNEL_NOT_ON_CURVE');
      return points;
    },
    encode: (points: Uint8Array) => jubjub.compressMany(points),
  },
  {
    name: 'kernels/fr-inverses',
    seeds: () => [new Uint8Array(32), new Uint8Array(96).fill(3)],
    decode: (bytes) => fr.invertMany(bytes),
    encode: (inverses: Uint8Array) => fr.invertMany(inverses),
  },
];
