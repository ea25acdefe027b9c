import { bytesToIntLe } from '@eventide/base';
import type { Kernels, ViewKey } from '../kernels.ts';
import { frConcat, frList } from '../local/elements.ts';
import { blake2bShort } from '../plain/blake2b.ts';
import { addPoints, JUBJUB_GENERATOR } from '../plain/jubjub.ts';
import { JUBJUB_ORDER } from '../plain/numbers.ts';
import { type Cases, inBatches } from './cases.ts';
import type { Draw } from './draw.ts';

/** Points of the prime subgroup of JubJub, 64 bytes each. */
const subgroupPoints = ({ jubjub }: Kernels, draw: Draw, count: number): Uint8Array =>
  jubjub.fixedBase(JUBJUB_GENERATOR).mulMany(draw.bytes(32 * count));

/** Curve points: of the subgroup, and where random bytes happen to decode, of any order. */
function curvePoints(kernels: Kernels, draw: Draw, count: number): Uint8Array {
  const points = subgroupPoints(kernels, draw, count);
  const decoded = kernels.jubjub.decompressMany(draw.elements(count));
  for (let i = 0; i < count; i++) {
    if (decoded.valid[i] === 1) points.set(decoded.points.subarray(64 * i, 64 * i + 64), 64 * i);
  }
  return points;
}

/** The synchronous kernels. Spec: 11 §7 */
export const localCases: Readonly<Record<string, Cases>> = {
  'fr mul': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => {
      const [a, b] = [frList(draw.elements(n)), frList(draw.elements(n))];
      out(frConcat(a.map((x, i) => kernels.fr.mul(x, b[i] as bigint))));
    }),
  'fr sqr': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(frConcat(frList(draw.elements(n)).map((x) => kernels.fr.mul(x, x))))),
  'fr invert': ({ kernels }, draw, count, out) => inBatches(count, (n) => out(kernels.fr.invertMany(draw.elements(n)))),
  'fr sqrt': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => {
      const { roots, valid } = kernels.fr.sqrtMany(draw.elements(n));
      out(roots);
      out(valid);
    }),
  'poseidon permute': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(kernels.poseidon.permuteMany(draw.elements(5 * n)))),
  'poseidon permute, alone': ({ kernels }, draw, count, out) => {
    for (let i = 0; i < count; i++) out(frConcat(kernels.poseidon.permute(frList(draw.elements(5)))));
  },
  'poseidon compress': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => {
      const tag = frList(draw.elements(1))[0] as bigint;
      out(kernels.poseidon.compressMany(tag, draw.elements(4 * n)));
    }),
  'jubjub fixed base': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(subgroupPoints(kernels, draw, n))),
  'jubjub mul': ({ kernels }, draw, count, out) => {
    for (let i = 0; i < count; i++) {
      out(kernels.jubjub.mul(curvePoints(kernels, draw, 1), bytesToIntLe(draw.bytes(32))));
    }
  },
  'jubjub mul, same scalar': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(kernels.jubjub.mulMany(curvePoints(kernels, draw, n), bytesToIntLe(draw.bytes(32))))),
  'jubjub mul, own scalars': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(kernels.jubjub.mulEach(curvePoints(kernels, draw, n), draw.bytes(32 * n)))),
  'jubjub compress': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(kernels.jubjub.compressMany(curvePoints(kernels, draw, n)))),
  'jubjub decompress': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => {
      const { points, valid } = kernels.jubjub.decompressMany(draw.bytes(32 * n));
      out(points);
      out(valid);
    }),
  'jubjub subgroup': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => out(kernels.jubjub.inSubgroupMany(curvePoints(kernels, draw, n)))),
  'jubjub ownership': ({ kernels }, draw, count, out) =>
    inBatches(count, (n) => {
      const viewKey = { a: bytesToIntLe(draw.bytes(32)) >> 5n, b: subgroupPoints(kernels, draw, 1) };
      const notes = notesFor(kernels, viewKey, subgroupPoints(kernels, draw, n));
      for (let i = 0; i < n; i++) if (draw.index(2) === 0) notes[64 * i + draw.index(64)] = draw.index(256);
      out(kernels.jubjub.ownsMany(viewKey, notes));
    }),
};

/** Notes of the key, one per R: (R, hash(a·R)·G + B). Spec: 01 §10.4 */
function notesFor({ jubjub }: Kernels, { a, b }: ViewKey, rs: Uint8Array): Uint8Array {
  const shared = jubjub.compressMany(jubjub.mulMany(rs, a));
  const count = rs.length / 64;
  const scalars = frConcat(
    Array.from(
      { length: count },
      (_, i) => bytesToIntLe(blake2bShort(shared.subarray(32 * i, 32 * i + 32))) % JUBJUB_ORDER,
    ),
  );
  const [spend, keys] = [frList(b), frList(jubjub.fixedBase(JUBJUB_GENERATOR).mulMany(scalars))];
  const npks = Array.from({ length: count }, (_, i) =>
    addPoints([keys[2 * i] as bigint, keys[2 * i + 1] as bigint], [spend[0] as bigint, spend[1] as bigint]),
  );
  const [left, right] = [jubjub.compressMany(rs), jubjub.compressMany(frConcat(npks.flat()))];
  const notes = new Uint8Array(64 * count);
  for (let i = 0; i < count; i++) {
    notes.set(left.subarray(32 * i, 32 * i + 32), 64 * i);
    notes.set(right.subarray(32 * i, 32 * i + 32), 64 * i + 32);
  }
  return notes;
}
