import { intToBytesLe, isEventideError } from '@eventide/base';
import { byteVec, decodeArchive } from '@eventide/codec/rkyv';
import { contractConstants, type Rules, rulesAt } from '@eventide/params';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { TRANSFER_CONTRACT } from '@eventide/tx/contracts/ids';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import type { Engine } from '../engine.ts';
import { queryContract } from '../query.ts';

/** Verifier data by number of inputs less one; undefined where nobody knows them. */
export type CircuitKeys = readonly (Uint8Array | undefined)[];

const known = new WeakMap<Engine['vm'], CircuitKeys>();

/** The keys that the transfer contract of a state checks proofs under; they are set at genesis and never change. Spec: 14 §6 */
export function circuitKeysAt(engine: Engine, root: Uint8Array): CircuitKeys {
  const found = known.get(engine.vm);
  if (found) return found;
  const { circuitSet } = rulesAt(engine.network, 0n);
  const keys = Array.from(
    { length: contractConstants.maxPhoenixInputs },
    (_, i) => stored(engine, root, i + 1) ?? deployed(circuitSet, i + 1),
  );
  known.set(engine.vm, keys);
  return keys;
}

/** The view of our own builds; the originals have none. */
function stored(engine: Engine, root: Uint8Array, inputs: number): Uint8Array | undefined {
  const argument = intToBytesLe(BigInt(inputs), 8);
  try {
    const { data } = queryContract(engine, { root, contract: TRANSFER_CONTRACT, method: 'verifier_data', argument });
    return decodeArchive(byteVec(), data);
  } catch (error) {
    if (isEventideError(error, 'EXEC_QUERY_FAILED')) return undefined;
    throw error;
  }
}

/** The keys inside the original binaries. Spec: 02 §11.1 */
function deployed(set: Rules['circuitSet'], inputs: number): Uint8Array | undefined {
  return set === 'aegis' ? encodeVerifierData(knownVerifierData(set, inputs)) : undefined;
}
