import type { Rules } from '@eventide/params';
import type { Circuit } from '@eventide/plonk/circuit';
import { layOut } from '@eventide/plonk/composer/composer';
import { rowDigest } from '@eventide/plonk/digest';
import { phoenixCircuits } from '@eventide/tx/phoenix/circuit/set';
import type { CircuitLayout } from './protocol.ts';

/** Lays the circuits of shielded transactions out: equal digests mean equal circuits. Cost: seconds for `aegis`. Spec: 13 §2.2 */
export function layOutCircuits(set: Rules['circuitSet']): readonly CircuitLayout[] {
  return phoenixCircuits(set).map((each, index) => {
    const circuit = each as Circuit<unknown>;
    const { layout } = layOut((composer) => circuit.compose(composer, circuit.example));
    return { inputs: index + 1, rows: layout.rows.length, digest: rowDigest(layout) };
  });
}
