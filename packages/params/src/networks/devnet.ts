import { never } from '../activation.ts';
import type { Network } from '../network.ts';
import { localFeatures, ruskDefaults } from './rusk.ts';

/** Dusk's development network Lunare. Spec: 04 §7.4, 06 §1 */
export const devnet: Network = Object.freeze({
  ...ruskDefaults,
  name: 'devnet',
  chainId: 3,
  genesisTimestampSec: 1_779_891_254n,
  features: Object.freeze({ ...localFeatures, plonkV2: never }),
});
