import { fromHex } from '@eventide/base';
import type { Rules } from '@eventide/params';
import { decodeVerifierData, type VerifierData } from '@eventide/plonk/keys/verifierData';
import { TxError } from '../errors.ts';
import { deployedKeys } from './circuit/aegis/deployedKeys.ts';
import { localKeys } from './circuit/sound-1/localKeys.ts';

/**
 * The verifier data known without any file: of `aegis` as Dusk's networks deploy it, of `sound-1` under the parameters of local
 * networks. Networks of ours with other parameters take theirs from the transfer contract's view `verifier_data`.
 * @throws TxError TX_BAD_PROOF_FIELD unless `inputs` is 1 to 4. Spec: 02 §11.1; 14 §8
 */
export function knownVerifierData(set: Rules['circuitSet'], inputs: number): VerifierData {
  const hex = (set === 'aegis' ? deployedKeys : localKeys)[inputs - 1];
  if (hex === undefined) throw new TxError('TX_BAD_PROOF_FIELD', { inputs });
  return decodeVerifierData(fromHex(hex));
}
