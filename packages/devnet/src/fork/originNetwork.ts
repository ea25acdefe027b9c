import { equalBytes, toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { Header } from '@eventide/ledger';
import { createEventideNetwork, EVENTIDE_CHAIN_ID, type Network } from '@eventide/params';
import { findGenesisParameters } from '@eventide/sdk/verify';
import { STAKE_CONTRACT, TRANSFER_CONTRACT } from '@eventide/tx';
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

/** What a contract is, without its memory. */
export type OriginCode = Pick<ImportedContract, 'id' | 'owner' | 'bytecode'>;

/**
 * Finds the parameters whose hash the genesis header carries, out of the few that are possible with these contracts and chain ids. That proves the
 * codes of the genesis contracts and their owner too.
 * @throws DevnetError DEVNET_FORK_STATE if a genesis contract is missing, DEVNET_FORK_UNSUPPORTED if none fits
 * Spec: 14 §8
 */
export function originNetwork(
  genesis: Pick<Header, 'prevBlockHash' | 'timestampSec'>,
  chainIds: readonly number[],
  contracts: readonly OriginCode[],
  proofs: 'real' | 'mock',
): OriginNetwork {
  const transfer = contractOf(contracts, TRANSFER_CONTRACT);
  const stake = contractOf(contracts, STAKE_CONTRACT);
  const hashes = { transfer: toHex(sha256(transfer.bytecode)), stake: toHex(sha256(stake.bytecode)) };
  const facts = { ...genesis, contracts: hashes, owner: transfer.owner };
  const origin = first(chainIds, (chainId) => findGenesisParameters({ ...facts, chainId }));
  if (origin === undefined)
    throw new DevnetError('DEVNET_FORK_UNSUPPORTED', {
      reason: 'the genesis commits to parameters that this version does not know',
      possible: 'networks of protocol eventide with the setup parameters local-1',
    });
  return {
    network: createEventideNetwork({ ...origin, chainId: EVENTIDE_CHAIN_ID, blockTimeSec: 0, proofs }),
    code: { transfer: transfer.bytecode, stake: stake.bytecode, hashes },
    text: parametersText({
      owner: origin.owner.base58,
      timestampSec: genesis.timestampSec,
      blockTimeSec: 0,
      proofs,
      contracts: hashes,
    }),
  };
}

/** @throws DevnetError DEVNET_FORK_STATE if it is missing */
export function contractOf(contracts: readonly OriginCode[], id: Uint8Array): OriginCode {
  const found = contracts.find((contract) => equalBytes(contract.id, id));
  if (found === undefined) throw badState({ missing: toHex(id) });
  return found;
}

function first<T>(ids: readonly number[], find: (id: number) => T | null): T | undefined {
  for (const id of ids) {
    const found = find(id);
    if (found !== null) return found;
  }
  return undefined;
}
