import { bytesToIntLe } from '@eventide/base';
import { concatBytes } from '../curve/bytes.ts';
import type { DecodedPoints, GroupKernels, PointStatus } from '../curve/types.ts';
import { G1_GENERATOR, G2_GENERATOR } from '../plain/curve.ts';
import { encodeG1, encodeG2 } from '../plain/encoding.ts';
import { BATCH, type Cases, type CheckedKernels, flag, inBatches } from './cases.ts';
import type { Draw } from './draw.ts';

const STATUSES: readonly PointStatus[] = ['good', 'malformed', 'notOnCurve', 'notInSubgroup'];
const statusBytes = (status: readonly PointStatus[]): Uint8Array =>
  Uint8Array.from(status, (each) => STATUSES.indexOf(each));

/** Points in a chain, each the sum of one before and a drawn multiple: cheap and never the same. */
function points(group: GroupKernels, generator: Uint8Array, draw: Draw, count: number): Uint8Array {
  const step = group.mul(generator, bytesToIntLe(draw.bytes(32)));
  const out = [group.mul(generator, bytesToIntLe(draw.bytes(32)))];
  while (out.length < count) out.push(group.sum(concatBytes([out[draw.index(out.length)] as Uint8Array, step])));
  return concatBytes(out.slice(0, count));
}

/** Encodings with every verdict: good ones, x at random (mostly not on the curve or not in the subgroup), torn flags. */
function spoil(encodings: Uint8Array, size: number, compressed: boolean, draw: Draw): Uint8Array {
  const out = new Uint8Array(encodings);
  for (let at = 0; at < out.length; at += size) {
    const kind = draw.index(8);
    if (kind === 0) out[at + draw.index(size)] = draw.index(256);
    if (kind === 1) out[at] = (out[at] as number) ^ (0x20 << draw.index(3));
    if (kind < 2 || kind > 4) continue;
    out.set(draw.bytes(size), at);
    for (let k = 0; k < size; k += 48) out[at + k] = draw.index(0x1a);
    if (compressed) out[at] = (out[at] as number) | 0x80 | (0x20 * draw.index(2));
  }
  return out;
}

function decoded(found: DecodedPoints, out: (bytes: Uint8Array) => void): void {
  out(found.points);
  out(statusBytes(found.status));
}

type Side = { readonly name: 'g1' | 'g2'; readonly generator: Uint8Array };
const sides: readonly Side[] = [
  { name: 'g1', generator: encodeG1(G1_GENERATOR) },
  { name: 'g2', generator: encodeG2(G2_GENERATOR) },
];

function groupCases({ name, generator }: Side): Record<string, Cases> {
  const some = (on: CheckedKernels, draw: Draw, count: number): Uint8Array =>
    points(on.curves[name], generator, draw, count);
  return {
    [`${name} mul`]: (on, draw, count, out) =>
      inBatches(count, (n) => {
        const list = some(on, draw, n);
        const size = on.curves[name].pointBytes;
        for (let i = 0; i < n; i++) {
          out(on.curves[name].mul(list.subarray(i * size, i * size + size), bytesToIntLe(draw.bytes(32))));
        }
      }),
    [`${name} sum and negate`]: (on, draw, count, out) => {
      const { pointBytes } = on.curves[name];
      const list = some(on, draw, BATCH);
      for (let i = 0; i < count; i++) {
        const from = draw.index(BATCH - 8);
        const part = list.subarray(from * pointBytes, (from + draw.index(9)) * pointBytes);
        out(on.curves[name].negate(on.curves[name].sum(part)));
      }
    },
    [`${name} compress`]: (on, draw, count, out) =>
      inBatches(count, (n) => out(on.curves[name].compressMany(some(on, draw, n)))),
    [`${name} decompress`]: (on, draw, count, out) =>
      inBatches(count, (n) => {
        const { pointBytes, compressMany, decompressMany } = on.curves[name];
        decoded(decompressMany(spoil(compressMany(some(on, draw, n)), pointBytes / 2, true, draw)), out);
      }),
    [`${name} check`]: (on, draw, count, out) =>
      inBatches(count, (n) => {
        const { pointBytes, check } = on.curves[name];
        out(statusBytes(check(spoil(some(on, draw, n), pointBytes, false, draw))));
      }),
    [`${name} msm`]: (on, draw, count, out) => {
      const { pointBytes, msm } = on.curves[name];
      const list = some(on, draw, BATCH);
      for (let i = 0; i < count; i++) {
        const [from, terms] = [draw.index(BATCH - 8), draw.index(9)];
        out(msm(list.subarray(from * pointBytes, (from + terms) * pointBytes), draw.elements(terms)));
      }
    },
  };
}

/** Both groups and pairing products. Spec: 11 §6 */
export const curveCases: Readonly<Record<string, Cases>> = {
  ...groupCases(sides[0] as Side),
  ...groupCases(sides[1] as Side),
  'pairing product': ({ curves: { g1, g2, pairing } }, draw, count, out) =>
    inBatches(count, (n) => {
      const [left, right] = sides.map(({ name, generator }) => points(name === 'g1' ? g1 : g2, generator, draw, n)) as [
        Uint8Array,
        Uint8Array,
      ];
      for (let i = 0; i < n; i++)
        out(pairing.product(left.subarray(96 * i, 96 * i + 96), right.subarray(192 * i, 192 * i + 192)));
    }),
  'pairing equation': ({ curves: { g1, g2, pairing } }, draw, count, out) => {
    const [one, two] = sides.map(({ generator }) => generator) as [Uint8Array, Uint8Array];
    for (let i = 0; i < count; i++) {
      // e(k·G1, G2)·e(−G1, k·G2) = 1, and with another k on the right it is not.
      const k = bytesToIntLe(draw.bytes(32));
      const left = concatBytes([g1.mul(one, k), g1.negate(one)]);
      out(flag(pairing.isOne(left, concatBytes([two, g2.mul(two, k + BigInt(draw.index(2)))]))));
    }
  },
};
