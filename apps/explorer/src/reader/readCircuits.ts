import { decodeReturn, describeContract, transferInterface } from '@eventide/abi';
import { isEventideError, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { Rules } from '@eventide/params';
import { encodeVerifierData } from '@eventide/plonk/keys/verifierData';
import { knownVerifierData } from '@eventide/tx/phoenix/verifierKeys';
import type { CircuitReading } from './protocol.ts';

const transfer = describeContract(transferInterface);

/** Digests of the verifier data of a circuit set: what the chain holds, and what this page would verify with. Spec: 02 §11.1, 14 §6 */
export function readCircuits(
  set: Rules['circuitSet'],
  answers: readonly (Uint8Array | null)[],
): readonly CircuitReading[] {
  return answers.map((answer, index) => ({
    inputs: index + 1,
    chain: answer === null ? null : digestOf(answer),
    known: toHex(sha256(encodeVerifierData(knownVerifierData(set, index + 1)))),
  }));
}

/** null for an answer of another form, and for no data. */
function digestOf(answer: Uint8Array): string | null {
  try {
    const data = decodeReturn(transfer, 'verifier_data', answer) as Uint8Array;
    return data.length === 0 ? null : toHex(sha256(data));
  } catch (error) {
    if (isEventideError(error)) return null;
    throw error;
  }
}
