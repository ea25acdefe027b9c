import { never } from '../activation.ts';
import { ruskTimes } from '../consensus.ts';
import type { FeatureHeights, GenesisContracts, Network } from '../network.ts';

/** The consensus key of Dusk, the same on all its networks. Spec: 06 §1 */
export const DUSK_KEY =
  '85906b7d01ea393501938441f43a18e97618b73eb30438a6fcf685f9f7f4ca6b061f229844abbbbb998f9c739d3c36861539e2ed19294d16c56b1c66491b4f1aecff85b6f39b293145b0f6f4e031b2eccb14e4c1e3618a3e36d8a12ffb2415de';

/** The original binaries of Rusk 1.6.0. Spec: 05 §8.3 */
export const originalContracts: GenesisContracts = Object.freeze({
  transfer: 'a78d3f27c8ad686c255a426d2ab877c3accaaea22bdf0db7378509ab2b67c938',
  stake: '5d5fd342c73aeeb1e858e6d1b6b0354d5e7f8ff9952763fa9a4786bb3cbe5bd5',
});

/** What every network of protocol `rusk-1.6` shares. */
export const ruskDefaults: Pick<
  Network,
  'protocol' | 'shades' | 'contracts' | 'rewardKey' | 'emergencyKey' | 'proofs' | 'times'
> = Object.freeze({
  protocol: 'rusk-1.6',
  shades: Object.freeze([]),
  contracts: originalContracts,
  rewardKey: DUSK_KEY,
  emergencyKey: DUSK_KEY,
  proofs: 'real',
  times: ruskTimes,
});

/** The column of networks that know every feature from the first block. Spec: 04 §7.4 */
export const localFeatures: FeatureHeights = Object.freeze({
  publicSender: 1n,
  keccak256: 1n,
  sha256: 1n,
  verifyKzgProof: 1n,
  secp256k1Recover: 1n,
  blob: 1n,
  plonkV2: 1n,
  aegis: 1n,
  disableWasm64: 1n,
  disableWasm32: never,
  disableThirdParty: never,
});
