import { accept, bytesToIntLe, refuse, type Verdict } from '@eventide/base';
import { encodeG2 } from '../bls12-381/encoding.ts';
import { isPairingProductOne, isValidG1, isValidG2, negateG1, sumOfProductsG1 } from '../bls12-381/group.ts';
import { type G1Point, G2_GENERATOR } from '../bls12-381/points.ts';
import type { Fr } from '../fields/fr.ts';
import { drawBytes, type RandomBytes } from '../random.ts';
import { blsHashMessage } from './hash.ts';
import type { BlsPublicKey, BlsSignature, BlsVersion } from './keys.ts';
import type { BlsRefusal } from './sign.ts';

/** One signature and what it shall sign. */
export type BlsClaim = {
  readonly publicKey: BlsPublicKey;
  readonly signature: BlsSignature;
  readonly message: Uint8Array;
};

/** Bits of a weight: a forged signature passes with probability 2^-128. */
const WEIGHT_BYTES = 16;

/**
 * The verdicts of `blsVerify`, for many signatures at once: one pairing product under random weights, in which all signatures of one
 * key share a Miller loop; if it fails, halves are tried. The weights must be unknown to whoever made the signatures.
 * Cost per signature: a hash to the curve and two short multiplications; per key a Miller loop. Spec: 01 §9
 */
export function blsVerifyBatch(
  version: BlsVersion,
  claims: readonly BlsClaim[],
  random: RandomBytes,
): Verdict<BlsRefusal>[] {
  const verdicts = claims.map((): Verdict<BlsRefusal> => refuse('BLS_INVALID_POINT'));
  const sound: Pending[] = [];
  claims.forEach(({ publicKey, signature, message }, index) => {
    if (!isValidG2(publicKey) || !isValidG1(signature)) return;
    const key = encodeG2(publicKey).join();
    sound.push({ index, key, publicKey, signature, hash: blsHashMessage(version, message) });
  });
  decide(sound, random, verdicts);
  return verdicts;
}

type Pending = {
  readonly index: number;
  readonly key: string;
  readonly publicKey: BlsPublicKey;
  readonly signature: BlsSignature;
  readonly hash: G1Point;
};

function decide(claims: readonly Pending[], random: RandomBytes, verdicts: Verdict<BlsRefusal>[]): void {
  if (claims.length === 0) return;
  if (holds(claims, random)) {
    for (const { index } of claims) verdicts[index] = accept();
  } else if (claims.length === 1) {
    verdicts[(claims[0] as Pending).index] = refuse('BLS_INVALID_SIGNATURE');
  } else {
    const half = claims.length >> 1;
    decide(claims.slice(0, half), random, verdicts);
    decide(claims.slice(half), random, verdicts);
  }
}

/** e(−Σ w·σ, g2) · Π over keys e(Σ w·H0(m), pk) = 1, the first weight being 1. */
function holds(claims: readonly Pending[], random: RandomBytes): boolean {
  const weights = claims.map((_, i) => (i === 0 ? 1n : bytesToIntLe(drawBytes(random, WEIGHT_BYTES))));
  const groups = new Map<string, { publicKey: BlsPublicKey; weights: Fr[]; hashes: G1Point[] }>();
  claims.forEach(({ key, publicKey, hash }, i) => {
    const group = groups.get(key) ?? { publicKey, weights: [], hashes: [] };
    group.weights.push(weights[i] as Fr);
    group.hashes.push(hash);
    groups.set(key, group);
  });
  const signatures = claims.map(({ signature }) => signature);
  return isPairingProductOne([
    { g1: negateG1(sumOfProductsG1(weights, signatures)), g2: G2_GENERATOR },
    ...Array.from(groups.values(), (group) => ({
      g1: sumOfProductsG1(group.weights, group.hashes),
      g2: group.publicKey,
    })),
  ]);
}
