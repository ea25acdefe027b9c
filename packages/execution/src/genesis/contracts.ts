import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import type { Network } from '@eventide/params';
import { ExecutionError } from '../errors.ts';
import type { GenesisCode } from './build.ts';

/** Names of the files in the operator's folder, as the reference names them. */
export const CONTRACT_FILES = { transfer: 'transfer_contract.wasm', stake: 'stake_contract.wasm' } as const;

/**
 * The genesis contracts from a folder of the operator's, each known by its SHA-256.
 * @throws ExecutionError EXEC_CONTRACT_MISSING, EXEC_CONTRACT_HASH
 * Spec: 05 §8.3
 */
export function readContracts(
  folder: string,
  network: Pick<Network, 'contracts'>,
): Promise<Pick<GenesisCode, 'transfer' | 'stake'>> {
  const { transfer, stake } = CONTRACT_FILES;
  return readContractFiles({ transfer: join(folder, transfer), stake: join(folder, stake) }, network);
}

/** The same from two files of any name. @throws ExecutionError EXEC_CONTRACT_MISSING, EXEC_CONTRACT_HASH */
export async function readContractFiles(
  files: { readonly transfer: string; readonly stake: string },
  { contracts }: Pick<Network, 'contracts'>,
): Promise<Pick<GenesisCode, 'transfer' | 'stake'>> {
  const [transfer, stake] = await Promise.all([
    readContract(files.transfer, contracts.transfer),
    readContract(files.stake, contracts.stake),
  ]);
  return { transfer, stake };
}

async function readContract(path: string, expected: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ExecutionError('EXEC_CONTRACT_MISSING', { path, sha256: expected }, { cause });
  });
  const found = toHex(sha256(bytes));
  if (found !== expected) throw new ExecutionError('EXEC_CONTRACT_HASH', { path, expected, found });
  return new Uint8Array(bytes);
}
