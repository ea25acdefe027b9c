import { STRAUS_TABLE } from '../gen/curveG2.ts';
import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';
import { type Fp2, fp2 } from '../plain/fp2.ts';
import { FP_MODULUS } from '../plain/numbers.ts';
import { bigintOf, COORDINATE, infinityBytes, readFlags, records, reverseInto } from './bytes.ts';
import { type Split, strausDigits } from './straus.ts';

/** Points of one group in kernel memory: projective, three slots; G1 repeats its point in both lanes. */
export type LocalGroup = {
  readonly name: 'g1' | 'g2';
  readonly bytes: number;
  readonly entry: number;
  /** Puts an uncompressed point at `to`; false for infinity. @throws KernelError KERNEL_NOT_CANONICAL */
  load(points: Uint8Array, from: number, to: number): boolean;
  store(at: number): Uint8Array;
  /** Points of G1 that differ between the lanes: both, one after the other; undefined if one of them is infinity. */
  storeBoth(at: number): Uint8Array | undefined;
  /** Σ scalars[i]·points[i] with shared doublings and the endomorphism. `image(to, from)` applies it. */
  straus(points: Uint8Array, scalars: readonly bigint[]): Uint8Array;
  /** The same of points that `put` brings to its addresses, left at an address that `body` gets. */
  strausOf<T>(scalars: readonly bigint[], put: (i: number, to: number) => void, body: (at: number) => T): T;
  sum(points: Uint8Array): Uint8Array;
};

const WORDS = 2 * COORDINATE;

export function createLocalGroup(
  engine: LocalEngine,
  name: 'g1' | 'g2',
  split: Split,
  image: (to: number, from: number) => void,
): LocalGroup {
  const { size } = engine.assembly.fp;
  const { scratch } = engine;
  const entry = 3 * size;
  const bytes = name === 'g1' ? 96 : 192;
  const lanes = name === 'g1' ? 1 : 2;
  const fp = engine.assembly.fp;

  const setConstant = (slot: number, real: bigint): void => {
    fp.write(engine.memory.buffer, slot, 0, real);
    fp.write(engine.memory.buffer, slot, 1, name === 'g1' ? real : 0n);
  };
  const setInfinity = (at: number): void => {
    setConstant(at, 0n);
    setConstant(at + size, 1n);
    setConstant(at + 2 * size, 0n);
  };

  const invert = (value: bigint): bigint => {
    const big = new Uint8Array(COORDINATE);
    writeBytes(big, 0, value);
    reverseInto(engine.bytes(scratch, COORDINATE), 0, big, 0);
    engine.call('fp_inverse', scratch, scratch, scratch + 128);
    return bigintOf(engine.bytes(scratch, COORDINATE).slice().reverse());
  };
  /** 1 / z as conj(z) / norm(z); the norm of a nonzero z is not 0. */
  const inverseOf = ({ c0, c1 }: Fp2): Fp2 => {
    if (name === 'g1') return { c0: invert(c0), c1: 0n };
    const norm = invert((c0 * c0 + c1 * c1) % FP_MODULUS);
    return { c0: (c0 * norm) % FP_MODULUS, c1: ((FP_MODULUS - c1) * norm) % FP_MODULUS };
  };

  const group: LocalGroup = {
    name,
    bytes,
    entry,
    load(points, from, to) {
      const kind = readFlags(points, from, bytes);
      if (kind === 'malformed') throw new KernelError('KERNEL_NOT_CANONICAL');
      if (kind === 'infinity') {
        setInfinity(to);
        return false;
      }
      const memory = engine.bytes(scratch, WORDS);
      for (const k of [0, 1]) {
        const at = from + (k * bytes) / 2;
        // The imaginary part comes first in the encoding and is lane 1.
        reverseInto(memory, 0, points, at + (lanes - 1) * COORDINATE);
        reverseInto(memory, COORDINATE, points, at);
        engine.call('fp_load', to + k * size, scratch, scratch + COORDINATE);
      }
      setConstant(to + 2 * size, 1n);
      return true;
    },
    store(at) {
      const coordinate = (k: number): { c0: bigint; c1: bigint } => {
        engine.call('fp_words', at + k * size, scratch, scratch + 128);
        const words = engine.bytes(scratch, WORDS);
        return {
          c0: bigintOf(words.slice(0, COORDINATE).reverse()),
          c1: name === 'g1' ? 0n : bigintOf(words.slice(COORDINATE, WORDS).reverse()),
        };
      };
      const z = coordinate(2);
      if (z.c0 === 0n && z.c1 === 0n) return infinityBytes(bytes);
      const inverse = inverseOf(z);
      const out = new Uint8Array(bytes);
      [0, 1].forEach((k) => {
        const value = fp2.mul(coordinate(k), inverse);
        const parts = name === 'g1' ? [value.c0] : [value.c1, value.c0];
        parts.forEach((part, i) => {
          writeBytes(out, (k * bytes) / 2 + i * COORDINATE, part);
        });
      });
      return out;
    },
    storeBoth(at) {
      const coordinate = (k: number): readonly [bigint, bigint] => {
        engine.call('fp_words', at + k * size, scratch, scratch + 128);
        const words = engine.bytes(scratch, WORDS);
        const lane = (from: number): bigint => bigintOf(words.slice(from, from + COORDINATE).reverse());
        return [lane(0), lane(COORDINATE)];
      };
      const affine = [coordinate(0), coordinate(1)] as const;
      const [z0, z1] = coordinate(2);
      if (z0 === 0n || z1 === 0n) return undefined;
      // One inversion serves both.
      const inverse = invert((z0 * z1) % FP_MODULUS);
      const out = new Uint8Array(2 * bytes);
      [(inverse * z1) % FP_MODULUS, (inverse * z0) % FP_MODULUS].forEach((inverseZ, lane) => {
        affine.forEach((values, k) => {
          writeBytes(out, lane * bytes + k * COORDINATE, ((values[lane] as bigint) * inverseZ) % FP_MODULUS);
        });
      });
      return out;
    },
    straus(points, scalars) {
      if (scalars.length === 0) return infinityBytes(bytes);
      return group.strausOf(scalars, (i, to) => void group.load(points, i * bytes, to), group.store);
    },
    strausOf(scalars, put, body) {
      const { parts, windows } = split;
      const count = scalars.length;
      const table = STRAUS_TABLE * entry;
      const total = count * parts;
      const digits = strausDigits(scalars, split);
      return engine.using(entry + total * table + digits.length, (out) => {
        const tables = out + entry;
        for (let i = 0; i < count; i++) {
          const first = tables + i * parts * table;
          put(i, first);
          engine.call(`${name}_table`, first, scratch);
          for (let k = 0; k < (parts - 1) * STRAUS_TABLE; k++) image(first + table + k * entry, first + k * entry);
        }
        const list = tables + total * table;
        new Int8Array(engine.memory.buffer, list, digits.length).set(digits);
        engine.call(`${name}_straus`, out, tables, list, total, windows, scratch);
        return body(out);
      });
    },
    sum(points) {
      const count = records(points, bytes);
      return engine.using(2 * entry, (total) => {
        setInfinity(total);
        for (let i = 0; i < count; i++) {
          if (group.load(points, i * bytes, total + entry)) {
            engine.call(`${name}_add`, total, total, total + entry, scratch);
          }
        }
        return group.store(total);
      });
    },
  };
  return group;
}

/** The 48 big-endian bytes of a coordinate. */
export function writeBytes(out: Uint8Array, at: number, value: bigint): void {
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  let rest = value;
  for (let i = at + COORDINATE - 8; i >= at; i -= 8) {
    view.setBigUint64(i, BigInt.asUintN(64, rest));
    rest >>= 64n;
  }
}
