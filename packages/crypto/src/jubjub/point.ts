import { type FixedBase, loadKernels } from '@eventide/kernels';
import type { Fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { JUBJUB_D, JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS, JUBJUB_IDENTITY, type JubJubPoint } from './constants.ts';
import { addExtended, fromAffine, negateExtended, toAffine } from './extended.ts';
import { pointAt, pointsToBytes, scalarsToBytes } from './pointBytes.ts';

export function equalJubJub(a: JubJubPoint, b: JubJubPoint): boolean {
  return a.u === b.u && a.v === b.v;
}

export function addJubJub(a: JubJubPoint, b: JubJubPoint): JubJubPoint {
  return toAffine(addExtended(fromAffine(a), fromAffine(b)));
}

export function subJubJub(a: JubJubPoint, b: JubJubPoint): JubJubPoint {
  return toAffine(addExtended(fromAffine(a), negateExtended(fromAffine(b))));
}

export function negateJubJub(point: JubJubPoint): JubJubPoint {
  return { u: fr.neg(point.u), v: point.v };
}

/**
 * `scalar · point` for a point of the curve, torsion included, and any scalar of at most 256 bits; both generators have
 * tables. Not constant time.
 * @throws CryptoError CRYPTO_NOT_REDUCED
 */
export function mulJubJub(scalar: bigint, point: JubJubPoint): JubJubPoint {
  const { jubjub } = loadKernels();
  const base = tableFor(point);
  const scalars = scalarsToBytes([scalar]);
  return pointAt(base === undefined ? jubjub.mulEach(pointsToBytes([point]), scalars) : base.mulMany(scalars), 0);
}

/** The sum of `scalars[i] · points[i]`; both lists have one length. Two products cost hardly more than one. */
export function sumOfProductsJubJub(scalars: readonly bigint[], points: readonly JubJubPoint[]): JubJubPoint {
  if (points.length === 0) return JUBJUB_IDENTITY;
  const products = loadKernels().jubjub.mulEach(pointsToBytes(points), scalarsToBytes(scalars));
  let sum = fromAffine(pointAt(products, 0));
  for (let i = 1; i < points.length; i++) sum = addExtended(sum, fromAffine(pointAt(products, i)));
  return toAffine(sum);
}

/** The Diffie–Hellman point `secret · point`, without cofactor. Spec: 01 §4.5 */
export function dhke(secret: Fl, point: JubJubPoint): JubJubPoint {
  return mulJubJub(secret, point);
}

/** True if the coordinates satisfy −u² + v² = 1 + d·u²·v². Spec: 01 §4.1 */
export function isOnJubJub({ u, v }: JubJubPoint): boolean {
  const u2 = fr.square(u);
  const v2 = fr.square(v);
  return fr.sub(v2, u2) === (1n + u2 * v2 * JUBJUB_D) % fr.modulus;
}

/** Points that are known to lie in the subgroup. They are frozen, so the knowledge stays true. */
const torsionFree = new WeakSet<JubJubPoint>();

/** Freezes a point that passed the subgroup check and remembers it: whoever verifies with it need not check again. */
export function markTorsionFreeJubJub(point: JubJubPoint): JubJubPoint {
  torsionFree.add(Object.freeze(point));
  return point;
}

/** True if `rJ · point` is the identity; the point is on the curve. Spec: 01 §4.3 */
export function isTorsionFreeJubJub(point: JubJubPoint): boolean {
  return torsionFree.has(point) || loadKernels().jubjub.inSubgroupMany(pointsToBytes([point]))[0] === 1;
}

/** What every key and commitment must be: on the curve, in the subgroup, not the identity. Spec: 01 §4.4 */
export function isValidJubJub(point: JubJubPoint): boolean {
  return areValidJubJub([point]);
}

/** True if every point is valid; the subgroup checks are made together. Spec: 01 §4.4 */
export function areValidJubJub(points: readonly JubJubPoint[]): boolean {
  const unknown = points.filter((point) => !torsionFree.has(point));
  if (points.some((point) => equalJubJub(point, JUBJUB_IDENTITY)) || !unknown.every(isOnJubJub)) return false;
  return (
    unknown.length === 0 ||
    loadKernels()
      .jubjub.inSubgroupMany(pointsToBytes(unknown))
      .every((flag) => flag === 1)
  );
}

/** The table of a generator, by identity first: these two are nearly always the constants themselves. */
function tableFor(point: JubJubPoint): FixedBase | undefined {
  for (const generator of [JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS]) {
    if (point === generator || equalJubJub(point, generator)) return fixedBase(generator);
  }
  return undefined;
}

const tables = new Map<JubJubPoint, FixedBase>();

function fixedBase(generator: JubJubPoint): FixedBase {
  const known = tables.get(generator);
  if (known !== undefined) return known;
  const table = loadKernels().jubjub.fixedBase(pointsToBytes([generator]));
  tables.set(generator, table);
  return table;
}
