import type { Fr } from '@eventide/crypto/fields/fr';
import { HADES_FULL_ROUNDS, HADES_PARTIAL_ROUNDS, HADES_WIDTH, hadesConstants } from '@eventide/crypto/poseidon/hades';
import { type PoseidonDomain, poseidonTag } from '@eventide/crypto/poseidon/hash';
import type { Composer } from '../../composer/composer.ts';
import type { Wire } from '../../composer/row.ts';
import { appendConstant } from './basic.ts';
import { logicXor } from './range.ts';

const RATE = HADES_WIDTH - 1;
const ROUNDS = HADES_FULL_ROUNDS + HADES_PARTIAL_ROUNDS;
const TRUNCATED_PAIRS = 125;

/** 985 rows: the Hades permutation. Spec: 02 §5.1 */
export function permute(composer: Composer, state: readonly Wire[]): Wire[] {
  const { rounds, mds } = hadesConstants();
  let current = state.map((a, i) => composer.evaluate({ qL: 1n, a, qC: (rounds[0] as readonly Fr[])[i] as Fr }));
  for (let round = 0; round < ROUNDS; round++) {
    const full = round < HADES_FULL_ROUNDS / 2 || round >= ROUNDS - HADES_FULL_ROUNDS / 2;
    current = current.map((wire, i) => (full || i === HADES_WIDTH - 1 ? fifthPower(composer, wire) : wire));
    current = mds.map((row, j) => mix(composer, row, current, rounds[round + 1]?.[j]));
  }
  return current;
}

/** 1 + inputs + 985·⌈inputs / 4⌉ rows: the Poseidon hash, `count` outputs. Spec: 02 §5.2 */
export function hashMany(composer: Composer, domain: PoseidonDomain, inputs: readonly Wire[], count: number): Wire[] {
  let state: Wire[] = [appendConstant(composer, poseidonTag(domain, inputs.length, count)), 0, 0, 0, 0];
  inputs.forEach((a, i) => {
    if (i > 0 && i % RATE === 0) state = permute(composer, state);
    const lane = 1 + (i % RATE);
    state[lane] = composer.evaluate({ qL: 1n, a, qR: 1n, b: state[lane] as Wire });
  });
  const outputs: Wire[] = [];
  while (outputs.length < count) {
    state = permute(composer, state);
    outputs.push(...state.slice(1, 1 + Math.min(RATE, count - outputs.length)));
  }
  return outputs;
}

/** The Poseidon hash, one output. */
export function hash(composer: Composer, domain: PoseidonDomain, inputs: readonly Wire[]): Wire {
  return hashMany(composer, domain, inputs, 1)[0] as Wire;
}

/** The low 250 bits of the hash; not tied to it (02 §12.1). */
export function hashTruncated(composer: Composer, inputs: readonly Wire[]): Wire {
  return logicXor(composer, TRUNCATED_PAIRS, hash(composer, 'other', inputs), 0);
}

function fifthPower(composer: Composer, x: Wire): Wire {
  const square = composer.evaluate({ qM: 1n, a: x, b: x });
  const fourth = composer.evaluate({ qM: 1n, a: square, b: square });
  return composer.evaluate({ qM: 1n, a: fourth, b: x });
}

function mix(composer: Composer, row: readonly Fr[], state: readonly Wire[], constant: Fr = 0n): Wire {
  const [a, b, d, e, f] = state as [Wire, Wire, Wire, Wire, Wire];
  const [ma, mb, md, me, mf] = row as [Fr, Fr, Fr, Fr, Fr];
  const first = composer.evaluate({ qL: ma, a, qR: mb, b, qF: md, d });
  return composer.evaluate({ qL: me, a: e, qR: mf, b: f, qF: 1n, d: first, qC: constant });
}
