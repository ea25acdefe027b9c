import { type Fl, fl } from '../fields/fl.ts';
import { fr } from '../fields/fr.ts';
import { JUBJUB_D, JUBJUB_IDENTITY, type JubJubPoint } from './constants.ts';
import { addExtended, type Extended, fromAffine, multiplyExtended, negateExtended, toAffine } from './extended.ts';

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

/** `scalar · point` for any scalar of at most 256 bits; works on the full curve. Not constant time. */
export function mulJubJub(scalar: bigint, point: JubJubPoint): JubJubPoint {
  return toAffine(multiplyExtended(scalar, fromAffine(point)));
}

/** The sum of `scalars[i] · points[i]`; both lists have one length. */
export function sumOfProductsJubJub(scalars: readonly bigint[], points: readonly JubJubPoint[]): JubJubPoint {
  let sum: Extended = fromAffine(JUBJUB_IDENTITY);
  points.forEach((point, i) => {
    sum = addExtended(sum, multiplyExtended(scalars[i] as bigint, fromAffine(point)));
  });
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

/** True if `rJ · point` is the identity; the point is on the curve. Spec: 01 §4.3 */
export function isTorsionFreeJubJub(point: JubJubPoint): boolean {
  return equalJubJub(mulJubJub(fl.modulus, point), JUBJUB_IDENTITY);
}

/** What every key and commitment must be: on the curve, in the subgroup, not the identity. Spec: 01 §4.4 */
export function isValidJubJub(point: JubJubPoint): boolean {
  return !equalJubJub(point, JUBJUB_IDENTITY) && isOnJubJub(point) && isTorsionFreeJubJub(point);
}
