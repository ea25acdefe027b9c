import { never } from '../activation.ts';
import type { Network } from '../network.ts';
import { ruskDefaults } from './rusk.ts';

const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** Dusk's main network. Spec: 04 §7.4, 06 §1 */
export const mainnet: Network = Object.freeze({
  ...ruskDefaults,
  name: 'mainnet',
  chainId: 1,
  genesisTimestampSec: 1_736_251_200n,
  features: Object.freeze({
    publicSender: 355_000n,
    keccak256: never,
    sha256: never,
    verifyKzgProof: never,
    secp256k1Recover: never,
    blob: 2_873_420n,
    plonkV2: 3_470_360n,
    aegis: 3_590_904n,
    disableWasm64: [[2_710_376n, U64_MAX]],
    disableWasm32: [[2_710_376n, 2_873_420n]],
    disableThirdParty: [[2_710_376n, 2_873_420n]],
  } as const),
  shades: Object.freeze([
    Object.freeze({
      contractId: '6fdfdc713a18fc6ca2ad20eb2b4a3305a935ef47d6a872d9a4df8bc9fd9d169e',
      from: 2_873_420n,
      to: 2_933_850n,
    }),
  ]),
});
