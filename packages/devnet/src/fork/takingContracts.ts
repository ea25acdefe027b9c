import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '@eventide/base';
import { sha256 } from '@eventide/crypto/hash';
import { DevnetError } from '../errors.ts';
import { type GenesisContractCode, genesisContracts, genesisSources } from '../genesis/genesisContracts.ts';
import { cacheFolder, projectFolder } from '../genesis/projectFolder.ts';
import { sourcesKey } from '../genesis/sourcesKey.ts';

/** Stands before the views of the transfer contract. */
const PLACE = '  // ---- views ----';
const EXTERNAL = '@root("Can only be called from the outside the VM")';
/** What no network needs: nullifiers come from transactions, nonces too. */
const METHODS = `  ${EXTERNAL}
  take_nullifiers(spent: Vec<Scalar>): void {
    for (let i: u32 = 0; i < spent.length; i++) this.nullifiers.add(spent.at(i));
  }

  ${EXTERNAL}
  take_account(entry: AccountEntry): void {
    const own = this.accounts.entry(entry.account);
    own.nonce = entry.data.nonce;
    own.balance = entry.data.balance;
  }

`;

/**
 * Our genesis contracts, of which transfer has two functions more, for a state that is put together from what another network feeds.
 * Compiling takes some seconds; afterwards it comes from the cache.
 * @throws ContractSdkError; DevnetError DEVNET_FORK_UNSUPPORTED where the sources are not those of this version
 */
export async function takingContracts(folder: string = cacheFolder()): Promise<GenesisContractCode> {
  const code = await genesisContracts(folder);
  const transfer = await readOrBuild(join(folder, `taking-${sourcesKey(genesisSources, [METHODS])}`));
  return { ...code, transfer, hashes: { ...code.hashes, transfer: toHex(sha256(transfer)) } };
}

async function readOrBuild(folder: string): Promise<Uint8Array> {
  const file = join(folder, 'transfer.wasm');
  if (existsSync(file)) return new Uint8Array(readFileSync(file));
  for (const name of ['transfer', 'shared'])
    cpSync(join(projectFolder(), 'contracts', 'genesis', name), join(folder, name), { recursive: true });
  const entry = join(folder, 'transfer', 'assembly', 'contract.ts');
  const source = readFileSync(entry, 'utf8');
  // A copy that was left by a start that ended early has them already.
  if (!source.includes(METHODS)) {
    if (!source.includes(PLACE))
      throw new DevnetError('DEVNET_FORK_UNSUPPORTED', { reason: 'the sources of the transfer contract are others' });
    writeFileSync(
      entry,
      source.replace(PLACE, () => METHODS + PLACE),
    );
  }
  const { buildCached } = await import('@eventide/contract-sdk/build/cachedBuild');
  const { wasm } = await buildCached(entry);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, wasm);
  renameSync(`${file}.${process.pid}`, file);
  return wasm;
}
