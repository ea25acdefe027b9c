import type { Fr } from '@eventide/crypto/fields/fr';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { assertBoolean, assertConstant, assertEqual } from './basic.ts';
import { hash } from './hash.ts';

/** A path of an arity-4 tree, level 0 first (the children of the root). */
export type MerklePath = {
  readonly siblings: readonly (readonly Fr[])[];
  /** Which of the four, on every level. */
  readonly positions: readonly number[];
};

/** 1009 rows per level: the root that `leaf` has by this path, for the caller to compare. Spec: 02 §5.3 */
export function opening(composer: Composer, { siblings, positions }: MerklePath, leaf: Wire): Wire {
  const levels = siblings
    .map((children, level) => ({ children, position: positions[level] as number, level }))
    .reverse()
    .map((level) => ({ ...level, pairs: positionBits(composer, level) }));
  let needle = leaf;
  for (const { pairs, level } of levels) {
    needle = composer.within(`level ${level}`, () => {
      for (const { bit, child } of pairs) {
        const chosen = composer.evaluate({ qM: 1n, a: bit, b: child });
        const wanted = composer.evaluate({ qM: 1n, a: bit, b: needle });
        assertEqual(composer, chosen, wanted);
      }
      return hash(
        composer,
        'merkle4',
        pairs.map(({ child }) => child),
      );
    });
  }
  return needle;
}

function positionBits(
  composer: Composer,
  { children, position, level }: { children: readonly Fr[]; position: number; level: number },
): { bit: Wire; child: Wire }[] {
  return composer.within(`position ${level}`, () => {
    const pairs = children.map((value, i) => {
      const bit = composer.witness(i === position ? 1n : 0n);
      const child = composer.witness(value);
      assertBoolean(composer, bit);
      return { bit, child };
    });
    const [a, b, d, last] = pairs.map(({ bit }) => bit) as [Wire, Wire, Wire, Wire];
    const three = composer.evaluate({ qL: 1n, a, qR: 1n, b, qF: 1n, d });
    const four = composer.evaluate({ qL: 1n, a: three, qR: 1n, b: last });
    assertConstant(composer, four, 1n);
    return pairs;
  });
}
