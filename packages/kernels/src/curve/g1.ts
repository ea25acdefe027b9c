import { POINT_STATUS } from '../gen/curvePoints.ts';
import { ROW } from '../gen/msmSplit.ts';
import { pointLayout } from '../gen/msmTree.ts';
import { DESCRIPTION, jobScratch } from '../gen/msmWindow.ts';
import { KernelError } from '../kernels.ts';
import type { LocalEngine } from '../local/engine.ts';
import { describeMsm, MSM_HEADER, readMsmResult } from '../msm/description.ts';
import { chooseWindow, windowCount } from '../msm/window.ts';
import { BETA } from '../plain/curve.ts';
import {
  bigintOf,
  COORDINATE,
  compressPoints,
  infinityBytes,
  isCanonical,
  negatePoint,
  readFlags,
  records,
  restIsZero,
  reverseInto,
} from './bytes.ts';
import { createLocalGroup, type LocalGroup } from './localGroup.ts';
import { g1Split } from './straus.ts';
import { allInSubgroup, LEAST_TOGETHER, subgroupEach } from './together.ts';
import type { DecodedPoints, G1Kernels, PointStatus, RandomFill } from './types.ts';

const BYTES = 2 * COORDINATE;
/** Below this many terms interleaved multiplication beats buckets. */
const STRAUS_LIMIT = 4;

const statusNames: Readonly<Record<number, PointStatus>> = {
  [POINT_STATUS.good]: 'good',
  [POINT_STATUS.notCanonical]: 'malformed',
  [POINT_STATUS.notOnCurve]: 'notOnCurve',
  [POINT_STATUS.notInSubgroup]: 'notInSubgroup',
};

/** G1, and the group beneath it for who works with points in kernel memory. */
export function createG1(engine: LocalEngine): G1Kernels & { readonly group: LocalGroup } {
  const { fp } = engine.assembly;
  const { size } = fp;
  const layout = pointLayout(fp);
  const beta = engine.arena.alloc(size);
  for (const lane of [0, 1] as const) fp.write(engine.memory.buffer, beta, lane, BETA);
  const group = createLocalGroup(engine, 'g1', g1Split, (to, from) => {
    engine.call('fp_mulPair', to, from, beta);
    const memory = new Uint8Array(engine.memory.buffer);
    memory.copyWithin(to + size, from + size, from + 3 * size);
  });

  /**
   * Brings records to the kernels; malformed ones and infinity are replaced by (0, 2), which lies on the curve. `body` gets the
   * addresses of source, points and status.
   */
  const staged = <T>(
    encodings: Uint8Array,
    compressed: boolean,
    body: (at: { source: number; points: number; status: number }, kinds: readonly ReturnType<typeof readFlags>[]) => T,
  ): T => {
    const record = compressed ? COORDINATE : BYTES;
    const count = records(encodings, record);
    return engine.using((count + 1) * (BYTES + layout.base + 2), (source) => {
      const points = source + (count + 1) * BYTES;
      const status = points + (count + 1) * layout.base;
      const memory = engine.bytes(source, count * BYTES);
      memory.fill(0);
      const kinds = Array.from({ length: count }, (_, i) => {
        const from = i * record;
        const kind = compressed ? readCompressedFlags(encodings, from) : readFlags(encodings, from, BYTES);
        const to = i * BYTES;
        if (kind !== 'finite') memory[to + COORDINATE] = compressed ? 0 : 2;
        else {
          reverseInto(memory, to, encodings, from);
          if (compressed) {
            memory[to + COORDINATE - 1] = (encodings[from] as number) & 0x1f;
            memory[to + COORDINATE] = ((encodings[from] as number) >> 5) & 1;
          } else reverseInto(memory, to + COORDINATE, encodings, from + COORDINATE);
        }
        return kind;
      });
      return body({ source, points, status }, kinds);
    });
  };

  /** Status bytes of points outside the subgroup, by random sums first; there must be many of them. */
  const checkTogether = (
    points: number,
    status: number,
    kinds: readonly ReturnType<typeof readFlags>[],
    random: RandomFill,
  ): void => {
    const codes = engine.bytes(status, kinds.length).slice();
    const taken = (i: number): boolean => kinds[i] === 'finite' && codes[i] === POINT_STATUS.good;
    if (allInSubgroup(engine, { first: points, count: kinds.length, taken }, random)) return;
    const indices = [...kinds.keys()].filter(taken);
    const good = subgroupEach(
      engine,
      indices.map((i) => points + i * layout.base),
    );
    const memory = engine.bytes(status, kinds.length);
    indices.forEach((index, k) => {
      if (!good[k]) memory[index] = POINT_STATUS.notInSubgroup;
    });
  };

  const checked = (encodings: Uint8Array, compressed: boolean, random?: RandomFill): DecodedPoints =>
    staged(encodings, compressed, ({ source, points, status }, kinds) => {
      const name = compressed ? 'g1_decompress' : 'g1_load';
      const together = random !== undefined && kinds.length >= LEAST_TOGETHER;
      engine.call(name, engine.scratch, source, points, kinds.length, status, together ? 0 : 1);
      if (together) checkTogether(points, status, kinds, random);
      const out = new Uint8Array(kinds.length * BYTES);
      const codes = engine.bytes(status, kinds.length).slice();
      const names = kinds.map((kind, i): PointStatus => {
        if (kind === 'finite') return statusNames[codes[i] as number] as PointStatus;
        return kind === 'infinity' ? 'good' : 'malformed';
      });
      kinds.forEach((kind, i) => {
        if (kind !== 'finite' || codes[i] !== POINT_STATUS.good) {
          out[i * BYTES] = 0x40;
          return;
        }
        engine.call('g1_coordinates', engine.scratch, points + i * layout.base, engine.scratch + 256);
        const words = engine.bytes(engine.scratch, BYTES);
        reverseInto(out, i * BYTES, words, 0);
        reverseInto(out, i * BYTES + COORDINATE, words, COORDINATE);
      });
      return { points: out, status: names };
    });

  const buckets = (points: Uint8Array, scalars: Uint8Array): Uint8Array =>
    staged(points, false, (at, kinds) => {
      const count = kinds.length;
      engine.call('g1_load', engine.scratch, at.source, at.points, count, at.status, 0);
      const codes = engine.bytes(at.status, count);
      kinds.forEach((kind, i) => {
        if (kind === 'malformed') throw new KernelError('KERNEL_NOT_CANONICAL', { index: i });
        if (codes[i] !== POINT_STATUS.good) throw new KernelError('KERNEL_NOT_ON_CURVE', { index: i });
      });
      const windowBits = chooseWindow(count);
      const windows = windowCount(windowBits);
      const results = MSM_HEADER;
      const rows = results + windows * 3 * size;
      const values = rows + count * 2 * ROW + 64;
      const work = (values + 32 * count + 63) & -64;
      return engine.using(work + jobScratch(fp, 2 * count, windowBits, windows), (base) => {
        const target = engine.bytes(base + values, 32 * count);
        target.set(scalars);
        kinds.forEach((kind, i) => {
          if (kind === 'infinity') target.fill(0, 32 * i, 32 * (i + 1));
        });
        describeMsm(engine.memory.buffer, base, {
          rows: base + rows,
          count,
          windowBits,
          windows,
          bases: at.points,
          results: base + results,
          threads: 0,
          threadBytes: 1,
          work: base + work,
          workBytes: 0,
        });
        engine.call('msm_split', engine.scratch, base + values, base + rows, count, base + DESCRIPTION.size);
        engine.call('msm_job', engine.scratch, base, 0, windows);
        engine.call('msm_combine', engine.scratch, base, base + MSM_HEADER - 112);
        return readMsmResult(engine.memory.buffer, base + MSM_HEADER - 112);
      });
    });

  return {
    group,
    pointBytes: BYTES,
    decompressMany: (encodings) => checked(encodings, true),
    decompressTogether: (encodings, random) => checked(encodings, true, random),
    compressMany: (points) => compressPoints(points, BYTES),
    check: (points) => checked(points, false).status,
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
      if (count === 0) return infinityBytes(BYTES);
      return count < STRAUS_LIMIT ? group.straus(points, scalarList(scalars)) : buckets(points, scalars);
    },
  };
}

/** Little-endian scalars of 32 bytes. */
export const scalarList = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, i) => bigintOf(bytes.slice(32 * i, 32 * i + 32).reverse()));

function readCompressedFlags(bytes: Uint8Array, at: number): ReturnType<typeof readFlags> {
  const first = bytes[at] as number;
  if (first === 0xc0) return restIsZero(bytes, at, COORDINATE) ? 'infinity' : 'malformed';
  return (first & 0xc0) === 0x80 && isCanonical(bytes, at, first & 0x1f) ? 'finite' : 'malformed';
}
