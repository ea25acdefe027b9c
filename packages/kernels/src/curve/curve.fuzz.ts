import type { FuzzTarget } from '@eventide/testkit';
import { KernelError } from '../kernels.ts';
import { G1_GENERATOR, G2_GENERATOR, g1, g2 } from '../plain/curve.ts';
import { compress, encodeG1, encodeG2, g1Layout, g2Layout } from '../plain/encoding.ts';
import { loadCurves } from './loadCurves.ts';
import type { GroupKernels, PointStatus } from './types.ts';

const kernels = loadCurves();
const multiples = [1n, 2n, 0x1234567n];

function accepted(status: readonly PointStatus[]): void {
  if (status.length !== 1 || status[0] !== 'good') throw new KernelError('KERNEL_NOT_ON_CURVE', { status: status[0] });
}

function compressed(group: GroupKernels): Pick<FuzzTarget, 'decode' | 'encode'> {
  return {
    decode(bytes) {
      const { points, status } = group.decompressMany(bytes);
      accepted(status);
      return points;
    },
    encode: (points) => group.compressMany(points),
  };
}

function uncompressed(group: GroupKernels): Pick<FuzzTarget, 'decode' | 'encode'> {
  return {
    decode(bytes) {
      accepted(group.check(bytes));
      return group.sum(bytes);
    },
    encode: (point) => point,
  };
}

export const targets: FuzzTarget[] = [
  {
    name: 'kernels/g1-compressed',
    seeds: () => [...multiples.map((k) => g1.multiply(G1_GENERATOR, k)), undefined].map((p) => compress(g1Layout, p)),
    ...compressed(kernels.g1),
  },
  {
    name: 'kernels/g2-compressed',
    seeds: () => [...multiples.map((k) => g2.multiply(G2_GENERATOR, k)), undefined].map((p) => compress(g2Layout, p)),
    ...compressed(kernels.g2),
  },
  {
    name: 'kernels/g1-uncompressed',
    seeds: () => [...multiples.map((k) => g1.multiply(G1_GENERATOR, k)), undefined].map(encodeG1),
    ...uncompressed(kernels.g1),
  },
  {
    name: 'kernels/g2-uncompressed',
    seeds: () => [...multiples.map((k) => g2.multiply(G2_GENERATOR, k)), undefined].map(encodeG2),
    ...uncompressed(kernels.g2),
  },
];
