import type { Activation } from './activation.ts';
import type { ConsensusTimes } from './consensus.ts';

export type Protocol = 'rusk-1.6' | 'eventide';

/** Heights of the features by the reference's names. Spec: 04 §7.4 */
export type FeatureHeights = {
  readonly publicSender: Activation;
  readonly keccak256: Activation;
  readonly sha256: Activation;
  readonly verifyKzgProof: Activation;
  readonly secp256k1Recover: Activation;
  readonly blob: Activation;
  readonly plonkV2: Activation;
  readonly aegis: Activation;
  readonly disableWasm64: Activation;
  readonly disableWasm32: Activation;
  readonly disableThirdParty: Activation;
};

/** The reference's names of features, as `node/info` tells them. Spec: 08 §4.1 */
export const featureNames: Readonly<Record<keyof FeatureHeights, string>> = Object.freeze({
  publicSender: 'ABI_PUBLIC_SENDER',
  blob: 'BLOB',
  plonkV2: 'PLONK_V2',
  aegis: 'HARDFORK_AEGIS',
  disableWasm64: 'DISABLE_WASM64',
  disableWasm32: 'DISABLE_WASM32',
  disableThirdParty: 'DISABLE_3RD_PARTY',
  keccak256: 'HQ_KECCAK256',
  sha256: 'HQ_SHA256',
  verifyKzgProof: 'HQ_VERIFY_KZG_PROOF',
  secp256k1Recover: 'HQ_SECP256K1_RECOVER',
});

/** The code of a contract is unavailable for `from` ≤ height < `to`. Spec: 06 §1 */
export type Shade = { readonly contractId: string; readonly from: bigint; readonly to: bigint };

/** SHA-256 of the genesis contracts, hex. */
export type GenesisContracts = { readonly transfer: string; readonly stake: string };

/** A network: everything its nodes must agree on beyond the data of the chain. Spec: 14 §1–§3 */
export type Network = {
  readonly name: string;
  readonly protocol: Protocol;
  /** Also the Kadcast network id. */
  readonly chainId: number;
  readonly genesisTimestampSec: bigint;
  readonly features: FeatureHeights;
  readonly shades: readonly Shade[];
  readonly contracts: GenesisContracts;
  /** Hex of the compressed BLS key that receives the 10 % share. */
  readonly rewardKey: string;
  /** Hex of the key that may sign emergency blocks; null if nobody may. */
  readonly emergencyKey: string | null;
  readonly proofs: 'real' | 'mock';
  readonly times: ConsensusTimes;
};
