import { KernelError } from '../kernels.ts';
import { type Affine, type Curve, type G1Affine, type G2Affine, g1, g2 } from '../plain/curve.ts';
import {
  compress,
  type Decoded,
  decodeUncompressed,
  decompress,
  encodeUncompressed,
  g1Layout,
  g2Layout,
  type Layout,
} from '../plain/encoding.ts';
import { mapPairToG1 as pointOfPair } from '../plain/mapToG1.ts';
import { msm } from '../plain/msm.ts';
import { isOne, pairingProduct } from '../plain/pairing.ts';
import { bigintOf, COORDINATE, concatBytes, isCanonical, records } from './bytes.ts';
import type { CurveKernels, GroupKernels, PointStatus } from './types.ts';

/** The oracle: every function by its definition in bigint. */
export function createPlainCurves(): CurveKernels {
  const group = plainGroup(g1Layout, g1);
  return {
    tier: 'bigint',
    g1: { ...group, decompressTogether: group.decompressMany },
    g2: plainGroup(g2Layout, g2),
    pairing: {
      isOne: (a, b) => isOne(pairingProduct(pairs(a, b))),
      product: (a, b) => concatBytes(pairingProduct(pairs(a, b)).map((c) => g2Layout.toBytes(c))),
    },
    mapPairToG1,
    mapTwoTimes: (elements, scalar) => eachTimes(elements, mapPairToG1, (point) => group.mul(point, scalar)),
  };
}

/** By the definition, its exceptions included. @throws KernelError */
export function mapPairToG1(elements: Uint8Array): Uint8Array {
  if (elements.length !== 2 * COORDINATE) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: elements.length });
  const [u0, u1] = slices(elements, COORDINATE).map((bytes) => {
    if (!isCanonical(bytes, 0)) throw new KernelError('KERNEL_NOT_CANONICAL');
    return bigintOf(bytes);
  }) as [bigint, bigint];
  return encodeUncompressed(g1Layout, pointOfPair(u0, u1));
}

/** Two pairs of elements, one after the other. @throws KernelError */
export function eachTimes(
  elements: Uint8Array,
  map: (pair: Uint8Array) => Uint8Array,
  times: (point: Uint8Array) => Uint8Array,
): Uint8Array {
  if (elements.length !== 4 * COORDINATE) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: elements.length });
  return concatBytes(slices(elements, 2 * COORDINATE).map((pair) => times(map(pair))));
}

function pairs(a: Uint8Array, b: Uint8Array): { p: G1Affine; q: G2Affine }[] {
  const [left, right] = [read(g1Layout, a), read(g2Layout, b)];
  if (left.length !== right.length) throw new KernelError('KERNEL_BAD_LENGTH', { g1: left.length, g2: right.length });
  return left.map((p, i) => ({ p, q: right[i] }));
}

const statusOf = {
  flags: 'malformed',
  canonical: 'malformed',
  curve: 'notOnCurve',
  subgroup: 'notInSubgroup',
} as const;

const slices = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: records(bytes, size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

/** Points of the curve; the subgroup is the caller's business. */
function read<T>(layout: Layout<T>, points: Uint8Array): Affine<T>[] {
  return slices(points, 2 * layout.size).map((bytes) => {
    const decoded = decodeUncompressed({ ...layout, inSubgroup: () => true }, bytes);
    if ('point' in decoded) return decoded.point;
    throw new KernelError(decoded.refused === 'curve' ? 'KERNEL_NOT_ON_CURVE' : 'KERNEL_NOT_CANONICAL');
  });
}

function plainGroup<T>(layout: Layout<T>, curve: Curve<T>): GroupKernels {
  const write = (point: Affine<T>): Uint8Array => encodeUncompressed(layout, point);
  const status = (decoded: Decoded<T>): PointStatus => ('point' in decoded ? 'good' : statusOf[decoded.refused]);
  const one = (bytes: Uint8Array): Affine<T> => {
    if (bytes.length !== 2 * layout.size) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: bytes.length });
    return read(layout, bytes)[0];
  };
  return {
    pointBytes: 2 * layout.size,
    decompressMany(encodings) {
      const decoded = slices(encodings, layout.size).map((bytes) => decompress(layout, bytes));
      return {
        points: concatBytes(decoded.map((d) => write('point' in d ? d.point : undefined))),
        status: decoded.map(status),
      };
    },
    compressMany: (points) => concatBytes(read(layout, points).map((point) => compress(layout, point))),
    check: (points) => slices(points, 2 * layout.size).map((bytes) => status(decodeUncompressed(layout, bytes))),
    negate: (point) => write(curve.negate(one(point))),
    sum: (points) => write(read(layout, points).reduce<Affine<T>>((a, b) => curve.plus(a, b), undefined)),
    mul: (point, scalar) => write(curve.multiply(one(point), scalar)),
    msm(points, scalars) {
      const list = read(layout, points);
      if (records(scalars, 32) !== list.length) throw new KernelError('KERNEL_BAD_LENGTH', { scalars: scalars.length });
      return write(
        msm(
          curve,
          list,
          slices(scalars, 32).map((bytes) => bigintOf(bytes.toReversed())),
        ),
      );
    },
  };
}
