import type { Block, PublicKeyBytes } from '@eventide/ledger';
import { Aggregator } from './aggregator.ts';
import { generatorOf, type Place, votingCommittee } from './committee.ts';
import type { Provisioners } from './provisioners.ts';
import type { Signatures } from './signatures.ts';
import type { Committee } from './sortition.ts';

/** From this iteration on a round is in emergency mode. Spec: 06 §1 */
export const EMERGENCY_ITERATION = 16;

/** True for iterations in which only Valid votes count. */
export function isEmergency(iteration: number): boolean {
  return iteration >= EMERGENCY_ITERATION;
}

/** Committees and votes of one iteration. Made when the iteration begins or its first message comes. */
export type Iteration = {
  readonly number: number;
  readonly generator: PublicKeyBytes | undefined;
  readonly committees: { readonly validation: Committee; readonly ratification: Committee };
  readonly aggregators: { readonly validation: Aggregator; readonly ratification: Aggregator };
  candidate: Block | undefined;
  /** The own votes sent, so that none is sent twice. */
  readonly voted: Set<'validation' | 'ratification'>;
};

/** Draws the committees of an iteration. Cost: four drawings. Spec: 06 §7 */
export function createIteration(provisioners: Provisioners, place: Place, signatures: Signatures): Iteration {
  const committees = {
    validation: votingCommittee(provisioners, place, 'validation'),
    ratification: votingCommittee(provisioners, place, 'ratification'),
  };
  const options = { emergency: isEmergency(place.iteration), signatures };
  return {
    number: place.iteration,
    generator: generatorOf(provisioners, place),
    committees,
    aggregators: {
      validation: new Aggregator(committees.validation, options),
      ratification: new Aggregator(committees.ratification, options),
    },
    candidate: undefined,
    voted: new Set(),
  };
}
