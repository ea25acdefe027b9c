import { bytesToIntLe } from '@eventide/base';
import { CodecError, type Reader } from '@eventide/codec';
import { bn254 } from '@noble/curves/bn254.js';

const { Fp, Fp2, Fp12 } = bn254.fields;
const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

export type Bn254Fp2 = { c0: bigint; c1: bigint };
export type Bn254Fp12 = typeof Fp12.ONE;
export type Bn254G1 = InstanceType<typeof G1>;
export type Bn254G2 = InstanceType<typeof G2>;

const INFINITY = 0x40;
const LARGER = 0x80;
const SIZE = 32;
const G2_B: Bn254Fp2 = Fp2.div(Fp2.fromBigTuple([3n, 0n]), Fp2.fromBigTuple([9n, 1n]));

/** 32 bytes little-endian, canonical. @throws CodecError CODEC_NOT_CANONICAL */
export function readFq(r: Reader): bigint {
  return canonical(bytesToIntLe(r.view(SIZE)));
}

/** c0, then c1. */
export function readFq2(r: Reader): Bn254Fp2 {
  const c0 = readFq(r);
  return { c0, c1: readFq(r) };
}

/** Twelve base field elements in the order of the tower. */
export function readFq12(r: Reader): Bn254Fp12 {
  const six = (): Bn254Fp12['c0'] => ({ c0: readFq2(r), c1: readFq2(r), c2: readFq2(r) });
  return { c0: six(), c1: six() };
}

/** x, y with the flags in the last byte; the sort flag says nothing here. @throws CodecError */
export function readG1(r: Reader): Bn254G1 {
  const x = readFq(r);
  const { value: y, flags } = readFlagged(r);
  return (flags & INFINITY) !== 0 ? G1.ZERO : pointOf(G1, x, y);
}

/** As `readG1`; subgroup checked. */
export function readG2(r: Reader): Bn254G2 {
  const x = readFq2(r);
  const c0 = readFq(r);
  const { value: c1, flags } = readFlagged(r);
  return (flags & INFINITY) !== 0 ? G2.ZERO : subgroupPointOf(x, { c0, c1 });
}

/** x with the flags in the last byte; the sort flag takes the larger root. @throws CodecError */
export function readG1Compressed(r: Reader): Bn254G1 {
  const { value: x, flags } = readFlagged(r);
  if ((flags & INFINITY) !== 0) return G1.ZERO;
  const y = rootOf(() => Fp.sqrt(Fp.add(Fp.mul(Fp.sqr(x), x), 3n)));
  const larger = 2n * y > Fp.ORDER;
  return pointOf(G1, x, larger === ((flags & LARGER) !== 0) ? y : Fp.neg(y));
}

/** As `readG1Compressed`; c1 decides which root is larger, then c0; subgroup checked. */
export function readG2Compressed(r: Reader): Bn254G2 {
  const c0 = readFq(r);
  const { value: c1, flags } = readFlagged(r);
  if ((flags & INFINITY) !== 0) return G2.ZERO;
  const x = { c0, c1 };
  const y = rootOf(() => Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2_B)));
  const larger = 2n * (y.c1 === 0n ? y.c0 : y.c1) > Fp.ORDER;
  return subgroupPointOf(x, larger === ((flags & LARGER) !== 0) ? y : Fp2.neg(y));
}

function readFlagged(r: Reader): { value: bigint; flags: number } {
  const bytes = r.bytes(SIZE);
  const flags = (bytes[SIZE - 1] as number) & (INFINITY | LARGER);
  if (flags === (INFINITY | LARGER)) throw new CodecError('CODEC_BAD_TAG', { tag: flags });
  bytes[SIZE - 1] = (bytes[SIZE - 1] as number) & ~(INFINITY | LARGER);
  return { value: canonical(bytesToIntLe(bytes)), flags };
}

function canonical(value: bigint): bigint {
  if (value >= Fp.ORDER) throw new CodecError('CODEC_NOT_CANONICAL', { field: 'Fq' });
  return value;
}

function rootOf<T>(root: () => T): T {
  try {
    return root();
  } catch {
    throw new CodecError('CODEC_BAD_POINT', { rule: 'curve' });
  }
}

/** The point of these coordinates, on the curve. */
function pointOf<F, P extends { assertValidity(): void; is0(): boolean }>(
  curve: { fromAffine(point: { x: F; y: F }): P },
  x: F,
  y: F,
): P {
  let point: P;
  try {
    point = curve.fromAffine({ x, y });
    point.assertValidity();
  } catch {
    throw new CodecError('CODEC_BAD_POINT', { rule: 'curve' });
  }
  // The library takes (0, 0) for the identity; here only the flag says so.
  if (point.is0()) throw new CodecError('CODEC_BAD_POINT', { rule: 'curve' });
  return point;
}

function subgroupPointOf(x: Bn254Fp2, y: Bn254Fp2): Bn254G2 {
  const point = pointOf(G2, x, y);
  if (!point.isTorsionFree()) throw new CodecError('CODEC_BAD_POINT', { rule: 'subgroup' });
  return point;
}
