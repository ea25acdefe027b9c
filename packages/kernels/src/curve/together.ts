import { ROW } from '../gen/msmSplit.ts';
import { treeScratch } from '../gen/msmTree.ts';
import { jobScratch } from '../gen/msmWindow.ts';
import type { LocalEngine } from '../local/engine.ts';
import { describeMsm, MSM_HEADER } from '../msm/description.ts';
import type { RandomFill } from './types.ts';

/** Random sums; a point outside the subgroup is missed by all of them with probability 3^−64. */
const SUMS = 64;
/** Sums that share their first additions: a point's factors in them are the balanced ternary digits of one label. */
const DIGITS = 4;
const GROUPS = SUMS / DIGITS;
/** Labels are −40 … 40, the numbers of four balanced ternary digits. */
const LARGEST = (3 ** DIGITS - 1) / 2;
const LABELS = 2 * LARGEST + 1;
/** Labels are read as signed digits of windows of eight bits, one window per group. */
const WINDOW_BITS = 8;
const BUCKETS = 1 << (WINDOW_BITS - 1);
/** Points from which the sums cost less than checking each. */
export const LEAST_TOGETHER = 128;

/**
 * Whether all points lie in the subgroup, or undefined where the additions met equal abscissas. A point is of the subgroup and of
 * a part whose order divides the cofactor, 3·11²·10177²·859267²·52437899². Each of 64 sums takes every point with a
 * factor −1, 0 or 1, drawn uniformly and alone. If the part of one point is not 0, its three multiples differ, because no order is even or 1, and at
 * most one of them is what the rest of the sum lacks to be of the subgroup. So a sum misses it with probability ≤ 1/3, and all
 * 64 with ≤ 3^−64 < 2^−101, whoever chose the points and however they are related, as long as the factors were drawn afterwards.
 *
 * `points` are addresses in the layout of bases, all of the curve and finite. Costs about 17 additions a point and 64 checks.
 */
export function allInSubgroup(
  engine: LocalEngine,
  points: { readonly first: number; readonly count: number; readonly taken: (index: number) => boolean },
  random: RandomFill,
): boolean | undefined {
  const { fp } = engine.assembly;
  const fixed = treeScratch(fp).end;
  const halves = 2 * points.count;
  const rows = (MSM_HEADER + 63) & -64;
  const first = (rows + halves * ROW + 64 + 63) & -64;
  const second = (first + jobScratch(fp, halves, WINDOW_BITS, GROUPS) + 63) & -64;
  const members = 3 ** (DIGITS - 1);
  const end = second + fixed + SUMS * (8 + members * (4 + fp.single * 2)) + 1024;
  return engine.using(end, (base) => {
    writeLabels(engine.bytes(base + rows, halves * ROW), points, random);
    describeMsm(engine.memory.buffer, base, {
      rows: base + rows,
      count: points.count,
      windowBits: WINDOW_BITS,
      windows: GROUPS,
      bases: points.first,
      results: 0,
      threads: 0,
      threadBytes: 1,
      work: 0,
      workBytes: 0,
    });
    const pointers = engine.call('msm_sort', base, 0, GROUPS, base + first);
    const table = base + first + fixed;
    const arena = (table + GROUPS * BUCKETS * 8 + 4 * pointers + 63) & -64;
    if (engine.call('msm_tree', table, GROUPS * BUCKETS, arena, base + first) === 0) return undefined;
    const sums = base + second + fixed;
    const { end: behind } = writeSums(engine, table, sums);
    if (engine.call('msm_tree', sums, SUMS, (behind + 63) & -64, base + second) === 0) return undefined;
    return checkSums(engine, sums);
  });
}

/** A row of labels for every point and an empty one for its image under the endomorphism. */
function writeLabels(
  rows: Uint8Array,
  { count, taken }: { count: number; taken: (index: number) => boolean },
  random: RandomFill,
): void {
  rows.fill(BUCKETS);
  const labels = createLabels(random);
  for (let i = 0; i < count; i++) {
    if (!taken(i)) continue;
    for (let group = 0; group < GROUPS; group++) rows[2 * i * ROW + group] = BUCKETS - LARGEST + labels();
  }
}

/** Numbers 0 … 80, each as likely as any other. */
function createLabels(random: RandomFill): () => number {
  const bytes = new Uint8Array(4096);
  const limit = Math.floor(256 / LABELS) * LABELS;
  let at = bytes.length;
  return () => {
    for (;;) {
      if (at === bytes.length) {
        random(bytes);
        at = 0;
      }
      const byte = bytes[at++] as number;
      if (byte < limit) return byte % LABELS;
    }
  };
}

/** The buckets of the second tree: for each sum the buckets of its group whose label has its digit, negated where that is −1. */
function writeSums(engine: LocalEngine, from: number, to: number): { end: number } {
  const memory = new Int32Array(engine.memory.buffer);
  let pointer = (to >> 2) + 2 * SUMS;
  for (let sum = 0; sum < SUMS; sum++) {
    const entry = (to >> 2) + 2 * sum;
    const digits = bucketDigits[sum % DIGITS] as readonly number[];
    memory[entry] = 4 * pointer;
    for (let label = 1; label <= LARGEST; label++) {
      const digit = digits[label] as number;
      const bucket = (from >> 2) + 2 * (Math.floor(sum / DIGITS) * BUCKETS + label - 1);
      if (digit === 0 || memory[bucket + 1] === 0) continue;
      memory[pointer++] = (memory[(memory[bucket] as number) >> 2] as number) ^ (digit < 0 ? 1 : 0);
    }
    memory[entry + 1] = pointer - ((memory[entry] as number) >> 2);
  }
  return { end: 4 * pointer };
}

/** Digit k of every label from 0 to 40. */
const bucketDigits = Array.from({ length: DIGITS }, (_, k) =>
  Array.from({ length: LARGEST + 1 }, (_, label) => (Math.floor((label + LARGEST) / 3 ** k) % 3) - 1),
);

/** Whether every sum is in the subgroup. Empty ones are. */
function checkSums(engine: LocalEngine, table: number): boolean {
  const memory = new Int32Array(engine.memory.buffer);
  const pointers: number[] = [];
  for (let sum = 0; sum < SUMS; sum++) {
    const entry = (table >> 2) + 2 * sum;
    if (memory[entry + 1] !== 0) pointers.push((memory[(memory[entry] as number) >> 2] as number) & -4);
  }
  return subgroupEach(engine, pointers).every((good) => good);
}

/** Each point by itself. `pointers` are addresses in the layout of bases or of sums. */
export function subgroupEach(engine: LocalEngine, pointers: readonly number[]): boolean[] {
  if (pointers.length === 0) return [];
  const pairs = (pointers.length + 1) >> 1;
  return engine.using(10 * pairs, (at) => {
    const list = new Int32Array(engine.memory.buffer, at, 2 * pairs);
    list.fill(pointers[0] as number);
    list.set(pointers);
    engine.call('g1_subgroupEach', engine.scratch, at, pairs, at + 8 * pairs);
    return Array.from(engine.bytes(at + 8 * pairs, pointers.length), (good) => good === 1);
  });
}
