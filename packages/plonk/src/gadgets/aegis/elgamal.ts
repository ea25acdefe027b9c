import { JUBJUB_GENERATOR } from '@eventide/crypto/jubjub/constants';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import type { PointWires } from '../points.ts';
import { addPoint, mulGenerator, mulPoint } from './curve.ts';

/** 2280 rows: (r·G, message + r·key). Spec: 02 §5.5 */
export function encryptUnchecked(
  composer: Composer,
  key: PointWires,
  message: PointWires,
  r: Wire,
): [PointWires, PointWires] {
  const shared = mulPoint(composer, r, key);
  const c1 = mulGenerator(composer, r, JUBJUB_GENERATOR);
  return [c1, addPoint(composer, message, shared)];
}
