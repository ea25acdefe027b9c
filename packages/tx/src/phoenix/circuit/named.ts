import { equalBytes } from '@eventide/base';
import { decode } from '@eventide/codec';
import type { Rules } from '@eventide/params';
import { encodeOpeningKey, type OpeningKey, type VerifierData } from '@eventide/plonk/keys/verifierData';
import { knownVerifierData } from '../verifierKeys.ts';
import { circuitSet } from './set.ts';

/** A circuit of shielded transactions, as its name says. */
export type CircuitName = { readonly set: Rules['circuitSet']; readonly inputs: number };

/** What `sound-1/phoenix/1…4` and `aegis/phoenix/1…4` name; null for anything else. Spec: 14 §1 */
export function parseCircuitName(name: string): CircuitName | null {
  const match = /^(aegis|sound-1)\/phoenix\/([1-4])$/.exec(name);
  return match === null ? null : { set: match[1] as Rules['circuitSet'], inputs: Number(match[2]) };
}

/** The circuit of this name with the form of its inputs; undefined if there is none. */
export function namedCircuit(name: string) {
  const found = parseCircuitName(name);
  if (found === null) return undefined;
  const { circuit, requestCodec } = circuitSet(found.set);
  return {
    circuit: circuit(found.inputs),
    decodeInputs: (bytes: Uint8Array) => decode<unknown>(requestCodec as never, bytes),
    /** The verifier data everybody knows, where it was made under this reference string. */
    pinned: (openingKey: OpeningKey): VerifierData | undefined => {
      const known = knownVerifierData(found.set, found.inputs);
      return equalBytes(encodeOpeningKey(known.openingKey), encodeOpeningKey(openingKey)) ? known : undefined;
    },
  };
}
