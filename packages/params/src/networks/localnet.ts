import type { Network } from '../network.ts';
import { localFeatures, ruskDefaults } from './rusk.ts';

/**
 * A network of one's own that speaks protocol `rusk-1.6`; Rusk takes every unknown chain id for it.
 * Spread it to run other contract builds, mock proofs or another genesis time. Spec: 04 §7.4, 14 §1
 */
export const localnet: Network = Object.freeze({
  ...ruskDefaults,
  name: 'localnet',
  chainId: 0,
  genesisTimestampSec: 0n,
  features: localFeatures,
});
