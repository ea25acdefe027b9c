import { bytesToIntBe, equalBytes } from '@eventide/base';
import { sha3_256 } from '@eventide/crypto';
import type { PublicKeyBytes } from '@eventide/ledger';
import { eligibleIn, type Provisioner, type Provisioners } from './provisioners.ts';

/** A drawn member: `credits` is the weight of its vote. */
export type Member = { readonly key: PublicKeyBytes; readonly credits: number };

/** Members in ascending order of their keys: the order of the bits of a vote bitset. Spec: 06 §8 */
export type Committee = readonly Member[];

/** What a drawing depends on. Spec: 06 §7 */
export type Draw = {
  /** Seed of the previous block, 48 bytes. */
  readonly seed: Uint8Array;
  /** Filters eligibility only; it does not enter the hash. */
  readonly round: bigint;
  /** `(3·iteration + s) mod 256`. */
  readonly step: number;
  readonly credits: number;
  /** Keys left out while more than one provisioner is eligible. */
  readonly exclusion: readonly PublicKeyBytes[];
};

/** Weight a provisioner loses with each credit it wins: 1 DUSK. Spec: 06 §7 */
const WEIGHT_PER_CREDIT = 1_000_000_000n;

/**
 * Draws a committee. An empty eligible set gives an empty committee: the step fails, not the process.
 * Cost: one hash and one walk over the eligible set per credit. Spec: 06 §7
 */
export function drawCommittee(provisioners: Provisioners, draw: Draw): Committee {
  const candidates = withoutExcluded(eligibleIn(provisioners, draw.round), draw.exclusion);
  const weights = candidates.map(({ stake }) => stake);
  const counts = new Array<number>(candidates.length).fill(0);
  let total = weights.reduce((sum, weight) => sum + weight, 0n);
  const hashOf = hashesOf(draw.seed, draw.step);
  // A single one wins whatever the score is.
  const winnerOf = (counter: number): number =>
    candidates.length === 1 ? 0 : pick(weights, bytesToIntBe(hashOf(counter)) % total);
  for (let counter = 0; counter < draw.credits && total > 0n; counter++) {
    const winner = winnerOf(counter);
    const weight = weights[winner] as bigint;
    const loss = weight < WEIGHT_PER_CREDIT ? weight : WEIGHT_PER_CREDIT;
    weights[winner] = weight - loss;
    counts[winner] = (counts[winner] as number) + 1;
    if (total <= loss) break;
    total -= loss;
  }
  return candidates.map(({ key }, i) => ({ key, credits: counts[i] as number })).filter(({ credits }) => credits > 0);
}

/** The hash a score comes from. Spec: 06 §7, step 4 */
export function sortitionHash(seed: Uint8Array, step: number, counter: number): Uint8Array {
  return hashesOf(seed, step)(counter);
}

/** The hashes of one drawing: only the counter at the end changes. */
function hashesOf(seed: Uint8Array, step: number): (counter: number) => Uint8Array {
  const input = new Uint8Array(seed.length + 5);
  input.set(seed);
  input[seed.length] = step;
  const view = new DataView(input.buffer);
  return (counter) => {
    view.setUint32(seed.length + 1, counter, true);
    return sha3_256(input);
  };
}

/** The hash as a big-endian integer modulo the weight still in the draw. Spec: 06 §7, step 4 */
export function sortitionScore(seed: Uint8Array, step: number, counter: number, totalWeight: bigint): bigint {
  return bytesToIntBe(sortitionHash(seed, step, counter)) % totalWeight;
}

/** The first whose weight is not below what is left of the score. A score of 0 picks the first, whatever its weight. */
function pick(weights: readonly bigint[], score: bigint): number {
  let rest = score;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as bigint;
    if (weight >= rest) return i;
    rest -= weight;
  }
  return weights.length - 1;
}

function withoutExcluded(eligible: Provisioners, exclusion: readonly PublicKeyBytes[]): readonly Provisioner[] {
  if (eligible.length <= 1) return eligible;
  return eligible.filter(({ key }) => !exclusion.some((excluded) => equalBytes(excluded, key)));
}
