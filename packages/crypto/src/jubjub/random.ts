import { fr } from '../fields/fr.ts';
import type { StdRng } from '../rng/stdRng.ts';
import { JUBJUB_IDENTITY, type JubJubPoint } from './constants.ts';
import { rootFor } from './encoding.ts';
import { equalJubJub } from './point.ts';

/** A random point of the full curve, drawn as the reference's tests do; seldom in the subgroup. Spec: 01 §2 */
export function randomCurvePoint(rng: StdRng): JubJubPoint {
  for (;;) {
    const v = fr.random(rng.randomBytes);
    const flip = (rng.nextU32() & 1) === 1;
    const u = rootFor(v);
    if (u === null) continue;
    const point = { u: flip ? fr.neg(u) : u, v };
    if (!equalJubJub(point, JUBJUB_IDENTITY)) return point;
  }
}
