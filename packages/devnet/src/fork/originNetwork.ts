import { equalBytes, fromHex, toHex, utf8 } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec, formatAccount } from '@eventide/crypto/bls/keys';
import { blake3, sha256 } from '@eventide/crypto/hash';
import type { Header } from '@eventide/ledger';
import { createEventideNetwork, type EventideGenesis, genesisParametersJson, type Network } from '@eventide/params';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
import { localKeys } from '@eventide/tx/phoenix/circuit/sound-1/localKeys';
import type { ImportedContract } from '@eventide/vm';
import { DevnetError } from '../errors.ts';
import type { GenesisContractCode } from '../genesis/genesisContracts.ts';
import { parametersText } from '../genesis/genesisText.ts';
import { badState } from './originRoutes.ts';

/** The rules of a network that is forked, as its genesis commits to them, and how the fork runs by them. */
export type OriginNetwork = {
  /** Of the fork: chain id 224, no least time between blocks, proofs as wanted. */
  readonly network: Network;
  readonly code: GenesisContractCode;
  /** The part of a genesis file that tells these rules. */
  readonly text: string;
};

const MOST_BLOCK_TIME_SEC = 30;
const LOCAL_CHAIN_ID = 224;

/**
 * Finds the parameters whose hash the genesis header carries, out of the few that are possible with these contracts. That proves the
 * codes of the genesis contracts and their owner too.
 * @throws DevnetError DEVNET_FORK_STATE if a genesis contract is missing, DEVNET_FORK_UNSUPPORTED if none fits
 * Spec: 14 §8
 */
export function originNetwork(
  genesis: Pick<Header, 'prevBlockHash' | 'timestampSec'>,
  chainId: number,
  contracts: readonly ImportedContract[],
  proofs: 'real' | 'mock',
): OriginNetwork {
  const transfer = contractOf(contracts, TRANSFER_CONTRACT);
  const stake = contractOf(contracts, STAKE_CONTRACT);
  const hashes = { transfer: toHex(sha256(transfer.bytecode)), stake: toHex(sha256(stake.bytecode)) };
  const base58 = formatAccount(decode(blsPublicKeyCodec, transfer.owner));
  const idOf = (vd: string): string => toHex(blake3(fromHex(vd)));
  const [vd1, vd2, vd3, vd4] = localKeys as [string, string, string, string];
  const origin: EventideGenesis = {
    chainId,
    genesisTimestampSec: genesis.timestampSec,
    blockTimeSec: 0,
    srs: 'local-1',
    proofs: 'real',
    contracts: hashes,
    verifierDataIds: [idOf(vd1), idOf(vd2), idOf(vd3), idOf(vd4)],
    owner: { base58, hex: toHex(transfer.owner) },
  };
  if (!candidates(origin).some((each) => equalBytes(blake3(utf8(genesisParametersJson(each))), genesis.prevBlockHash)))
    throw new DevnetError('DEVNET_FORK_UNSUPPORTED', {
      reason: 'the genesis commits to parameters that this version does not know',
      possible: 'networks of protocol eventide with the setup parameters local-1',
    });
  return {
    network: createEventideNetwork({ ...origin, chainId: LOCAL_CHAIN_ID, proofs }),
    code: { transfer: transfer.bytecode, stake: stake.bytecode, hashes },
    text: parametersText({
      owner: base58,
      timestampSec: genesis.timestampSec,
      blockTimeSec: 0,
      proofs,
      contracts: hashes,
    }),
  };
}

function candidates(origin: EventideGenesis): EventideGenesis[] {
  const kinds = origin.chainId === LOCAL_CHAIN_ID ? (['real', 'mock'] as const) : (['real'] as const);
  return Array.from({ length: MOST_BLOCK_TIME_SEC + 1 }, (_, blockTimeSec) =>
    kinds.map((proofs) => ({ ...origin, blockTimeSec, proofs })),
  ).flat();
}

function contractOf(contracts: readonly ImportedContract[], id: Uint8Array): ImportedContract {
  const found = contracts.find((contract) => equalBytes(contract.id, id));
  if (found === undefined) throw badState({ missing: toHex(id) });
  return found;
}
