import { bytesToIntLe, equalBytes, intToBytesLe, toHex } from '@eventide/base';
import { COMB_WINDOWS, combBytes, POINT_SLOTS } from '../gen/jubjub.ts';
import { type FixedBase, type JubJubKernels, KernelError } from '../kernels.ts';
import { JUBJUB_GENERATOR } from '../plain/jubjub.ts';
import { FR_MODULUS, JUBJUB_ORDER } from '../plain/numbers.ts';
import { checkScalar, FR_BYTES, frConcat, frToBytes, recordCount } from './elements.ts';
import type { LocalEngine } from './engine.ts';
import { invertRows } from './fr.ts';
import { loadRows, storeRows } from './rows.ts';

const POINT_BYTES = 2 * FR_BYTES;
/** Points computed at a time: their working set stays in the second cache. */
const BATCH = 512;
const IDENTITY: Uint8Array = frConcat([0n, 1n]);

/** JubJub on the generated kernels. Points of 64 bytes must be on the curve: only canonical coordinates are checked. */
export function createJubjub(engine: LocalEngine): JubJubKernels {
  const { fr } = engine.assembly;
  const { size } = fr;
  const bases = new Map<string, Comb>();

  /** Affine slots at `out` from extended points; destroys nothing. */
  const normalise = (points: number, pairs: number, out: number): void => {
    engine.using(pairs * size, (z) => {
      engine.call('jub_z', points, z, pairs);
      invertRows(engine, z, pairs);
      engine.call('jub_affine', points, z, pairs, out);
    });
  };
  /** Writes digits and runs a multiplication from affine slots to extended ones. */
  const multiply = (
    name: 'jub_mul_same' | 'jub_mul_many',
    affine: number,
    pairs: number,
    digits: Digits,
    out: number,
  ): void => {
    engine.using(digits.bytes.length, (at) => {
      new Int8Array(engine.memory.buffer, at, digits.bytes.length).set(digits.bytes);
      const stride = name === 'jub_mul_many' ? [2 * digits.count] : [];
      engine.call(name, engine.scratch, out, affine, pairs, at, digits.count, ...stride);
    });
  };
  /** Runs `body` over batches of at most `BATCH` records and joins what it gives. */
  const batches = (count: number, width: number, body: (from: number, end: number) => Uint8Array): Uint8Array => {
    const out = new Uint8Array(count * width);
    for (let from = 0; from < count; from += BATCH) out.set(body(from, Math.min(count, from + BATCH)), from * width);
    return out;
  };
  const mulBatch = (name: 'jub_mul_same' | 'jub_mul_many', points: Uint8Array, digits: Digits): Uint8Array => {
    const amount = points.length / POINT_BYTES;
    const pairs = (amount + 1) >> 1;
    return engine.using(pairs * (2 + POINT_SLOTS) * size, (affine) => {
      const extended = affine + pairs * 2 * size;
      loadRows(engine, affine, points, 2);
      multiply(name, affine, pairs, digits, extended);
      normalise(extended, pairs, affine);
      return storeRows(engine, affine, amount, 2);
    });
  };

  type Comb = FixedBase & { readonly slots: (scalars: readonly bigint[], out: number) => void };
  const fixedBase = (point: Uint8Array): Comb => {
    if (point.length !== POINT_BYTES) throw new KernelError('KERNEL_BAD_LENGTH', { point: point.length });
    const key = toHex(point);
    const known = bases.get(key);
    if (known !== undefined) return known;
    const table = engine.arena.alloc(combBytes(size));
    engine.using(2 * size, (at) => {
      loadRows(engine, at, point, 2);
      engine.call('jub_comb', engine.scratch, table, at);
    });
    const slots = (scalars: readonly bigint[], out: number): void => {
      const pairs = (scalars.length + 1) >> 1;
      const digits = new Int16Array(2 * pairs * COMB_WINDOWS);
      scalars.forEach((scalar, i) => {
        writeCombDigits(scalar, digits, (i >> 1) * 2 * COMB_WINDOWS + (i & 1));
      });
      engine.using(digits.byteLength, (at) => {
        new Int16Array(engine.memory.buffer, at, digits.length).set(digits);
        engine.call('jub_comb_many', engine.scratch, out, table, pairs, at);
      });
    };
    const comb: Comb = {
      slots,
      mulMany(scalars) {
        const count = recordCount(scalars, FR_BYTES);
        return batches(count, POINT_BYTES, (from, end) => {
          const pairs = (end - from + 1) >> 1;
          const list = scalarList(scalars, from, end);
          return engine.using(pairs * (2 + POINT_SLOTS) * size, (affine) => {
            const extended = affine + pairs * 2 * size;
            slots(list, extended);
            normalise(extended, pairs, affine);
            return storeRows(engine, affine, end - from, 2);
          });
        });
      },
    };
    bases.set(key, comb);
    return comb;
  };

  /** Decodes into (u, v) slots; the flags are 1 for points, and slots of others hold some garbage within bounds. */
  const decode = (encodings: Uint8Array, points: number): Uint8Array => {
    const count = encodings.length / FR_BYTES;
    const pairs = (count + 1) >> 1;
    const ordinates = new Uint8Array(encodings);
    const signs = new Uint8Array(2 * pairs);
    const flags = new Uint8Array(2 * pairs).fill(1);
    for (let i = 0; i < count; i++) {
      const last = FR_BYTES * i + FR_BYTES - 1;
      signs[i] = (ordinates[last] as number) >> 7;
      ordinates[last] = (ordinates[last] as number) & 0x7f;
      if (!isReduced(ordinates, FR_BYTES * i)) {
        flags[i] = 0;
        ordinates.fill(0, FR_BYTES * i, last + 1);
      }
    }
    if (count % 2 === 1) signs[count] = signs[count - 1] as number;
    return engine.using(pairs * (3 * size + 4), (v) => {
      const [top, bottom, signsAt] = [v + pairs * size, v + 2 * pairs * size, v + 3 * pairs * size];
      const flagsAt = signsAt + 2 * pairs;
      loadRows(engine, v, ordinates, 1);
      engine.call('jub_from_v', v, pairs, top, bottom);
      invertRows(engine, bottom, pairs, 'col_invert_public');
      engine.bytes(signsAt, 2 * pairs).set(signs);
      engine.bytes(flagsAt, 2 * pairs).set(flags);
      engine.call('jub_decode', engine.scratch, top, bottom, v, points, signsAt, flagsAt, pairs);
      return engine.bytes(flagsAt, count).slice();
    });
  };

  /** Flags of one batch of notes: a·R, its hash as a scalar, hash·G + B, and the bytes of that against npk. */
  const ownsBatch = (a: Digits, b: Uint8Array, notes: Uint8Array): Uint8Array => {
    const count = notes.length / POINT_BYTES;
    const pairs = (count + 1) >> 1;
    const encodings = new Uint8Array(count * FR_BYTES);
    for (let i = 0; i < count; i++)
      encodings.set(notes.subarray(POINT_BYTES * i, POINT_BYTES * i + FR_BYTES), FR_BYTES * i);
    return engine.using(pairs * (4 + POINT_SLOTS) * size, (affine) => {
      const [base, extended] = [affine + 2 * pairs * size, affine + 4 * pairs * size];
      const flags = decode(encodings, affine);
      multiply('jub_mul_same', affine, pairs, a, extended);
      normalise(extended, pairs, affine);
      const scalars = hashToScalars(compress(storeRows(engine, affine, count, 2)));
      fixedBase(JUBJUB_GENERATOR).slots(scalars, extended);
      loadRows(engine, base, b, 2);
      engine.call('jub_add_affine', engine.scratch, extended, base, pairs);
      normalise(extended, pairs, affine);
      const keys = compress(storeRows(engine, affine, count, 2));
      return flags.map((flag, i) => {
        const key = keys.subarray(FR_BYTES * i, FR_BYTES * (i + 1));
        return flag === 1 && equalBytes(key, notes.subarray(POINT_BYTES * i + FR_BYTES, POINT_BYTES * (i + 1))) ? 1 : 0;
      });
    });
  };
  const hashToScalars = (messages: Uint8Array): bigint[] => {
    const count = messages.length / FR_BYTES;
    return engine.using(count * 96, (from) => {
      engine.bytes(from, messages.length).set(messages);
      const digests = from + messages.length;
      engine.call('blake2b_32', from, digests, count);
      const words = new BigUint64Array(engine.memory.buffer, digests, 8 * count);
      return Array.from({ length: count }, (_, i) => {
        let value = 0n;
        for (let k = 7; k >= 0; k--) value = (value << 64n) | (words[8 * i + k] as bigint);
        return value % JUBJUB_ORDER;
      });
    });
  };

  return {
    mul(point, scalar) {
      if (point.length !== POINT_BYTES) throw new KernelError('KERNEL_BAD_LENGTH', { point: point.length });
      return mulBatch('jub_mul_same', point, sameDigits(checkScalar(scalar)));
    },
    mulMany(points, scalar) {
      const count = recordCount(points, POINT_BYTES);
      const digits = sameDigits(checkScalar(scalar));
      return batches(count, POINT_BYTES, (from, end) =>
        mulBatch('jub_mul_same', points.subarray(POINT_BYTES * from, POINT_BYTES * end), digits),
      );
    },
    mulEach(points, scalars) {
      const count = recordCount(points, POINT_BYTES);
      if (recordCount(scalars, FR_BYTES) !== count) throw new KernelError('KERNEL_BAD_LENGTH', { points: count });
      return batches(count, POINT_BYTES, (from, end) =>
        mulBatch(
          'jub_mul_many',
          points.subarray(POINT_BYTES * from, POINT_BYTES * end),
          pairDigits(scalarList(scalars, from, end)),
        ),
      );
    },
    fixedBase,
    decompressMany(encodings) {
      const count = recordCount(encodings, FR_BYTES);
      const valid = new Uint8Array(count);
      const points = batches(count, POINT_BYTES, (from, end) =>
        engine.using(((end - from + 1) >> 1) * 2 * size, (slots) => {
          const flags = decode(encodings.subarray(FR_BYTES * from, FR_BYTES * end), slots);
          valid.set(flags, from);
          const bytes = storeRows(engine, slots, end - from, 2);
          flags.forEach((flag, i) => {
            if (flag === 0) bytes.set(IDENTITY, POINT_BYTES * i);
          });
          return bytes;
        }),
      );
      return { points, valid };
    },
    compressMany(points) {
      const count = recordCount(points, POINT_BYTES);
      for (let i = 0; i < 2 * count; i++) frToBytes(bytesToIntLe(points.subarray(FR_BYTES * i, FR_BYTES * (i + 1))));
      return compress(points);
    },
    inSubgroupMany(points) {
      const count = recordCount(points, POINT_BYTES);
      return batches(count, 1, (from, end) => {
        const pairs = (end - from + 1) >> 1;
        return engine.using(pairs * (2 * size + 2), (rows) => {
          const flags = rows + 2 * pairs * size;
          loadRows(engine, rows, points.subarray(POINT_BYTES * from, POINT_BYTES * end), 2);
          engine.call('jub_subgroup', engine.scratch, rows, flags, pairs);
          return engine.bytes(flags, end - from).slice();
        });
      });
    },
    ownsMany({ a, b }, notes) {
      const count = recordCount(notes, POINT_BYTES);
      if (b.length !== POINT_BYTES) throw new KernelError('KERNEL_BAD_LENGTH', { point: b.length });
      const digits = sameDigits(checkScalar(a));
      return batches(count, 1, (from, end) =>
        ownsBatch(digits, b, notes.subarray(POINT_BYTES * from, POINT_BYTES * end)),
      );
    },
  };
}

const modulusBytes = intToBytesLe(FR_MODULUS, FR_BYTES);

/** Whether the 32 little-endian bytes are below the modulus. */
function isReduced(bytes: Uint8Array, at: number): boolean {
  for (let k = FR_BYTES - 1; k >= 0; k--) {
    const [byte, limit] = [bytes[at + k] as number, modulusBytes[k] as number];
    if (byte !== limit) return byte < limit;
  }
  return false;
}

/** Encodings of affine points: v with the parity of u in the top bit. Spec: 01 §4.3 */
function compress(points: Uint8Array): Uint8Array {
  const count = points.length / POINT_BYTES;
  const out = new Uint8Array(count * FR_BYTES);
  for (let i = 0; i < count; i++) {
    out.set(points.subarray(POINT_BYTES * i + FR_BYTES, POINT_BYTES * (i + 1)), FR_BYTES * i);
    const last = FR_BYTES * (i + 1) - 1;
    out[last] = (out[last] as number) | (((points[POINT_BYTES * i] as number) & 1) << 7);
  }
  return out;
}

const scalarList = (scalars: Uint8Array, from: number, end: number): bigint[] =>
  Array.from({ length: end - from }, (_, i) =>
    bytesToIntLe(scalars.subarray(FR_BYTES * (from + i), FR_BYTES * (from + i + 1))),
  );

/** Signed digits of 4 bits, most significant first. */
type Digits = { readonly bytes: Int8Array; readonly count: number };

/** Digits that every scalar below 2^bits fits: each lies in −7 … 8. */
const digitCount = (bits: number): number => Math.floor(bits / 4) + 1;
const bitLength = (scalar: bigint): number => scalar.toString(2).length;

function sameDigits(scalar: bigint): Digits {
  const count = digitCount(bitLength(scalar));
  const bytes = new Int8Array(count);
  writeDigits(scalar, count, bytes, 0, 1);
  return { bytes, count };
}

/** Lanes side by side, pair after pair; an odd last scalar serves both lanes. */
function pairDigits(scalars: readonly bigint[]): Digits {
  const count = digitCount(scalars.reduce((most, scalar) => Math.max(most, bitLength(scalar)), 1));
  const lanes = 2 * ((scalars.length + 1) >> 1);
  const bytes = new Int8Array(lanes * count);
  for (let i = 0; i < lanes; i++) {
    const scalar = scalars[Math.min(i, scalars.length - 1)] as bigint;
    writeDigits(scalar, count, bytes, (i >> 1) * 2 * count + (i & 1), 2);
  }
  return { bytes, count };
}

function writeDigits(scalar: bigint, count: number, out: Int8Array, from: number, step: number): void {
  const bytes = intToBytesLe(scalar, FR_BYTES + 1);
  let carry = 0;
  for (let k = 0; k < count; k++) {
    const digit = (((bytes[k >> 1] as number) >> (4 * (k & 1))) & 15) + carry;
    carry = digit > 8 ? 1 : 0;
    out[from + step * (count - 1 - k)] = digit - 16 * carry;
  }
}

/** 33 signed digits of 8 bits, least significant first, at `from`, `from + 2`, … */
function writeCombDigits(scalar: bigint, digits: Int16Array, from: number): void {
  let carry = 0;
  let rest = scalar;
  for (let k = 0; k < COMB_WINDOWS; rest >>= 32n) {
    // Four digits out of every 32 bits: few operations on bigints.
    let word = Number(BigInt.asUintN(32, rest));
    for (const end = Math.min(COMB_WINDOWS, k + 4); k < end; k++, word >>>= 8) {
      const digit = (word & 255) + carry;
      carry = digit > 128 ? 1 : 0;
      digits[from + 2 * k] = digit - 256 * carry;
    }
  }
}
