import type { Fl } from '@eventide/crypto/fields/fl';
import { JUBJUB_GENERATOR, JUBJUB_GENERATOR_NUMS } from '@eventide/crypto/jubjub/constants';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import type { PointWires } from '../points.ts';
import { anchor, freeChain, sharedChain, ternaryDigits } from './chains.ts';
import { truncate128 } from './range.ts';
import { mulOdd, oddDigits, oddTable } from './variableBase.ts';

const CHALLENGE_QUADS = 64;

/** The challenge 2·(hash mod 2^128) − (2^128 − 1) that a signer must use. Spec: 10 §5.3 */
export function challengeInteger(hash: bigint): bigint {
  return 2n * (hash & ((1n << 128n) - 1n)) - ((1n << 128n) - 1n);
}

/**
 * R = z·G + e·A with e from `hash`; R's wires end the chain, so R is on the curve. A must be on the curve and in the
 * subgroup by the caller's means. Spec: 10 §5.3
 */
export function verifySignature(composer: Composer, key: PointWires, r: PointWires, hash: Wire, z: Fl): void {
  const multiplier = oddDigits(composer, truncate128(composer, hash), CHALLENGE_QUADS);
  const product = mulOdd(composer, [{ table: oddTable(composer, key), multiplier }]);
  anchor(composer, freeChain(composer, product, JUBJUB_GENERATOR, ternaryDigits(z), { end: r }));
}

/** R = z·G + e·A and R' = z·G' + e·A', the digits of z shared. Spec: 10 §5.3 */
export function verifyDoubleSignature(
  composer: Composer,
  keys: readonly [PointWires, PointWires],
  commitments: readonly [PointWires, PointWires],
  hash: Wire,
  z: Fl,
): void {
  const multiplier = oddDigits(composer, truncate128(composer, hash), CHALLENGE_QUADS);
  const digits = ternaryDigits(z);
  const product = mulOdd(composer, [{ table: oddTable(composer, keys[0]), multiplier }]);
  const chain = freeChain(composer, product, JUBJUB_GENERATOR, digits, { end: commitments[0] });
  anchor(composer, chain);
  const second = mulOdd(composer, [{ table: oddTable(composer, keys[1]), multiplier }]);
  anchor(composer, sharedChain(composer, second, JUBJUB_GENERATOR_NUMS, digits, chain.digits, commitments[1]));
}
