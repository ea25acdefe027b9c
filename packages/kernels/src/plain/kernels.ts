import { bytesToIntLe, concatBytes, equalBytes, intToBytesLe } from '@eventide/base';
import {
  type FixedBase,
  type FrKernels,
  type JubJubKernels,
  KernelError,
  type Kernels,
  type PoseidonKernels,
} from '../kernels.ts';
import { checkScalar, FR_BYTES, frConcat, frFromBytes, frList, frToBytes, recordCount } from '../local/elements.ts';
import { blake2bShort } from './blake2b.ts';
import { permute, WIDTH } from './hades.ts';
import { addPoints, JUBJUB_GENERATOR, JUBJUB_IDENTITY, type JubJubPoint, mulPoint, pointFromV } from './jubjub.ts';
import { FR_MODULUS, invMod, JUBJUB_ORDER } from './numbers.ts';
import { sqrtFr } from './sqrt.ts';

const POINT_BYTES = 2 * FR_BYTES;

/** The bigint tier: every synchronous kernel by its definition. Spec: 11 §1.3 */
export function createPlainKernels(): Kernels {
  return { tier: 'bigint', fr, poseidon, jubjub };
}

const records = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: recordCount(bytes, size) }, (_, i) => bytes.subarray(size * i, size * (i + 1)));
const toPoint = (bytes: Uint8Array): JubJubPoint => {
  if (bytes.length !== POINT_BYTES) throw new KernelError('KERNEL_BAD_LENGTH', { point: bytes.length });
  return [frFromBytes(bytes.subarray(0, FR_BYTES)), frFromBytes(bytes.subarray(FR_BYTES))];
};
const fromPoint = (point: JubJubPoint): Uint8Array => frConcat(point);
const encode = ([u, v]: JubJubPoint): Uint8Array => intToBytesLe(v | ((u & 1n) << 255n), FR_BYTES);
const decode = (bytes: Uint8Array): JubJubPoint | undefined => {
  const raw = bytesToIntLe(bytes);
  return pointFromV(BigInt.asUintN(255, raw), Number(raw >> 255n) as 0 | 1);
};
const join = (parts: readonly Uint8Array[]): Uint8Array => concatBytes(...parts);

const fr: FrKernels = {
  mul(a, b) {
    frToBytes(a);
    frToBytes(b);
    return (a * b) % FR_MODULUS;
  },
  invertMany: (values) => frConcat(frList(values).map((value) => invMod(value, FR_MODULUS))),
  sqrtMany(values) {
    const roots = frList(values).map(sqrtFr);
    return {
      roots: frConcat(roots.map(even)),
      valid: Uint8Array.from(roots, (root) => (root === undefined ? 0 : 1)),
    };
  },
};

const even = (root: bigint | undefined): bigint => (root === undefined ? 0n : root & 1n ? FR_MODULUS - root : root);

const poseidon: PoseidonKernels = {
  permute(state) {
    if (state.length !== WIDTH) throw new KernelError('KERNEL_BAD_LENGTH', { state: state.length });
    for (const value of state) frToBytes(value);
    return permute(state);
  },
  permuteMany: (states) => join(records(states, WIDTH * FR_BYTES).map((state) => frConcat(permute(frList(state))))),
  compressMany(tag, rows) {
    frToBytes(tag);
    return frConcat(records(rows, 4 * FR_BYTES).map((row) => permute([tag, ...frList(row)])[1] as bigint));
  },
};

const jubjub: JubJubKernels = {
  mul: (point, scalar) => fromPoint(mulPoint(toPoint(point), checkScalar(scalar))),
  mulMany: (points, scalar) => join(records(points, POINT_BYTES).map((point) => jubjub.mul(point, scalar))),
  mulEach(points, scalars) {
    const list = records(scalars, FR_BYTES).map(bytesToIntLe);
    const sources = records(points, POINT_BYTES);
    if (list.length !== sources.length) throw new KernelError('KERNEL_BAD_LENGTH', { points: sources.length });
    return join(sources.map((point, i) => jubjub.mul(point, list[i] as bigint)));
  },
  fixedBase(point): FixedBase {
    const base = toPoint(point);
    return {
      mulMany: (scalars) =>
        join(records(scalars, FR_BYTES).map((scalar) => fromPoint(mulPoint(base, bytesToIntLe(scalar))))),
    };
  },
  decompressMany(encodings) {
    const points = records(encodings, FR_BYTES).map(decode);
    return {
      points: join(points.map((point) => fromPoint(point ?? JUBJUB_IDENTITY))),
      valid: Uint8Array.from(points, (point) => (point === undefined ? 0 : 1)),
    };
  },
  compressMany: (points) => join(records(points, POINT_BYTES).map((point) => encode(toPoint(point)))),
  inSubgroupMany: (points) =>
    Uint8Array.from(records(points, POINT_BYTES), (point) => {
      const [u, v] = mulPoint(toPoint(point), JUBJUB_ORDER);
      return u === 0n && v === 1n ? 1 : 0;
    }),
  ownsMany({ a, b }, notes) {
    checkScalar(a);
    const [generator, spend] = [toPoint(JUBJUB_GENERATOR), toPoint(b)];
    return Uint8Array.from(records(notes, POINT_BYTES), (note) => {
      const r = decode(note.subarray(0, FR_BYTES));
      if (r === undefined) return 0;
      const scalar = bytesToIntLe(blake2bShort(encode(mulPoint(r, a)))) % JUBJUB_ORDER;
      const key = addPoints(mulPoint(generator, scalar), spend);
      return equalBytes(encode(key), note.subarray(FR_BYTES)) ? 1 : 0;
    });
  },
};
