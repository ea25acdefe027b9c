import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import type { PointWires } from '../points.ts';
import { assertEqualPoint } from './basic.ts';
import { addPoint, mulGenerator, mulPoint } from './curve.ts';
import { hashTruncated } from './hash.ts';

/** 4384 rows: R = u·G + c·key. Spec: 02 §5.4 */
export function verifySignature(composer: Composer, u: Wire, r: PointWires, key: PointWires, message: Wire): void {
  const challenge = hashTruncated(composer, [r.u, r.v, key.u, key.v, message]);
  const left = mulGenerator(composer, u, JUBJUB_GENERATOR);
  const right = mulPoint(composer, challenge, key);
  assertEqualPoint(composer, r, addPoint(composer, left, right));
}

/** 6668 rows: R = u·G + c·key and R' = u·G' + c·key'; the challenge names the first key only. Spec: 02 §5.4 */
export function verifyDoubleSignature(
  composer: Composer,
  signature: { readonly u: Wire; readonly r: PointWires; readonly rPrime: PointWires },
  key: PointWires,
  keyPrime: PointWires,
  message: Wire,
): void {
  const { u, r, rPrime } = signature;
  const challenge = hashTruncated(composer, [r.u, r.v, rPrime.u, rPrime.v, key.u, key.v, message]);
  const left = mulGenerator(composer, u, JUBJUB_GENERATOR);
  const right = mulPoint(composer, challenge, key);
  const sum = addPoint(composer, left, right);
  const leftPrime = mulGenerator(composer, u, JUBJUB_GENERATOR_NUMS);
  const rightPrime = mulPoint(composer, challenge, keyPrime);
  const sumPrime = addPoint(composer, leftPrime, rightPrime);
  assertEqualPoint(composer, r, sum);
  assertEqualPoint(composer, rPrime, sumPrime);
}
