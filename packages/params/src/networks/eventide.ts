import { never } from '../activation.ts';
import { ParamsError } from '../errors.ts';
import type { FeatureHeights, GenesisContracts, Network } from '../network.ts';

/** Chain id of networks without value; those with value take one of 225 … 239 each. Spec: 14 §1 */
export const EVENTIDE_CHAIN_ID = 224;

const LAST_CHAIN_ID = 239;
const U64_MAX = 0xffff_ffff_ffff_ffffn;

/** The parameters of a network of our own, as its genesis file gives them. Spec: 14 §8 */
export type EventideGenesis = {
  readonly chainId: number;
  readonly genesisTimestampSec: bigint;
  /** 0 to 30; 0 only for a single node. */
  readonly blockTimeSec: number;
  readonly srs: 'local-1' | 'ceremony';
  readonly proofs: 'real' | 'mock';
  readonly contracts: GenesisContracts;
  /** BLAKE3-256 of the verifier data for 1 to 4 inputs, hex. */
  readonly verifierDataIds: readonly [string, string, string, string];
  /** The key that receives the 10 % share and owns the contracts: base58 and hex of its 96 bytes. */
  readonly owner: { readonly base58: string; readonly hex: string };
};

/** All features from the start, no 64-bit modules. Spec: 14 §2 */
const features: FeatureHeights = Object.freeze({
  publicSender: 0n,
  keccak256: 0n,
  sha256: 0n,
  verifyKzgProof: 0n,
  secp256k1Recover: 0n,
  blob: 0n,
  plonkV2: 0n,
  aegis: 0n,
  disableWasm64: 0n,
  disableWasm32: never,
  disableThirdParty: never,
});

/**
 * The network of these genesis parameters.
 * @throws ParamsError PARAMS_BAD_GENESIS
 * Spec: 14 §1, §2, §8
 */
export function createEventideNetwork(genesis: EventideGenesis): Network {
  assertGenesis(genesis);
  const { chainId, genesisTimestampSec, blockTimeSec, proofs, contracts, owner } = genesis;
  return Object.freeze({
    name: 'eventide',
    protocol: 'eventide',
    chainId,
    genesisTimestampSec,
    features,
    shades: Object.freeze([]),
    contracts: Object.freeze({ ...contracts }),
    rewardKey: owner.hex,
    emergencyKey: null,
    proofs,
    times: Object.freeze({
      minBlockTimeSec: BigInt(blockTimeSec),
      stepTimeoutMinMs: 1000,
      stepTimeoutMaxMs: 5000,
      stepTimeoutIncreaseMs: 1000,
    }),
  });
}

/**
 * The text whose BLAKE3-256 is `prev_block_hash` of the genesis header: keys sorted, no white space.
 * @throws ParamsError PARAMS_BAD_GENESIS
 * Spec: 14 §8
 */
export function genesisParametersJson(genesis: EventideGenesis): string {
  assertGenesis(genesis);
  const { blockTimeSec, chainId, contracts, owner, proofs, srs, verifierDataIds } = genesis;
  return JSON.stringify({
    block_time: blockTimeSec,
    chain_id: chainId,
    circuit_sets: [['sound-1', 0, null]],
    contracts: { stake: contracts.stake, transfer: contracts.transfer },
    ep1: { auto: null, share_permille: 0, sponsor: null, tx: null },
    owner: owner.base58,
    proofs,
    protocol: 'eventide',
    srs,
    vd_ids: verifierDataIds,
    version: 1,
  });
}

function assertGenesis(genesis: EventideGenesis): void {
  const { chainId, genesisTimestampSec, blockTimeSec, srs, proofs, contracts, verifierDataIds, owner } = genesis;
  const local = chainId === EVENTIDE_CHAIN_ID;
  assertRule(
    'chain id 224 to 239',
    Number.isInteger(chainId) && chainId >= EVENTIDE_CHAIN_ID && chainId <= LAST_CHAIN_ID,
  );
  assertRule('timestamp is a u64', genesisTimestampSec >= 0n && genesisTimestampSec <= U64_MAX);
  assertRule('block time 0 to 30 seconds', Number.isInteger(blockTimeSec) && blockTimeSec >= 0 && blockTimeSec <= 30);
  assertRule('srs is local-1 or ceremony', srs === 'local-1' || srs === 'ceremony');
  assertRule('proofs are real, or mock on chain id 224', proofs === 'real' || (proofs === 'mock' && local));
  assertRule('contracts are SHA-256 digests', isHex(contracts.transfer, 32) && isHex(contracts.stake, 32));
  assertRule('four verifier data ids', verifierDataIds.length === 4 && verifierDataIds.every((id) => isHex(id, 32)));
  assertRule('owner is a key of 96 bytes', isHex(owner.hex, 96) && /^[1-9A-HJ-NP-Za-km-z]{1,140}$/.test(owner.base58));
}

function assertRule(rule: string, holds: boolean): void {
  if (!holds) throw new ParamsError('PARAMS_BAD_GENESIS', { rule });
}

function isHex(text: string, bytes: number): boolean {
  return text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);
}
