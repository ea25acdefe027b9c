import type { Affine, Curve } from './curve.ts';

/** Σ scalars[i]·points[i], one multiplication after the other. */
export function msm<T>(curve: Curve<T>, points: readonly Affine<T>[], scalars: readonly bigint[]): Affine<T> {
  return points.reduce<Affine<T>>(
    (sum, point, i) => curve.plus(sum, curve.multiply(point, scalars[i] as bigint)),
    undefined,
  );
}
