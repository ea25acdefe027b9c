import { equalBytes, fromHex, isEventideError, toBase58, toHex, utf8 } from '@eventide/base';
import { blake3 } from '@eventide/crypto/hash';
import {
  EVENTIDE_CHAIN_ID,
  type EventideGenesis,
  type GenesisContracts,
  genesisParametersJson,
} from '@eventide/params';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';

const MOST_BLOCK_TIME_SEC = 30;

export type GenesisEvidence = {
  /** `prev_block_hash` of the genesis header: the hash of the parameters. */
  readonly prevBlockHash: Uint8Array;
  readonly timestampSec: bigint;
  readonly chainId: number;
  /** SHA-256 of the codes of both genesis contracts, hex. */
  readonly contracts: GenesisContracts;
  /** Their owner's key, 96 bytes. */
  readonly owner: Uint8Array;
};

/**
 * The parameters a genesis header of ours commits to, out of the few that are possible with these contracts and this owner under the setup
 * parameters of local networks: finding them proves codes, owner and verifier data. null if none fits. Cost: at most 62 hashes.
 * Spec: 14 §8
 */
export function findGenesisParameters(evidence: GenesisEvidence): EventideGenesis | null {
  const { prevBlockHash, timestampSec, chainId, contracts, owner } = evidence;
  const [vd1, vd2, vd3, vd4] = verifierDataIds(localKeys);
  const fixed = {
    chainId,
    genesisTimestampSec: timestampSec,
    srs: 'local-1',
    contracts,
    verifierDataIds: [vd1, vd2, vd3, vd4] as EventideGenesis['verifierDataIds'],
    owner: { base58: toBase58(owner), hex: toHex(owner) },
  } as const;
  const kinds = chainId === EVENTIDE_CHAIN_ID ? (['real', 'mock'] as const) : (['real'] as const);
  for (let blockTimeSec = 0; blockTimeSec <= MOST_BLOCK_TIME_SEC; blockTimeSec++) {
    for (const proofs of kinds) {
      const found = { ...fixed, blockTimeSec, proofs };
      const text = textOf(found);
      if (text === null) return null;
      if (equalBytes(blake3(utf8(text)), prevBlockHash)) return found;
    }
  }
  return null;
}

/** null for parameters that no network of ours can have, whatever its block time. */
function textOf(parameters: EventideGenesis): string | null {
  try {
    return genesisParametersJson(parameters);
  } catch (error) {
    if (isEventideError(error, 'PARAMS_BAD_GENESIS')) return null;
    throw error;
  }
}

/** BLAKE3-256 of verifier data, both hex. Spec: 14 §8 */
function verifierDataIds(data: readonly string[]): readonly string[] {
  return data.map((hex) => toHex(blake3(fromHex(hex))));
}
