import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';
import { decompress, encodeG2, g2Layout } from '../plain/encoding.ts';
import { FP_MODULUS, invMod } from '../plain/numbers.ts';
import {
  bigintOf,
  COORDINATE,
  compressPoints,
  concatBytes,
  infinityBytes,
  isCanonical,
  negatePoint,
  readFlags,
  records,
  restIsZero,
} from './bytes.ts';
import { scalarList } from './g1.ts';
import { createLocalGroup, writeBytes } from './localGroup.ts';
import { g2Split } from './straus.ts';
import type { GroupKernels, PointStatus } from './types.ts';

const BYTES = 4 * COORDINATE;

export function createG2(engine: LocalEngine): GroupKernels {
  const { size } = engine.assembly.fp;
  const { scratch } = engine;
  const group = createLocalGroup(engine, 'g2', g2Split, (to, from) => {
    engine.call('g2_psi', to, from);
  });

  const status = (points: Uint8Array, at: number): PointStatus => {
    const kind = readFlags(points, at, BYTES);
    if (kind !== 'finite') return kind === 'infinity' ? 'good' : 'malformed';
    return engine.using(3 * size, (point) => {
      group.load(points, at, point);
      if (engine.call('g2_onCurve', point, point + size, scratch) === 0) return 'notOnCurve';
      return engine.call('g2_inSubgroup', point, scratch) === 1 ? 'good' : 'notInSubgroup';
    });
  };

  /** Both lanes of a slot. */
  const lanes = (slot: number): [bigint, bigint] => {
    engine.call('fp_words', slot, scratch, scratch + 128);
    const words = engine.bytes(scratch, 2 * COORDINATE);
    return [bigintOf(words.slice(0, COORDINATE).reverse()), bigintOf(words.slice(COORDINATE).reverse())];
  };

  /** A root of x³ + 4(1 + i) by the norm (`fp2.sqrt` in lanes); the caller checks that it is one. */
  const root = (x: number): { c0: bigint; c1: bigint } | undefined =>
    engine.using(4 * size, (side) => {
      const [s, halves, t] = [side + size, side + 2 * size, side + 3 * size];
      engine.call('g2_rightSide', x, side, t);
      const imaginary = lanes(side)[1];
      if (imaginary === 0n) return undefined;
      engine.call('fp2_norm', t, side);
      engine.call('fp_rootPower', s, t, scratch);
      engine.call('fp2_halves', halves, side, s);
      engine.call('fp_rootPower', t, halves, scratch);
      const [[a, b], [p, q]] = [lanes(t), lanes(halves)];
      const real = (a * a) % FP_MODULUS === p ? a : (b * b) % FP_MODULUS === q ? b : undefined;
      if (real === undefined) return undefined;
      return { c0: real, c1: (imaginary * invMod(2n * real, FP_MODULUS)) % FP_MODULUS };
    });

  const decompressOne = (bytes: Uint8Array): { point: Uint8Array; status: PointStatus } => {
    const refused = (reason: PointStatus) => ({ point: infinityBytes(BYTES), status: reason });
    const first = bytes[0] as number;
    if (first === 0xc0) return restIsZero(bytes, 0, 2 * COORDINATE) ? refused('good') : refused('malformed');
    if ((first & 0xc0) !== 0x80) return refused('malformed');
    if (!isCanonical(bytes, 0, first & 0x1f) || !isCanonical(bytes, COORDINATE)) return refused('malformed');
    const point = new Uint8Array(BYTES);
    point.set(bytes);
    point[0] = first & 0x1f;
    const y = engine.using(3 * size, (at) => {
      group.load(point, 0, at);
      return root(at);
    });
    if (y === undefined) return rare(bytes);
    const larger = y.c1 === 0n ? y.c0 > FP_MODULUS / 2n : y.c1 > FP_MODULUS / 2n;
    const flip = larger !== ((first & 0x20) !== 0);
    [y.c1, y.c0].forEach((part, i) => {
      writeBytes(point, (2 + i) * COORDINATE, flip && part !== 0n ? FP_MODULUS - part : part);
    });
    const found = status(point, 0);
    return found === 'good' ? { point, status: found } : refused(found);
  };

  return {
    pointBytes: BYTES,
    decompressMany(encodings) {
      const decoded = Array.from({ length: records(encodings, BYTES / 2) }, (_, i) =>
        decompressOne(encodings.subarray((i * BYTES) / 2, ((i + 1) * BYTES) / 2)),
      );
      return { points: concatBytes(decoded.map((d) => d.point)), status: decoded.map((d) => d.status) };
    },
    compressMany: (points) => compressPoints(points, BYTES),
    check: (points) => Array.from({ length: records(points, BYTES) }, (_, i) => status(points, i * BYTES)),
    negate: (point) => negatePoint(point, BYTES),
    sum: group.sum,
    mul(point, scalar) {
      if (point.length !== BYTES) throw new KernelError('KERNEL_BAD_LENGTH', { bytes: point.length });
      return group.straus(point, [scalar]);
    },
    msm(points, scalars) {
      const count = records(points, BYTES);
      if (records(scalars, 32) !== count)
        throw new KernelError('KERNEL_BAD_LENGTH', { points: count, scalars: scalars.length });
      return group.straus(points, scalarList(scalars));
    },
  };
}

/** Abscissas off the curve, and right sides in Fp, which the formula with a division does not cover. */
function rare(bytes: Uint8Array): { point: Uint8Array; status: PointStatus } {
  const decoded = decompress(g2Layout, bytes);
  if ('point' in decoded) return { point: encodeG2(decoded.point), status: 'good' };
  return { point: infinityBytes(BYTES), status: decoded.refused === 'subgroup' ? 'notInSubgroup' : 'notOnCurve' };
}
