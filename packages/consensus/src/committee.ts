import { createLru, type Lru, toHex } from '@eventide/base';
import type { PublicKeyBytes, Vote } from '@eventide/ledger';
import type { Provisioners } from './provisioners.ts';
import { type Committee, drawCommittee } from './sortition.ts';

/** Steps of an iteration, by their place in the step number. Spec: 06 §7 */
export const STEP_OFFSETS = { proposal: 0, validation: 1, ratification: 2 } as const;
export type Step = keyof typeof STEP_OFFSETS;

/** Credits of a voting committee. Spec: 06 §1 */
export const COMMITTEE_CREDITS = 64;
/** Last iteration of a round. Spec: 06 §1 */
export const LAST_ITERATION = 49;

/** Where in the chain a committee sits. */
export type Place = {
  /** Seed of the previous block. */
  readonly seed: Uint8Array;
  readonly round: bigint;
  readonly iteration: number;
};

/** Number of a step within its round, one byte. Spec: 06 §7 */
export function stepNumber(iteration: number, step: Step): number {
  return (iteration * 3 + STEP_OFFSETS[step]) % 256;
}

/** Committees kept per provisioner set: four of each block that is looked at ahead, or those of a round's first iterations. */
const DRAWS_KEPT = 512;

/** A drawing depends on nothing but its arguments, and one block asks for the same ones several times. */
const draws = new WeakMap<Provisioners, Lru<string, Committee>>();

/** The key that may propose in this iteration; undefined if nobody is eligible. Spec: 06 §7 */
export function generatorOf(provisioners: Provisioners, place: Place): PublicKeyBytes | undefined {
  return remembered(provisioners, place, 'proposal', () => drawProposal(provisioners, place))[0]?.key;
}

/** Who votes: this iteration's generator and the next one's are left out. Spec: 06 §7 */
export function votingCommittee(
  provisioners: Provisioners,
  place: Place,
  step: 'validation' | 'ratification',
): Committee {
  return remembered(provisioners, place, step, () => drawVoting(provisioners, place, step));
}

/** More than half of the credits. Spec: 06 §1 */
export function majority(credits: number): number {
  return Math.floor(credits / 2) + 1;
}

/** Two thirds of the credits, rounded up. Spec: 06 §1 */
export function supermajority(credits: number): number {
  return credits - Math.floor(credits / 3);
}

/** Credits a vote needs: a supermajority to accept a candidate, a majority for the rest. Spec: 06 §8 */
export function quorumOf(vote: Vote): number {
  return vote.kind === 'Valid' ? supermajority(COMMITTEE_CREDITS) : majority(COMMITTEE_CREDITS);
}

function drawProposal(provisioners: Provisioners, place: Place): Committee {
  const step = stepNumber(place.iteration, 'proposal');
  return drawCommittee(provisioners, { seed: place.seed, round: place.round, step, credits: 1, exclusion: [] });
}

function drawVoting(provisioners: Provisioners, place: Place, step: 'validation' | 'ratification'): Committee {
  const generators = [generatorOf(provisioners, place)];
  if (place.iteration < LAST_ITERATION) {
    generators.push(generatorOf(provisioners, { ...place, iteration: place.iteration + 1 }));
  }
  return drawCommittee(provisioners, {
    seed: place.seed,
    round: place.round,
    step: stepNumber(place.iteration, step),
    credits: COMMITTEE_CREDITS,
    exclusion: generators.filter((key) => key !== undefined),
  });
}

function remembered(provisioners: Provisioners, place: Place, step: Step, draw: () => Committee): Committee {
  let known = draws.get(provisioners);
  if (known === undefined) {
    known = createLru({ maxEntries: DRAWS_KEPT });
    draws.set(provisioners, known);
  }
  const id = `${toHex(place.seed)}/${place.round}/${place.iteration}/${step}`;
  const drawn = known.get(id) ?? draw();
  known.set(id, drawn);
  return drawn;
}
