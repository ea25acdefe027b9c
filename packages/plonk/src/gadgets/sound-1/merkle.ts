import { type Fr, fr } from '@eventide/crypto/fields/fr';
import { poseidonTag } from '@eventide/crypto/poseidon/hash';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { appendLinear, assertLinear } from './linear.ts';
import { firstRoundConstant, type Lane, outputTerms, permuteToOutputs } from './poseidon.ts';

/**
 * 512 rows per level: `leaf` is below `root`. `siblings` are the four children on every level, level 0 below the root;
 * they are values of the prover, not witnesses, and the position is not part of the statement. Spec: 10 §4
 */
export function assertOpening(composer: Composer, leaf: Wire, siblings: readonly (readonly Fr[])[], root: Wire): void {
  let needle = leaf;
  for (let level = siblings.length - 1; level >= 0; level--) {
    const outputs = composer.within(`level ${level}`, () => {
      const state = membership(composer, needle, siblings[level] as readonly Fr[]);
      if (level === 0) assertLinear(composer, [...outputTerms(state, 1), [-1n, root]]);
      return level === 0 ? root : appendLinear(composer, outputTerms(state, 1));
    });
    needle = outputs;
  }
}

/** One level whose parent is a new witness. */
export function merkleLevel(composer: Composer, needle: Wire, children: readonly Fr[]): Wire {
  return appendLinear(composer, outputTerms(membership(composer, needle, children), 1));
}

/** Π (needle − child) = 0, then the permutation over the children. */
function membership(composer: Composer, needle: Wire, children: readonly Fr[]): Wire[] {
  const value = composer.value(needle);
  const differences = children.map((child) => composer.witness(value - child));
  const lanes: Lane[] = [{ constant: poseidonTag('merkle4', 4, 1) }];
  children.forEach((child, i) => {
    const constant = firstRoundConstant(1 + i);
    const prepared = composer.witness(child + constant);
    // needle − (needle − child) − (child + constant) + constant = 0
    composer.row({ a: needle, qL: 1n, b: differences[i], qR: -1n, c: prepared, qO: -1n, qC: constant });
    lanes.push({ prepared });
  });
  const [e0, e1, e2, e3] = differences as [Wire, Wire, Wire, Wire];
  const p = composer.witness(fr.mul(composer.value(e0), composer.value(e1)));
  const q = composer.witness(fr.mul(composer.value(e2), composer.value(e3)));
  composer.row({ qM: 1n, a: e0, b: e1, c: p, qO: -1n });
  composer.row({ qM: 1n, a: e2, b: e3, c: q, qO: -1n });
  composer.row({ qM: 1n, a: p, b: q });
  return permuteToOutputs(composer, lanes);
}
