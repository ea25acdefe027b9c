import type { Codec } from '@eventide/codec';
import { contractConstants, type Rules } from '@eventide/params';
import type { Circuit } from '@eventide/plonk/circuit';
import { TxError } from '../../errors.ts';
import { proverRequestCodec, type Sound1CircuitInputs } from '../proverRequest.ts';
import { type AegisCircuitInputs, txCircuitVecCodec } from '../txCircuitVec.ts';
import { aegisPhoenixCircuit } from './aegis/circuit.ts';
import { sound1PhoenixCircuit } from './sound-1/circuit.ts';

/** Inputs of a Phoenix circuit by the name of its set. */
export type PhoenixCircuitInputs = { readonly aegis: AegisCircuitInputs; readonly 'sound-1': Sound1CircuitInputs };

type SetName = Rules['circuitSet'];

/** The Phoenix circuits of one set behind one door. Which set is valid says the height, by the rules. Spec: 10 §9 */
export type PhoenixCircuitSet<Name extends SetName = SetName> = {
  readonly name: Name;
  /** In prover requests and proof fields. */
  readonly id: number;
  readonly maxInputs: number;
  /** @throws TxError TX_BAD_PROOF_FIELD unless `inputs` is 1 to `maxInputs` */
  readonly circuit: (inputs: number) => Circuit<PhoenixCircuitInputs[Name]>;
  /** Bytes that a prover receives. */
  readonly requestCodec: Codec<PhoenixCircuitInputs[Name]>;
};

const maxInputs = contractConstants.maxPhoenixInputs;

const sets: { readonly [Name in SetName]: PhoenixCircuitSet<Name> } = {
  aegis: { name: 'aegis', id: 0, maxInputs, circuit: counted(aegisPhoenixCircuit), requestCodec: txCircuitVecCodec },
  'sound-1': {
    name: 'sound-1',
    id: 1,
    maxInputs,
    circuit: counted(sound1PhoenixCircuit),
    requestCodec: proverRequestCodec,
  },
};

/** The set that `rules.circuitSet` names. Spec: 14 §3 */
export function circuitSet<Name extends SetName>(name: Name): PhoenixCircuitSet<Name> {
  return sets[name];
}

/** All circuits of a set, for provers that are told names. */
export function phoenixCircuits<Name extends SetName>(name: Name): Circuit<PhoenixCircuitInputs[Name]>[] {
  const { circuit } = circuitSet(name);
  return Array.from({ length: maxInputs }, (_, i) => circuit(i + 1));
}

function counted<Inputs>(make: (inputs: number) => Circuit<Inputs>): (inputs: number) => Circuit<Inputs> {
  return (inputs) => {
    if (!Number.isInteger(inputs) || inputs < 1 || inputs > maxInputs)
      throw new TxError('TX_BAD_PROOF_FIELD', { inputs });
    return make(inputs);
  };
}
