import { never } from '../activation.ts';
import type { Network } from '../network.ts';
import { ruskDefaults } from './rusk.ts';

/** Dusk's test network Nocturne. Spec: 04 §7.4, 06 §1 */
export const testnet: Network = Object.freeze({
  ...ruskDefaults,
  name: 'testnet',
  chainId: 2,
  genesisTimestampSec: 1_744_794_000n,
  features: Object.freeze({
    publicSender: 1n,
    keccak256: 2_539_820n,
    sha256: never,
    verifyKzgProof: never,
    secp256k1Recover: never,
    blob: 1_814_090n,
    plonkV2: 2_653_175n,
    aegis: 2_773_727n,
    disableWasm64: 1_814_090n,
    disableWasm32: never,
    disableThirdParty: never,
  }),
});
