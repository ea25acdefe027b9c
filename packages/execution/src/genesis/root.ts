import { readFile } from 'node:fs/promises';
import { fromHex } from '@eventide/base';
import { decode } from '@eventide/codec';
import { blsPublicKeyCodec } from '@eventide/crypto/bls/keys';
import type { Network } from '@eventide/params';
import { createMemoryStore } from '@eventide/store/memory';
import { createVm } from '@eventide/vm/vm';
import { createQueryCache } from '../hostQueries/queryCache.ts';
import { buildGenesis, type GenesisCode } from './build.ts';
import { readContractFiles, readContracts } from './contracts.ts';
import { type GenesisFile, parseGenesis } from './file.ts';

/** The genesis of Dusk's networks, and of the local ones of its node. Spec: 05 §8.3 */
export type KnownGenesis = 'mainnet' | 'testnet' | 'devnet' | 'localnet' | 'singlenet';

/** The text of a known network's file. */
export function knownGenesisText(name: KnownGenesis): Promise<string> {
  return readFile(new URL(`../../networks/${name}.toml`, import.meta.url), 'utf8');
}

/** The file of a known network. @throws ExecutionError EXEC_GENESIS_FILE */
export async function knownGenesis(name: KnownGenesis): Promise<GenesisFile> {
  return parseGenesis(await knownGenesisText(name));
}

/**
 * State root of a genesis with the contracts from a folder, or from two files, computed in memory.
 * @throws ExecutionError EXEC_CONTRACT_MISSING, EXEC_CONTRACT_HASH, EXEC_SYSTEM_CALL
 * Spec: 05 §8.2
 */
export async function genesisRoot(
  network: Network,
  file: GenesisFile,
  contracts: string | { readonly transfer: string; readonly stake: string },
): Promise<Uint8Array> {
  const code = await (typeof contracts === 'string'
    ? readContracts(contracts, network)
    : readContractFiles(contracts, network));
  return genesisRootOf(network, file, code);
}

/** The same with contracts at hand, whatever they are. @throws ExecutionError EXEC_SYSTEM_CALL */
export async function genesisRootOf(network: Network, file: GenesisFile, code: GenesisCode): Promise<Uint8Array> {
  const vm = await createVm({ store: createMemoryStore(), hostQueries: () => undefined });
  try {
    const owner = file.owner ?? decode(blsPublicKeyCodec, fromHex(network.rewardKey));
    const { stateRoot } = await buildGenesis({ vm, network, cache: createQueryCache() }, file, owner, code);
    return stateRoot;
  } finally {
    await vm.close();
  }
}
