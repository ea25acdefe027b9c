import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { originalContracts } from '@eventide/params';
import { cacheFolder, projectFolder } from './projectFolder.ts';
import { sourcesKey } from './sourcesKey.ts';

/** The contracts that every network begins with, and their SHA-256. */
export type GenesisContractCode = {
  readonly transfer: Uint8Array;
  readonly stake: Uint8Array;
  readonly hashes: { readonly transfer: string; readonly stake: string };
};

const NAMES = ['transfer', 'stake'] as const;
/** What the compiled bytes depend on. */
export const genesisSources: readonly string[] = [
  'contracts/genesis',
  'packages/contract-sdk/assembly',
  'packages/contract-sdk/src/build',
];

/**
 * Our builds of the genesis contracts. Compiling takes some seconds; what was compiled from the same sources, library and compiler
 * is taken from the cache without loading the compiler. Spec: 12 §7, 14 §6
 * @throws ContractSdkError CONTRACT_SOURCE, CONTRACT_COMPILE
 */
export async function genesisContracts(folder: string = cacheFolder()): Promise<GenesisContractCode> {
  const kept = join(folder, `contracts-${sourcesKey(genesisSources)}`);
  const [transfer, stake] = await Promise.all(NAMES.map((name) => readOrBuild(kept, name)));
  return withHashes(transfer as Uint8Array, stake as Uint8Array);
}

/** Contracts of the user's folder, as the reference names them, whatever they are. @throws an error of the file system */
export function contractsIn(folder: string): GenesisContractCode {
  const read = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, `${name}_contract.wasm`)));
  return withHashes(read('transfer'), read('stake'));
}

/** Whether these are the reference's own binaries. Spec: 05 §8.3 */
export function areOriginal({ hashes }: GenesisContractCode): boolean {
  return hashes.transfer === originalContracts.transfer && hashes.stake === originalContracts.stake;
}

/** What a network of the reference's protocol begins with, for people; undefined for ours. Spec: 13 §3.1 */
export function contractsNote(protocol: 'eventide' | 'rusk-1.6', code: GenesisContractCode): string | undefined {
  if (protocol === 'eventide') return undefined;
  return areOriginal(code)
    ? 'Contracts: the original binaries, state roots are those of Rusk · circuits aegis · mock proofs'
    : 'Contracts: builds of Eventide, equal receipts but other state roots than Rusk (--contracts takes the originals) · circuits aegis · mock proofs';
}

function withHashes(transfer: Uint8Array, stake: Uint8Array): GenesisContractCode {
  return { transfer, stake, hashes: { transfer: toHex(sha256(transfer)), stake: toHex(sha256(stake)) } };
}

async function readOrBuild(folder: string, name: (typeof NAMES)[number]): Promise<Uint8Array> {
  const file = join(folder, `${name}.wasm`);
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  const { buildCached } = await import('@eventide/contract-sdk/build/cachedBuild');
  const { wasm } = await buildCached(join(projectFolder(), 'contracts', 'genesis', name, 'assembly', 'contract.ts'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, wasm);
  renameSync(`${file}.${process.pid}`, file);
  return wasm;
}
