import { utf8 } from '@eventide/base';
import { type Fr, fr } from '../fields/fr.ts';
import { readIntLe } from '../fields/words.ts';
import { sha512 } from '../hash.ts';

/** Elements of the permutation's state. */
export const HADES_WIDTH = 5;
/** Full rounds, half of them before and half after the partial ones. */
export const HADES_FULL_ROUNDS = 8;
/** Rounds whose S-box acts on the last element only. */
export const HADES_PARTIAL_ROUNDS = 60;

export type HadesConstants = {
  /** One row of five per round. */
  readonly rounds: readonly (readonly Fr[])[];
  readonly mds: readonly (readonly Fr[])[];
};

// The published constants are Montgomery limbs read as plain integers, hence the factor. Spec: 01 §5, §16 item 1
const LIMB_FACTOR = (1n << 256n) % fr.modulus;

let cached: HadesConstants | undefined;

/** Round constants and matrix, made at the first call (about 3 ms) and kept. Spec: 01 §5 */
export function hadesConstants(): HadesConstants {
  cached ??= { rounds: makeRounds(), mds: makeMds() };
  return cached;
}

/** The Hades permutation of five elements; a new array. Cost: 1700 products and 100 S-boxes. Spec: 01 §5 */
export function hadesPermutation(state: readonly Fr[]): Fr[] {
  const { rounds, mds } = hadesConstants();
  const firstPartial = HADES_FULL_ROUNDS / 2;
  const lastPartial = firstPartial + HADES_PARTIAL_ROUNDS;
  let current = [...state];
  rounds.forEach((constants, round) => {
    const partial = round >= firstPartial && round < lastPartial;
    for (let i = 0; i < HADES_WIDTH; i++) {
      const sum = (current[i] as bigint) + (constants[i] as bigint);
      current[i] = partial && i < HADES_WIDTH - 1 ? sum : fifthPower(sum % fr.modulus);
    }
    current = multiply(mds, current);
  });
  return current;
}

function fifthPower(a: Fr): Fr {
  const square = (a * a) % fr.modulus;
  return (((square * square) % fr.modulus) * a) % fr.modulus;
}

function multiply(matrix: HadesConstants['mds'], state: readonly Fr[]): Fr[] {
  return matrix.map((row) => {
    let sum = 0n;
    for (let i = 0; i < HADES_WIDTH; i++) sum += (row[i] as bigint) * (state[i] as bigint);
    return sum % fr.modulus;
  });
}

function makeRounds(): Fr[][] {
  const count = HADES_FULL_ROUNDS + HADES_PARTIAL_ROUNDS;
  let hash = sha512(utf8('poseidon-for-plonk'));
  let sum = 1n;
  return Array.from({ length: count }, () =>
    Array.from({ length: HADES_WIDTH }, () => {
      sum = (readIntLe(hash) + sum) % fr.modulus;
      hash = sha512(hash);
      return fr.mul(sum, LIMB_FACTOR);
    }),
  );
}

function makeMds(): Fr[][] {
  return Array.from({ length: HADES_WIDTH }, (_, i) =>
    Array.from({ length: HADES_WIDTH }, (_, j) => fr.mul(LIMB_FACTOR, fr.inv(BigInt(i + j + HADES_WIDTH)))),
  );
}
